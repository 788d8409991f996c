//! Candidates in a tree that is released.
//!
//! A `-rc` that was left over becomes the newest version of its minor, and a default of `1.30.x` takes candidates of 1.31.0
//! (a range `1.30.x` is `<1.31.0`).

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::diagnostic::{Diagnostics, Rule};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        for version in section.releases().filter_map(|release| release.version()) {
            let number = version.value.split('+').next().unwrap_or_default();
            let build = &version.value[number.len()..];
            if !number.contains('-') && !build.contains("-rc") {
                continue;
            }
            let about = subject(distribution.key(), version.value);
            let title = format!("`{}` is not a release yet", version.value);
            diagnostics.report(finding(Rule::PreRelease, &about, title, version.span, "write the release"));
        }
    }
}
