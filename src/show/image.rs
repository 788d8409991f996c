//! Who needs an image.

use std::collections::{BTreeMap, BTreeSet};

use super::{NotFound, ascending, near};
use crate::{
    consumer::{self, Names},
    diagnostic::Span,
    model::{Metadata, Platforms, Text, image_list::ImageLists, mirror::split_tag},
    source::Arena,
};

/// The image lists of releases that are at hand, and where names are made.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'l, 's> {
    /// The lists; without them the images that a release runs are not known.
    pub lists: Option<&'l ImageLists<'s>>,
    /// Where names are made.
    pub arena: &'s Arena,
}

/// The images that have a name.
#[derive(Debug)]
pub struct ImageAnswer<'s> {
    /// Each as `name:tag`, with who needs it.
    pub images: BTreeMap<String, Vec<ImageNeed<'s>>>,
}

/// A field that needs an image.
#[derive(Debug)]
pub struct ImageNeed<'s> {
    /// The field, as in `calicoNode`; of a release what the image does: `upgrade`, `installer`, or `imageList`.
    pub field: &'static str,
    /// The versions that need it there, in the order of the tables.
    pub versions: Vec<Text<'s>>,
    /// Where the first of them says so; for an alias, where its anchor is.
    pub place: Option<Span>,
}

impl<'s> ImageAnswer<'s> {
    /// The images of a name: with its tag, without, only its last part, or a part of it; the first that there are.
    ///
    /// # Errors
    ///
    /// When no image has it.
    pub fn of(name: &str, metadata: &Metadata<'s>, listed: Listed<'_, 's>) -> Result<Self, NotFound> {
        let mut wanted = consumer::versions_of(metadata, Names::Shipped);
        wanted.extend(consumer::releases_of(metadata));
        let needed = consumer::needed(&wanted, &Platforms::all(), listed.lists, listed.arena);
        let all: BTreeSet<&str> = needed.iter().map(|needed| needed.image.value).collect();
        let matching: [&dyn Fn(&str) -> bool; 4] = [
            &|image| image == name,
            &|image| name_of(image) == name,
            &|image| image.rsplit('/').next().is_some_and(|last| last == name || name_of(last) == name),
            &|image| image.contains(name),
        ];
        let found =
            matching.iter().find(|matches| !name.is_empty() && all.iter().any(|image| matches(image)));
        let Some(matches) = found else {
            let names: BTreeSet<_> = all.iter().map(|image| name_of(image)).collect();
            let short = names.iter().filter_map(|name| name.rsplit('/').next());
            let known: Vec<_> = names.iter().copied().chain(short).collect();
            return Err(NotFound { what: format!("image `{name}`"), meant: near(name, &known), ask: None });
        };
        let mut images: BTreeMap<String, Vec<ImageNeed<'_>>> = BTreeMap::new();
        for needed in needed.iter().filter(|needed| matches(needed.image.value)) {
            let fields = images.entry(needed.image.value.to_owned()).or_default();
            for need in &needed.needs {
                let field = need.role.name();
                match fields.iter_mut().find(|need| need.field == field) {
                    Some(other) => other.versions.push(need.version),
                    None => fields.push(ImageNeed { field, versions: vec![need.version], place: need.place }),
                }
            }
        }
        images.values_mut().flatten().for_each(|need| ascending(&mut need.versions));
        Ok(Self { images })
    }
}

fn name_of(image: &str) -> &str {
    split_tag(image).map_or(image, |(name, _)| name)
}
