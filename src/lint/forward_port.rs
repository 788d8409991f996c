//! Versions that an older line offers and a newer one lacks.
//!
//! Upstream's nightly job and every pull request compare a line with the release branch of the line before it: whoever
//! upgrades Rancher keeps the clusters, and a version that the newer Rancher does not know is not managed any more.

use std::collections::BTreeMap;

use super::subject::is_seen;
use crate::{
    consumer::{Consumer, has_rke},
    model::{Metadata, RancherLine, ReleaseVersion, RkeVersion},
};

/// What a build offers to a line, and what it has at all; without candidates.
#[derive(Debug, Clone)]
pub struct LineVersions {
    line: RancherLine,
    /// By distribution, `rke` for RKE.
    of: BTreeMap<&'static str, Versions>,
}

#[derive(Debug, Clone, Default)]
struct Versions {
    offered: Vec<Known>,
    all: Vec<Known>,
}

/// A version: its patch of Kubernetes, the number under which that was released again (`+k3s2`, `-rancher2-1`), and its name.
type Known = ((u64, u64, u64), Vec<u64>, String);

/// The key of RKE among the distributions.
const RKE: &str = "rke";

impl LineVersions {
    /// Those of a build for a line.
    pub fn of(metadata: &Metadata<'_>, line: RancherLine) -> Self {
        let mut of = BTreeMap::new();
        for (distribution, section) in metadata.sections() {
            let mut versions = Versions::default();
            for release in section.releases() {
                let version = release.version().and_then(|version| ReleaseVersion::parse(version.value));
                let Some(version) = version.filter(|version| version.candidate.is_none()) else { continue };
                let known = (version.kubernetes, vec![version.build], version.to_string());
                if is_seen(release, Some(line)) {
                    versions.offered.push(known.clone());
                }
                versions.all.push(known);
            }
            of.insert(distribution.key(), versions);
        }
        if let Some(rke) = metadata.rke.as_ref().filter(|rke| !rke.is_null()) {
            let known = |name: &str| {
                let version = RkeVersion::parse(name).filter(|version| !version.is_enterprise())?;
                Some((version.kubernetes, version.numbers, name.to_owned()))
            };
            let offers = rke.offers(Consumer::Rancher);
            let rows = rke.system_images.iter().flat_map(|images| images.rows());
            let versions = Versions {
                offered: offers.in_line(line).filter_map(|version| known(version.value)).collect(),
                all: rows.filter_map(|row| known(row.key.value)).collect(),
            };
            of.insert(RKE, versions);
        }
        Self { line, of }
    }

    /// What an older line offers and this one does not have, ascending, by distribution: also not under a later number of the same
    /// patch. Minors that are older than all that this line offers were given up, and are not missed; nor is RKE where Rancher
    /// has none any more, and the versions of an enterprise build, which its patch brings.
    pub fn gaps_behind(&self, older: &Self) -> Vec<(&'static str, Vec<String>)> {
        let mut gaps = Vec::new();
        for (distribution, older) in older.of.iter().filter(|(name, _)| **name != RKE || has_rke(self.line)) {
            let none = Versions::default();
            let own = self.of.get(distribution).unwrap_or(&none);
            // What a line that offers nothing yet has is what it will offer.
            let known = if own.offered.is_empty() { &own.all } else { &own.offered };
            let lowest = known.iter().map(|(patch, ..)| (patch.0, patch.1)).min();
            let mut there: BTreeMap<(u64, u64, u64), &[u64]> = BTreeMap::new();
            for (patch, number, _) in &own.all {
                let highest = there.entry(*patch).or_insert(number);
                *highest = number.as_slice().max(highest);
            }
            let is_missing = |(patch, number, _): &&Known| {
                lowest.is_none_or(|lowest| (patch.0, patch.1) >= lowest)
                    && there.get(patch).is_none_or(|highest| *highest < number.as_slice())
            };
            let mut missing: Vec<&Known> = older.offered.iter().filter(is_missing).collect();
            missing.sort();
            missing.dedup();
            let names: Vec<_> = missing.into_iter().map(|(.., name)| name.clone()).collect();
            gaps.extend((!names.is_empty()).then_some((*distribution, names)));
        }
        gaps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(offered: &[&str], hidden: &[&str]) -> LineVersions {
        let mut of: BTreeMap<&'static str, Versions> = BTreeMap::new();
        for (nth, name) in offered.iter().chain(hidden).enumerate() {
            let rke = RkeVersion::parse(name).map(|version| (RKE, version.kubernetes, version.numbers));
            let release = ReleaseVersion::parse(name);
            let release = release.map(|version| ("k3s", version.kubernetes, vec![version.build]));
            let Some((distribution, patch, number)) = rke.or(release) else { continue };
            let versions = of.entry(distribution).or_default();
            versions.all.push((patch, number.clone(), (*name).to_owned()));
            if nth < offered.len() {
                versions.offered.push((patch, number, (*name).to_owned()));
            }
        }
        LineVersions { line: RancherLine::new(2, 9), of }
    }

    #[track_caller]
    fn check(older: &LineVersions, newer: &LineVersions, expected: &str) {
        let gaps = newer.gaps_behind(older).into_iter().flat_map(|(_, versions)| versions);
        assert_eq!(gaps.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn what_the_newer_line_has_not_is_a_gap() {
        let older = line(&["v1.27.1+k3s1", "v1.28.9+k3s1", "v1.28.10+k3s1", "v1.30.1+k3s1"], &[]);
        check(&older, &line(&["v1.28.9+k3s1", "v1.29.0+k3s1"], &[]), "v1.28.10+k3s1 v1.30.1+k3s1");
        // It is there, and hidden on purpose; and a later `r` of it is there.
        let newer = line(&["v1.28.10+k3s2", "v1.30.1+k3s1"], &["v1.28.9+k3s1"]);
        check(&older, &newer, "");
        check(&line(&["v1.28.10+k3s2"], &[]), &line(&["v1.28.10+k3s1"], &[]), "v1.28.10+k3s2");
        // The whole section is gone.
        check(&line(&["v1.28.10+k3s2"], &[]), &line(&[], &[]), "v1.28.10+k3s2");
    }

    #[test]
    fn versions_of_rke_are_in_the_order_of_their_numbers() {
        let older = line(&["v1.28.10-rancher1-1", "v1.28.9-rancher1-1", "v1.29.1-rancher1-1"], &[]);
        let newer = line(&["v1.28.8-rancher1-1", "v1.29.1-rancher2-1"], &[]);
        check(&older, &newer, "v1.28.9-rancher1-1 v1.28.10-rancher1-1");
        let newer = LineVersions { line: RancherLine::new(2, 12), ..line(&[], &[]) };
        check(&older, &newer, "");
    }
}
