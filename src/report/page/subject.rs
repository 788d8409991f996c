//! What a page is of.

use std::collections::BTreeSet;

use crate::{
    consumer::{self, Names},
    diff::{Change, Tracked},
    model::{Metadata, RancherLine},
    report::findings::Findings,
};

/// A build, and what there is to say of it.
pub struct Page<'p, 'm, 's> {
    /// The name of the build.
    pub name: &'p str,
    /// What ships.
    pub metadata: &'m Metadata<'s>,
    /// The SHA-256 of its data.json, and the number of its bytes; made while the rest is.
    pub size: &'p (dyn Fn() -> (String, u64) + Sync),
    /// The Ranchers that read it.
    pub line: Option<RancherLine>,
    /// The commit of upstream that its RKE tables were imported from.
    pub upstream: Option<&'p str>,
    /// The build that it is compared with.
    pub compared: Option<Compared<'p, 's>>,
    /// What `kdm check` finds.
    pub findings: Findings<'p>,
    /// Whether the texts of templates are in it.
    pub with_templates: bool,
}

/// Another build, and what differs from it.
#[derive(Debug)]
pub struct Compared<'p, 's> {
    /// The name of the other build.
    pub old_name: String,
    /// What it ships.
    pub old: &'p Metadata<'s>,
    /// What differs.
    pub changes: Vec<Change<'s>>,
    /// The releases that are new.
    pub tracked: Vec<Tracked<'s>>,
}

impl Compared<'_, '_> {
    /// The images that the other build needs.
    pub(super) fn old_images(&self) -> BTreeSet<String> {
        let metadata = self.old;
        let versions = consumer::versions_of(metadata, Names::Shipped);
        let of_versions = versions.iter().flat_map(|wanted| wanted.images);
        let releases = consumer::releases_of(metadata);
        let releases = releases.iter().filter_map(consumer::Wanted::release);
        let of_releases = releases
            .flat_map(|(distribution, version)| consumer::release_images(distribution, version))
            .map(|(_, image)| image);
        of_versions.map(|(_, image)| image.value.to_owned()).chain(of_releases).collect()
    }
}
