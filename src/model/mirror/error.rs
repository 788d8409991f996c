//! What is wrong with a pattern, and where.

use std::{fmt, ops::Range};

/// Why Go does not take a pattern, or kdm does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// The bytes of the pattern that are at fault.
    pub place: Range<usize>,
    message: String,
}

impl PatternError {
    pub(super) fn new(place: Range<usize>, message: impl Into<String>) -> Self {
        Self { place, message: message.into() }
    }

    /// The same of a pattern that this one is a part of.
    pub(super) fn at(self, offset: usize) -> Self {
        Self { place: self.place.start + offset..self.place.end + offset, ..self }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PatternError {}
