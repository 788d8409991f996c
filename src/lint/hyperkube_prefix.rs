//! A version whose Kubernetes image is another version's: a copied entry in which one line was forgotten. Upstream's
//! generator stops on it (`initData`).

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{Prime, Table, rke::ImageField},
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let of_the_patch = subject.metadata.prime.as_ref().map(Prime::versions).unwrap_or_default();
    for row in subject.rke.system_images.iter().flat_map(Table::rows) {
        let image = row.value.images.iter().find(|(field, _)| *field == ImageField::Kubernetes);
        let Some((_, image)) = image else { continue };
        // A release of the patch has the image of its reference, under the name that mirror rules give it.
        if of_the_patch.contains(row.key.value) {
            continue;
        }
        // `strings.HasPrefix("rancher/hyperkube:"+version, images.Kubernetes)`
        let whole = format!("rancher/hyperkube:{}", row.key.value);
        if !whole.starts_with(image.value) {
            let title = format!("the Kubernetes image of `{}` is `{}`", row.key.value, image.value);
            diagnostics.report(
                Diagnostic::new(Rule::HyperkubePrefix, title)
                    .at(image.span, "")
                    .at(row.key.span, "this version")
                    .help(format!("write `{whole}`, or the same without the last part")),
            );
        }
    }
}
