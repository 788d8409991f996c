//! Which images a data.json needs, and what for.

use std::collections::{BTreeMap, BTreeSet};

use super::Consumer;
use crate::model::{
    Distribution, Metadata, Prime, Text,
    field::Named,
    range::Range,
    rke::{ImageField, minor_of},
    version::Version,
};

/// Which images to take.
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
    /// Images of Windows nodes instead of those of Linux.
    pub windows: bool,
}

/// Where an image is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A release of the patch.
    Prime,
    /// A community version of RKE.
    Rke,
    /// A release of a distribution.
    Of(Distribution),
}

impl Origin {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Prime, Self::Rke].into_iter().chain(Distribution::ALL.map(Self::Of))
    }

    /// As people name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prime => "prime",
            Self::Rke => "rke",
            Self::Of(distribution) => distribution.key(),
        }
    }
}

/// A use of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need<'s> {
    /// What the version is of.
    pub origin: Origin,
    /// The version.
    pub version: &'s str,
    /// The field of `RKESystemImages`, or what the image of a release does.
    pub field: &'static str,
}

/// An image and what it is needed for.
#[derive(Debug, Clone, PartialEq)]
pub struct NeededImage<'s> {
    /// The image as `name:tag`, under the name that it is pulled by.
    pub image: Text<'s>,
    /// The uses, in the order they were found.
    pub needs: Vec<Need<'s>>,
}

/// The images of Windows nodes (Rancher's `pkg/image/utilities/utilities.go`).
const WINDOWS: [ImageField; 5] = [
    ImageField::NginxProxy,
    ImageField::CertDownloader,
    ImageField::KubernetesServicesSidecar,
    ImageField::Kubernetes,
    ImageField::WindowsPodInfraContainer,
];

/// The images of the versions that are selected, by name: those of Linux or of Windows nodes, as Rancher's image export
/// (`pkg/image/utilities/utilities.go`) and RKE (`cmd/config.go`) list them.
pub fn images<'s>(metadata: &Metadata<'s>, selection: &Selection) -> Vec<NeededImage<'s>> {
    let mut images: BTreeMap<&'s str, NeededImage<'s>> = BTreeMap::new();
    let mut add = |image: Text<'s>, need: Need<'s>| {
        let entry = images.entry(image.value).or_insert(NeededImage { image, needs: Vec::new() });
        entry.needs.push(need);
    };
    let wants = |origin| selection.from.is_empty() || selection.from.contains(&origin);
    let of_the_patch = metadata.prime.as_ref().map(Prime::versions).unwrap_or_default();
    let offered = selection.rancher.as_deref().zip(metadata.rke.as_ref()).map(|(rancher, rke)| {
        rke.offers(Consumer::Rancher).to(rancher).map(|version| version.value).collect::<BTreeSet<_>>()
    });
    let is_offered = |version: &str| offered.as_ref().is_none_or(|offered| offered.contains(version));
    let field_wanted = |field: ImageField| match selection.windows {
        true => WINDOWS.contains(&field),
        false => field != ImageField::WindowsPodInfraContainer,
    };
    let selected = |version: &str| selection.admits(version) && is_offered(version);
    let all = metadata.rke.iter().filter_map(|rke| rke.system_images.as_ref());
    let all = all.flat_map(|table| table.rows()).map(|row| row.key).filter(|key| selected(key.value));
    let is_ours = |key: &Text<'_>| of_the_patch.contains(key.value);
    let (ours, theirs): (Vec<_>, Vec<_>) = all.partition(is_ours);
    let newest = [newest_of_minors(ours), newest_of_minors(theirs)].concat();
    let newest: BTreeSet<_> = newest.iter().map(|version| version.value).collect();
    let mut rke = |origin, version: Text<'s>, fields: &[(ImageField, Text<'s>)]| {
        let is_wanted = wants(origin) && selected(version.value);
        if !is_wanted || (selection.newest && !newest.contains(version.value)) {
            return;
        }
        for (field, image) in fields.iter().filter(|(field, _)| field_wanted(*field)) {
            add(*image, Need { origin, version: version.value, field: field.name() });
        }
    };
    for release in metadata.prime.iter().flat_map(|prime| &prime.releases) {
        rke(Origin::Prime, release.version, &release.images);
    }
    let tables = metadata.rke.iter().filter_map(|rke| rke.system_images.as_ref());
    for row in tables.flat_map(|table| table.rows()) {
        if !of_the_patch.contains(row.key.value) {
            rke(Origin::Rke, row.key, &row.value.images);
        }
    }
    images.into_values().collect()
}

/// The releases of K3s, RKE2 and RFO that are selected, as Rancher's image export takes them
/// (`GetExternalImages`).
pub fn releases<'s>(metadata: &Metadata<'s>, selection: &Selection) -> Vec<(Distribution, Text<'s>)> {
    let wants = |origin| selection.from.is_empty() || selection.from.contains(&origin);
    let sections = metadata.sections().filter(|(distribution, _)| wants(Origin::Of(*distribution)));
    let releases = sections.flat_map(|(distribution, section)| {
        section.releases().filter_map(move |release| {
            let version = release.version().filter(|version| selection.admits(version.value))?;
            let usable = selection.rancher.as_deref().is_none_or(|rancher| {
                Version::parse_tolerant(rancher).is_ok_and(|rancher| release.window().admits(&rancher))
            });
            usable.then_some((distribution, version))
        })
    });
    let releases: Vec<_> = releases.collect();
    if !selection.newest {
        return releases;
    }
    let of = |distribution| {
        releases.iter().filter(move |(of, _)| *of == distribution).map(|(_, version)| *version)
    };
    let newest = Distribution::ALL.into_iter().flat_map(|distribution| {
        let newest = newest_of_minors(of(distribution).collect());
        newest.into_iter().map(move |version| (distribution, version))
    });
    newest.collect()
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

/// The images that upgrade and install a release, each with what it does; `+` has no place in a tag (`GetExternalImages` of
/// Rancher's `pkg/image/external`).
pub fn release_images(distribution: Distribution, version: &str) -> [(&'static str, String); 2] {
    let (key, tag) = (distribution.key(), version.replace('+', "-"));
    [
        ("upgrade", format!("rancher/{key}-upgrade:{tag}")),
        ("installer", format!("rancher/system-agent-installer-{key}:{tag}")),
    ]
}

impl Selection {
    fn admits(&self, version: &str) -> bool {
        let Some(range) = &self.k8s else { return true };
        Version::parse_tolerant(version).is_ok_and(|version| range.contains(&version))
    }
}
