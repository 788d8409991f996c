//! Releases that are in two lines and differ.
//!
//! A release is written once and copied into the other lines, by hand. Its window differs in each; its arguments,
//! charts and features belong to the same program, and if they differ, one of the two was forgotten.

use std::collections::BTreeSet;

use super::{
    against::said,
    finding::{finding_of_all, subject},
    subject::is_seen,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    diff::{self, Area, Build, Change, Kind},
    model::{Distribution, RancherLine},
    source::Arena,
};

/// What has to be the same in all lines.
const KINDS: [Kind; 8] = [
    Kind::ArgsGone,
    Kind::ArgsLost,
    Kind::ArgsAdded,
    Kind::ArgsChanged,
    Kind::ChartLost,
    Kind::ChartChanged,
    Kind::FeatureLost,
    Kind::FeatureChanged,
];

/// Reports where releases differ from those of another line, which is in the folder `name`. What no Rancher of this
/// line sees is not checked.
pub fn adjacent(
    other: &Build<'_>,
    name: &str,
    own: &Build<'_>,
    line: Option<RancherLine>,
    diagnostics: &mut Diagnostics,
) {
    let arena = Arena::new();
    let releases = own.metadata.sections().flat_map(|(distribution, section)| {
        let seen = section.releases().filter(|release| is_seen(release, line));
        seen.filter_map(move |release| Some((distribution, release.version()?.value)))
    });
    let seen: BTreeSet<_> = releases.collect();
    for change in diff::compare(other, own, &arena).iter().filter(|change| KINDS.contains(&change.kind)) {
        diagnostics.report_all(differs(change, name, &seen));
    }
}

fn differs(change: &Change<'_>, name: &str, seen: &BTreeSet<(Distribution, &str)>) -> Option<Diagnostic> {
    let Area::Section(distribution) = change.area else { return None };
    let seen: Vec<_> =
        change.versions.iter().filter(|version| seen.contains(&(distribution, version.name))).collect();
    let first = seen.first()?;
    let names: Vec<_> = seen.iter().map(|version| version.name).collect();
    let title = format!(
        "{}, compared with `{name}`: {}: {}",
        distribution.key(),
        change.kind.title(),
        said(change.kind, &change.items, &names)
    );
    let about = names.iter().map(|version| subject(distribution.key(), version)).collect();
    let found =
        finding_of_all(Rule::LineDiffers, about, title, first.new_place, "write the same in both lines");
    Some(found.at(first.old_place, "the other line has this"))
}
