//! Which versions a Rancher offers: `saveSystemImages` of its kontainerdrivermetadata, in mcuadros' order.

use std::collections::BTreeMap;

use super::{Rke, VersionInfo};
use crate::model::{Table, Text, mcuadros};

/// `v1.20` of `v1.20.15-rancher1-1` (`GetTagMajorVersion`).
pub fn minor_of(version: &str) -> &str {
    version.match_indices('.').nth(1).map_or(version, |(at, _)| &version[..at])
}

impl<'s> Rke<'s> {
    /// The versions that a Rancher (without a `v`) knows at all, and whether it offers them for new clusters. A
    /// deprecated version, or one that needs a newer Rancher, it does not know; above its bounds it only keeps it.
    pub fn known_to(&self, rancher: &str) -> Vec<(Text<'s>, bool)> {
        let info = |key: &str| self.version_info.as_ref().and_then(|info| info.get(key));
        let images = self.system_images.iter().flat_map(Table::rows);
        images
            .filter_map(|row| {
                let infos = [info(row.key.value), info(minor_of(row.key.value))];
                let infos = || infos.iter().flatten().copied();
                let hidden = infos().any(|info| is_hidden(info, rancher));
                (!hidden).then(|| (row.key, !infos().any(|info| is_outgrown(info, rancher))))
            })
            .collect()
    }

    /// The newest version of each minor that a Rancher offers; of two that tie it takes either.
    pub fn current_of(&self, rancher: &str) -> BTreeMap<&'s str, Text<'s>> {
        let mut current: BTreeMap<&str, Text<'s>> = BTreeMap::new();
        for (version, _) in self.known_to(rancher).into_iter().filter(|(_, offered)| *offered) {
            let newest = current.entry(minor_of(version.value)).or_insert(version);
            if mcuadros::compare(version.value, newest.value).is_gt() {
                *newest = version;
            }
        }
        current
    }
}

fn bound<'i>(bound: Option<&'i Text<'_>>) -> Option<&'i str> {
    bound.map(|bound| bound.value).filter(|bound| !bound.is_empty())
}

fn is_hidden(info: &VersionInfo<'_>, rancher: &str) -> bool {
    let deprecated = bound(info.deprecate_rancher_version.as_ref());
    let min = bound(info.min_rancher_version.as_ref());
    deprecated.is_some_and(|deprecated| mcuadros::compare(rancher, deprecated).is_ge())
        || min.is_some_and(|min| mcuadros::compare(rancher, min).is_lt())
}

fn is_outgrown(info: &VersionInfo<'_>, rancher: &str) -> bool {
    bound(info.max_rancher_version.as_ref()).is_some_and(|max| mcuadros::compare(rancher, max).is_gt())
}
