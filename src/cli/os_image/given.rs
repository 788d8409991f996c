//! Options that several of the commands have.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::loaded::Loaded;
use crate::{cli::terminal::Terminal, source::LoadErrors};

/// What becomes of releases with errors in a list.
pub(super) const LEFT_OUT: &str = "releases with errors are left out";

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
    pub(super) fn load(&self, root: &Path, terminal: &Terminal) -> Result<Loaded, LoadErrors> {
        let loaded = Loaded::of(root, &self.paths, self.rules.as_deref())?;
        for path in self.paths.iter().filter(|path| is_meant_as_folder(path)) {
            let path = path.display();
            let why = format!(
                "`{path}` is not on disk; the revision of this name is read, with all of its releases"
            );
            terminal.note(&why, "an older release may be in the folder `archived`");
        }
        Ok(loaded)
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

/// Whether a name is probably that of a folder: giantswarm/releases has tags like `vsphere/v34.5.0`.
fn is_meant_as_folder(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    !path.exists() && !path.to_string_lossy().contains([':', '@']) && folder.is_some_and(Path::is_dir)
}
