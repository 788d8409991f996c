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

use super::{Arena, FileId, Node, conflict};
use crate::diagnostic::Diagnostics;

/// The value of a JSON text.
///
/// Gives nothing when there is a finding that leaves no value; the findings are in `diagnostics`.
pub fn parse<'s>(
    file: FileId,
    text: &'s str,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Node<'s>> {
    let mut found = Diagnostics::default();
    let node = parser::parse(file, text, arena, &mut found);
    // A string holds no raw line break, so a conflict always is a syntax error, and the better name for it.
    if node.is_none() && conflict::report(file, text, diagnostics) {
        return None;
    }
    diagnostics.append(found);
    node
}
