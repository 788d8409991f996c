//! Versions of 1.15 to 1.17 without bounds of their own. Their templates use functions that came with RKE 1.0.0 and
//! Rancher 2.3.3, so the bounds of their minor are too wide. Upstream's generator stops on it
//! (`validateVersionInfo`); newer minors have what they need in the bounds of the minor.

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::range::Range,
};

/// The ranges of `validateVersionInfo`.
const RANGES: [&str; 4] = [
    ">=1.15.11-rancher1-1 <1.15.12-rancher1-1",
    ">=1.15.12-rancher2-2 <1.16.0-alpha",
    ">=1.16.8-rancher1-1 <1.17.0-alpha",
    ">=1.17.4-rancher1-1 <1.18.0-alpha",
];

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let info = subject.rke.version_info.as_ref();
    for range in RANGES.iter().filter_map(|range| Range::parse(range).ok()) {
        for places in range.set().places_in(&subject.choices.versions) {
            for key in &subject.choices.keys[places] {
                if info.and_then(|info| info.get(key.value)).is_none() {
                    let title = format!("`{}` has no version info of its own", key.value);
                    diagnostics.report(
                        Diagnostic::new(Rule::MissingVersionInfo, title)
                            .at(key.span, "")
                            .help("add it, with `minRKEVersion` and `minRancherVersion`"),
                    );
                }
            }
        }
    }
}
