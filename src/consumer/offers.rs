//! Which versions a Rancher or an RKE offers: Rancher's `saveSystemImages` (kontainerdrivermetadata) and RKE's
//! `initK8sRKESystemImages` (metadata), both in mcuadros' order.

use std::collections::BTreeMap;

use super::{
    mcuadros::Rank,
    ranchers::{DEVELOPMENT, has_rke},
};
use crate::model::{
    RancherLine, Table, Text,
    rke::{Bound, Rke, minor_of},
};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consumer {
    /// Rancher's RKE1 controller.
    Rancher,
    /// RKE itself.
    Rke,
}

/// What decides whether a consumer offers a version, parsed once.
#[derive(Debug)]
pub struct Offers<'s> {
    who: Consumer,
    versions: Vec<Offer<'s>>,
}

/// A version and its bounds.
#[derive(Debug)]
pub struct Offer<'s> {
    /// The version.
    pub version: Text<'s>,
    pub(crate) rank: Rank,
    /// The bounds that the consumer reads: of the version itself, then of its minor.
    pub limits: Vec<Limit<'s>>,
}

/// A bound of a version.
#[derive(Debug)]
pub struct Limit<'s> {
    /// What it does.
    pub kind: LimitKind,
    /// The bound.
    pub bound: Text<'s>,
    pub(crate) rank: Rank,
}

/// What a bound does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKind {
    /// Below it the version is not known.
    Min,
    /// From it on the version is not known any more.
    Deprecate,
    /// Above it the version is only kept, for clusters that have it.
    Max,
}

/// What a consumer makes of a version.
#[derive(Debug, Clone, Copy)]
pub enum Standing<'o, 's> {
    /// New clusters can have it.
    Offered,
    /// Only clusters that have it keep it: the consumer is above this bound.
    Kept(&'o Limit<'s>),
    /// The consumer does not know it, because of this bound.
    Hidden(&'o Limit<'s>),
}

impl LimitKind {
    /// Whether a consumer is beyond a bound of this kind.
    pub(super) fn excludes<T: Ord>(self, consumer: &T, bound: &T) -> bool {
        match self {
            Self::Min => consumer < bound,
            Self::Deprecate => consumer >= bound,
            Self::Max => consumer > bound,
        }
    }
}

impl Consumer {
    /// Whether a consumer (without a `v`) has RKE1 at all: Rancher up to 2.11.
    pub fn knows_rke(self, consumer: &str) -> bool {
        self == Self::Rke || RancherLine::of_version(consumer).is_none_or(has_rke)
    }

    /// The bound that it reads as this kind, and whether it does on a full version and on a minor: Rancher reads
    /// all, RKE `min` and `deprecate` of versions and `max` of minors.
    pub(crate) fn reads(self, bound: Bound) -> Option<(LimitKind, [bool; 2])> {
        Some(match (self, bound) {
            (Self::Rancher, Bound::MinRancherVersion) => (LimitKind::Min, [true, true]),
            (Self::Rancher, Bound::DeprecateRancherVersion) => (LimitKind::Deprecate, [true, true]),
            (Self::Rancher, Bound::MaxRancherVersion) => (LimitKind::Max, [true, true]),
            (Self::Rke, Bound::MinRKEVersion) => (LimitKind::Min, [true, false]),
            (Self::Rke, Bound::DeprecateRKEVersion) => (LimitKind::Deprecate, [true, false]),
            (Self::Rke, Bound::MaxRKEVersion) => (LimitKind::Max, [false, true]),
            _ => return None,
        })
    }
}

/// What a bound does, and whether a consumer looks at it on a full version or on a minor.
pub(crate) fn reading(bound: Bound, on_minor: bool) -> (Option<LimitKind>, bool) {
    let mut reads = [Consumer::Rancher, Consumer::Rke].into_iter().filter_map(|who| who.reads(bound));
    reads.next().map_or((None, false), |(kind, places)| (Some(kind), places[usize::from(on_minor)]))
}

impl<'s> Rke<'s> {
    /// The minor that a Rancher (without a `v`) takes by default, as in `v1.27` (`getDefaultK8sVersion`).
    pub fn default_minor(&self, rancher: &str) -> Option<&'s str> {
        self.default_rule(Consumer::Rancher, rancher).map(|(_, value)| minor_of(value.value))
    }

    /// The entry of the defaults that counts for a consumer (without a `v`): that of its exact version, else `default`.
    pub fn default_rule(&self, consumer: Consumer, version: &str) -> Option<(Text<'s>, Text<'s>)> {
        let defaults = match consumer {
            Consumer::Rancher => &self.rancher_defaults,
            Consumer::Rke => &self.rke_defaults,
        };
        // Rancher's `getDefaultK8sVersion` passes over an empty one; RKE takes it.
        let counts = |value: &Text<'_>| consumer == Consumer::Rke || !value.value.is_empty();
        let row = [version, "default"]
            .into_iter()
            .find_map(|key| defaults.as_ref()?.row(key).filter(|row| counts(&row.value)))?;
        Some((row.key, row.value))
    }

    /// Which versions a consumer offers.
    pub fn offers(&self, consumer: Consumer) -> Offers<'s> {
        let offer = |version: Text<'s>| {
            let infos = [version.value, minor_of(version.value)]
                .into_iter()
                .enumerate()
                .filter_map(|(nth, key)| Some((nth, self.version_info.as_ref()?.get(key)?)));
            let limits = infos.flat_map(|(nth, info)| {
                let limits = info.bounds().into_iter().filter_map(|(name, bound)| {
                    let (kind, places) = consumer.reads(name)?;
                    let bound = *bound.filter(|bound| places[nth] && !bound.value.is_empty())?;
                    Some(Limit { kind, bound, rank: Rank::of(bound.value) })
                });
                let mut limits: Vec<_> = limits.collect();
                // Both look at `deprecate` first (`toIgnoreForAllK8s`), and a version that is hidden has one reason.
                limits.sort_by_key(|limit| limit.kind != LimitKind::Deprecate);
                limits
            });
            Offer { version, rank: Rank::of(version.value), limits: limits.collect() }
        };
        let images = self.system_images.iter().flat_map(Table::rows);
        Offers { who: consumer, versions: images.map(|row| offer(row.key)).collect() }
    }
}

impl<'s> Offer<'s> {
    /// What a consumer (without a `v`) makes of the version.
    pub fn standing(&self, consumer: &Rank) -> Standing<'_, 's> {
        self.standing_by(|limit| limit.kind.excludes(consumer, &limit.rank))
    }

    /// What a consumer makes of the version that some of its bounds exclude.
    pub(super) fn standing_by(&self, excludes: impl Fn(&Limit<'s>) -> bool) -> Standing<'_, 's> {
        let excluding = |hides: bool| {
            let mut limits = self.limits.iter().filter(move |limit| (limit.kind != LimitKind::Max) == hides);
            limits.find(|limit| excludes(limit))
        };
        match (excluding(true), excluding(false)) {
            (Some(limit), _) => Standing::Hidden(limit),
            (None, Some(limit)) => Standing::Kept(limit),
            (None, None) => Standing::Offered,
        }
    }
}

impl<'s> Offers<'s> {
    /// Whether a consumer (without a `v`) has RKE1 at all.
    pub(super) fn knows_rke(&self, consumer: &str) -> bool {
        self.who.knows_rke(consumer)
    }

    /// All versions.
    pub fn all(&self) -> &[Offer<'s>] {
        &self.versions
    }

    /// The versions that a consumer (without a `v`) offers for new clusters: Rancher's `saveSystemImages`, RKE's
    /// `initK8sRKESystemImages`.
    pub fn to(&self, consumer: &str) -> impl Iterator<Item = Text<'s>> {
        self.offered(consumer).map(|offer| offer.version)
    }

    fn offered(&self, consumer: &str) -> impl Iterator<Item = &Offer<'s>> {
        let knows = self.who.knows_rke(consumer);
        let rank = Rank::of(consumer);
        let offered = move |offer: &&Offer<'s>| matches!(offer.standing(&rank), Standing::Offered);
        self.versions.iter().filter(move |_| knows).filter(offered)
    }

    /// The versions that clusters of a line can have: those that one of its Ranchers offers, and those that it keeps and
    /// that the line before offered.
    pub fn in_line(&self, line: RancherLine) -> impl Iterator<Item = Text<'s>> {
        // No Rancher of a line is below its first `patch0` or above the patch of development builds.
        let (first, last) = (Rank::of(&format!("{line}.0-patch0")), Rank::of(&line.release(DEVELOPMENT)));
        let before = Rank::of(&format!("{}.0-patch0", line.before()));
        let known = self.versions.iter().filter(move |offer| {
            let mins = offer.limits.iter().filter(|limit| limit.kind == LimitKind::Min);
            let lowest = mins.map(|limit| &limit.rank).max().map_or(&first, |min| min.max(&first));
            let admits = |limit: &Limit<'s>| match limit.kind {
                LimitKind::Min => true,
                LimitKind::Deprecate => lowest < &limit.rank,
                LimitKind::Max => before <= limit.rank,
            };
            lowest <= &last && offer.limits.iter().all(admits)
        });
        known.map(|offer| offer.version)
    }

    /// A version that a consumer takes by its name, as RKE takes its default (`initK8sRKESystemImages`): there is no other
    /// where the version's own bounds hide it.
    ///
    /// # Errors
    ///
    /// The bound that hides it.
    pub fn by_name(&self, version: &str, consumer: &Rank) -> Option<Result<Text<'s>, &Limit<'s>>> {
        let offer = self.get(version)?;
        Some(match offer.standing(consumer) {
            Standing::Hidden(limit) => Err(limit),
            Standing::Offered | Standing::Kept(_) => Ok(offer.version),
        })
    }

    /// What there is to say about a version.
    pub fn get(&self, version: &str) -> Option<&Offer<'s>> {
        // They come from a table, whose keys ascend.
        let nth = self.versions.binary_search_by(|offer| offer.version.value.cmp(version)).ok()?;
        self.versions.get(nth)
    }

    /// The newest version of each minor that a consumer offers, its "current" one; of two that tie it takes either
    /// (`saveSystemImages`, `initK8sRKESystemImages`).
    pub fn current(&self, consumer: &str) -> BTreeMap<&'s str, Text<'s>> {
        let mut current: BTreeMap<&str, &Offer<'s>> = BTreeMap::new();
        for offer in self.offered(consumer) {
            let newest = current.entry(minor_of(offer.version.value)).or_insert(offer);
            if offer.rank > newest.rank {
                *newest = offer;
            }
        }
        current.into_iter().map(|(minor, offer)| (minor, offer.version)).collect()
    }
}
