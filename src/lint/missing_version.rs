//! A release without a version.
//!
//! channelserver decodes it as the empty string: Rancher's image export skips it, and `semver` parsers
//! elsewhere stop on it.

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, words::nearest},
    model::channel::Origin,
    source::Value,
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (_, data) in subject.metadata.sections().filter(|(_, section)| section.origin != Origin::Compiled) {
        for release in data.releases() {
            // A version of another type is the finding of the type check.
            let entry = release.map.get("version");
            let absent = entry.is_none_or(|entry| entry.node.value == Value::Null);
            if absent || release.version().is_some_and(|version| version.value.is_empty()) {
                // `versions:` is a misspelt one.
                let entries = release.map.entries().iter();
                let is_one = |value: Value<'_>| value.as_str().is_some_and(|text| text.starts_with('v'));
                let mut close =
                    entries.filter(|entry| is_one(entry.node.value) && !entry.key.contains("Channel"));
                let misspelt = close.find(|entry| nearest(entry.key, ["version"]).is_some());
                let finding = Diagnostic::new(Rule::MissingVersion, "a release without a `version`");
                diagnostics.report(match misspelt {
                    Some(entry) => finding
                        .at(entry.key_span, "")
                        .help("did you mean `version`?")
                        .mend(entry.key_span, Some("version")),
                    None => finding
                        .at(release.span, "this release")
                        .help("give it a `version`, or delete the entry"),
                });
            }
        }
    }
}
