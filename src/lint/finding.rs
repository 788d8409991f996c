//! How the findings of a lint are made: each says what it is about, so that `allow` in `data/kdm.yaml` can except it.

use crate::diagnostic::{Diagnostic, Rule, Span};

/// What a finding is about, as `allow` in `data/kdm.yaml` names it.
pub(super) fn subject(area: &str, name: &str) -> String {
    format!("{area} {name}").trim_end().to_owned()
}

/// How to let a finding through.
pub(super) fn exception(rule: Rule, subject: &str) -> String {
    format!("if it is right, add to `data/kdm.yaml`: `allow: [{{rule: {rule}, at: {subject}, reason: …}}]`")
}

/// A finding about something that `allow` can except: what to do, and how to let it through.
pub(super) fn finding(
    rule: Rule,
    about: &str,
    title: String,
    at: impl Into<Option<Span>>,
    help: &str,
) -> Diagnostic {
    finding_of_all(rule, vec![about.to_owned()], title, at, help)
}

/// The same about several things: an exception must cover them all.
pub(super) fn finding_of_all(
    rule: Rule,
    about: Vec<String>,
    title: String,
    at: impl Into<Option<Span>>,
    help: &str,
) -> Diagnostic {
    let help = format!("{help}; {}", exception(rule, &in_common(&about)));
    let diagnostic = Diagnostic::new(rule, title).at(at, "").help(help);
    about.into_iter().fold(diagnostic, Diagnostic::about)
}

/// What matches all of these in `allow`: with a `*` where they differ.
fn in_common(subjects: &[String]) -> String {
    let Some((first, others)) = subjects.split_first() else { return String::new() };
    let same = |other: &String| {
        first.char_indices().zip(other.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at)
    };
    let shortest = subjects.iter().map(String::len).min().unwrap_or_default();
    match others.iter().map(|other| same(other).unwrap_or(shortest)).min() {
        Some(length) if others.iter().any(|other| other != first) => format!("{}*", &first[..length]),
        _ => first.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_subjects_are_excepted_by_what_they_have_in_common() {
        for (subjects, expected) in [
            (&["rke2 v1.27.16+rke2r1"][..], "rke2 v1.27.16+rke2r1"),
            (&["rke2 v1.27.16+rke2r1", "rke2 v1.27.16+rke2r2"], "rke2 v1.27.16+rke2r*"),
            (&["rke v1.3", "rke v1.30"], "rke v1.3*"),
            (&["k3s a", "k3s a"], "k3s a"),
            (&["k3s é", "k3s ü"], "k3s *"),
            (&[], ""),
        ] {
            let subjects: Vec<_> = subjects.iter().map(|subject| (*subject).to_owned()).collect();
            assert_eq!(in_common(&subjects), expected);
        }
    }
}
