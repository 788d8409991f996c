//! Which images a build needs, what for, on which nodes, and where that is written: the one place for image lists of every
//! form. What a form cannot hold is for the form.

mod missing;
mod select;
mod window;

use std::collections::BTreeMap;

use crate::{
    diagnostic::Span,
    model::{Distribution, Os, Platforms, Text, field::Named, image_list::ImageLists, rke::ImageField},
    source::Arena,
};

pub use missing::{MissingList, missing_lists};
pub use select::{Names, Selection, releases_of, selected, versions_of};

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

/// A version whose images are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'m, 's> {
    /// What it is a version of.
    pub origin: Origin,
    /// The version.
    pub version: Text<'s>,
    /// Its system images; none where it is a release.
    pub images: &'m [(ImageField, Text<'s>)],
}

impl<'s> Wanted<'_, 's> {
    /// The release that it is, where it is one.
    pub fn release(&self) -> Option<(Distribution, &'s str)> {
        match self.origin {
            Origin::Of(distribution) => Some((distribution, self.version.value)),
            Origin::Prime | Origin::Rke => None,
        }
    }
}

/// What says that an image is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A field of `RKESystemImages`.
    Field(ImageField),
    /// It upgrades nodes to a release.
    Upgrade,
    /// It installs a release.
    Installer,
    /// A list that the release publishes.
    List,
}

impl Role {
    /// As programs read it: the field, or what the image of a release does.
    pub fn name(self) -> &'static str {
        match self {
            Self::Field(field) => field.name(),
            Self::Upgrade => "upgrade",
            Self::Installer => "installer",
            Self::List => "imageList",
        }
    }
}

/// A use of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need<'s> {
    /// What the version is of.
    pub origin: Origin,
    /// The version.
    pub version: Text<'s>,
    /// What says so.
    pub role: Role,
    /// On which nodes.
    pub os: &'static [Os],
    /// Where the image is written: in a table, or in a list. Of an image that no file names, where the version is.
    pub place: Option<Span>,
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

const LINUX_ONLY: &[Os] = &[Os::Linux];
const WINDOWS_ONLY: &[Os] = &[Os::Windows];
const BOTH: &[Os] = &Os::ALL;

/// On which nodes the image of a field runs.
fn nodes_of(field: ImageField) -> &'static [Os] {
    match field {
        ImageField::WindowsPodInfraContainer => WINDOWS_ONLY,
        field if WINDOWS.contains(&field) => BOTH,
        _ => LINUX_ONLY,
    }
}

/// The images of versions, for some nodes, by name: as Rancher's image export (`pkg/image/utilities/utilities.go`), RKE
/// (`cmd/config.go`) and upstream's `getImages` (`pkg/images`) list them. Of releases those that upgrade and install them, and
/// what their lists have.
pub fn needed<'s>(
    wanted: &[Wanted<'_, 's>],
    platforms: &Platforms,
    lists: Option<&ImageLists<'s>>,
    arena: &'s Arena,
) -> Vec<NeededImage<'s>> {
    let mut images: BTreeMap<&'s str, NeededImage<'s>> = BTreeMap::new();
    let mut add = |image: Text<'s>, need: Need<'s>| {
        let entry = images.entry(image.value).or_insert(NeededImage { image, needs: Vec::new() });
        // A list may have an image twice, and two lists of a release the same one.
        let is_last = |last: &Need<'_>| {
            (last.origin, last.version, last.role) == (need.origin, need.version, need.role)
        };
        match entry.needs.last_mut() {
            Some(last) if need.role == Role::List && is_last(last) => {
                last.os = if last.os == need.os { last.os } else { BOTH };
            }
            _ => entry.needs.push(need),
        }
    };
    for &Wanted { origin, version, images } in wanted {
        let need = |role, os, place| Need { origin, version, role, os, place };
        for (field, image) in images.iter().filter(|(_, image)| !image.value.is_empty()) {
            let os = nodes_of(*field);
            if os.iter().any(|os| platforms.os.contains(os)) {
                add(*image, need(Role::Field(*field), os, image.span));
            }
        }
        let Origin::Of(distribution) = origin else { continue };
        if platforms.os.contains(&Os::Linux) {
            for (role, image) in release_images(distribution, version.value) {
                let image = Text { value: arena.alloc_str(&image), span: version.span };
                add(image, need(role, LINUX_ONLY, version.span));
            }
        }
        for list in lists.into_iter().flat_map(|lists| lists.of(distribution, version.value, platforms)) {
            let os = if list.os == Os::Linux { LINUX_ONLY } else { WINDOWS_ONLY };
            list.images.iter().for_each(|image| add(*image, need(Role::List, os, image.span)));
        }
    }
    images.into_values().collect()
}

/// The images that upgrade and install a release, each with what it does; `+` has no place in a tag (`GetExternalImages` of
/// Rancher's `pkg/image/external`).
pub fn release_images(distribution: Distribution, version: &str) -> [(Role, String); 2] {
    let (key, tag) = (distribution.key(), version.replace('+', "-"));
    [
        (Role::Upgrade, format!("rancher/{key}-upgrade:{tag}")),
        (Role::Installer, format!("rancher/system-agent-installer-{key}:{tag}")),
    ]
}
