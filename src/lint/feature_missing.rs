//! Releases without the feature version of encryption key rotation.
//!
//! Rancher rotates the encryption keys of a cluster only where it is there.

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    consumer::features::{self, FEATURE},
    diagnostic::{Diagnostics, Rule, words::nearest},
    model::channel::ReleaseTable,
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        for release in section.releases().filter(|_| distribution.is_in_every_build()) {
            let (Some(version), Some(number)) = (release.version(), release.number()) else { continue };
            if !features::is_demanded(number)
                || release.table(ReleaseTable::FeatureVersions).get(FEATURE).is_some()
            {
                continue;
            }
            let about = subject(distribution.key(), version.value);
            let features = release.table(ReleaseTable::FeatureVersions);
            let misspelt = features.entries().iter().find(|entry| nearest(entry.key, [FEATURE]).is_some());
            let title = format!("`{}` has no feature version `{FEATURE}`", version.value);
            let (at, help) = match misspelt {
                Some(entry) => (entry.key_span, format!("did you mean `{FEATURE}` by `{}`?", entry.key)),
                None => (version.span, format!("write `featureVersions: {{{FEATURE}: 2.0.0}}`")),
            };
            let found = finding(Rule::FeatureMissing, &about, title, at, &help);
            diagnostics.report(found.mend(at, misspelt.map(|_| FEATURE)));
        }
    }
}
