//! Candidates in a tree that is released.
//!
//! A `-rc` that was left over becomes the newest version of its minor, and a default of `1.30.x` takes candidates of 1.31.0
//! (a range `1.30.x` is `<1.31.0`).

use super::{Subject, exception, subject};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        for version in section.releases().filter_map(|release| release.version()) {
            let number = version.value.split('+').next().unwrap_or_default();
            let build = &version.value[number.len()..];
            if !number.contains('-') && !build.contains("-rc") {
                continue;
            }
            let about = subject(distribution.key(), version.value);
            let help = format!("write the release; {}", exception(Rule::PreRelease, &about));
            let title = format!("`{}` is no release yet", version.value);
            let diagnostic = Diagnostic::new(Rule::PreRelease, title).at(version.span, "");
            diagnostics.report(diagnostic.help(help).about(about));
        }
    }
}
