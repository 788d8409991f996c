//! JSON as Go's `encoding/json` reads it, with places.
//!
//! A data.json comes from a generator, but it is merged, cut and edited by people: 27 commits of upstream's
//! history have conflict markers in it. No well-kept JSON crate gives the place of each value (serde_json
//! gives it for errors only), and none decodes strings as Go does; so this reader is ours, and serde_json is
//! its judge in the tests.

mod parser;
mod string;
#[cfg(test)]
mod tests;

pub use parser::Part;

use super::{Arena, Node, conflict};
use crate::diagnostic::{Diagnostics, FileId};

/// The value of a JSON text.
///
/// Gives nothing when there is a finding that leaves no value; the findings are in `diagnostics`.
pub fn parse<'s>(
    file: FileId,
    text: &'s str,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Node<'s>> {
    or_conflict(file, text, diagnostics, |found| parser::parse(file, text, arena, found))
}

/// The entries of the object that a JSON text is, without their values; those that are wanted are then read by
/// [`parse_parts`]. Nothing when it is not an object or not JSON; in the second case the findings say so.
pub fn outline<'s>(
    file: FileId,
    text: &'s str,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Part<'s>>> {
    or_conflict(file, text, diagnostics, |found| parser::outline(file, text, arena, found))
}

/// The object of some of its entries.
pub fn parse_parts<'s>(
    file: FileId,
    text: &'s str,
    parts: impl Iterator<Item = Part<'s>>,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Node<'s> {
    parser::parts(file, text, parts, arena, diagnostics)
}

fn or_conflict<T>(
    file: FileId,
    text: &str,
    diagnostics: &mut Diagnostics,
    read: impl FnOnce(&mut Diagnostics) -> Option<T>,
) -> Option<T> {
    let mut found = Diagnostics::default();
    let read = read(&mut found);
    // A string holds no raw line break, so a conflict always is a syntax error, and the better name for it.
    if read.is_none() && found.forbid() && conflict::report(file, text, diagnostics) {
        return None;
    }
    diagnostics.append(found);
    read
}
