//! Invalid feature versions. Rancher's planner reads that of encryption key rotation strictly (`semver.Make`) and stops
//! with an error.

use std::collections::BTreeSet;

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    consumer::features::{self, FEATURE},
    diagnostic::{Diagnostics, Rule, Weight},
    model::channel::ReleaseTable,
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        // What is shared through an anchor is wrong in one place.
        let mut checked = BTreeSet::new();
        for release in subject_of.seen_first(section) {
            let features = release.table(ReleaseTable::FeatureVersions);
            let (Some(version), Some(feature)) = (release.version(), features.text(FEATURE)) else {
                continue;
            };
            if !checked.insert(feature.span) {
                continue;
            }
            let parsed = features::parse(feature.value);
            if parsed.is_ok() && !features::rotates(feature.value) {
                let title = format!("Rancher does not rotate keys at `{FEATURE}: {}`", feature.value);
                let about = subject(distribution.key(), version.value);
                let found = finding(Rule::FeatureVersion, &about, title, feature.span, "write `2.0.0`");
                let breaks = "Rancher does not rotate encryption keys on clusters of the release";
                diagnostics.report(found.because(breaks).weighing(Weight::Warns));
            }
            if let Err(error) = parsed {
                let title = format!("`{}` is not a version of `{FEATURE}`: {error}", feature.value);
                let about = subject(distribution.key(), version.value);
                let help = "write three numbers without a `v`, as in `2.0.0`";
                diagnostics.report(finding(Rule::FeatureVersion, &about, title, feature.span, help));
            }
        }
    }
}
