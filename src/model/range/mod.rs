//! Version ranges: blang/semver's grammar, and what a range means.
//!
//! RKE and Rancher choose an addon's template by the first range that matches, in random order: two that match
//! the same version pick a random template, and none is an outage. So a range is more than a predicate here:
//! [`VersionSet`] is the set of versions it admits, and sets can be cut, joined and compared exactly.

mod parse;
mod set;
#[cfg(test)]
mod tests;
mod written;

pub use parse::RangeError;
pub use set::VersionSet;
pub use written::Range;
