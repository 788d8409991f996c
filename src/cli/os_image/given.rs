//! Options that several of the commands have.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::loaded::Loaded;
use crate::source::LoadErrors;

/// Where Releases and rules are.
#[derive(Debug, Args)]
pub(super) struct Given {
    /// Releases: a file, a folder with release.yaml files below it, or a revision (HEAD~1, origin/master:capa); by default the
    /// repository.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// A file with the rules that name images (`kdm schema os-image-rules`); without it the pattern of today's charts.
    #[arg(long, value_name = "FILE")]
    pub(super) rules: Option<PathBuf>,
}

impl Given {
    /// Loads all of it.
    pub(super) fn load(&self, root: &Path) -> Result<Loaded, LoadErrors> {
        Loaded::of(root, &self.paths, self.rules.as_deref())
    }
}

/// How to print a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A line each, with tabs between.
    Tsv,
    /// With a header, for spreadsheets.
    Csv,
    /// For programs.
    Json,
    /// For people.
    Text,
}
