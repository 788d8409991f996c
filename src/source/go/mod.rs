//! Upstream's RKE tables: the part of Go that they are written in.
//!
//! Upstream keeps its RKE data as Go code and prints it with `go generate`. Reading that code here gives the same
//! bytes in milliseconds and without Go, and every value knows the line that wrote it. The part of Go in use is
//! small (an inventory over five years of sources found nothing beyond it): literals, constants, `+`, functions
//! without parameters, `x[key] = value`, `delete` and `fmt.Sprintf`. Whatever else is met on the way from an entry
//! point to its value is a finding at that place, never a guess; what no entry point reaches is not checked.
//!
//! ```text
//! lexer, token, literal     text to words, as go/scanner
//! parser, expression        words to declarations (syntax)
//! package                   the files of a package as one
//! evaluate                  an entry point to its value
//! types                     types, and the packages that tables import
//! ```

mod evaluate;
mod expression;
mod lexer;
mod literal;
mod package;
mod parser;
mod syntax;
#[cfg(test)]
mod tests;
mod token;
mod types;

pub use evaluate::Evaluator;
pub use lexer::Lexer;
pub(crate) use literal::{Escaped, escape};
pub use package::Package;
pub use syntax::File;
pub use token::{Kind, Token};
pub use types::{Export, Field, Library, Rewrite, Struct, Type};

use super::{Arena, conflict};
use crate::diagnostic::{Diagnostics, FileId};

/// How many selections, indexes and calls may follow each other.
const MAX_SUFFIXES: usize = 8;

/// The declarations of a file.
///
/// Gives nothing when Go would refuse the file as text; the findings are in `diagnostics`.
pub fn parse<'s>(
    file: FileId,
    text: &'s str,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<File<'s>> {
    let mut found = Diagnostics::default();
    let parsed = parser::parse(file, text, arena, &mut found);
    // Conflict markers are not Go; a file without anything strange may have such lines in a raw string.
    let strange = |file: &File<'_>| file.declarations.iter().any(|declaration| declaration.meaning.is_err());
    let is_marker = |line: &str| {
        line.trim_end() == "=======" || ["<<<<<<< ", ">>>>>>> "].iter().any(|marker| line.starts_with(marker))
    };
    let marked = || text.lines().any(is_marker);
    if parsed.as_ref().is_none_or(strange) && marked() && conflict::report(file, text, diagnostics) {
        return None;
    }
    diagnostics.append(found);
    parsed
}
