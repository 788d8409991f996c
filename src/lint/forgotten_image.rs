//! A release that replaces an image of its reference in some of the fields that have it, and not in all: one line
//! of four was forgotten.

use std::collections::BTreeMap;

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{Text, field::Named, rke::ImageField},
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for release in subject.metadata.prime.iter().flat_map(|prime| &prime.patch.releases) {
        let reference =
            release.reference.and_then(|version| subject.rke.system_images.as_ref()?.get(version.value));
        let Some(reference) = reference else { continue };
        let replaced =
            |field: ImageField| release.system_images.images.iter().find(|(known, _)| *known == field);
        let mut by_image: BTreeMap<&str, Vec<(ImageField, Option<&Text<'_>>)>> = BTreeMap::new();
        for (field, image) in &reference.images {
            by_image.entry(image.value).or_default().push((*field, replaced(*field).map(|(_, image)| image)));
        }
        for (image, fields) in by_image {
            let new: Vec<_> = fields.iter().filter_map(|(_, new)| *new).collect();
            let forgotten: Vec<_> =
                fields.iter().filter(|(_, new)| new.is_none()).map(|(field, _)| field.name()).collect();
            let [first, rest @ ..] = &new[..] else { continue };
            if forgotten.is_empty() || rest.iter().any(|other| other.value != first.value) {
                continue;
            }
            let title =
                format!("`{}` of `{}` still has `{image}`", forgotten.join("`, `"), release.version.value);
            diagnostics.report(
                Diagnostic::new(Rule::ForgottenImage, title)
                    .at(release.version.span, "")
                    .at(first.span, "the other fields have this instead")
                    .help(format!("add `{}: {}`", forgotten[0], first.value)),
            );
        }
    }
}
