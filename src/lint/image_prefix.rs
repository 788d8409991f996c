//! Images of RKE that are not Rancher's.
//!
//! The images of upstream's tables stand under `rancher/`, but for those of Weave and ACI, which RKE's `image.Mirror` leaves
//! as they are: upstream's `pkg/images` and Rancher's image export up to 2.11 ask for that. An image of a personal account is
//! a test that was committed. What the patch renames, and what the settings allow, is not meant.

use std::collections::BTreeMap;

use super::{
    finding::{finding_of_all, part, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule, words::names as names_of},
    model::{Prime, Table, Text, field::Named},
};

/// Where upstream's images are (`image.Mirror` of rancher/rke's `types/image/mirror.go`).
const UPSTREAM: [&str; 3] = ["rancher/", "noiro/", "weaveworks/"];

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let of_the_patch = subject_of.metadata.prime.as_ref().map(Prime::versions).unwrap_or_default();
    let allowed = |image: &str| {
        let prefixes = subject_of.image_prefixes.iter().map(String::as_str);
        UPSTREAM.into_iter().chain(prefixes).any(|prefix| image.starts_with(prefix))
    };
    // The same image of several versions and fields is one slip.
    let mut groups: BTreeMap<&str, (Text<'_>, Vec<String>, Vec<&str>)> = BTreeMap::new();
    for row in subject_of.rke.system_images.iter().flat_map(Table::rows) {
        let version = row.key.value;
        if of_the_patch.contains(version) || !subject_of.is_offered(version) {
            continue;
        }
        for (field, image) in
            row.value.images.iter().filter(|(_, image)| !image.value.is_empty() && !allowed(image.value))
        {
            let group = groups.entry(image.value).or_insert((*image, Vec::new(), Vec::new()));
            group.1.push(part(&subject("rke", version), field.name()));
            group.2.push(version);
        }
    }
    for (image, (at, about, mut versions)) in groups {
        versions.dedup();
        let title = format!("the image `{image}` of {} is not below `rancher/`", names_of(&versions));
        let help =
            "use the image of `rancher/`, or name what it begins with in `imagePrefixes` in `data/kdm.yaml`";
        diagnostics.report(finding_of_all(Rule::ImagePrefix, about, title, at.span, help));
    }
}
