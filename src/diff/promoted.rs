//! Candidates that became their release, or a later candidate: what a round does, and nobody's loss.

use std::collections::BTreeMap;

use super::{area::Area, build::Build, change::Found, kind::Kind};
use crate::model::{channel::Release, version::Version};

/// Takes the removal of a candidate for what it is where the new build has what it became.
pub(super) fn promote(found: &mut [Found<'_>], new: &Build<'_>) {
    let later: BTreeMap<_, _> = new
        .metadata
        .sections()
        .map(|(distribution, section)| (distribution, newest(section.releases())))
        .collect();
    let removed = found.iter_mut().filter(|found| found.fact.kind == Kind::ReleaseRemoved);
    for found in removed {
        let (Area::Section(distribution), Some(version)) = (found.fact.area, found.version) else { continue };
        let Some(became) = later.get(&distribution).and_then(|later| became(version.name, later)) else {
            continue;
        };
        found.fact.kind = Kind::ReleasePromoted;
        found.fact.label = format!("became {became}");
        (found.fact.old, found.fact.new, found.fact.hits) = (None, None, None);
    }
}

/// The newest of the releases and candidates of the same three numbers: a release is above its candidates.
type Newest<'c, 's> = BTreeMap<Version, (&'c Version, &'s str)>;

fn newest<'c, 's: 'c>(releases: impl Iterator<Item = &'c Release<'s>>) -> Newest<'c, 's> {
    let mut newest = Newest::new();
    for release in releases {
        let (Some(number), Some(version)) = (release.number(), release.version()) else { continue };
        let last = newest.entry(number.release()).or_insert((number, version.value));
        // Of equal ones the last.
        if *number >= *last.0 {
            *last = (number, version.value);
        }
    }
    newest
}

/// What a candidate became: the release of the same three numbers, else a later candidate of it.
fn became<'s>(candidate: &str, later: &Newest<'_, 's>) -> Option<&'s str> {
    let number = Version::parse_tolerant(candidate).ok().filter(Version::is_pre_release)?;
    later.get(&number.release()).filter(|(other, _)| **other > number).map(|(_, version)| *version)
}
