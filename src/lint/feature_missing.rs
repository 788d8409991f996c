//! Releases without the feature version of encryption key rotation.
//!
//! Upstream's validation (`pkg/validation`) demands it of every K3s and RKE2 release from v1.25.11 on, but for four that
//! were released without it. Rancher rotates the encryption keys of a cluster only where it is there.

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule},
    model::{Distribution, version::Version},
};

/// The feature whose version Rancher reads.
pub(super) const FEATURE: &str = "encryption-key-rotation";

/// From here on every release has it.
const SINCE: (u64, u64, u64) = (1, 25, 11);

/// Released without it.
const EXCEPTIONS: [(u64, u64, u64); 4] = [(1, 30, 12), (1, 31, 8), (1, 32, 4), (1, 33, 0)];

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        if distribution == Distribution::Rfo {
            continue;
        }
        for release in section.releases() {
            let Some(version) = release.version() else { continue };
            let Ok(number) = Version::parse_tolerant(version.value) else { continue };
            let number = (number.minor().0, number.minor().1, number.patch());
            if number < SINCE
                || EXCEPTIONS.contains(&number)
                || release.table("featureVersions").get(FEATURE).is_some()
            {
                continue;
            }
            let about = subject(distribution.key(), version.value);
            let help = format!("write `featureVersions: {{{FEATURE}: 2.0.0}}`");
            let title = format!("`{}` has no feature version `{FEATURE}`", version.value);
            diagnostics.report(finding(Rule::FeatureMissing, &about, title, version.span, &help));
        }
    }
}
