//! Candidates that became their release, or a later candidate: what a round does, and nobody's loss.

use super::{area::Area, build::Build, change::Found, kind::Kind};
use crate::model::{channel::Release, version::Version};

/// Takes the removal of a candidate for what it is where the new build has what it became.
pub(super) fn promote(found: &mut [Found<'_>], new: &Build<'_>) {
    let removed = found.iter_mut().filter(|found| found.fact.kind == Kind::ReleaseRemoved);
    for found in removed {
        let (Area::Section(distribution), Some(version)) = (found.fact.area, found.version) else { continue };
        let Some(section) = new.metadata.section(distribution) else { continue };
        let Some(became) = became(version.name, section.releases()) else { continue };
        found.fact.kind = Kind::ReleasePromoted;
        found.fact.label = format!("became {became}");
        (found.fact.old, found.fact.new, found.fact.hits) = (None, None, None);
    }
}

/// What a candidate became: the release of the same three numbers, else a later candidate of it.
fn became<'c, 's: 'c>(candidate: &str, releases: impl Iterator<Item = &'c Release<'s>>) -> Option<&'s str> {
    let number = Version::parse_tolerant(candidate).ok().filter(Version::is_pre_release)?;
    let later = releases.filter_map(|release| Some((release.number()?, release.version()?.value)));
    let later = later.filter(|(other, _)| other.release() == number.release() && **other > number);
    later.max_by(|a, b| a.0.cmp(b.0)).map(|(_, version)| version)
}
