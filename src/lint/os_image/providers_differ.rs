//! The same version with another image at another provider.

use std::collections::{BTreeMap, BTreeSet};

use super::subject::{Checked, Releases};
use crate::diagnostic::{Diagnostic, Rule, words::count};

pub(super) fn check(releases: &Releases<'_, '_>) -> Vec<Diagnostic> {
    let mut versions: BTreeMap<_, Vec<(&Checked<'_, '_>, &str)>> = BTreeMap::new();
    for checked in &releases.all {
        if let Some(image) = checked.named.as_ref().and_then(|named| named.image.as_deref()) {
            versions.entry(&checked.release.identity.version).or_default().push((checked, image));
        }
    }
    let mut found = Vec::new();
    for (version, same) in versions {
        let images: BTreeSet<_> = same.iter().map(|(_, image)| image).collect();
        let providers: BTreeSet<_> =
            same.iter().map(|(checked, _)| checked.release.identity.provider).collect();
        let is_asked = same.iter().any(|(checked, _)| checked.is_asked && checked.is_changed());
        if images.len() < 2 || providers.len() < same.len() || !is_asked {
            continue;
        }
        let title = format!(
            "the {} {version} have {} different node images",
            count(same.len(), "release"),
            images.len()
        );
        let mut finding = Diagnostic::new(Rule::ProvidersDiffer, title);
        for (checked, image) in same {
            finding = finding.at(checked.release.name.span, image).about(checked.release.name.value);
        }
        found.push(finding.help("take the same versions where nothing speaks against it"));
    }
    found
}
