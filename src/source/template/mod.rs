//! Addon templates: the language of Go's `text/template`.
//!
//! RKE hands the text of an addon's template to `template.Must`, so a template that does not parse makes RKE panic
//! in the middle of a cluster's provisioning. The reader here takes and refuses what Go 1.26 takes and refuses in
//! `Template.Parse`; `conformance/template` asks Go itself. What Go finds only when it executes a template (a field
//! that is not there, an assignment to a variable that was never declared) is not checked.
//!
//! ```text
//! lexer, token     text to words, as lex.go
//! literal          numbers and strings, as strconv
//! parser           actions and blocks to nodes (syntax), as parse.go
//! pipeline         what is inside an action
//! error            why Go would refuse a text
//! ```

mod counted;
mod error;
mod lexer;
mod literal;
mod parser;
mod pipeline;
mod syntax;
#[cfg(test)]
mod tests;
mod token;
mod uses;

pub use error::{Place, Refusal, TemplateError};
pub use parser::parse;
pub use syntax::{Base, Branch, Command, Name, Node, NodeKind, Operand, Pipeline, Templates};
pub use token::Keyword;
pub use uses::{Use, uses};

/// How deep parentheses may be nested (`maxStackDepth` in parse.go).
const MAX_PARENTHESES: usize = 10_000;
