//! A YAML text as an edit sees it: the text, and how it is written.

use std::ops::Range;

use super::splice::{line_end, line_start, newline_of};
use crate::{
    diagnostic::{Diagnostics, FileId},
    source::{
        Arena,
        yaml::{self, Document, Pair, Written, WrittenId},
    },
};

/// A YAML text that can be read.
pub(crate) struct Page<'s> {
    pub(crate) text: &'s str,
    pub(crate) newline: &'static str,
    pub(crate) document: Document<'s>,
    /// The value of each anchor.
    pub(crate) definitions: Vec<Option<WrittenId>>,
}

impl<'s> Page<'s> {
    /// Reads a text; nothing, and the findings, for one that cannot be read.
    pub(crate) fn read(
        file: FileId,
        text: &'s str,
        arena: &'s Arena,
        found: &mut Diagnostics,
    ) -> Option<Self> {
        let (_, document) = yaml::document(file, text, arena, found).filter(|_| !found.forbid())?;
        Some(Self::of(text, document))
    }

    pub(crate) fn of(text: &'s str, document: Document<'s>) -> Self {
        let mut definitions = vec![None; document.anchors.all().len()];
        for (id, written) in document.values.iter().enumerate() {
            if let Some(anchor) = written.anchor {
                definitions[anchor] = Some(id);
            }
        }
        Self { text, newline: newline_of(text), document, definitions }
    }

    /// The lines of a pair, with what is indented below its key.
    pub(crate) fn lines_of(&self, pair: &Pair<'_>) -> Range<usize> {
        let start = pair.key.range().start;
        line_start(self.text, start)..self.end_of_lines(self.range(pair.value).end, self.column(start))
    }

    /// Where the comments begin that stand right above a line, in a column: they belong to what is below them.
    pub(crate) fn with_comments_above(&self, mut start: usize, floor: usize, column: usize) -> usize {
        while start > floor {
            let line = line_start(self.text, start - 1);
            let text = self.text[line..start].trim_end();
            if line < floor
                || !text.trim_start().starts_with('#')
                || text.len() - text.trim_start().len() != column
            {
                break;
            }
            start = line;
        }
        start
    }

    pub(crate) fn written(&self, id: WrittenId) -> &Written<'s> {
        &self.document.values[id]
    }

    pub(crate) fn range(&self, id: WrittenId) -> Range<usize> {
        self.written(id).span.range()
    }

    /// The text of a value without its anchor and tag.
    pub(crate) fn inner(&self, id: WrittenId) -> Range<usize> {
        let Range { mut start, end } = self.range(id);
        while self.text[start..end].starts_with(['&', '!']) {
            let word = self.text[start..end].find(char::is_whitespace).unwrap_or(end - start);
            let rest = &self.text[start + word..end];
            start = end - rest.trim_start().len();
        }
        start..end
    }

    /// The column of a byte.
    pub(crate) fn column(&self, at: usize) -> usize {
        at - line_start(self.text, at)
    }

    pub(crate) fn name_of(&self, anchor: usize) -> &str {
        &self.document.anchors.all()[anchor].name
    }

    /// A text in the quotes that a value has.
    pub(crate) fn requoted(&self, id: WrittenId, new: &str) -> String {
        let old = &self.text[self.inner(id)];
        match old.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            Some(quote) => format!("{quote}{new}{quote}"),
            None => new.to_owned(),
        }
    }

    /// A comment as lines in a column.
    pub(crate) fn commented(&self, column: usize, comment: &str) -> String {
        let lines = comment.lines().map(|line| format!("{}# {line}{}", " ".repeat(column), self.newline));
        lines.collect()
    }

    /// The value that a value is written as, behind aliases.
    pub(crate) fn defined(&self, mut id: WrittenId) -> WrittenId {
        while let Some(definition) = self.document.aliased(id).and_then(|anchor| self.definitions[anchor]) {
            id = definition;
        }
        id
    }

    /// The anchor of the list that a value is: that of the alias, or its own.
    pub(crate) fn anchor_of(&self, id: WrittenId) -> Option<usize> {
        self.document.aliased(id).or(self.written(id).anchor)
    }

    /// Where the lines of a value end: with its last line, and the comments behind it that are indented further than `column`.
    pub(crate) fn end_of_lines(&self, value_end: usize, column: usize) -> usize {
        let content = self.text[..value_end].trim_end().len();
        let mut end = line_end(self.text, content);
        let mut at = end;
        while at < self.text.len() {
            let next = line_end(self.text, at);
            let line = self.text[at..next].trim_end();
            let indent = line.len() - line.trim_start().len();
            if line.is_empty() {
            } else if line.trim_start().starts_with('#') && indent > column {
                end = next;
            } else {
                break;
            }
            at = next;
        }
        end
    }
}
