//! A finding, and the collection of all findings of a run.

use std::cmp::Ordering;

use super::{
    mend::Mend,
    rule::{Level, Rule},
    shown::Shown,
    span::{FileId, Span},
};

/// How many findings a person is shown; of the others only the number.
pub const SHOWN: usize = 50;

/// How many findings are kept: more make a gigabyte, and nobody reads them.
const MOST: usize = 100_000;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that was broken.
    pub rule: Rule,
    /// One sentence: lower case, data in backticks, no full stop.
    pub title: Shown,
    /// The places; the first is where the finding is, the others explain it. Empty only where a finding is
    /// about something that is not in any file.
    pub labels: Vec<Label>,
    /// What breaks, and for whom, where the finding knows more than its rule.
    pub note: Option<Shown>,
    /// What a maintainer can do today.
    pub help: Option<Shown>,
    /// The same, where it is only to write something else: all of them together.
    pub mends: Vec<Mend>,
    /// What it is about, as `allow` in `data/kdm.yaml` names it: `rke2 v1.27.16+rke2r1`. Empty where it cannot be named.
    pub subjects: Vec<String>,
    /// Whether it counts as its rule does.
    pub weight: Weight,
    /// What it is judged by, where a slip there is the reason for it.
    pub follows: Option<Follows>,
}

/// What a finding is judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Follows {
    /// The releases that are there for a Rancher: of this range, or with this version.
    Releases(String),
    /// The defaults of the distribution.
    Defaults,
}

/// How a finding counts where it does not count as its rule does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Weight {
    /// As its rule.
    #[default]
    OfRule,
    /// Nothing is released with it, although its rule only warns: upstream's generator accepts it.
    StopsRelease,
    /// It only warns, although its rule is an error: it harms few, or is not certain.
    Warns,
}

/// A place in a source file and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The bytes that are underlined.
    pub span: Span,
    /// The text beside the underline; may be empty.
    pub text: Shown,
}

impl Diagnostic {
    /// A finding without a place yet.
    pub fn new(rule: Rule, title: impl Into<String>) -> Self {
        Self {
            rule,
            title: one_line(&title.into()),
            labels: Vec::new(),
            note: None,
            help: None,
            mends: Vec::new(),
            subjects: Vec::new(),
            weight: Weight::OfRule,
            follows: None,
        }
    }

    /// The same in a file that has moved to another collection.
    #[must_use]
    pub(crate) fn moved(mut self, file: FileId) -> Self {
        self.labels.iter_mut().for_each(|label| label.span.file = file);
        self.mends.iter_mut().for_each(|mend| mend.span.file = file);
        self
    }

    /// Adds a place, where there is one. The first one added is where the finding is.
    #[must_use]
    pub fn at(mut self, span: impl Into<Option<Span>>, text: impl Into<String>) -> Self {
        self.labels.extend(span.into().map(|span| Label { span, text: Shown::data(&text.into()) }));
        self
    }

    /// What breaks, and for whom.
    pub fn breaks(&self) -> &str {
        self.note.as_ref().map_or_else(|| self.rule.breaks(), Shown::as_str)
    }

    /// Says what breaks, where that is more than its rule says.
    #[must_use]
    pub fn because(mut self, text: impl Into<String>) -> Self {
        self.note = Some(Shown::data(&text.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(Shown::data(&text.into()));
        self
    }

    /// Says what to write at a place instead, where that is known.
    #[must_use]
    pub fn mend<T: Into<String>>(mut self, span: impl Into<Option<Span>>, text: Option<T>) -> Self {
        self.mends.extend(span.into().zip(text).map(|(span, text)| Mend { span, text: text.into() }));
        self
    }

    /// Says how it counts, where that differs from its rule.
    #[must_use]
    pub fn weighing(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }

    /// Says what it is judged by.
    #[must_use]
    pub fn judged_by(self, follows: Follows) -> Self {
        Self { follows: Some(follows), ..self }
    }

    /// Says what it is about.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subjects.push(subject.into());
        self
    }
}

/// Titles quote data, and data may have line breaks in it, or be a template of 250 kB.
fn one_line(title: &str) -> Shown {
    const LONGEST: usize = 240;
    let end = title.char_indices().nth(LONGEST).map_or(title.len(), |(end, _)| end);
    let more = if end < title.len() { "…" } else { "" };
    Shown::data(&title[..end]) + more
}

/// All findings of a run. How they count is decided elsewhere ([`super::Policy`]).
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Takes a finding; of too many the last one says so.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        match self.found.len().cmp(&MOST) {
            Ordering::Less => self.found.push(diagnostic),
            Ordering::Equal => {
                let title = "more than 100,000 findings: the others are not looked at";
                let help = "correct the first ones; so many have one cause";
                self.found.push(Diagnostic::new(Rule::TooMany, title).help(help));
            }
            Ordering::Greater => {}
        }
    }

    /// Takes several findings.
    pub fn report_all(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|diagnostic| self.report(diagnostic));
    }

    /// The findings, in the order they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }

    /// Drops the findings that do not count.
    pub fn retain(&mut self, counts: impl FnMut(&Diagnostic) -> bool) {
        self.found.retain(counts);
    }

    /// The findings, to change how they count.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.found.iter_mut()
    }

    /// Takes all findings of another collection.
    pub fn append(&mut self, other: Self) {
        self.report_all(other.found);
    }

    /// Whether any finding leaves something without a value.
    pub fn forbid(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.rule.level() == Level::Forbid)
    }

    /// The findings sorted by place (file in the order of reading, then byte), each place and rule once: an
    /// argument list that ninety releases share through an anchor is wrong in one place, not in ninety.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| {
            let place = |d: &Diagnostic| d.labels.first().map(|label| label.span);
            place(a).cmp(&place(b)).then_with(|| a.rule.cmp(&b.rule)).then_with(|| a.title.cmp(&b.title))
        });
        self.found.dedup();
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_too_many_the_last_one_says_so() {
        let mut found = Diagnostics::default();
        for _ in 0..2 {
            let mut more = Diagnostics::default();
            for nth in 0..MOST {
                more.report(Diagnostic::new(Rule::Window, nth.to_string()));
            }
            assert!(!more.forbid());
            found.append(more);
        }
        assert_eq!(found.iter().count(), MOST + 1);
        assert!(found.forbid());
        assert_eq!(found.iter().last().map(|last| last.rule), Some(Rule::TooMany));
    }
}
