//! A data.json in memory: what Go's decoder would read in it, or why nothing.

use std::path::Path;

use crate::{
    diagnostic::{Diagnostic, Diagnostics, FileId, Level},
    source::{Arena, LoadError, Node, Sources, json},
};

/// A data.json in memory. Bytes that are not UTF-8 are replaced as Go's `encoding/json` does.
#[derive(Debug, Clone, Copy)]
pub struct BuildFile(FileId);

/// Loads a data.json at a path.
///
/// # Errors
///
/// As [`Sources::load`].
pub fn load_data_json(
    path: &Path,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<BuildFile, LoadError> {
    let file = sources.load(path)?;
    sources.replace_invalid(file, diagnostics);
    Ok(BuildFile(file))
}

/// Takes a data.json that is already in memory.
pub fn add_build(
    name: &str,
    text: impl Into<Vec<u8>>,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> BuildFile {
    let file = sources.add(name, text);
    sources.replace_invalid(file, found);
    BuildFile(file)
}

impl BuildFile {
    /// A file that is in memory, and has been made ready.
    pub(super) fn of(file: FileId) -> Self {
        Self(file)
    }

    /// The file among the sources.
    pub fn file(self) -> FileId {
        self.0
    }

    /// Its text; nothing, and a finding, for a file in UTF-16.
    pub fn text<'s>(self, sources: &'s Sources, diagnostics: &mut Diagnostics) -> Option<&'s str> {
        sources.text(self.0, diagnostics)
    }

    /// Its value; nothing, and the findings, where it has none.
    pub fn value<'s>(
        self,
        sources: &'s Sources,
        arena: &'s Arena,
        diagnostics: &mut Diagnostics,
    ) -> Option<Node<'s>> {
        json::parse(self.0, self.text(sources, diagnostics)?, arena, diagnostics)
    }
}

/// Why a data.json cannot be read, in one line, where that is not a finding of this run.
pub fn why_unreadable(found: Diagnostics, sources: &Sources) -> String {
    let is_why = |finding: &Diagnostic| finding.rule.level() == Level::Forbid;
    let Some(finding) = found.sorted().into_iter().find(is_why) else { return String::new() };
    match finding.labels.first() {
        Some(label) => {
            let place = sources.place(label.span);
            format!("line {}, column {}: {}", place.line, place.column, finding.title)
        }
        None => finding.title.to_string(),
    }
}
