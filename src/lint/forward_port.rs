//! Versions that an older line offers and a newer one lacks.
//!
//! Upstream's nightly job and every pull request compare a line with the release branch of the line before it: whoever
//! upgrades Rancher keeps the clusters, and a version that the newer Rancher does not know is not managed any more.

use std::collections::{BTreeMap, BTreeSet};

use super::subject::is_seen;
use crate::{
    consumer::Consumer,
    model::{Metadata, RancherLine, ReleaseVersion},
};

/// What a build offers to a line, and what it has at all.
#[derive(Debug, Clone, Default)]
pub struct LineVersions {
    /// Of K3s, RKE2 and RFO, without candidates.
    sections: BTreeMap<&'static str, Versions<ReleaseVersion>>,
    /// Of RKE.
    rke: Option<Versions<String>>,
}

#[derive(Debug, Clone)]
struct Versions<V> {
    offered: Vec<V>,
    all: Vec<V>,
}

impl LineVersions {
    /// Those of a build for a line.
    pub fn of(metadata: &Metadata<'_>, line: RancherLine) -> Self {
        let sections = metadata.sections().map(|(distribution, section)| {
            let mut versions = Versions { offered: Vec::new(), all: Vec::new() };
            for release in section.releases() {
                let version = release.version().and_then(|version| ReleaseVersion::parse(version.value));
                let Some(version) = version.filter(|version| version.candidate.is_none()) else { continue };
                versions.all.push(version);
                if is_seen(release, Some(line)) {
                    versions.offered.push(version);
                }
            }
            (distribution.key(), versions)
        });
        let rke = metadata.rke.as_ref().filter(|rke| !rke.is_null()).map(|rke| {
            let rows = rke.system_images.iter().flat_map(|images| images.rows());
            let offers = rke.offers(Consumer::Rancher);
            Versions {
                offered: offers.in_line(line).map(|version| version.value.to_owned()).collect(),
                all: rows.map(|row| row.key.value.to_owned()).collect(),
            }
        });
        Self { sections: sections.collect(), rke }
    }

    /// What an older line offers and this one does not have, ascending, by distribution (`rke` for RKE): also not as a later `r`
    /// of the same patch. Minors that are older than all that this line offers were given up, and are not missed.
    pub fn gaps_behind(&self, older: &Self) -> Vec<(&'static str, Vec<String>)> {
        let mut gaps = Vec::new();
        for (distribution, offered) in &older.sections {
            let Some(own) = self.sections.get(distribution) else { continue };
            // What a line that offers nothing yet has is what it will offer.
            let known = if own.offered.is_empty() { &own.all } else { &own.offered };
            let Some(lowest) = known.iter().map(ReleaseVersion::minor).min() else { continue };
            let mut there: BTreeMap<(u64, u64, u64), u64> = BTreeMap::new();
            for version in &own.all {
                let build = there.entry(version.kubernetes).or_default();
                *build = version.build.max(*build);
            }
            let is_missing = |version: &&ReleaseVersion| {
                version.minor() >= lowest
                    && there.get(&version.kubernetes).is_none_or(|build| *build < version.build)
            };
            let mut missing: Vec<_> = offered.offered.iter().filter(is_missing).collect();
            missing.sort_by_key(|version| version.rank());
            gaps.push((*distribution, missing.into_iter().map(ReleaseVersion::to_string).collect()));
        }
        if let (Some(older), Some(own)) = (&older.rke, &self.rke)
            && let Some(lowest) = own.offered.iter().filter_map(|version| minor(version)).min()
        {
            let there: BTreeSet<&str> = own.all.iter().map(String::as_str).collect();
            let is_missing =
                |version: &&String| minor(version) >= Some(lowest) && !there.contains(version.as_str());
            gaps.push(("rke", older.offered.iter().filter(is_missing).cloned().collect()));
        }
        gaps.retain(|(_, missing): &(_, Vec<String>)| !missing.is_empty());
        gaps
    }
}

/// The minor of a version of RKE.
fn minor(version: &str) -> Option<(u64, u64)> {
    let mut numbers = version.strip_prefix('v')?.split(['.', '-']).map(|part| part.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(offered: &[&str], hidden: &[&str]) -> LineVersions {
        let parse =
            |names: &[&str]| names.iter().filter_map(|name| ReleaseVersion::parse(name)).collect::<Vec<_>>();
        let versions = Versions { offered: parse(offered), all: [parse(offered), parse(hidden)].concat() };
        LineVersions { sections: BTreeMap::from([("k3s", versions)]), rke: None }
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
        check(&older, &line(&[], &[]), "");
    }

    #[test]
    fn versions_of_rke_have_a_minor() {
        assert_eq!(minor("v1.28.9-rancher1-1"), Some((1, 28)));
        assert_eq!(minor("1.28"), None);
    }
}
