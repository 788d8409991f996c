//! A range of Ranchers that was forgotten: the line's own Ranchers are offered what it leaves out.
//!
//! In 2024 upstream's constants ended below the line's own Ranchers more than once, and the newest releases were not mirrored.

use super::finding::{finding_of_all, subject};
use crate::{
    consumer::Wanted,
    diagnostic::{
        Diagnostics, Rule, Span,
        words::{count, names as names_of},
    },
    model::{Metadata, RancherLine, RancherRange},
};

/// Reports versions that Ranchers of the line are offered and that are not `wanted`; `place` is where the range is written.
pub fn regsync_window(
    metadata: &Metadata<'_>,
    (window, place): (&RancherRange, Option<Span>),
    wanted: &[Wanted<'_, '_>],
    line: RancherLine,
    diagnostics: &mut Diagnostics,
) {
    let left_out = window.left_out(metadata, wanted, line);
    // The newest are what is missed first.
    let versions: Vec<_> = left_out.iter().rev().map(|(_, version)| version.value).collect();
    if versions.is_empty() {
        return;
    }
    let what = match versions.len() {
        1 => "a version".to_owned(),
        number => count(number, "version"),
    };
    let title = format!(
        "Ranchers of {line} are offered {what} that the range `{}` leaves out: {}",
        window.text(),
        names_of(&versions)
    );
    let about = left_out.iter().map(|(origin, version)| subject(origin.name(), version.value)).collect();
    let place = place.or(left_out.last().and_then(|(_, version)| version.span));
    let help = format!("let the range end with Rancher {line}, as in `<{}`", line.after().release(0));
    diagnostics.report(finding_of_all(Rule::RegsyncWindow, about, title, place, &help));
}
