//! Version ranges: blang/semver's grammar, and what a range means.
//!
//! RKE and Rancher choose an addon's template by the first range that matches, in random order: two that match
//! the same version pick a random template, and none is an outage. So a range is more than a predicate here:
//! [`VersionSet`] is the set of versions it admits, and sets can be cut, joined and compared exactly.

mod parse;
mod set;
#[cfg(test)]
mod tests;

pub use parse::RangeError;
pub use set::VersionSet;

use super::version::Version;

/// A range as it was written, and the versions that it admits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    text: String,
    set: VersionSet,
}

impl Range {
    /// blang's `ParseRange`.
    ///
    /// # Errors
    ///
    /// Where blang refuses the text, and where it accepts it only to panic on use.
    pub fn parse(text: &str) -> Result<Self, RangeError> {
        Ok(Self { text: text.to_owned(), set: parse::parse(text)? })
    }

    /// The text, unchanged.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The versions that the range admits.
    pub fn set(&self) -> &VersionSet {
        &self.set
    }

    /// Whether the range admits a version.
    pub fn contains(&self, version: &Version) -> bool {
        self.set.contains(version)
    }
}
