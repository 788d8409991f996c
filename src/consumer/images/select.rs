//! Which versions of a build somebody wants the images of.

use std::collections::{BTreeMap, BTreeSet};

use super::{Origin, Wanted};
use crate::{
    consumer::Consumer,
    model::{Metadata, Prime, Text, range::Range, rke::minor_of, version::Version},
};

/// Which versions to take.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Where from; nothing for everything.
    pub from: Vec<Origin>,
    /// `--k8s`: the versions.
    pub k8s: Option<Range>,
    /// `--rancher`: only versions that this Rancher offers.
    pub rancher: Option<String>,
    /// `--newest`: only the newest patch of each minor, as Rancher's image export takes it since 2.15.
    pub newest: bool,
}

/// Under which names the images of the patch are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Those before the mirror rules: what is copied from.
    Written,
    /// Those that ship: what clusters ask for.
    Shipped,
}

/// The versions of RKE: those of the patch first.
pub fn versions_of<'m, 's>(metadata: &'m Metadata<'s>, names: Names) -> Vec<Wanted<'m, 's>> {
    let of_the_patch = metadata.prime.as_ref().map(Prime::versions).unwrap_or_default();
    let written = metadata.prime.iter().flat_map(|prime| &prime.releases);
    let written = written.filter(|_| names == Names::Written);
    let written = written.map(|release| Wanted {
        origin: Origin::Prime,
        version: release.version,
        images: &release.images,
    });
    let rows =
        metadata.rke.iter().filter_map(|rke| rke.system_images.as_ref()).flat_map(|table| table.rows());
    let shipped = rows.filter_map(|row| {
        let is_of_the_patch = of_the_patch.contains(row.key.value);
        let origin = if is_of_the_patch { Origin::Prime } else { Origin::Rke };
        (names == Names::Shipped || !is_of_the_patch).then_some(Wanted {
            origin,
            version: row.key,
            images: &row.value.images,
        })
    });
    written.chain(shipped).collect()
}

/// The releases of K3s, RKE2 and RFO that have a version.
pub fn releases_of<'m, 's>(metadata: &'m Metadata<'s>) -> Vec<Wanted<'m, 's>> {
    let releases = metadata.sections().flat_map(|(distribution, section)| {
        let versions = section.releases().filter_map(|release| release.version());
        versions.map(move |version| Wanted { origin: Origin::Of(distribution), version, images: &[] })
    });
    releases.collect()
}

/// The versions that are selected, as Rancher's image export takes them (`pkg/image/utilities/utilities.go`, and
/// `GetExternalImages` of `pkg/image/external`).
pub fn selected<'m, 's>(metadata: &'m Metadata<'s>, selection: &Selection) -> Vec<Wanted<'m, 's>> {
    let wants = |origin| selection.from.is_empty() || selection.from.contains(&origin);
    let offered = selection.rancher.as_deref().zip(metadata.rke.as_ref()).map(|(rancher, rke)| {
        rke.offers(Consumer::Rancher).to(rancher).map(|version| version.value).collect::<BTreeSet<_>>()
    });
    let is_offered = |version: &str| offered.as_ref().is_none_or(|offered| offered.contains(version));
    let versions = versions_of(metadata, Names::Written);
    let mut taken: Vec<_> = versions
        .into_iter()
        .filter(|wanted| selection.admits(wanted.version.value) && is_offered(wanted.version.value))
        .collect();
    taken.extend(releases_for(metadata, selection));
    if selection.newest {
        let newest: BTreeSet<_> = Origin::all()
            .flat_map(|origin| {
                let of = taken.iter().filter(move |wanted| wanted.origin == origin);
                let newest = newest_of_minors(of.map(|wanted| wanted.version).collect());
                newest.into_iter().map(move |version| (origin, version.span, version.value))
            })
            .collect();
        taken.retain(|wanted| newest.contains(&(wanted.origin, wanted.version.span, wanted.version.value)));
    }
    taken.retain(|wanted| wants(wanted.origin));
    taken
}

/// The releases that are selected, but for whose they are.
fn releases_for<'m, 's>(metadata: &'m Metadata<'s>, selection: &Selection) -> Vec<Wanted<'m, 's>> {
    let rancher = selection.rancher.as_deref();
    let rancher = rancher.map(|rancher| Version::parse_tolerant(rancher).ok());
    let releases = metadata.sections().flat_map(|(distribution, section)| {
        let usable = section.releases().filter(|release| match &rancher {
            Some(rancher) => rancher.as_ref().is_some_and(|rancher| release.window().admits(rancher)),
            None => true,
        });
        usable.filter_map(move |release| {
            let version = release.version().filter(|version| selection.admits(version.value))?;
            Some(Wanted { origin: Origin::Of(distribution), version, images: &[] })
        })
    });
    releases.collect()
}

/// The newest patch of each minor: of two that are equal to semver the last.
fn newest_of_minors(versions: Vec<Text<'_>>) -> Vec<Text<'_>> {
    let mut newest: BTreeMap<&str, (Option<Version>, Text<'_>)> = BTreeMap::new();
    for version in versions {
        let number = Version::parse_tolerant(version.value).ok();
        let entry = newest.entry(minor_of(version.value)).or_insert_with(|| (number.clone(), version));
        if number >= entry.0 {
            *entry = (number, version);
        }
    }
    newest.into_values().map(|(_, version)| version).collect()
}

impl Selection {
    fn admits(&self, version: &str) -> bool {
        let Some(range) = &self.k8s else { return true };
        Version::parse_tolerant(version).is_ok_and(|version| range.contains(&version))
    }
}
