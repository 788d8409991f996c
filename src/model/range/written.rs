//! A range as people write it, and the other way round: a set as a range.

use super::{RangeError, VersionSet, parse};
use crate::model::version::Version;

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

impl VersionSet {
    /// The set as a range that blang reads back as the same set. Nothing for the empty set, which no range
    /// says, and for bounds that blang's grammar garbles (a `.x` in a pre-release).
    pub fn to_range(&self) -> Option<Range> {
        let text = |plain| {
            self.intervals().map(|(from, to)| interval(from, to, plain)).collect::<Vec<_>>().join(" || ")
        };
        [text(false), text(true)]
            .iter()
            .find_map(|text| Range::parse(text).ok().filter(|range| range.set() == self))
    }
}

/// An interval as conditions. With `plain` only by `>=` and `<`, which blang also reads where a version has an `x` in it.
fn interval(from: &Version, to: Option<&Version>, plain: bool) -> String {
    if !plain && from.successor().as_ref() == to {
        return from.to_string();
    }
    let strict = |bound: &Version| if plain { None } else { bound.predecessor_in_pre_release() };
    let mut text = match strict(from) {
        Some(from) => format!(">{from}"),
        None => format!(">={from}"),
    };
    if let Some(to) = to {
        text += &match strict(to) {
            Some(to) => format!(" <={to}"),
            None => format!(" <{to}"),
        };
    }
    text
}
