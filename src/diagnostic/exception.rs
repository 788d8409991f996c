//! Exceptions: findings that `allow` in `data/kdm.yaml` lets through.

use std::collections::{BTreeMap, BTreeSet};

use super::{rule::Rule, span::Span};

/// Findings that are let through, with a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Where it is written.
    pub span: Option<Span>,
    /// The rule that they break.
    pub rule: Rule,
    /// What they are about, as in `rke2 v1.27.16+rke2r1 serverArgs.debug`: the same, or what it begins with in whole words;
    /// a `*` at the end matches any rest.
    pub at: Vec<String>,
    /// Why the data is right.
    pub reason: String,
}

/// Exceptions in the order in which they are written, found by what they are of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exceptions {
    all: Vec<Exception>,
    /// The number of the first one of each.
    by_start: BTreeMap<Start, usize>,
}

/// A rule, whether any rest is let through, and what is before it.
type Start = (Rule, bool, String);

/// What an `at` of a rule lets through.
fn start_of(rule: Rule, at: &str) -> Start {
    let (start, is_open) = at.strip_suffix('*').map_or((at, false), |start| (start, true));
    (rule, is_open, start.to_owned())
}

impl From<Vec<Exception>> for Exceptions {
    fn from(all: Vec<Exception>) -> Self {
        let mut by_start = BTreeMap::new();
        for (nth, exception) in all.iter().enumerate() {
            for at in &exception.at {
                by_start.entry(start_of(exception.rule, at)).or_insert(nth);
            }
        }
        Self { all, by_start }
    }
}

impl Exceptions {
    /// Those of some rules.
    #[must_use]
    pub fn of_rules(&self, is_one: impl Fn(Rule) -> bool) -> Self {
        self.all.iter().filter(|exception| is_one(exception.rule)).cloned().collect::<Vec<_>>().into()
    }

    /// Those that let through nothing of what is found: of each finding its rule and what it is about.
    pub fn unused<'f>(&self, found: impl Iterator<Item = (Rule, &'f str)>) -> Vec<&Exception> {
        let used: BTreeSet<_> =
            found.flat_map(|(rule, subject)| self.starts(rule, subject).map(|(start, _)| start)).collect();
        let is_used = |exception: &Exception| {
            exception.at.iter().any(|at| used.contains(&start_of(exception.rule, at)))
        };
        self.all.iter().filter(|exception| !is_used(exception)).collect()
    }

    /// The first one that lets through what a rule finds about a subject. It takes the length of the subject, however many
    /// there are.
    pub fn of(&self, rule: Rule, subject: &str) -> Option<&Exception> {
        let (_, nth) = self.starts(rule, subject).next()?;
        self.all.get(nth)
    }

    fn starts<'e>(&'e self, rule: Rule, subject: &'e str) -> impl Iterator<Item = (&'e Start, usize)> {
        let ends = subject.char_indices().map(|(at, _)| at).chain([subject.len()]);
        let ends = ends.filter(|_| !self.all.is_empty());
        ends.flat_map(move |end| {
            let (start, rest) = subject.split_at(end);
            let is_whole = rest.is_empty() || rest.starts_with(' ');
            let of = |is_open| self.by_start.get_key_value(&(rule, is_open, start.to_owned()));
            let exact = is_whole.then(|| of(false)).flatten();
            [of(true), exact].into_iter().flatten().map(|(start, nth)| (start, *nth))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(at: &str, subject: &str, expected: bool) {
        let exception =
            Exception { span: None, rule: Rule::Chart, at: vec![at.to_owned()], reason: String::new() };
        let exceptions = Exceptions::from(vec![exception]);
        assert_eq!(exceptions.of(Rule::Chart, subject).is_some(), expected, "{at}: {subject}");
        assert!(exceptions.of(Rule::Channel, subject).is_none());
    }

    #[test]
    fn an_exception_is_of_whole_words_or_of_any_rest_behind_a_star() {
        check("k3s v1.30.1", "k3s v1.30.1", true);
        check("k3s v1.30.1", "k3s v1.30.1 traefik", true);
        check("k3s v1.30.1", "k3s v1.30.10", false);
        check("k3s v1.30.1*", "k3s v1.30.10", true);
        check("*", "k3s é", true);
        check("k3s é", "k3s é", true);
        check("", "k3s", false);
        check("k3s \"\"", "k3s default", false);
    }
}
