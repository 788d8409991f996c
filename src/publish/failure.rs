//! Why something is not published.

/// Why something is not published, in one sentence, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Failure {
    what: String,
    help: Option<String>,
    is_refusal: bool,
}

impl Failure {
    /// It could not be done: no answer, no permission, no credentials.
    pub(super) fn world(what: impl Into<String>) -> Self {
        Self { what: what.into(), help: None, is_refusal: false }
    }

    /// It must not be done: somebody else was first, or something else is there than what was sent.
    pub fn refused(what: impl Into<String>) -> Self {
        Self { what: what.into(), help: None, is_refusal: true }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same of a file that is on its way already.
    #[must_use]
    pub fn after_sending(self) -> Self {
        Self { what: format!("{}; it was sent, and is there as far as the store said", self.what), ..self }
    }

    /// What to do about it.
    pub fn what_to_do(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Whether it is a finding (exit code 1), and not that something could not be done (2).
    pub fn is_refusal(&self) -> bool {
        self.is_refusal
    }
}
