//! The text and the place that a question of an editor is about.

use std::path::PathBuf;

use gen_lsp_types::{Position, Range};

use super::texts::{place, range};
use crate::{
    diagnostic::{Diagnostics, FileId, Span},
    editor::Positions,
    source::{
        Arena,
        yaml::{self, Document},
    },
};

/// A place in a text.
pub(super) struct Asked {
    pub(super) path: PathBuf,
    /// The repository that it is in.
    pub(super) root: PathBuf,
    pub(super) text: String,
    /// The byte.
    pub(super) offset: usize,
}

impl Asked {
    pub(super) fn new(path: PathBuf, root: PathBuf, text: String, position: Position) -> Self {
        let offset = Positions::of(&text).offset(place(position));
        Self { path, root, text, offset }
    }

    /// The text as it is written; nothing while it cannot be read.
    pub(super) fn document<'s>(&'s self, arena: &'s Arena) -> Option<Document<'s>> {
        document(&self.text, arena)
    }

    /// The range of a place in it.
    pub(super) fn range(&self, span: Span) -> Range {
        range(&Positions::of(&self.text), span.range())
    }
}

/// A YAML text as it is written; nothing where it cannot be read.
pub(super) fn document<'s>(text: &'s str, arena: &'s Arena) -> Option<Document<'s>> {
    yaml::document(FileId::default(), text, arena, &mut Diagnostics::default()).map(|(_, document)| document)
}
