//! Loading the files of a folder that people keep.

use std::path::{Path, PathBuf};

use crate::{
    diagnostic::FileId,
    source::{LoadError, Sources},
};

/// What comes before `suffix` in the name of a file.
pub(super) fn stem(name: &str, suffix: &str) -> Option<String> {
    // A name that is not UTF-8 has been made readable for people.
    let is_whole = |stem: &&str| !stem.is_empty() && !stem.contains(char::REPLACEMENT_CHARACTER);
    name.strip_suffix(suffix).filter(is_whole).map(str::to_owned)
}

/// Loads files and collects what cannot be read.
pub(super) struct Loading {
    folder: PathBuf,
    pub(super) failed: Vec<LoadError>,
}

impl Loading {
    /// For the files below a folder.
    pub(super) fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), failed: Vec::new() }
    }

    /// What is in a folder or will be, by name, without hidden files and the README; nothing if there is no such folder.
    pub(super) fn entries(&mut self, folder: &Path, sources: &Sources) -> Vec<(String, PathBuf)> {
        let (mut entries, failed) = sources.entries(folder);
        self.failed.extend(failed);
        entries.retain(|(name, _)| !name.starts_with('.') && name != "README.md");
        entries
    }

    /// Loads a file of the folder.
    pub(super) fn load(&mut self, path: &Path, sources: &mut Sources) -> Option<FileId> {
        let loaded = if sources.is_inside(path, &self.folder) {
            sources.load(path)
        } else {
            Err(LoadError::new(path, "it is a link to a file outside of its folder"))
        };
        loaded.map_err(|error| self.failed.push(error)).ok()
    }

    /// A file that nothing would read is probably misspelt.
    pub(super) fn stray(&mut self, path: &Path) {
        self.failed.push(LoadError::new(path, "it is not part of the tree: is its name misspelt?"));
    }
}
