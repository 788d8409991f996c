//! Why an edit is not made.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Rule, Span};

/// Why an edit is not made, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    title: String,
    places: Vec<(Range<usize>, String)>,
    breaks: Option<String>,
    help: String,
}

impl Refusal {
    /// What is refused, and what to do instead.
    pub(crate) fn new(title: impl Into<String>, help: impl Into<String>) -> Self {
        Self { title: title.into(), places: Vec::new(), breaks: None, help: help.into() }
    }

    /// Adds a place in the text that was to be edited.
    #[must_use]
    pub(crate) fn at(mut self, place: Range<usize>, label: impl Into<String>) -> Self {
        self.places.push((place, label.into()));
        self
    }

    /// Says what would break, and for whom.
    #[must_use]
    pub(crate) fn because(mut self, breaks: impl Into<String>) -> Self {
        self.breaks = Some(breaks.into());
        self
    }

    /// That a text is written in a way that no edit can follow.
    pub(crate) fn odd(place: Range<usize>, what: &str) -> Self {
        Self::new(
            format!("cannot edit this file as it is written: {what}"),
            "rewrite this part by hand, and run the command again",
        )
        .at(place, "")
    }

    /// What is refused, in a sentence.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// As a finding about the file that has the text.
    pub fn finding(&self, file: FileId) -> Diagnostic {
        let mut finding = Diagnostic::new(Rule::EditRefused, self.title.clone()).help(self.help.clone());
        for (place, label) in &self.places {
            finding = finding.at(Span::new(file, place.start, place.end), label.clone());
        }
        match &self.breaks {
            Some(breaks) => finding.because(breaks.clone()),
            None => finding,
        }
    }
}

/// Why a file was not edited.
#[derive(Debug)]
pub enum NotEdited {
    /// It cannot be read; the findings are about it.
    Unreadable(Diagnostics),
    /// It, or what the operations before have made of it, does not allow the next one.
    Refused {
        /// The text.
        text: String,
        /// Why, and the way out of each.
        refusals: Vec<Refusal>,
    },
}
