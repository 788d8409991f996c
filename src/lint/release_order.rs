//! Releases out of order.
//!
//! Scripts take `releases[-1]` for the newest release, and where two are equal to semver (`+rke2r1`, `+rke2r2`) Rancher
//! takes the one that is listed last.

use super::{finding::subject, subject::Subject};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{Text, version::Version},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        let mut newest: Option<(&Version, u64, Text<'_>)> = None;
        for release in section.releases() {
            let (Some(version), Some(parsed)) = (release.version(), release.number()) else { continue };
            let build = build_number(version.value);
            match &newest {
                Some((highest, number, before)) if (parsed, build) < (*highest, *number) => {
                    let title = format!("`{}` comes after `{}`", version.value, before.value);
                    diagnostics.report(
                        Diagnostic::new(Rule::ReleaseOrder, title)
                            .at(version.span, "")
                            .at(before.span, "the newer one")
                            .help("put releases in ascending order")
                            .about(subject(distribution.key(), version.value)),
                    );
                }
                _ => newest = Some((parsed, build, version)),
            }
        }
    }
}

/// The number at the end, as in `+rke2r2`: what semver does not compare.
fn build_number(version: &str) -> u64 {
    let digits = version.bytes().rev().take_while(u8::is_ascii_digit).count();
    version[version.len() - digits..].parse().unwrap_or_default()
}
