//! Releases that stand in two lines and differ there.
//!
//! A release is written once and copied into the other lines, by hand. Its window is another one in each; its arguments,
//! charts and features are the same program's, and where they differ one of the two was forgotten.

use super::{against::said, finding_of_all, subject};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    diff::{self, Area, Build, Change, Kind},
    model::{Metadata, RancherLine},
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

/// Reports where releases differ from those of another line, which lies in the folder `name`. What no Rancher of this
/// line sees is not looked at.
pub fn adjacent(
    other: &Build<'_>,
    name: &str,
    own: &Build<'_>,
    line: Option<RancherLine>,
    diagnostics: &mut Diagnostics,
) {
    let arena = Arena::new();
    for change in diff::compare(other, own, &arena).iter().filter(|change| KINDS.contains(&change.kind)) {
        diagnostics.report_all(differs(change, name, &own.metadata, line));
    }
}

fn differs(
    change: &Change<'_>,
    name: &str,
    own: &Metadata<'_>,
    line: Option<RancherLine>,
) -> Option<Diagnostic> {
    let Area::Section(distribution) = change.area else { return None };
    let is_seen = |version: &str| {
        let mut releases = own.section(distribution).into_iter().flat_map(|section| section.releases());
        let release = releases.find(|release| release.version().is_some_and(|text| text.value == version));
        line.is_none_or(|line| {
            release.is_some_and(|release| !release.window().set().intersection(&line.ranchers()).is_empty())
        })
    };
    let seen: Vec<_> = change.versions.iter().filter(|version| is_seen(version.name)).collect();
    let first = seen.first()?;
    let names: Vec<_> = seen.iter().map(|version| version.name).collect();
    let title = format!(
        "{}, held against `{name}`: {}: {}",
        distribution.key(),
        change.kind.title(),
        said(change.kind, &change.items, &names)
    );
    let about = names.iter().map(|version| subject(distribution.key(), version)).collect();
    let found =
        finding_of_all(Rule::LineDiffers, about, title, first.new_place, "write the same in both lines");
    Some(found.at(first.old_place, "there like this"))
}
