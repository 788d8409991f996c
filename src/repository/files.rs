//! The files of a build, in memory.

use std::path::{Path, PathBuf};

use super::{
    arenas::Arenas,
    git::{self, Revision},
    part::Part,
    place::OfRevision,
    rke_source::{RkeSource, SourceKind},
};
use crate::{
    diagnostic::{Diagnostics, FileId, Span},
    model::Catalog,
    source::Sources,
};

/// The files of a build, and the texts of a run that they are among.
#[derive(Debug, Default)]
pub struct Repository {
    /// All texts, in the order of loading.
    pub sources: Sources,
    /// Those of the build.
    pub(super) files: BuildFiles,
}

/// The files that a build is made from, among the texts of a run.
#[derive(Debug, Default)]
pub struct BuildFiles {
    /// Where they are.
    pub(super) root: PathBuf,
    /// The files that hold values, and what for.
    pub(super) files: Vec<(Part, FileId)>,
    /// The templates of the tree by key.
    pub(super) templates: Vec<(String, FileId)>,
    pub(super) rke: Option<RkeSource>,
    /// The revision that the RKE tables are from, where one was named for them.
    pub(super) revision: Option<OfRevision>,
    /// Whether `go.mod` requires rancher/rke: upstream's generator then uses its struct.
    pub(super) requires_rke: bool,
    /// Whether it stands for itself: of a data.json only the tables are taken, and the keys of missing ones are as the
    /// generator writes them.
    pub(super) is_whole: bool,
    /// What was found while loading.
    pub(super) found: Diagnostics,
}

impl Repository {
    /// Where its files are: a folder, or the path of a revision.
    pub fn root(&self) -> &Path {
        &self.files.root
    }

    /// Reads the files.
    pub fn read<'s>(&'s self, arenas: &'s mut Arenas, diagnostics: &mut Diagnostics) -> Catalog<'s> {
        self.files.read(&self.sources, arenas, diagnostics).0
    }

    /// Whether a file is one that people wrote for this build; a compiled data.json may be written again.
    pub fn is_source(&self, path: &Path) -> bool {
        let Ok(path) = std::fs::canonicalize(path) else { return false };
        let files = self.files.files.iter();
        let written = files.filter(|(part, _)| *part != Part::DataJson).map(|(_, file)| *file);
        written.chain(self.files.templates.iter().map(|(_, file)| *file)).any(|file| {
            std::fs::canonicalize(&self.sources.file(file).name).is_ok_and(|source| source == path)
        })
    }

    /// Whether something was written in the patch of an enterprise build.
    pub fn is_of_patch(&self, span: Option<Span>) -> bool {
        let patch = || self.files.files.iter().find(|(part, _)| *part == Part::Patch);
        span.is_some_and(|span| patch().is_some_and(|(_, file)| *file == span.file))
    }

    /// Whether the repository is a checkout whose generator uses rancher/rke's struct of a data.json, in which the keys of the RKE
    /// tables are always there.
    pub fn requires_rke(&self) -> bool {
        self.files.requires_rke
    }

    /// Where the RKE tables come from; nothing without any.
    pub fn rke_source(&self) -> Option<&RkeSource> {
        self.files.rke.as_ref()
    }

    /// Whether RKE's tables are those of its data.json, because the repository has them in no other form.
    pub fn has_tables_of_its_build(&self) -> bool {
        self.files.is_whole && self.rke_source().is_some_and(|source| source.kind == SourceKind::Compiled)
    }

    /// The state of the checkout that the RKE tables come from, as far as it can be known.
    pub fn revision(&self) -> Revision {
        match (&self.files.revision, &self.files.rke) {
            (Some(revision), Some(RkeSource { kind: SourceKind::Go, .. })) => revision.revision(),
            (None, Some(RkeSource { kind: SourceKind::Go, path })) => git::revision(path),
            _ => Revision::default(),
        }
    }
}
