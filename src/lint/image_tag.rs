//! Images without exactly one tag. RKE reads the tag of the Kubernetes and etcd images without a check
//! (`GetImageTagFromImage`) and panics where there is none; Rancher's image lists take exactly one `:`.

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{Prime, Table, field::Named},
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    // What mirror rules make of a name is `mirror-name`.
    let of_the_patch = subject.metadata.prime.as_ref().map(Prime::versions).unwrap_or_default();
    for row in subject.rke.system_images.iter().flat_map(Table::rows) {
        for (field, image) in &row.value.images {
            let tagged = image.value.split_once(':').is_some_and(|(name, tag)| {
                !name.is_empty()
                    && !tag.is_empty()
                    && !tag.contains([':', '/', '@'])
                    && !name.contains('@')
                    && (of_the_patch.contains(row.key.value) || !image.value.contains(char::is_whitespace))
            });
            if !tagged {
                let title =
                    format!("the image `{}` of `{}` needs exactly one tag", field.name(), row.key.value);
                diagnostics.report(
                    Diagnostic::new(Rule::ImageTag, title)
                        .at(image.span, "")
                        .help("write `name:tag`, without a digest and without the port of a registry"),
                );
            }
        }
    }
}
