//! What is wrong with the world while reading.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot {verb} `{}`: {reason}", path.display())]
pub struct LoadError {
    verb: &'static str,
    path: PathBuf,
    reason: String,
    missing: bool,
}

/// Why files could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(LoadError::to_string).collect::<Vec<_>>().join("\n"))]
pub struct LoadErrors(pub Vec<LoadError>);

impl LoadErrors {
    /// What was loaded, if everything was.
    pub(crate) fn or<T>(failed: Vec<LoadError>, loaded: T) -> Result<T, Self> {
        if failed.is_empty() { Ok(loaded) } else { Err(Self(failed)) }
    }
}

impl From<LoadError> for LoadErrors {
    fn from(error: LoadError) -> Self {
        Self(vec![error])
    }
}

impl LoadError {
    /// A path that cannot be what it should be.
    pub(crate) fn new(path: &Path, reason: &str) -> Self {
        Self { verb: "read", path: path.to_owned(), reason: reason.to_owned(), missing: false }
    }

    /// A place that cannot be written to.
    pub(crate) fn no_target(path: &Path, reason: &str) -> Self {
        Self { verb: "write to", ..Self::new(path, reason) }
    }

    /// A file that must be there.
    pub(crate) fn no_file(path: &Path) -> Self {
        Self::missing(path)
    }

    /// A file that is not there, and nothing in its place.
    pub(super) fn missing(path: &Path) -> Self {
        Self { missing: true, ..Self::new(path, "there is no such file") }
    }

    /// A folder that is not there.
    pub(crate) fn no_folder(path: &Path) -> Self {
        Self::new(path, if path.exists() { "it is not a folder" } else { "there is no such folder" })
    }

    /// What could not be read.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is no such file at all.
    pub fn is_missing(&self) -> bool {
        self.missing
    }
}

/// The reason of an I/O error in words that do not depend on the system.
pub(crate) fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is not a directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull => "no space left on the device".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        kind => match kind.to_string() {
            // Errors that Rust has no name for.
            vague if vague == "other error" || vague == "uncategorized error" => error.to_string(),
            reason => reason,
        },
    }
}
