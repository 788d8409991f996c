//! The only door for a data.json, wherever it is named: what Go's decoder would read in it, or why nothing.

use std::{path::Path, thread};

use crate::{
    diagnostic::{Diagnostic, Diagnostics, FileId, Level},
    source::{Arena, LoadError, LoadErrors, Node, Sources, json},
};

/// A data.json in memory. Bytes that are not UTF-8 are replaced as Go's `encoding/json` does.
#[derive(Debug, Clone, Copy)]
pub struct BuildFile(FileId);

/// Loads a data.json.
///
/// # Errors
///
/// As [`Sources::load`].
pub fn load_build(
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

/// Loads two of them at once.
///
/// # Errors
///
/// Of both as [`load_build`].
pub fn load_builds(
    paths: [&Path; 2],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<[BuildFile; 2], LoadErrors> {
    let load = |path| {
        let (mut own, mut found) = (Sources::default(), Diagnostics::default());
        load_build(path, &mut own, &mut found).map(|_| (own, found))
    };
    let [one, other] = paths;
    let loaded = thread::scope(|scope| {
        // Without a thread to spare they are read one after the other.
        let loading = thread::Builder::new().spawn_scoped(scope, || load(one));
        let second = load(other);
        let join = |loading: thread::ScopedJoinHandle<'_, _>| {
            loading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        [loading.map_or_else(|_| load(one), join), second]
    });
    let [one, other] = match loaded {
        [Ok(one), Ok(other)] => [one, other],
        failed => return Err(LoadErrors(failed.into_iter().filter_map(Result::err).collect())),
    };
    Ok([one, other].map(|(own, found)| {
        let moved = sources.take(own);
        diagnostics.report_all(found.sorted().into_iter().map(|finding| finding.moved(moved)));
        BuildFile(moved)
    }))
}

impl BuildFile {
    /// A file that came through this door before.
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
