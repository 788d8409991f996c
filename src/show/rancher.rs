//! What a Rancher or an RKE offers.

use std::collections::BTreeMap;

use super::{ascending, order};
use crate::{
    consumer::{
        Consumer, DefaultVersion, Defaults, LimitKind, Standing, mcuadros::Rank, menu, why_unloadable,
    },
    diagnostic::Span,
    model::{
        Distribution, Metadata, RancherLine, Text,
        channel::{AppDefault, ChannelData, Release},
        rke::minor_of,
        version::Version,
    },
};

/// What a consumer offers.
#[derive(Debug)]
pub struct ConsumerAnswer<'s> {
    /// Who.
    pub consumer: Consumer,
    /// Its version, without a `v`.
    pub version: String,
    /// K3s, RKE2 and RFO; RKE offers none of them.
    pub sections: Vec<SectionOffers<'s>>,
    /// The versions of RKE, where the build has its tables and the consumer reads them.
    pub rke: Option<RkeOffers<'s>>,
    /// What the build has for other lines than that of the consumer; nothing where it is for that one, or says none.
    pub line: Option<RancherLine>,
}

/// The releases of one distribution.
#[derive(Debug)]
pub struct SectionOffers<'s> {
    /// Which.
    pub distribution: Distribution,
    /// What is offered, in the order of the list.
    pub offered: Vec<Text<'s>>,
    /// The newest of each minor.
    pub current: Vec<Text<'s>>,
    /// What new clusters get.
    pub default: DefaultVersion<'s>,
    /// The rule of `appDefaults` that says so.
    pub rule: Option<AppDefault<'s>>,
    /// What is not offered.
    pub hidden: Vec<HiddenRelease<'s>>,
    /// Why channelserver cannot load the section, so that nothing is offered: the first value that it cannot decode.
    pub fault: Option<(String, Option<Span>)>,
    /// What the dashboard's menu shows, newest first.
    pub menu: Vec<Text<'s>>,
}

/// A release that is not offered.
#[derive(Debug, Clone, Copy)]
pub struct HiddenRelease<'s> {
    /// Its version.
    pub version: Text<'s>,
    /// Why.
    pub reason: Hidden,
    /// The bound that hides it, if one does.
    pub bound: Option<Text<'s>>,
}

/// Why something is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hidden {
    /// The consumer is older than its `min`.
    BelowMin,
    /// The consumer is newer than its `max`.
    AboveMax,
    /// The consumer is newer than its `max`, and keeps it for clusters that have it: a version of RKE.
    Kept,
    /// The consumer is at or beyond its `deprecate`.
    Deprecated,
    /// Its window lacks a bound, or one is not a version.
    NoWindow,
}

impl Hidden {
    /// Why a version of RKE is not offered, and the bound that says so; nothing where it is.
    pub(super) fn of<'s>(standing: Standing<'_, 's>) -> Option<(Self, Text<'s>)> {
        let (Standing::Kept(limit) | Standing::Hidden(limit)) = standing else { return None };
        let reason = match limit.kind {
            LimitKind::Min => Self::BelowMin,
            LimitKind::Max => Self::Kept,
            LimitKind::Deprecate => Self::Deprecated,
        };
        Some((reason, limit.bound))
    }

    /// The reason in words; `consumers` are `Ranchers` or `RKEs`.
    pub fn words(self, consumers: &str) -> String {
        match self {
            Self::BelowMin => format!("for newer {consumers}"),
            Self::AboveMax => format!("for older {consumers}"),
            Self::Kept => "kept for clusters that have it".to_owned(),
            Self::Deprecated => "deprecated".to_owned(),
            Self::NoWindow => "without a window that can be read".to_owned(),
        }
    }

    /// The name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::BelowMin => "below-min",
            Self::AboveMax => "above-max",
            Self::Kept => "kept",
            Self::Deprecated => "deprecated",
            Self::NoWindow => "no-window",
        }
    }
}

/// The versions of RKE.
#[derive(Debug)]
pub struct RkeOffers<'s> {
    /// What new clusters can have.
    pub offered: Vec<Text<'s>>,
    /// The newest of each minor, by mcuadros' order.
    pub current: Vec<Text<'s>>,
    /// What new clusters get: the entry of the defaults that counts, and the version that it leads to.
    pub default: Option<(Text<'s>, Text<'s>, Option<Text<'s>>)>,
    /// What is only kept for clusters that have it, or not known; with the bound.
    pub hidden: Vec<HiddenRelease<'s>>,
}

impl<'s> ConsumerAnswer<'s> {
    /// What a Rancher offers.
    pub fn of_rancher(rancher: &str, metadata: &Metadata<'s>) -> Self {
        let sections = Version::parse(rancher).map(|parsed| {
            metadata
                .sections()
                .map(|(distribution, section)| SectionOffers::of(distribution, section, &parsed))
                .collect()
        });
        Self {
            consumer: Consumer::Rancher,
            version: rancher.to_owned(),
            sections: sections.unwrap_or_default(),
            rke: RkeOffers::of(Consumer::Rancher, rancher, metadata),
            line: RancherLine::of(metadata).filter(|line| RancherLine::of_version(rancher) != Some(*line)),
        }
    }

    /// What an RKE offers.
    pub fn of_rke(rke: &str, metadata: &Metadata<'s>) -> Self {
        Self {
            consumer: Consumer::Rke,
            version: rke.to_owned(),
            sections: Vec::new(),
            rke: RkeOffers::of(Consumer::Rke, rke, metadata),
            line: None,
        }
    }
}

impl<'s> SectionOffers<'s> {
    fn of(distribution: Distribution, section: &ChannelData<'s>, rancher: &Version) -> Self {
        let mut offered = Vec::new();
        let mut hidden = Vec::new();
        if let Some(fault) = why_unloadable(section) {
            return Self {
                distribution,
                offered,
                current: Vec::new(),
                default: DefaultVersion::Channel(None),
                rule: None,
                hidden,
                fault: Some(fault),
                menu: Vec::new(),
            };
        }
        let mut current: BTreeMap<(u64, u64), (Version, Text<'s>)> = BTreeMap::new();
        for release in section.releases() {
            let Some(version) = release.version() else { continue };
            if !release.window().admits(rancher) {
                hidden.push(why_hidden(release, version, rancher));
                continue;
            }
            // channelserver looks at the window only; what is not a version is never the newest.
            offered.push(version);
            let Some(number) = release.number() else { continue };
            // Of two that are equal the last counts.
            let newest = current.entry(number.minor()).or_insert_with(|| (number.clone(), version));
            if *number >= newest.0 {
                *newest = (number.clone(), version);
            }
        }
        let defaults = Defaults::of(section);
        Self {
            distribution,
            menu: menu(&offered),
            fault: None,
            offered,
            current: current.into_values().map(|(_, version)| version).collect(),
            default: defaults.of_rancher(rancher),
            rule: defaults.rule_of(rancher),
            hidden,
        }
    }
}

/// Why a Rancher is not offered a release.
pub(super) fn why_hidden<'s>(
    release: &Release<'s>,
    version: Text<'s>,
    rancher: &Version,
) -> HiddenRelease<'s> {
    let [min, max] = release.bounds();
    let (reason, bound) = match release.bound_numbers() {
        [Some(lowest), Some(_)] if rancher < lowest => (Hidden::BelowMin, min),
        [Some(_), Some(_)] => (Hidden::AboveMax, max),
        [None, _] if min.is_some() => (Hidden::NoWindow, min),
        [_, highest] => (Hidden::NoWindow, max.filter(|_| highest.is_none())),
    };
    HiddenRelease { version, reason, bound }
}

impl<'s> RkeOffers<'s> {
    fn of(consumer: Consumer, version: &str, metadata: &Metadata<'s>) -> Option<Self> {
        let rke = metadata.rke.as_ref().filter(|rke| !rke.is_null() && consumer.knows_rke(version))?;
        let offers = rke.offers(consumer);
        let rank = Rank::of(version);
        let mut offered = Vec::new();
        let mut hidden = Vec::new();
        for offer in offers.all() {
            match Hidden::of(offer.standing(&rank)) {
                None => offered.push(offer.version),
                Some((reason, bound)) => {
                    hidden.push(HiddenRelease { version: offer.version, reason, bound: Some(bound) });
                }
            }
        }
        ascending(&mut offered);
        hidden.sort_by_cached_key(|hidden| order(hidden.version));
        let current = offers.current(version);
        let default = rke.default_rule(consumer, version).map(|(key, value)| {
            let leads_to = match consumer {
                Consumer::Rancher => current.get(minor_of(value.value)).copied(),
                Consumer::Rke => offers.by_name(value.value, &rank).and_then(Result::ok),
            };
            (key, value, leads_to)
        });
        let mut current: Vec<_> = current.into_values().collect();
        current.sort_by_key(|version| Rank::of(version.value));
        Some(Self { offered, current, default, hidden })
    }
}
