//! Candidates in a tree that is released.
//!
//! A `-rc` that was left over is the newest version of its minor until the release is there, and a default of `1.30.x` takes
//! candidates of 1.31.0 (a range `1.30.x` is `<1.31.0`). Beside its release it is shown in its place, or beside it.

use std::collections::BTreeSet;

use super::{
    finding::{finding, part, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule, Weight},
    model::Distribution,
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        let versions: BTreeSet<_> =
            section.releases().filter_map(|release| release.version()).map(|version| version.value).collect();
        for version in section.releases().filter_map(|release| release.version()) {
            let number = version.value.split('+').next().unwrap_or_default();
            let build = &version.value[number.len()..];
            if !number.contains('-') && !build.contains("-rc") {
                continue;
            }
            let about = subject(distribution.key(), version.value);
            let released = released(number, build);
            if !versions.contains(released.as_str()) {
                let title = format!("`{}` is not a release yet", version.value);
                let help = format!("write `{released}` once it is released");
                // An exception of it is none once its release is there.
                let about = part(&about, "candidate");
                diagnostics.report(finding(Rule::PreRelease, &about, title, version.span, &help));
                continue;
            }
            let title = format!("`{}` stands beside its release `{released}`", version.value);
            let about = part(&about, "released");
            let found = finding(Rule::PreRelease, &about, title, version.span, "delete it");
            // `rc3` sorts above `k3s1` in the dashboard, which shows the first of a patch.
            diagnostics.report(if distribution == Distribution::K3s {
                let breaks = "the dashboard shows the candidate and hides the release";
                found.because(breaks).weighing(Weight::StopsRelease)
            } else {
                found.because("the dashboard offers the candidate beside the release")
            });
        }
    }
}

/// The release that a candidate is of: `v1.36.2+k3s1` of `v1.36.2-rc3+k3s1`, and of `v1.36.2+k3s1-rc3`.
fn released(number: &str, build: &str) -> String {
    let number = number.split('-').next().unwrap_or_default();
    let build = build.split("-rc").next().unwrap_or_default();
    format!("{number}{build}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_candidate_is_of_a_release() {
        assert_eq!(released("v1.36.2-rc3", "+k3s1"), "v1.36.2+k3s1");
        assert_eq!(released("v1.36.2", "+rke2r1-rc2"), "v1.36.2+rke2r1");
    }
}
