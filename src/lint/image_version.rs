//! Tags that RKE reads as versions.
//!
//! It compares the Kubernetes and etcd tags without asking whether they are versions (`getKubernetesVersion`,
//! `getUniqueEtcdHash` and others of `cluster/plan.go`), and takes the ingress tag apart at its `-` (`addons.go`): it
//! panics on anything else.

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule},
    model::{Table, field::Named, rke::ImageField, version::Version},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for row in subject_of.rke.system_images.iter().flat_map(Table::rows) {
        let mut report = |field: ImageField, wrong: fn(&str) -> bool, help: &str| {
            let image = row.value.image(field);
            // Without a tag it is `image-tag`.
            let tag = image.and_then(|image| image.value.rsplit_once(':')).map(|(_, tag)| tag);
            if let (Some(image), Some(tag)) = (image, tag.filter(|tag| wrong(tag))) {
                let title = format!("RKE cannot read the tag `{tag}` of the image `{}`", field.name());
                let about = subject("rke", row.key.value);
                diagnostics.report(finding(Rule::ImageVersion, &about, title, image.span, help));
            }
        };
        for field in [ImageField::Kubernetes, ImageField::Etcd] {
            report(
                field,
                |tag| Version::parse(tag.strip_prefix('v').unwrap_or(tag)).is_err(),
                "write `vX.Y.Z`",
            );
        }
        report(
            ImageField::Ingress,
            |tag| !tag.contains('-'),
            "write a tag with a `-`, as in `nginx-1.9.4-rancher1`",
        );
    }
}
