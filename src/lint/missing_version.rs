//! A release without a version.
//!
//! channelserver decodes it as the empty string: Rancher's image export skips it, and `semver` parsers
//! elsewhere stop on it.

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::channel::Origin,
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (_, data) in subject.metadata.sections().filter(|(_, section)| section.origin != Origin::Compiled) {
        for release in data.releases() {
            // A version of another type is the finding of the type check.
            let entry = release.map.get("version");
            let absent = entry.is_none_or(|entry| entry.node.value == crate::source::Value::Null);
            if absent || release.version().is_some_and(|version| version.value.is_empty()) {
                diagnostics.report(
                    Diagnostic::new(Rule::MissingVersion, "a release without a `version`")
                        .at(release.span, "this release")
                        .help("give it a `version`, or delete the entry"),
                );
            }
        }
    }
}
