//! Templates of a patch for addons that Rancher does not pass to its clusters.

use super::subject::Subject;
use crate::{
    consumer::DELIVERED,
    diagnostic::{Diagnostic, Diagnostics, Rule, words::did_you_mean},
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let releases = subject.metadata.prime.iter().flat_map(|prime| &prime.patch.releases);
    for (addon, _) in releases.flat_map(|release| &release.addon_templates) {
        if DELIVERED.contains(&addon.value) {
            continue;
        }
        let or = "it takes effect only where RKE itself is built with this data.json";
        let help = did_you_mean(addon.value, DELIVERED, or);
        let title = format!("Rancher does not pass `{}` to its clusters", addon.value);
        diagnostics.report(Diagnostic::new(Rule::NotDelivered, title).at(addon.span, "").help(help));
    }
}
