//! What is wrong with the data: a rule, the places, whom it hits, and what to do about it.
//!
//! The people who meet these findings maintain channel files by hand, often minutes before a release.
//! So a finding is a fact with a place, all findings of a run are collected before any is shown, and each
//! says what breaks for whom. (What is wrong with the *world*, a file that cannot be read, is not a finding:
//! see [`crate::source::LoadError`].)

mod exception;
mod finding;
mod mend;
mod policy;
mod rule;
pub(crate) mod shown;
mod span;
pub mod words;

pub use exception::{Exception, Exceptions};
pub use finding::{Diagnostic, Diagnostics, Follows, Label, SHOWN, Weight};
pub use mend::Mend;
pub use policy::{Judged, LetThrough, Policy, Purpose, Verdict};
pub use rule::{Level, Rule, Severity};
pub use shown::{Part, Shown};
pub use span::{FileId, Place, Span};
