//! Releases that are in two lines and differ.
//!
//! A release is written once and copied into the other lines, by hand. Its window differs in each; its arguments,
//! charts and features belong to the same program, and if they differ, one of the two was forgotten.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    finding::{finding, finding_of_all, parts, subject},
    subject::is_seen,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    diff::{self, Area, Build, Change, Kind, said},
    model::{Distribution, RancherLine, Text, channel::ChannelData, version::Version},
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
    diagnostics.report_all(other_revisions(other, name, own, line));
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
    let labels = change.items.iter().map(|item| item.label.as_str());
    let about = names.iter().map(|version| subject(distribution.key(), version));
    let about = about.flat_map(|version| parts(&version, labels.clone())).collect();
    let found =
        finding_of_all(Rule::LineDiffers, about, title, first.new_place, "write the same in both lines");
    Some(found.at(first.old_place, "the other line has this"))
}

/// Newest patches whose number of re-releases (`r1`, `r2`) is another one in the other line.
fn other_revisions(
    other: &Build<'_>,
    name: &str,
    own: &Build<'_>,
    line: Option<RancherLine>,
) -> Vec<Diagnostic> {
    type Newest<'s> = BTreeMap<(u64, u64), (Version, Text<'s>)>;
    fn newest<'s>(releases: impl Iterator<Item = (Version, Text<'s>)>) -> Newest<'s> {
        let mut newest = Newest::new();
        for (number, version) in releases.filter(|(number, _)| !number.is_pre_release()) {
            let entry = newest.entry(number.minor()).or_insert_with(|| (number.clone(), version));
            if number >= entry.0 {
                *entry = (number, version);
            }
        }
        newest
    }
    let mut found = Vec::new();
    for (distribution, section) in own.metadata.sections() {
        let Some(theirs) = other.metadata.section(distribution) else { continue };
        let all = |section: &ChannelData<'_>| -> BTreeSet<String> {
            section.releases().filter_map(|release| Some(release.version()?.value.to_owned())).collect()
        };
        let (mine, there) = (all(section), all(theirs));
        let seen = section.releases().filter(|release| is_seen(release, line));
        let own_newest =
            newest(seen.filter_map(|release| Some((release.number()?.clone(), release.version()?))));
        let their_newest = newest(
            theirs.releases().filter_map(|release| Some((release.number()?.clone(), release.version()?))),
        );
        for (minor, (number, version)) in own_newest {
            let Some((_, other)) = their_newest.get(&minor).filter(|(other, _)| *other == number) else {
                continue;
            };
            if version.value != other.value && !mine.contains(other.value) && !there.contains(version.value) {
                let title = format!("`{}`, and `{}` in `{name}`", version.value, other.value);
                let about = subject(distribution.key(), version.value);
                let help = "write the same release in both lines";
                let finding = finding(Rule::RoundDiffers, &about, title, version.span, help);
                found.push(finding.at(other.span, "the other line has this"));
            }
        }
    }
    found
}
