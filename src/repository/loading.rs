//! Loading the files of a folder that people keep.

use std::path::{Path, PathBuf};

use crate::{
    diagnostic::FileId,
    source::{LoadError, Sources},
};

/// What comes before `suffix` in the name of a file.
pub(super) fn stem(path: &Path, suffix: &str) -> Option<String> {
    path.file_name()?.to_str()?.strip_suffix(suffix).filter(|stem| !stem.is_empty()).map(str::to_owned)
}

/// Loads files and collects what cannot be read.
pub(super) struct Loading {
    /// The folder without links in its path.
    folder: PathBuf,
    pub(super) failed: Vec<LoadError>,
}

impl Loading {
    /// For the files below a folder.
    pub(super) fn of(folder: &Path, sources: &Sources) -> Self {
        Self { folder: sources.real(folder).unwrap_or_default(), failed: Vec::new() }
    }

    /// What is in a folder or will be, by name, without hidden files and the README; nothing if there is no such folder.
    pub(super) fn entries(&mut self, folder: &Path, sources: &Sources) -> Vec<PathBuf> {
        let (mut paths, failed) = sources.entries(folder);
        self.failed.extend(failed);
        paths.retain(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            !name.starts_with('.') && name != "README.md"
        });
        paths
    }

    /// Loads a file of the folder.
    pub(super) fn load(&mut self, path: &Path, sources: &mut Sources) -> Option<FileId> {
        let leaves = sources.real(path).is_some_and(|real| !real.starts_with(&self.folder));
        let loaded = if leaves {
            Err(LoadError::new(path, "it is a link to a file outside of its folder"))
        } else {
            sources.load(path)
        };
        loaded.map_err(|error| self.failed.push(error)).ok()
    }

    /// A file that nothing would read is probably misspelt.
    pub(super) fn stray(&mut self, path: &Path) {
        self.failed.push(LoadError::new(path, "it is not part of the tree: is its name misspelt?"));
    }
}
