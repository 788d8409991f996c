//! What regsync (regclient) mirrors: repositories with their tags.

use std::collections::{BTreeMap, BTreeSet};

use super::images::{Need, NeededImage, Origin, Role};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, words::names},
    model::{
        Text,
        image::{Image, ImageFault},
        regsync::Released,
        rke::mirrored_name,
    },
    source::Arena,
};

/// Docker Hub, which all images of upstream's are on.
const HUB: &str = "docker.io/";

/// What images begin with that upstream mirrors.
const RANCHER: &str = "rancher/";

/// The images of other makers, which upstream does not mirror (`getImages` of its `pkg/images`).
const OTHERS: [&str; 2] = ["weaveworks", "noiro"];

/// The sources of a regsync.yaml and their tags.
#[derive(Debug, Default)]
pub struct Regsync<'s> {
    /// By repository with its registry, as in `docker.io/rancher/pause`; each with its tags.
    pub sources: BTreeMap<String, BTreeMap<&'s str, MirroredTag<'s>>>,
}

/// Why a tag is mirrored.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MirroredTag<'s> {
    /// What needs it now.
    pub needs: Vec<Need<'s>>,
    /// The older file that has it.
    pub kept: Option<&'s str>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RegsyncCounts {
    /// The sources.
    pub sources: usize,
    /// The tags of all of them.
    pub tags: usize,
    /// The tags that nothing but an older file has.
    pub only_kept: usize,
}

/// Which images are mirrored.
#[derive(Debug, Clone, Copy)]
pub struct Mirroring<'p> {
    /// What images may begin with besides `rancher/`.
    pub prefixes: &'p [String],
    /// Whether the images of Weave and ACI are mirrored, too.
    pub all: bool,
}

impl<'s> Regsync<'s> {
    /// What is mirrored of images. Reports those that cannot be: upstream's `unique` (`pkg/images`) stops at them.
    pub fn of(
        images: Vec<NeededImage<'s>>,
        mirroring: Mirroring<'_>,
        arena: &'s Arena,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut regsync = Self::default();
        for NeededImage { image, needs } in images {
            if !mirroring.all && OTHERS.iter().any(|other| image.value.starts_with(other)) {
                continue;
            }
            let image = Text { value: as_pulled(image.value, &needs, arena), ..image };
            match Image::parse(image.value) {
                Ok(parsed) => {
                    if let Some(finding) = mirroring.stranger(image, &parsed, &needs) {
                        diagnostics.report(finding);
                    }
                    if parsed.registry().is_none() {
                        let source = format!("{HUB}{}", parsed.repository);
                        regsync
                            .sources
                            .entry(source)
                            .or_default()
                            .entry(parsed.tag)
                            .or_default()
                            .needs
                            .extend(needs);
                    }
                }
                Err(fault) => diagnostics.report(no_image(image, fault, &needs)),
            }
        }
        regsync
    }

    /// Takes what an older file has, too.
    pub fn keep(&mut self, released: &Released<'s>) {
        // A source without tags would be mirrored with all that it has.
        for source in released.sources.iter().filter(|source| !source.tags.is_empty()) {
            let tags = self.sources.entry(source.source.value.to_owned()).or_default();
            for tag in &source.tags {
                tags.entry(tag.value).or_default().kept.get_or_insert(released.name);
            }
        }
    }

    /// What an older file has, and this does not: upstream's `validateRegSync` (`pkg/validation`), which does not see tags that
    /// are numbers to YAML.
    pub fn removed(&self, released: &Released<'_>, diagnostics: &mut Diagnostics) {
        let none = BTreeMap::new();
        for source in &released.sources {
            let Text { value: name, span } = source.source;
            let own = self.sources.get(name);
            let tags = own.unwrap_or(&none);
            let gone: Vec<_> = source.tags.iter().filter(|tag| !tags.contains_key(tag.value)).collect();
            let title = match (own, &gone[..]) {
                (None, _) => format!("`{name}` is not mirrored any more"),
                (Some(_), []) => continue,
                (Some(_), gone) => {
                    let tags: Vec<_> = gone.iter().map(|tag| tag.value).collect();
                    let what = if tags.len() == 1 { "the tag" } else { "the tags" };
                    format!("{what} {} of `{name}` would not be mirrored any more", names(&tags))
                }
            };
            let place = gone.first().filter(|_| own.is_some()).map_or(span, |tag| tag.span);
            let help =
                format!("widen `--rancher`, or keep what was released with `--keep {}`", released.name);
            let finding = Diagnostic::new(Rule::RegsyncRemoved, title).at(place, "").help(help);
            let image = name.strip_prefix(HUB).unwrap_or(name);
            let about = |tag: &str| format!("image {image}:{tag}");
            let about: BTreeSet<_> = match &gone[..] {
                [] => [format!("image {image}")].into(),
                gone => gone.iter().map(|tag| about(tag.value)).collect(),
            };
            diagnostics.report(about.into_iter().fold(finding, Diagnostic::about));
        }
    }

    /// How much there is.
    pub fn counts(&self) -> RegsyncCounts {
        let tags = || self.sources.values().flat_map(BTreeMap::values);
        RegsyncCounts {
            sources: self.sources.len(),
            tags: tags().count(),
            only_kept: tags().filter(|tag| tag.needs.is_empty()).count(),
        }
    }
}

/// An image under the name that upstream mirrors: of RKE what its `image.Mirror` makes of it, which upstream's tables have
/// been through already.
fn as_pulled<'s>(image: &'s str, needs: &[Need<'_>], arena: &'s Arena) -> &'s str {
    if !needs.iter().any(|need| matches!(need.role, Role::Field(_))) {
        return image;
    }
    let name = mirrored_name(image);
    if name == image { image } else { arena.alloc_str(&name) }
}

impl Mirroring<'_> {
    /// That an image is none of those that are mirrored.
    fn stranger(self, image: Text<'_>, parsed: &Image<'_>, needs: &[Need<'_>]) -> Option<Diagnostic> {
        let prefixes = self.prefixes.iter().map(String::as_str).chain([RANCHER]);
        let is_other = || self.all && OTHERS.iter().any(|other| image.value.starts_with(other));
        let (what, help) = match parsed.registry() {
            Some(host) => (
                format!("is on `{host}`; regsync.yaml mirrors from Docker Hub"),
                "use the image of `rancher/`".to_owned(),
            ),
            None if prefixes.into_iter().any(|prefix| image.value.starts_with(prefix)) || is_other() => return None,
            None => (
                "is not below `rancher/`".to_owned(),
                "use the image of `rancher/`, or name what it begins with in `imagePrefixes` in `data/kdm.yaml` or with `--image-prefix`".to_owned(),
            ),
        };
        let title = format!("the image `{}` of {} {what}", image.value, users(needs));
        Some(about(Diagnostic::new(Rule::ImagePrefix, title).at(image.span, "").help(help), needs))
    }
}

/// That an image has no single tag.
fn no_image(image: Text<'_>, fault: ImageFault, needs: &[Need<'_>]) -> Diagnostic {
    let title = format!("`{}` of {} is no image that can be mirrored: {fault}", image.value, users(needs));
    let help = "write `name:tag`, without a digest and without the port of a registry";
    about(Diagnostic::new(Rule::ImageTag, title).at(image.span, "").help(help), needs)
}

/// The versions that need an image.
fn users(needs: &[Need<'_>]) -> String {
    let mut versions: Vec<_> = needs.iter().map(|need| need.version.value).collect();
    versions.dedup();
    names(&versions)
}

/// What a finding is about, as exceptions name it: the field of a version, or a release.
fn about(finding: Diagnostic, needs: &[Need<'_>]) -> Diagnostic {
    let about = needs.iter().map(|need| match need.origin {
        Origin::Prime | Origin::Rke => format!("rke {} {}", need.version.value, need.role.name()),
        Origin::Of(distribution) => format!("{} {}", distribution.key(), need.version.value),
    });
    let about: BTreeSet<_> = about.collect();
    about.into_iter().fold(finding, Diagnostic::about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Text, regsync::ReleasedSource};

    fn text(value: &str) -> Text<'_> {
        Text { value, span: None }
    }

    #[test]
    fn what_is_kept_is_nothing_that_would_mirror_all() {
        let source = |source, tags: &[&'static str]| ReleasedSource {
            source: text(source),
            tags: tags.iter().map(|tag| text(tag)).collect(),
        };
        let sources = vec![source("docker.io/rancher/a", &["v1"]), source("docker.io/rancher/b", &[])];
        let released = Released { name: "old.yaml", sources };
        let mut regsync = Regsync::default();
        let mut found = Diagnostics::default();
        regsync.removed(&released, &mut found);
        assert_eq!(found.iter().count(), 2, "both are gone");
        regsync.keep(&released);
        let counts = RegsyncCounts { sources: 1, tags: 1, only_kept: 1 };
        assert_eq!(regsync.counts(), counts);
    }
}
