//! A file that is complete and waits for its name.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::{
    error::OutputError,
    exchange::exchange,
    together::{self, Replacement, not_back},
};

/// How the new file relates to the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The target has these bytes already.
    Unchanged,
    /// There was no file.
    Created,
    /// The old file differs; the first difference is in this line of it.
    Replaced {
        /// Counted from 1.
        line: u64,
    },
}

impl Change {
    /// The same, so many lines further down.
    pub(super) fn after(self, lines: u64) -> Self {
        match self {
            Self::Replaced { line } => Self::Replaced { line: line + lines },
            Self::Unchanged | Self::Created => self,
        }
    }
}

/// A file that is complete and waits for its name.
#[derive(Debug)]
#[must_use = "nothing is replaced before `commit`"]
pub struct Written {
    /// What became of the old file.
    pub change: Change,
    /// The size.
    pub bytes: u64,
    /// The digest, in lower-case hexadecimal digits.
    pub sha256: String,
    pub(super) target: PathBuf,
    /// The same as the user named it.
    pub(super) name: PathBuf,
    pub(super) state: Waiting,
    /// What of the old file the new one does not have.
    pub(super) lost: Vec<String>,
}

/// Where a complete file is.
#[derive(Debug)]
pub(super) enum Waiting {
    /// Nothing is to be replaced, or it is done.
    No,
    /// In memory, for standard output.
    Stream(Vec<u8>),
    /// Beside the target.
    Beside(NamedTempFile),
    /// At the target, and the old one in its place.
    Exchanged(NamedTempFile),
    /// At the target, and the old one is gone, if there was one.
    Gone {
        /// Whether there was one.
        old: bool,
    },
}

/// Prints to standard output. A reader who has read enough (a closed pipe) is not an error.
fn print(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

impl Written {
    /// The file, as the user named it.
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// Gives the new file the name of the old one; what people should know, as sentences.
    ///
    /// # Errors
    ///
    /// When the file system refuses. The old file then is as it was.
    pub fn commit(&mut self) -> Result<Vec<String>, OutputError> {
        together::commit(&mut [self])
    }
}

impl Replacement for Written {
    fn target(&self) -> &Path {
        &self.target
    }

    fn temporary(&self) -> Option<&Path> {
        match &self.state {
            Waiting::Beside(temporary) | Waiting::Exchanged(temporary) => Some(temporary.path()),
            Waiting::No | Waiting::Stream(_) | Waiting::Gone { .. } => None,
        }
    }

    fn put(&mut self) -> Result<(), OutputError> {
        let temporary = match std::mem::replace(&mut self.state, Waiting::No) {
            Waiting::Beside(temporary) => temporary,
            Waiting::Stream(bytes) => {
                return print(&bytes).map_err(|error| OutputError::new(&self.name, &error));
            }
            other => {
                self.state = other;
                return Ok(());
            }
        };
        if exchange(temporary.path(), &self.target).is_ok() {
            self.state = Waiting::Exchanged(temporary);
            return Ok(());
        }
        let old = self.target.exists();
        let put = temporary.persist(&self.target);
        put.map_err(|error| OutputError::new(&self.name, &error.error))?;
        self.state = Waiting::Gone { old };
        Ok(())
    }

    fn undo(&mut self) -> Option<String> {
        match std::mem::replace(&mut self.state, Waiting::No) {
            Waiting::Exchanged(temporary) => {
                if exchange(temporary.path(), &self.target).is_ok() {
                    return None;
                }
                // It is the old one, and the only copy of it.
                let old = temporary.keep().ok().map(|(_, path)| path);
                Some(not_back(&self.name, old.as_deref()))
            }
            Waiting::Gone { old: false } if fs::remove_file(&self.target).is_ok() => None,
            Waiting::Gone { .. } => Some(not_back(&self.name, None)),
            Waiting::No | Waiting::Stream(_) | Waiting::Beside(_) => None,
        }
    }

    fn done(&mut self) -> Vec<String> {
        let replaced = std::mem::replace(&mut self.state, Waiting::No);
        let mut told = match replaced {
            Waiting::No => return Vec::new(),
            Waiting::Exchanged(temporary) => {
                let path = temporary.path().to_owned();
                let left = |_| format!("`{}`, the old one, cannot be removed", path.display());
                temporary.close().err().map(left).into_iter().collect()
            }
            Waiting::Stream(_) | Waiting::Beside(_) | Waiting::Gone { .. } => Vec::new(),
        };
        let lost = std::mem::take(&mut self.lost);
        told.extend(lost.into_iter().map(|lost| format!("`{}` is replaced: {lost}", self.name.display())));
        told
    }
}
