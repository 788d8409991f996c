//! Why something on disk could not be replaced.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::source::describe;

/// Why a file could not be replaced. The old one is as it was.
#[derive(Debug, thiserror::Error)]
#[error("cannot write `{}`: {reason}", target.display())]
pub struct OutputError {
    target: PathBuf,
    reason: String,
}

impl OutputError {
    pub(super) fn new(target: &Path, error: &io::Error) -> Self {
        Self::because(target, &describe(error))
    }

    pub(super) fn because(target: &Path, reason: &str) -> Self {
        Self { target: target.to_owned(), reason: reason.to_owned() }
    }

    /// The same, and what could not be put back.
    pub(super) fn and(mut self, more: Vec<String>) -> Self {
        for more in more {
            self.reason += &format!("; {more}");
        }
        self
    }
}
