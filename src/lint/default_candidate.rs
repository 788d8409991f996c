//! Candidates that a Rancher takes by default.
//!
//! `1.30.x` is `>=1.30.0 <1.31.0`, and 1.31.0-rc1 is below 1.31.0: a candidate of the next minor that was left in the list
//! becomes what every new cluster gets.

use std::collections::BTreeMap;

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    consumer::{DefaultAnswers, DefaultVersion, Defaults},
    diagnostic::{Diagnostics, Rule},
    model::{range::VersionSet, version::Version},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        let defaults = Defaults::of(section);
        let mut taken: BTreeMap<&str, Vec<VersionSet>> = BTreeMap::new();
        for (ranchers, default) in DefaultAnswers::of(&defaults).by_ranchers() {
            if let DefaultVersion::Release(version) = default {
                taken.entry(version).or_default().push(ranchers);
            }
        }
        let candidates =
            section.releases().filter(|release| release.number().is_some_and(Version::is_pre_release));
        for version in candidates.filter_map(|release| release.version()) {
            let Some(sets) = taken.remove(version.value) else { continue };
            let name = version.value;
            // What only candidates of Rancher take is for testing.
            let Some(ranchers) = VersionSet::union_of(sets).releases() else { continue };
            let title = format!("Rancher {ranchers} takes `{name}` by default");
            let about = subject(distribution.key(), name);
            let help = "write the release, or end the range of `defaultVersion` below it";
            diagnostics.report(finding(Rule::DefaultCandidate, &about, title, version.span, help));
        }
    }
}
