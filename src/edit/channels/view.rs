//! A channel file as an edit sees it: its releases where they stand, its lists with who uses them.

use std::ops::Range;

use crate::{
    diagnostic::words::did_you_mean,
    edit::{
        refusal::Refusal,
        splice::{line_end, line_start, newline_of},
    },
    model::{ReleaseVersion, channel::ReleaseTable, field::Named},
    source::yaml::{Document, Form, Pair, Written, WrittenId},
};

/// A channel file that can be read.
pub(super) struct View<'s> {
    pub(super) text: &'s str,
    pub(super) newline: &'static str,
    pub(super) document: Document<'s>,
    pub(super) entries: Vec<Entry<'s>>,
    /// The value of each anchor.
    pub(super) definitions: Vec<Option<WrittenId>>,
    pub(super) uses: Vec<Use>,
}

/// A release where it stands.
pub(super) struct Entry<'s> {
    pub(super) id: WrittenId,
    pub(super) version: &'s str,
    /// Its version, if it is one as people write them.
    pub(super) number: Option<ReleaseVersion>,
    /// Its lines, from the dash to the end of its last line.
    pub(super) lines: Range<usize>,
    /// The column of its dash; nothing for one between brackets or braces.
    pub(super) dash: Option<usize>,
    /// The column of its keys.
    pub(super) column: usize,
}

/// An alias and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use {
    /// The alias.
    pub(super) id: WrittenId,
    /// What it means.
    pub(super) anchor: usize,
    /// The release that it is in.
    pub(super) entry: Option<usize>,
    /// The map that it is a value of, or is merged into.
    pub(super) map: Option<WrittenId>,
    /// Whether it is merged, and alone: `<<: *name`.
    pub(super) is_merge: bool,
    /// Whether it is one of several that are merged: `<<: [*a, *b]`.
    pub(super) is_one_of_several: bool,
}

/// How a list of arguments, charts or features is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum List {
    /// `*name`.
    Alias(usize),
    /// A map with what is merged into it.
    Own { id: WrittenId, anchor: Option<usize>, merges: Vec<usize> },
    /// Something else.
    Other,
}

impl<'s> View<'s> {
    pub(super) fn of(text: &'s str, document: Document<'s>) -> Result<Self, Refusal> {
        let mut view = View {
            text,
            newline: newline_of(text),
            definitions: vec![None; document.anchors.all().len()],
            document,
            entries: Vec::new(),
            uses: Vec::new(),
        };
        for (id, written) in view.document.values.iter().enumerate() {
            if let Some(anchor) = written.anchor {
                view.definitions[anchor] = Some(id);
            }
        }
        let items = view.releases().map(|id| view.document.items(id).to_vec()).unwrap_or_default();
        for id in items {
            let entry = view.entry(id)?;
            view.entries.push(entry);
        }
        view.uses = view.find_uses();
        Ok(view)
    }

    /// The list of releases.
    pub(super) fn releases(&self) -> Option<WrittenId> {
        Some(self.document.pair(self.document.root?, "releases")?.value)
    }

    pub(super) fn written(&self, id: WrittenId) -> &Written<'s> {
        &self.document.values[id]
    }

    pub(super) fn range(&self, id: WrittenId) -> Range<usize> {
        self.written(id).span.range()
    }

    /// The text of a value without its anchor and tag.
    pub(super) fn inner(&self, id: WrittenId) -> Range<usize> {
        let Range { mut start, end } = self.range(id);
        while self.text[start..end].starts_with(['&', '!']) {
            let word = self.text[start..end].find(char::is_whitespace).unwrap_or(end - start);
            let rest = &self.text[start + word..end];
            start = end - rest.trim_start().len();
        }
        start..end
    }

    /// The column of a byte.
    pub(super) fn column(&self, at: usize) -> usize {
        at - line_start(self.text, at)
    }

    pub(super) fn name_of(&self, anchor: usize) -> &str {
        &self.document.anchors.all()[anchor].name
    }

    /// The nth release with a version, from the top.
    pub(super) fn find(&self, version: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.version == version)
    }

    /// The release with a version that people gave.
    pub(super) fn named(&self, version: &str) -> Result<usize, Refusal> {
        self.find(version).ok_or_else(|| {
            let known = self.entries.iter().map(|entry| entry.version);
            let help = did_you_mean(version, known, "name one that is in the file");
            Refusal::new(format!("there is no release `{version}` in this file"), help)
        })
    }

    /// A text in the quotes that a value has.
    pub(super) fn requoted(&self, id: WrittenId, new: &str) -> String {
        let old = &self.text[self.inner(id)];
        match old.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            Some(quote) => format!("{quote}{new}{quote}"),
            None => new.to_owned(),
        }
    }

    /// A comment as lines in a column.
    pub(super) fn commented(&self, column: usize, comment: &str) -> String {
        let lines = comment.lines().map(|line| format!("{}# {line}{}", " ".repeat(column), self.newline));
        lines.collect()
    }

    pub(super) fn pair(&self, entry: usize, key: &str) -> Option<&Pair<'s>> {
        self.document.pair(self.entries[entry].id, key)
    }

    /// The value of a table of a release.
    pub(super) fn table(&self, entry: usize, table: ReleaseTable) -> Option<WrittenId> {
        Some(self.pair(entry, table.name())?.value)
    }

    /// How a list is written.
    pub(super) fn list(&self, id: WrittenId) -> List {
        match &self.written(id).form {
            Form::Alias(anchor) => List::Alias(*anchor),
            Form::Map { pairs, .. } => {
                let merges = pairs.iter().filter(|pair| pair.is_merge).map(|pair| pair.value).collect();
                List::Own { id, anchor: self.written(id).anchor, merges }
            }
            _ => List::Other,
        }
    }

    /// The list that a list is written as, behind aliases.
    pub(super) fn defined(&self, mut id: WrittenId) -> WrittenId {
        while let Some(definition) = self.document.aliased(id).and_then(|anchor| self.definitions[anchor]) {
            id = definition;
        }
        id
    }

    /// The anchor of the list that a list of a release is: that of the alias, or its own.
    pub(super) fn anchor_of(&self, id: WrittenId) -> Option<usize> {
        self.document.aliased(id).or(self.written(id).anchor)
    }

    /// The anchor of the one list that is merged into a list, and nothing else is.
    pub(super) fn base(&self, id: WrittenId) -> Option<usize> {
        match self.list(self.defined(id)) {
            List::Own { merges, .. } => match merges[..] {
                [merge] => self.document.aliased(merge),
                _ => None,
            },
            _ => None,
        }
    }

    /// What a name means at a place, if its value is complete above it.
    pub(super) fn meant(&self, name: &str, at: usize) -> Option<usize> {
        let anchors = self.document.anchors.all();
        let above = anchors.partition_point(|anchor| anchor.at.range().start < at);
        let last = anchors[..above].iter().rposition(|anchor| anchor.name == name)?;
        (self.definitions[last].is_some_and(|id| self.range(id).end <= at)).then_some(last)
    }

    /// Whether a name means the value of an anchor at a place.
    pub(super) fn means(&self, anchor: usize, at: usize) -> bool {
        let value = |anchor: usize| self.definitions[anchor].map(|id| self.written(id).value);
        self.meant(self.name_of(anchor), at).is_some_and(|meant| {
            meant == anchor || value(meant).zip(value(anchor)).is_some_and(|(a, b)| a.is_same(&b))
        })
    }

    fn entry(&self, id: WrittenId) -> Result<Entry<'s>, Refusal> {
        let range = self.range(id);
        let version =
            self.document.pair(id, "version").and_then(|pair| self.written(pair.value).value.as_str());
        let Form::Map { flow, pairs } = &self.written(id).form else {
            return Err(Refusal::odd(range, "a release that is not a map"));
        };
        let version = version.unwrap_or_default();
        let number = ReleaseVersion::parse(version);
        let first = pairs.first().map_or(range.start, |pair| pair.key.range().start);
        let before = self.text[..range.start].trim_end();
        let dash = before.strip_suffix('-').map(str::len).filter(|_| !flow);
        let Some(dash) = dash else {
            return Ok(Entry { id, version, number, lines: range, dash: None, column: self.column(first) });
        };
        let column = self.column(dash);
        let start = line_start(self.text, dash);
        if !self.text[start..dash].trim().is_empty() {
            return Err(Refusal::odd(range, "a release that does not begin its line"));
        }
        let end = self.end_of_lines(range.end, column);
        Ok(Entry { id, version, number, lines: start..end, dash: Some(column), column: self.column(first) })
    }

    /// Where the lines of a value end: with its last line, and the comments behind it that are indented further than `column`.
    pub(super) fn end_of_lines(&self, value_end: usize, column: usize) -> usize {
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

    fn find_uses(&self) -> Vec<Use> {
        let mut uses = Vec::new();
        let Some(root) = self.document.root else { return uses };
        let entries: std::collections::BTreeMap<_, _> =
            self.entries.iter().enumerate().map(|(nth, entry)| (entry.id, nth)).collect();
        // The id, the release, the map around, whether it is merged, whether among others.
        let mut open = vec![(root, None, None, false, false)];
        while let Some((id, entry, map, is_merge, is_one_of_several)) = open.pop() {
            let entry = entry.or_else(|| entries.get(&id).copied());
            match &self.written(id).form {
                Form::Scalar => {}
                Form::Alias(anchor) => {
                    uses.push(Use { id, anchor: *anchor, entry, map, is_merge, is_one_of_several });
                }
                Form::List { items, .. } => {
                    let of =
                        |item: &WrittenId| (*item, entry, if is_merge { map } else { None }, false, is_merge);
                    open.extend(items.iter().map(of));
                }
                Form::Map { pairs, .. } => {
                    open.extend(pairs.iter().map(|pair| (pair.value, entry, Some(id), pair.is_merge, false)));
                }
            }
        }
        uses.sort_by_key(|one| self.range(one.id).start);
        uses
    }
}
