//! Versions of releases that consumers do not read, or read as another one's.
//!
//! Rancher takes the *first* release of a version (`GetReleaseConfigByRuntimeAndVersion`), tells the distributions apart
//! by `k3s` in the version, and sorts and compares by blang's `ParseTolerant`; a release that it cannot parse is skipped.

use std::collections::BTreeMap;

use super::{finding::subject, subject::Subject};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{Distribution, Text},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        let mut seen: BTreeMap<&str, Text<'_>> = BTreeMap::new();
        for release in section.releases() {
            let Some(version) = release.version() else { continue };
            let about = subject(distribution.key(), version.value);
            let mut report = |title: String, help: &str, first: Option<Text<'_>>| {
                let mut diagnostic = Diagnostic::new(Rule::ReleaseVersion, title).at(version.span, "");
                if let Some(first) = first {
                    diagnostic = diagnostic.at(first.span, "first here");
                }
                diagnostics.report(diagnostic.help(help).about(about.clone()));
            };
            if let Some(error) = release.fault() {
                report(
                    format!("`{}` is not a version: {error}", version.value),
                    "write it as `v1.30.5+k3s1`",
                    None,
                );
            } else if !is_of(distribution, version.value) {
                let suffix = suffix(distribution);
                let title = format!("`{}` is not a version of {}", version.value, distribution.key());
                report(title, &format!("end it with `{suffix}` and a number"), None);
            }
            if let Some(first) = seen.insert(version.value, version) {
                let title = format!("`{}` appears twice", version.value);
                report(title, "delete one of the two", Some(first));
            }
        }
    }
}

fn suffix(distribution: Distribution) -> &'static str {
    match distribution {
        Distribution::K3s => "+k3s",
        Distribution::Rke2 => "+rke2r",
        // RFO's published releases are versions of RKE2 rebuilt.
        Distribution::Rfo => "+rfor",
    }
}

fn is_of(distribution: Distribution, version: &str) -> bool {
    let number = version.rsplit_once(suffix(distribution)).map(|(_, number)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}
