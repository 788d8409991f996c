//! Versions that no range of an addon matches. Upstream's generator only warns: `found k8s versions without a
//! template`.

use super::{finding::subject, subject::Subject};
use crate::{
    consumer::{AddonData, DELIVERED},
    diagnostic::{
        Diagnostic, Diagnostics, Rule,
        words::{names as names_of, nearest},
    },
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for addon in &subject_of.choices.addons {
        let matches = subject_of.choices.matches(addon);
        let demands = subject_of.choices.demands(addon);
        let missing: Vec<_> = (0..matches.len())
            .filter(|&nth| demands[nth] && matches[nth].is_empty())
            .map(|nth| subject_of.choices.keys[nth].value)
            .collect();
        if !missing.is_empty() {
            let title = format!("no range of `{}` matches {}", addon.name.value, names_of(&missing));
            let diagnostic = Diagnostic::new(Rule::TemplateGap, title)
                .at(addon.name.span, "")
                .help("widen a range, or say from which version on the addon has a template (`introduced`; in Go `TemplateIntroducedRanges`)");
            let diagnostic = missing
                .iter()
                .fold(diagnostic, |diagnostic, version| diagnostic.about(subject("rke", version)));
            // Any cluster may ask Rancher for the addon, so no release is built on the gap.
            let blocks_release = DELIVERED.contains(&addon.name.value)
                && missing.iter().any(|version| subject_of.is_offered(version));
            diagnostics.report(Diagnostic { blocks_release, ..diagnostic });
        }
    }
}

/// Addons that any cluster may ask Rancher for, and that are not there at all, or under another name.
pub(super) fn check_missing(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let addons = &subject_of.choices.addons;
    let Some(version) = subject_of.choices.keys.last() else { return };
    for name in DELIVERED.into_iter().filter(|name| addons.iter().all(|addon| addon.name.value != *name)) {
        let unknown =
            addons.iter().map(|addon| addon.name).filter(|addon| AddonData::of(addon.value).is_none());
        let meant = unknown.clone().find(|addon| nearest(addon.value, DELIVERED) == Some(name));
        let title = format!("there is no addon `{name}`, and clusters of `{}` may ask for it", version.value);
        let help = match meant {
            Some(meant) => format!("did you mean `{}`?", meant.value),
            None => "add its templates".to_owned(),
        };
        let at = meant.or(addons.first().map(|addon| addon.name)).unwrap_or(*version).span;
        let diagnostic = Diagnostic::new(Rule::TemplateGap, title).at(at, "").help(help);
        diagnostics.report(diagnostic.about(subject("rke", name)));
    }
}
