//! Which Ranchers there are.
//!
//! A build is asked by releases, candidates and development builds. Rancher compares itself as `X.Y.Z` without a `v`,
//! and a development build counts as the patch 99 of its minor (`settings.GetRancherVersion`, `pkg/channelserver`), so a
//! minor has nothing above that.

use std::collections::{BTreeMap, BTreeSet};

use super::mcuadros::Rank;
use crate::model::{RancherLine, Table, range::VersionSet, rke::Rke, version::Version};

/// The patch that a development build counts as; no release is above it.
pub(crate) const DEVELOPMENT: u64 = 99;

/// A Rancher as people write it: in issues, in tags of images, on a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedRancher {
    /// Its version, without a `v`.
    Version(String),
    /// `head`, `dev`, `master`: the development build of the line that the data is for.
    Newest,
}

impl AskedRancher {
    /// Reads `2.9.2`, `v2.9.2-rc1`, `2.9` and `v2.9-head` (which count as 2.9.99), or `head`; what ends in `-head`, `-main`, `dev` or
    /// `master` is a development build (`IsReleaseServerVersion` and `RancherVersionDev` of Rancher's `pkg/settings`).
    ///
    /// # Errors
    ///
    /// What must be written instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let number = text.strip_prefix('v').unwrap_or(text);
        let ends = ["dev", "master", "head", "main"];
        let line =
            ends.iter().find_map(|end| number.strip_suffix(end)).unwrap_or(number).trim_end_matches('-');
        if line.is_empty() && ends.contains(&number) {
            return Ok(Self::Newest);
        }
        if let Some(line) = RancherLine::parse(line) {
            return Ok(Self::Version(line.release(DEVELOPMENT)));
        }
        if line != number
            && let Ok(version) = Version::parse(line)
        {
            return Ok(Self::Version(RancherLine::of_minor(&version).release(DEVELOPMENT)));
        }
        match Version::parse(number) {
            Ok(_) => Ok(Self::Version(number.to_owned())),
            Err(error) => Err(format!("{error}; write it as 2.9.2, 2.9 or 2.9-head")),
        }
    }

    /// The version, for data of a line.
    pub fn of_line(&self, line: Option<RancherLine>) -> Option<String> {
        match self {
            Self::Version(version) => Some(version.clone()),
            Self::Newest => line.map(|line| line.release(DEVELOPMENT)),
        }
    }
}

/// The last line with RKE1: Rancher 2.12 has neither its tables nor its clusters (`release/v2.12` lacks
/// `pkg/kontainerdrivermetadata/data_getter.go` and `clusterprovisioner/rke_store.go`).
pub(crate) const LAST_WITH_RKE: RancherLine = RancherLine::new(2, 11);

/// Whether the Ranchers of a line have RKE1.
pub fn has_rke(line: RancherLine) -> bool {
    line <= LAST_WITH_RKE
}

/// The minor of RKE that reads the data of a line: 1.6 that of v2.9 (`go.mod` of each Rancher); nothing before 1.0 and where
/// there is no RKE any more.
pub(crate) fn rke_line(line: RancherLine) -> Option<RancherLine> {
    const BEHIND: u64 = 3;
    let (major, minor) = line.numbers();
    let of_rke = minor.checked_sub(BEHIND).filter(|_| major == 2 && has_rke(line))?;
    Some(RancherLine::new(1, of_rke))
}

/// The Ranchers between which the answer of RKE tables may change, by line and ascending: those that defaults name, those
/// around the bounds of versions, and the first and the last of each line; and of the line after the last one, too.
pub(crate) fn asking(tables: &[&Rke<'_>]) -> BTreeMap<RancherLine, Vec<String>> {
    let mut patches: BTreeMap<RancherLine, BTreeSet<u64>> = BTreeMap::new();
    let mut named: BTreeMap<RancherLine, BTreeSet<String>> = BTreeMap::new();
    for rke in tables {
        // A Rancher looks up its whole version; `2.6.3-patch3` is one, too.
        let keys = rke.rancher_defaults.iter().flat_map(Table::rows).map(|row| row.key.value);
        for (key, version) in keys.filter_map(|key| Some((key, Version::parse(key).ok()?))) {
            let line = RancherLine::of_minor(&version);
            patches.entry(line).or_default().insert(version.patch());
            named.entry(line).or_default().extend(version.is_pre_release().then(|| key.to_owned()));
        }
        let infos = rke.version_info.iter().flat_map(Table::rows).map(|row| &row.value);
        let bounds = infos.flat_map(|info| {
            [info.min_rancher_version, info.max_rancher_version, info.deprecate_rancher_version]
        });
        for bound in bounds.flatten().filter_map(|bound| Version::parse_tolerant(bound.value).ok()) {
            patches.entry(RancherLine::of_minor(&bound)).or_default().insert(bound.patch());
        }
    }
    if let Some(last) = patches.keys().next_back() {
        patches.insert(last.after(), BTreeSet::new());
    }
    let lines = patches.into_iter().map(|(line, patches)| {
        let around =
            patches.into_iter().flat_map(|patch| [patch.saturating_sub(1), patch, patch.saturating_add(1)]);
        let patches: BTreeSet<_> =
            around.chain([0, DEVELOPMENT]).filter(|patch| *patch <= DEVELOPMENT).collect();
        let releases = patches.into_iter().map(|patch| line.release(patch));
        let mut ranchers: Vec<_> = releases.chain(named.remove(&line).unwrap_or_default()).collect();
        ranchers.sort_by_cached_key(|rancher| Rank::of(rancher));
        (line, ranchers)
    });
    lines.collect()
}

impl VersionSet {
    /// The Rancher releases in the set, for people: `2.7.0 – 2.7.4, 2.9.0 and later`. Nothing where there are only
    /// pre-releases.
    pub fn releases(&self) -> Option<String> {
        let texts: Vec<_> = self.intervals().filter_map(|(from, to)| releases(from, to)).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    }

    /// The same, and where there are only candidates (`-alpha1`, `-rc1`) the range that they are in. Nothing where no
    /// Rancher has ever had such a version.
    pub fn ranchers(&self) -> Option<String> {
        self.releases().or_else(|| {
            let candidates = |(from, _): (&Version, _)| {
                let release = from.first_release(DEVELOPMENT).to_string();
                ["alpha1", "rc1"]
                    .into_iter()
                    .filter_map(move |name| Version::parse(&format!("{release}-{name}")).ok())
            };
            let is_there = self.intervals().flat_map(candidates).any(|candidate| self.contains(&candidate));
            self.to_range().filter(|_| is_there).map(|range| range.text().to_owned())
        })
    }
}

/// The releases in an interval, for people.
fn releases(from: &Version, to: Option<&Version>) -> Option<String> {
    let first = from.first_release(DEVELOPMENT);
    let is_lowest = *from == Version::lowest();
    let Some(to) = to else {
        return Some(if is_lowest { "of any version".to_owned() } else { format!("{first} and later") });
    };
    let last = to.last_release_below(DEVELOPMENT)?;
    if is_lowest {
        return Some(format!("up to {last}"));
    }
    match first.cmp(&last) {
        std::cmp::Ordering::Less => Some(format!("{first} – {last}")),
        std::cmp::Ordering::Equal => Some(first.to_string()),
        std::cmp::Ordering::Greater => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranchers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("2.9.2", Some("2.9.2")),
            ("v2.9.2-rc1", Some("2.9.2-rc1")),
            ("2.9", Some("2.9.99")),
            ("v2.20-head", Some("2.20.99")),
            ("2.20-main", Some("2.20.99")),
            ("v2.9.3-head", Some("2.9.99")),
            ("head", Some("2.7.99")),
            ("dev", Some("2.7.99")),
            ("main", Some("2.7.99")),
            ("", None),
            ("v", None),
            ("-", None),
            ("-head", None),
            ("2.x", None),
            ("2.9.2.1", None),
        ] {
            let line = Some(RancherLine::new(2, 7));
            let version = AskedRancher::parse(text).ok().and_then(|asked| asked.of_line(line));
            assert_eq!(version.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn rke_ends_with_rancher_2_11() {
        assert!(has_rke(RancherLine::new(2, 11)) && !has_rke(RancherLine::new(2, 12)));
        assert_eq!(rke_line(RancherLine::new(2, 9)), Some(RancherLine::new(1, 6)));
        assert_eq!(rke_line(RancherLine::new(2, 12)), None);
    }
}
