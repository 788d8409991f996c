//! The release that another one follows.

use super::{ChannelData, Release};
use crate::model::version::Version;

/// The releases of a section, ascending.
#[derive(Debug)]
pub struct Line<'s> {
    releases: Vec<(Version, Release<'s>)>,
}

impl<'s> Line<'s> {
    /// The releases whose version is one; of two that are equal to semver (`+rke2r1`, `+rke2r2`) the order in the
    /// list counts.
    pub fn of(section: &ChannelData<'s>) -> Self {
        let mut releases: Vec<_> = section
            .releases()
            .filter_map(|release| Some((Version::parse_tolerant(release.version()?.value).ok()?, release)))
            .collect();
        releases.sort_by(|a, b| a.0.cmp(&b.0));
        Self { releases }
    }

    /// The release before another one, of the same minor.
    pub fn previous_patch(&self, version: &str) -> Option<Release<'s>> {
        let (at, minor) = self.find(version)?;
        let (before, release) = &self.releases[at.checked_sub(1)?];
        (before.minor() == minor).then_some(*release)
    }

    /// The release before another one: of the same minor, else the last of the one before.
    pub fn previous(&self, version: &str) -> Option<Release<'s>> {
        let (at, _) = self.find(version)?;
        Some(self.releases[at.checked_sub(1)?].1)
    }

    fn find(&self, version: &str) -> Option<(usize, (u64, u64))> {
        let is = |release: &Release<'s>| release.version().is_some_and(|text| text.value == version);
        let at = self.releases.iter().position(|(_, release)| is(release))?;
        Some((at, self.releases[at].0.minor()))
    }
}
