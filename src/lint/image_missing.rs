//! Versions of RKE that lack an image that each needs.
//!
//! RKE looks for missing images only where it does not know the version (`validateSystemImages`); of a version that it
//! knows it takes what there is, and panics on a Kubernetes or etcd image that is not there.

use std::collections::BTreeMap;

use super::{
    finding::{finding_of_all, part, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule, words::names as names_of},
    model::{
        Text,
        field::Named,
        range::Range,
        rke::{ImageField, minor_of},
    },
};

/// What every version needs (`validateKubernetesImages`, and etcd).
const ALWAYS: [ImageField; 7] = [
    ImageField::Etcd,
    ImageField::Alpine,
    ImageField::NginxProxy,
    ImageField::CertDownloader,
    ImageField::KubernetesServicesSidecar,
    ImageField::Kubernetes,
    ImageField::PodInfraContainer,
];

/// The versions whose ingress has a webhook (`validateIngressImages`).
const WITH_WEBHOOK: &str = ">=1.21.0-rancher0";

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let windows = subject_of.rke.windows_service_options.as_ref();
    let webhook = Range::parse(WITH_WEBHOOK).ok();
    let Some(images) = &subject_of.rke.system_images else { return };
    // The same of one minor is one finding.
    let mut groups: BTreeMap<(&str, Vec<&str>), Vec<Text<'_>>> = BTreeMap::new();
    for (version, key) in subject_of.offered_keys() {
        let Some(images) = images.get(key.value) else { continue };
        let has_windows = windows.is_some_and(|options| options.get(minor_of(key.value)).is_some());
        let has_webhook = webhook.as_ref().is_some_and(|range| range.contains(version));
        let needed = ALWAYS.into_iter().chain(has_webhook.then_some(ImageField::IngressWebhook));
        let needed = needed.chain(has_windows.then_some(ImageField::WindowsPodInfraContainer));
        let lacking: Vec<_> =
            needed.filter(|field| images.image(*field).is_none()).map(Named::name).collect();
        if !lacking.is_empty() {
            groups.entry((minor_of(key.value), lacking)).or_default().push(key);
        }
    }
    for ((_, lacking), keys) in groups {
        let names: Vec<_> = keys.iter().map(|key| key.value).collect();
        let title = format!(
            "{} lack{} {}",
            names_of(&names),
            if names.len() == 1 { "s" } else { "" },
            names_of(&lacking)
        );
        let about =
            keys.iter().flat_map(|key| lacking.iter().map(|field| part(&subject("rke", key.value), field)));
        let Some(key) = keys.first() else { continue };
        let help = "add it, as the version before has it";
        diagnostics.report(finding_of_all(Rule::ImageMissing, about.collect(), title, key.span, help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_is_one() {
        assert!(Range::parse(WITH_WEBHOOK).is_ok());
    }
}
