//! The release that another one follows.

use std::collections::BTreeMap;

use crate::model::{
    channel::{ChannelData, Release},
    version::Version,
};

/// The releases of a section, ascending.
#[derive(Debug)]
pub struct Line<'m, 's> {
    releases: Vec<(&'m Version, &'m Release<'s>)>,
    /// Where the first release of each version is.
    places: BTreeMap<&'s str, usize>,
}

impl<'m, 's> Line<'m, 's> {
    /// The releases whose version is one; of two that are equal to semver (`+rke2r1`, `+rke2r2`) the order in the
    /// list counts.
    pub fn of(section: &'m ChannelData<'s>) -> Self {
        let mut releases: Vec<_> =
            section.releases().filter_map(|release| Some((release.number()?, release))).collect();
        releases.sort_by(|a, b| a.0.cmp(b.0));
        let mut places = BTreeMap::new();
        for (nth, version) in
            releases.iter().enumerate().filter_map(|(nth, (_, release))| Some((nth, release.version()?)))
        {
            places.entry(version.value).or_insert(nth);
        }
        Self { releases, places }
    }

    /// The last release of the patch before another one, of the same minor; for `v1.27.16+rke2r2` that of
    /// `v1.27.15`. And, where there is one, the release of the same patch before it: `v1.27.16+rke2r1`.
    pub fn previous_patches(&self, version: &str) -> impl Iterator<Item = &'m Release<'s>> {
        let found = self.find(version);
        let before = found.map_or(&[][..], |(at, _)| &self.releases[..at]);
        let this = found.map(|(at, _)| self.releases[at].0);
        let of_minor = move |other: &Version| found.is_some_and(|(_, minor)| other.minor() == minor);
        let older = before.partition_point(|(other, _)| Some(*other) < this);
        let last = before[..older].last().filter(|(other, _)| of_minor(other));
        let same = before.last().filter(|(other, _)| Some(*other) == this);
        last.into_iter().chain(same).map(|(_, release)| *release)
    }

    /// The release before another one: of the same minor, else the last of the one before.
    pub fn previous(&self, version: &str) -> Option<&'m Release<'s>> {
        let (at, _) = self.find(version)?;
        Some(self.releases[at.checked_sub(1)?].1)
    }

    fn find(&self, version: &str) -> Option<(usize, (u64, u64))> {
        let at = *self.places.get(version)?;
        Some((at, self.releases[at].0.minor()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::Diagnostics,
        model::channel::Origin,
        source::{Arena, Sources, yaml},
    };

    #[track_caller]
    fn check(version: &str, patches: &[&str], previous: Option<&str>) {
        let text = "releases: [{version: v1.27.1+r1}, {version: v1.26.9+r1}, {version: v1.27.2+r1}, {version: v1.27.2+r2}, {version: v1.28.0+r1}, {version: x}, {}]";
        let mut sources = Sources::default();
        let file = sources.add("channels.yaml", text);
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let node = yaml::parse(file, sources.text(file, &mut found).unwrap(), &arena, &mut found).unwrap();
        let section = ChannelData::read(&node, Origin::Own, &mut found).unwrap();
        let line = Line::of(&section);
        let name = |release: &Release<'_>| release.version().unwrap().value.to_owned();
        assert_eq!(line.previous_patches(version).map(name).collect::<Vec<_>>(), patches, "{version}");
        assert_eq!(line.previous(version).map(name).as_deref(), previous, "{version}");
    }

    #[test]
    fn the_patch_before_is_of_the_same_minor() {
        check("v1.27.2+r1", &["v1.27.1+r1"], Some("v1.27.1+r1"));
        check("v1.27.2+r2", &["v1.27.1+r1", "v1.27.2+r1"], Some("v1.27.2+r1"));
        check("v1.27.1+r1", &[], Some("v1.26.9+r1"));
        check("v1.28.0+r1", &[], Some("v1.27.2+r2"));
        check("v1.26.9+r1", &[], None);
        check("v1.99.0", &[], None);
        check("x", &[], None);
    }
}
