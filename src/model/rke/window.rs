//! Which versions a Rancher offers: `saveSystemImages` of its kontainerdrivermetadata, in mcuadros' order.

use std::collections::BTreeMap;

use super::{Rke, VersionInfo};
use crate::model::{Table, Text, mcuadros::Rank};

/// `v1.20` of `v1.20.15-rancher1-1` (`GetTagMajorVersion`).
pub fn minor_of(version: &str) -> &str {
    version.match_indices('.').nth(1).map_or(version, |(at, _)| &version[..at])
}

/// What decides whether a Rancher offers a version, parsed once.
#[derive(Debug)]
pub struct Offers<'s> {
    versions: Vec<Offer<'s>>,
}

#[derive(Debug)]
struct Offer<'s> {
    version: Text<'s>,
    rank: Rank,
    /// Of the version and of its minor: below these a Rancher does not know it,
    min: Vec<Rank>,
    /// from these on it does not know it any more,
    deprecate: Vec<Rank>,
    /// and above these it only keeps it.
    max: Vec<Rank>,
}

impl<'s> Rke<'s> {
    /// The minor that a Rancher (without a `v`) takes by default, as in `v1.27`: `getDefaultK8sVersion`.
    pub fn default_minor(&self, rancher: &str) -> Option<&'s str> {
        let defaults = self.rancher_defaults.as_ref()?;
        let default = defaults.get(rancher).or_else(|| defaults.get("default"))?;
        Some(minor_of(default.value))
    }

    /// Which versions Ranchers offer.
    pub fn offers(&self) -> Offers<'s> {
        let info = |key: &str| self.version_info.as_ref().and_then(|info| info.get(key));
        let offer = |version: Text<'s>| {
            let infos = [info(version.value), info(minor_of(version.value))];
            let ranks = |bound: fn(&VersionInfo<'s>) -> Option<Text<'s>>| {
                let bounds = infos.iter().flatten().filter_map(|info| bound(info));
                bounds.filter(|bound| !bound.value.is_empty()).map(|bound| Rank::of(bound.value)).collect()
            };
            Offer {
                version,
                rank: Rank::of(version.value),
                min: ranks(|info| info.min_rancher_version),
                deprecate: ranks(|info| info.deprecate_rancher_version),
                max: ranks(|info| info.max_rancher_version),
            }
        };
        let images = self.system_images.iter().flat_map(Table::rows);
        Offers { versions: images.map(|row| offer(row.key)).collect() }
    }
}

impl<'s> Offers<'s> {
    /// The versions that a Rancher (without a `v`) offers for new clusters. One that is deprecated, or that needs
    /// a newer Rancher, it does not know at all; above its bounds it only keeps it.
    pub fn to_rancher(&self, rancher: &str) -> impl Iterator<Item = Text<'s>> {
        self.offered(Rank::of(rancher)).map(|offer| offer.version)
    }

    fn offered(&self, rancher: Rank) -> impl Iterator<Item = &Offer<'s>> {
        self.versions.iter().filter(move |offer| {
            offer.deprecate.iter().all(|bound| rancher < *bound)
                && offer.min.iter().all(|bound| rancher >= *bound)
                && offer.max.iter().all(|bound| rancher <= *bound)
        })
    }

    /// The newest version of each minor that a Rancher offers; of two that tie it takes either.
    pub fn current(&self, rancher: &str) -> BTreeMap<&'s str, Text<'s>> {
        let mut current: BTreeMap<&str, &Offer<'s>> = BTreeMap::new();
        for offer in self.offered(Rank::of(rancher)) {
            let newest = current.entry(minor_of(offer.version.value)).or_insert(offer);
            if offer.rank > newest.rank {
                *newest = offer;
            }
        }
        current.into_iter().map(|(minor, offer)| (minor, offer.version)).collect()
    }
}
