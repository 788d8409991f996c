//! How the findings of a lint are made: each says what it is about, so that `allow` in `data/kdm.yaml` can except it.

use crate::{
    diagnostic::{Diagnostic, Rule, Span},
    source::yaml::is_plain_string,
};

/// All releases of a distribution, as what a finding is about.
pub(super) const RELEASES: &str = "releases";

/// What a finding is about, as `allow` in `data/kdm.yaml` names it. What has no name is not all that its area has.
pub(super) fn subject(area: &str, name: &str) -> String {
    format!("{area} {}", if name.trim().is_empty() { "\"\"" } else { name })
}

/// A part of what a finding is about: the addon of a version, the argument of a release.
pub(super) fn part(subject: &str, part: &str) -> String {
    format!("{subject} {part}")
}

/// The parts of a version that have a name; where none has one, the version itself.
pub(super) fn parts<'l>(version: &str, labels: impl Iterator<Item = &'l str>) -> Vec<String> {
    let labels = labels.filter(|label| !label.is_empty());
    let parts: Vec<_> = labels.map(|label| part(version, label)).collect();
    if parts.is_empty() { vec![version.to_owned()] } else { parts }
}

/// The version or release that a subject is about: its first two words.
pub(super) fn whole(subject: &str) -> &str {
    let mut spaces = subject.match_indices(' ').map(|(at, _)| at);
    spaces.nth(1).map_or(subject, |end| &subject[..end])
}

/// How to let a finding through: by exactly what it is about, so that nothing else goes through with it.
pub(super) fn exception(rule: Rule, subjects: &[String]) -> String {
    const NAMED: usize = 3;
    let at = match subjects {
        [one] => in_flow(one),
        _ if subjects.len() <= NAMED => {
            format!("[{}]", subjects.iter().map(|subject| in_flow(subject)).collect::<Vec<_>>().join(", "))
        }
        _ => return "if it is right, except it with `kdm check --write-baseline`".to_owned(),
    };
    format!("if it is right, add to `data/kdm.yaml`: `allow: [{{rule: {rule}, at: {at}, reason: …}}]`")
}

/// A text as YAML between brackets.
fn in_flow(text: &str) -> String {
    if is_plain_string(text) && !text.contains([',', '[', ']', '{', '}']) {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
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
    let help = format!("{help}; {}", exception(rule, &about));
    let diagnostic = Diagnostic::new(rule, title).at(at, "").help(help);
    about.into_iter().fold(diagnostic, Diagnostic::about)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(subjects: &[&str], expected: &str) {
        let subjects: Vec<_> = subjects.iter().map(|subject| (*subject).to_owned()).collect();
        let said = exception(Rule::ArgsLost, &subjects);
        assert!(said.contains(expected), "{said}");
        assert!(!said.contains('*'), "{said}");
    }

    #[test]
    fn an_exception_names_exactly_what_it_is_about() {
        check(&["rke2 v1.27.16+rke2r1"], "{rule: args-lost, at: rke2 v1.27.16+rke2r1, reason: …}");
        check(&["rke v1.3", "rke v1.30"], "at: [rke v1.3, rke v1.30],");
        check(&["k3s a, b"], "at: \"k3s a, b\",");
        check(&["a", "b", "c", "d"], "--write-baseline");
    }
}
