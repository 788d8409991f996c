//! What ships.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Distribution, Text,
    channel::ChannelData,
    patch::Patch,
    rke::{ImageField, Rke},
};
use crate::source::Entry;

/// The contents of data.json. The fields are upstream's `kdm.Data` in its order, and `rfo` after them.
#[derive(Debug, Default)]
pub struct Metadata<'s> {
    /// The RKE tables; without them only the sections below are written.
    pub rke: Option<Rke<'s>>,
    /// `k3s`; left out when it is empty.
    pub k3s: Option<ChannelData<'s>>,
    /// `rke2`; left out when it is empty.
    pub rke2: Option<ChannelData<'s>>,
    /// `rfo`; left out when it is empty.
    pub rfo: Option<ChannelData<'s>>,
    /// Keys that no consumer knows, as written.
    pub unknown: Vec<Entry<'s>>,
    /// What the patch of an enterprise build added to the RKE tables. It does not ship by itself.
    pub prime: Option<Prime<'s>>,
}

/// A patch and what became of it.
#[derive(Debug)]
pub struct Prime<'s> {
    /// The patch.
    pub patch: Patch<'s>,
    /// The releases that are in the tables now.
    pub releases: Vec<PrimeRelease<'s>>,
}

impl<'s> Prime<'s> {
    /// The versions of the releases that are in the tables.
    pub fn versions(&self) -> BTreeSet<&'s str> {
        self.releases.iter().map(|release| release.version.value).collect()
    }
}

/// A release of the patch in the tables.
#[derive(Debug)]
pub struct PrimeRelease<'s> {
    /// The version.
    pub version: Text<'s>,
    /// The community version that it started from.
    pub reference: Option<Text<'s>>,
    /// Its images under the names that they had before the mirror rules.
    pub images: Vec<(ImageField, Text<'s>)>,
}

impl<'s> Metadata<'s> {
    /// A build of channel files alone.
    pub fn of_sections(mut sections: BTreeMap<Distribution, ChannelData<'s>>) -> Self {
        let mut section = |distribution| sections.remove(&distribution);
        Self {
            k3s: section(Distribution::K3s),
            rke2: section(Distribution::Rke2),
            rfo: section(Distribution::Rfo),
            rke: None,
            prime: None,
            unknown: Vec::new(),
        }
    }

    /// The section of a distribution.
    pub fn section(&self, distribution: Distribution) -> Option<&ChannelData<'s>> {
        match distribution {
            Distribution::K3s => self.k3s.as_ref(),
            Distribution::Rke2 => self.rke2.as_ref(),
            Distribution::Rfo => self.rfo.as_ref(),
        }
    }

    /// The sections that are there.
    pub fn sections(&self) -> impl Iterator<Item = (Distribution, &ChannelData<'s>)> {
        Distribution::ALL
            .into_iter()
            .filter_map(|distribution| Some((distribution, self.section(distribution)?)))
    }

    /// How much there is of everything.
    pub fn counts(&self) -> Counts {
        let tables = |rke: &Rke<'_>| rke.table_sizes();
        let rke_versions = |rke: &Rke<'s>| rke.system_images.as_ref().map_or(0, |images| images.rows().len());
        Counts {
            rke_versions: self.rke.as_ref().filter(|rke| !rke.is_null()).map(rke_versions),
            rke_tables: self.rke.as_ref().map(tables).unwrap_or_default(),
            releases: Distribution::ALL.map(|distribution| {
                let section = self.section(distribution).filter(|section| !section.map.entries().is_empty());
                section.map(|section| section.releases().count())
            }),
        }
    }
}

/// How many versions a data.json has; nothing where it lacks the section.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// The Kubernetes versions of RKE: the keys of `K8sVersionRKESystemImages`.
    pub rke_versions: Option<usize>,
    /// The entries of each RKE table, in the order of `RkeTable`.
    pub(crate) rke_tables: [usize; 10],
    /// The releases of each distribution, in the order of [`Distribution::ALL`].
    pub releases: [Option<usize>; Distribution::ALL.len()],
}
