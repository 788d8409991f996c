//! Answers, for people and for programs.

mod json;
mod text;

pub use json::{AnswersJson, render_answers_json};
pub(super) use text::reach;
pub use text::render_answers;

use crate::{
    diagnostic::{Place, Span},
    show::Answer,
    source::Sources,
};

/// Answers and the files that they are from.
#[derive(Debug)]
pub struct Answers<'a, 'm, 's> {
    /// The answers to one question.
    pub answers: &'a [Answer<'m, 's>],
    /// The files.
    pub sources: &'a Sources,
    /// Whether every version is named, where else only the first, the last and the number are.
    pub names_all: bool,
}

impl Answers<'_, '_, '_> {
    /// Where something was written; nothing for what was not.
    fn place(&self, span: Option<Span>) -> Option<Place> {
        span.map(|span| self.sources.place(span))
    }
}
