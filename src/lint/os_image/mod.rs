//! What must not happen with Releases: names of images that nobody has built, nodes that are replaced without a word, and what
//! makes readers of a Release see different things.
//!
//! A check is one file and one line in a table here. What is compared with the release before takes the base of a [`Checked`] one.

mod component_ignored;
mod component_set_changed;
mod deprecated_component;
mod downgrade;
mod image_renamed;
mod minor_mismatch;
mod name_characters;
mod name_mismatch;
mod name_too_long;
mod patch_rolls;
mod placeholder;
mod providers_differ;
mod release_twice;
mod subject;
mod unnamed;

pub use patch_rolls::rolls;
pub use placeholder::unknown_placeholders;
pub use subject::{Checked, Releases};
pub use unnamed::{unnamed, without_artifact};

use std::collections::BTreeSet;

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{Text, os_image::Provider},
};

/// The checks of a Release by itself or with its base, that which says most of a place first.
const OF_EACH: [fn(&Checked<'_, '_>, &Releases<'_, '_>) -> Vec<Diagnostic>; 8] = [
    minor_mismatch::check,
    image_renamed::check,
    downgrade::check,
    patch_rolls::check,
    name_mismatch::check,
    deprecated_component::check,
    component_ignored::check,
    component_set_changed::check,
];

/// A check of an image at a provider, however many releases need it; the first of them is where it is found.
type OfImage = fn(Provider, &str, Text<'_>) -> Option<Diagnostic>;

/// All of those.
const OF_IMAGES: [OfImage; 2] = [name_characters::check, name_too_long::check];

/// The checks of all Releases together.
const OF_ALL: [fn(&Releases<'_, '_>) -> Vec<Diagnostic>; 2] = [providers_differ::check, release_twice::check];

/// Checks the releases that are asked for.
pub fn releases(releases: &Releases<'_, '_>, diagnostics: &mut Diagnostics) {
    let mut images = BTreeSet::new();
    for checked in releases.all.iter().filter(|checked| checked.is_asked) {
        // The first check that finds something at a place says what the slip is.
        let mut places = BTreeSet::new();
        let found = OF_EACH.iter().flat_map(|check| check(checked, releases));
        let place = |finding: &Diagnostic| finding.labels.first().map(|label| label.span);
        diagnostics.report_all(found.filter(|finding| places.insert(place(finding))));
        let image = checked.named.as_ref().and_then(|named| named.image.as_deref());
        if let (Some(provider), Some(image)) = (checked.release.identity.provider, image)
            && images.insert((provider, image))
        {
            let name = checked.release.name;
            diagnostics.report_all(OF_IMAGES.iter().filter_map(|check| check(provider, image, name)));
        }
    }
    OF_ALL.iter().for_each(|check| diagnostics.report_all(check(releases)));
}
