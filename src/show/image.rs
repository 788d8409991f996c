//! Who needs an image.

use std::collections::{BTreeMap, BTreeSet};

use super::{NotFound, ascending, near};
use crate::{
    consumer::{self, Selection},
    diagnostic::Span,
    model::{Metadata, Table, Text, field::Named, mirror::split_tag},
};

/// The images that have a name.
#[derive(Debug)]
pub struct ImageAnswer<'s> {
    /// Each as `name:tag`, with who needs it.
    pub images: BTreeMap<String, Vec<ImageNeed<'s>>>,
}

/// A field that needs an image.
#[derive(Debug)]
pub struct ImageNeed<'s> {
    /// The field, as in `calicoNode`; of a release what the image does: `upgrade`, `installer`.
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
    pub fn of(name: &str, metadata: &Metadata<'s>) -> Result<Self, NotFound> {
        let needs = needs(metadata);
        let all: BTreeSet<&str> = needs.iter().map(|(image, ..)| image.as_str()).collect();
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
        for (image, field, version, place) in needs.iter().filter(|(image, ..)| matches(image)) {
            let fields = images.entry(image.clone()).or_default();
            match fields.iter_mut().find(|need| need.field == *field) {
                Some(need) => need.versions.push(*version),
                None => fields.push(ImageNeed { field, versions: vec![*version], place: *place }),
            }
        }
        images.values_mut().flatten().for_each(|need| ascending(&mut need.versions));
        Ok(Self { images })
    }
}

fn name_of(image: &str) -> &str {
    split_tag(image).map_or(image, |(name, _)| name)
}

/// Every image with the field and the version that needs it, and where that is written.
fn needs<'s>(metadata: &Metadata<'s>) -> Vec<(String, &'static str, Text<'s>, Option<Span>)> {
    let rows = metadata.rke.iter().flat_map(|rke| &rke.system_images).flat_map(Table::rows);
    let of_rke = rows.flat_map(|row| {
        let images = row.value.images.iter();
        images.map(|(field, image)| (image.value.to_owned(), field.name(), row.key, image.span))
    });
    let releases = consumer::releases(metadata, &Selection::default());
    let of_releases = releases.into_iter().flat_map(|(distribution, version)| {
        let images = consumer::release_images(distribution, version.value);
        images.into_iter().map(move |(field, image)| (image, field, version, version.span))
    });
    of_rke.chain(of_releases).collect()
}
