//! Versions that no range of an addon matches. Upstream's generator only warns: `found k8s versions without a
//! template`.

use super::{Subject, not_delivered::DELIVERED, versions};
use crate::{
    consumer::AddonData,
    diagnostic::{Diagnostic, Diagnostics, Rule, words::nearest},
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for addon in &subject.choices.addons {
        let matches = subject.choices.matches(addon);
        let demands = subject.choices.demands(addon);
        let missing: Vec<_> = (0..matches.len())
            .filter(|&nth| demands[nth] && matches[nth].is_empty())
            .map(|nth| subject.choices.keys[nth].value)
            .collect();
        if !missing.is_empty() {
            let title = format!("no range of `{}` matches {}", addon.name.value, versions(&missing));
            let diagnostic = Diagnostic::new(Rule::TemplateGap, title)
                .at(addon.name.span, "")
                .help("widen a range, or say from where on the addon has a template (`introduced`; in Go `TemplateIntroducedRanges`)");
            diagnostics.report(
                missing
                    .iter()
                    .fold(diagnostic, |diagnostic, version| diagnostic.about(super::subject("rke", version))),
            );
        }
    }
}

/// Addons that any cluster may ask Rancher for, and that are not there at all, or under another name.
pub(super) fn check_missing(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let addons = &subject.choices.addons;
    let Some(version) = subject.choices.keys.last() else { return };
    for name in DELIVERED.into_iter().filter(|name| addons.iter().all(|addon| addon.name.value != *name)) {
        let unknown =
            addons.iter().map(|addon| addon.name).filter(|addon| AddonData::of(addon.value).is_none());
        let meant = unknown.clone().find(|addon| nearest(addon.value, DELIVERED) == Some(name));
        let title = format!("there is no addon `{name}`, and clusters of `{}` may ask for it", version.value);
        let help = match meant {
            Some(meant) => format!("is `{}` meant?", meant.value),
            None => "add its templates".to_owned(),
        };
        let at = meant.or(addons.first().map(|addon| addon.name)).unwrap_or(*version).span;
        let diagnostic = Diagnostic::new(Rule::TemplateGap, title).at(at, "").help(help);
        diagnostics.report(diagnostic.about(super::subject("rke", name)));
    }
}

/// Whether a gap is one of an addon that any cluster may ask Rancher for, at a version that a Rancher of the line offers:
/// then no release is built on it, although upstream's generator only warns.
pub(super) fn stops_a_release(subject: &Subject<'_, '_>, finding: &Diagnostic) -> bool {
    finding.rule == Rule::TemplateGap
        && subject.choices.addons.iter().any(|addon| {
            let is_it = finding.labels.first().is_some_and(|label| label.span == addon.name.span);
            is_it && DELIVERED.contains(&addon.name.value)
        })
        && finding
            .subjects
            .iter()
            .any(|of| of.strip_prefix("rke ").is_some_and(|version| subject.is_offered(version)))
}
