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
            // Without one it is `missing-version`.
            let Some(version) = release.version().filter(|version| !version.value.is_empty()) else {
                continue;
            };
            let about = subject(distribution.key(), version.value);
            let mut report = |title: String, help: &str, first: Option<Text<'_>>| {
                let mut diagnostic = Diagnostic::new(Rule::ReleaseVersion, title).at(version.span, "");
                if let Some(first) = first {
                    diagnostic = diagnostic.at(first.span, "first here");
                }
                diagnostics.report(diagnostic.help(help).about(about.clone()));
            };
            let suffix = distribution.suffix();
            if let Some(right) = without_v(version.value) {
                let title = format!("`{}` does not begin with a `v`", version.value);
                report(title, &format!("write `{right}`: images and releases have that name"), None);
            } else if let Some(error) = release.fault() {
                let help = format!("write it as `v1.30.5{suffix}1`");
                report(format!("`{}` is not a version: {error}", version.value), &help, None);
            } else if let Some(number) = number_of(distribution, version.value) {
                if number.starts_with('0') {
                    let right = number.trim_start_matches('0');
                    let right = if right.is_empty() { "1" } else { right };
                    let title = format!("`{}` is no release of {}", version.value, distribution.key());
                    report(
                        title,
                        &format!("write `{suffix}{right}` at its end: they are counted from 1"),
                        None,
                    );
                }
            } else {
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

/// What is behind the name of the distribution, if it is a number.
fn number_of(distribution: Distribution, version: &str) -> Option<&str> {
    let (_, number) = version.rsplit_once(distribution.suffix())?;
    Some(number).filter(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// How a version must be written that lacks the `v`, or has a `V`.
fn without_v(version: &str) -> Option<String> {
    let rest = version.strip_prefix('V').unwrap_or(version);
    rest.starts_with(|c: char| c.is_ascii_digit()).then(|| format!("v{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_begins_with_a_v_and_ends_with_a_number_from_1() {
        assert_eq!(without_v("1.40.2+rke2r1").as_deref(), Some("v1.40.2+rke2r1"));
        assert_eq!(without_v("V1.40.2+rke2r1").as_deref(), Some("v1.40.2+rke2r1"));
        assert_eq!(without_v("v1.40.2+rke2r1"), None);
        assert_eq!(number_of(Distribution::Rke2, "v1.40.2+rke2r01"), Some("01"));
        assert_eq!(number_of(Distribution::Rke2, "v1.40.2+k3s1"), None);
    }
}
