//! What must have been built: an image at a provider, with the releases that need it.

use std::collections::BTreeMap;

use super::{Named, natural};
use crate::model::os_image::{
    FLATCAR, Field, KUBERNETES, Missing, NamingRules, OS_TOOLING, Provider, Release, Template,
};

/// All images that releases need.
#[derive(Debug)]
pub struct Matrix {
    /// By provider and in the order in which people read names.
    pub rows: Vec<Row>,
}

/// An image at a provider. The same name at two providers is two images to build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The provider.
    pub provider: Provider,
    /// The image.
    pub image: String,
    /// What `--artifact` makes of it.
    pub artifact: Option<String>,
    /// The releases that need it, by version.
    pub releases: Vec<String>,
    /// What it is made of.
    pub made: Made,
}

/// The versions that are whole in the name of an image; nothing where the name does not say them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// Of Flatcar.
    pub flatcar: Option<String>,
    /// Of Kubernetes.
    pub kubernetes: Option<String>,
    /// Of os-tooling.
    pub os_tooling: Option<String>,
}

/// A release that lacks components that the name of an artifact needs.
pub type Lacking<'r, 's> = (&'r Release<'s>, Missing<'r>);

impl Matrix {
    /// The images of releases, in their order; those without an image are left out. And the releases of which the artifact
    /// cannot be named.
    pub fn of<'r, 's>(
        named: &[(&'r Release<'s>, Named<'r>)],
        rules: &'r NamingRules<'_>,
        artifact: Option<&'r Template>,
    ) -> (Self, Vec<Lacking<'r, 's>>) {
        let mut rows: BTreeMap<(Provider, &str, Option<String>), Row> = BTreeMap::new();
        let mut lacking = Vec::new();
        for (release, named) in named {
            let (Some(provider), Some(image)) = (release.identity.provider, named.image.as_deref()) else {
                continue;
            };
            let rendered = artifact.map(|artifact| {
                artifact.render(release, |field| match field {
                    Field::Channel => rules.channel,
                    Field::Image => image,
                    Field::Provider => provider.name(),
                })
            });
            let artifact = match rendered.transpose() {
                Ok(artifact) => artifact,
                Err(missing) => {
                    lacking.push((*release, missing));
                    continue;
                }
            };
            let row = rows.entry((provider, image, artifact.clone())).or_insert_with(|| Row {
                provider,
                image: image.to_owned(),
                artifact,
                releases: Vec::new(),
                made: Made::of(release, named),
            });
            let name = release.name.value;
            if row.releases.last().is_none_or(|last| last != name) {
                row.releases.push(name.to_owned());
            }
        }
        let mut rows: Vec<_> = rows.into_values().collect();
        rows.sort_by(|a, b| {
            let artifacts = || natural(a.what(), b.what());
            a.provider.cmp(&b.provider).then_with(|| natural(&a.image, &b.image)).then_with(artifacts)
        });
        (Self { rows }, lacking)
    }
}

impl Row {
    /// What must be there: the artifact, or the image where none is asked for.
    pub fn what(&self) -> &str {
        self.artifact.as_ref().unwrap_or(&self.image)
    }
}

impl Made {
    fn of(release: &Release<'_>, named: &Named<'_>) -> Self {
        let version = |component: &str| {
            let is_in_name = named.template.is_some_and(|template| template.has_whole(component));
            release.version_of(component).filter(|_| is_in_name).map(str::to_owned)
        };
        Self { flatcar: version(FLATCAR), kubernetes: version(KUBERNETES), os_tooling: version(OS_TOOLING) }
    }
}
