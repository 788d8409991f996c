//! The files of a build, in memory.

use std::path::Path;

use super::{
    git::{self, Revision},
    part::Part,
    rke_source::{RkeSource, SourceKind},
};
use crate::{
    diagnostic::{Diagnostics, FileId},
    source::Sources,
};

/// The files of a build, in memory.
#[derive(Debug, Default)]
pub struct Repository {
    /// Their texts, in the order of loading.
    pub sources: Sources,
    /// The files that hold values, and what for.
    pub(super) files: Vec<(Part, FileId)>,
    /// The templates of the tree by key.
    pub(super) templates: Vec<(String, FileId)>,
    pub(super) rke: Option<RkeSource>,
    /// Whether `go.mod` requires rancher/rke: upstream's generator then uses its struct.
    pub(super) requires_rke: bool,
    /// What was found while loading.
    pub(super) found: Diagnostics,
}

impl Repository {
    /// Whether a file is one that people wrote for this build; a compiled data.json may be written again.
    pub fn is_source(&self, path: &Path) -> bool {
        let Ok(path) = std::fs::canonicalize(path) else { return false };
        let written = self.files.iter().filter(|(part, _)| *part != Part::DataJson).map(|(_, file)| *file);
        written.chain(self.templates.iter().map(|(_, file)| *file)).any(|file| {
            std::fs::canonicalize(&self.sources.file(file).name).is_ok_and(|source| source == path)
        })
    }

    /// Whether the repository is a checkout whose generator uses rancher/rke's struct of a data.json, in which the keys of the RKE
    /// tables are always there.
    pub fn requires_rke(&self) -> bool {
        self.requires_rke
    }

    /// Where the RKE tables come from; nothing without any.
    pub fn rke_source(&self) -> Option<&RkeSource> {
        self.rke.as_ref()
    }

    /// The state of the checkout that the RKE tables come from, as far as it can be known.
    pub fn revision(&self) -> Revision {
        match &self.rke {
            Some(RkeSource { kind: SourceKind::Go, path }) => git::revision(path),
            _ => Revision::default(),
        }
    }
}
