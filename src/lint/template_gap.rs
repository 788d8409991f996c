//! Versions that no range of an addon matches. Upstream's generator only warns: `found k8s versions without a
//! template`.

use super::{
    finding::{part, subject},
    subject::Subject,
};
use crate::{
    consumer::{AddonData, DELIVERED, choice::Addon, is_refused},
    diagnostic::{
        Diagnostic, Diagnostics, Rule, Weight,
        words::{names as names_of, nearest},
    },
    model::{Text, version::Version},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for addon in &subject_of.choices.addons {
        let matches = subject_of.choices.matches(addon);
        let demands = subject_of.choices.demands(addon);
        let missing: Vec<_> = (0..matches.len())
            .filter(|&nth| demands[nth] && matches[nth].is_empty())
            .map(|nth| subject_of.choices.keys[nth].value)
            .filter(|version| subject_of.is_offered(version) && !is_refused(addon.name.value, version))
            .collect();
        // What a range that does not parse would match is not missing.
        if !missing.is_empty() && addon.refused.is_empty() {
            let title = format!("no range of `{}` matches {}", addon.name.value, names_of(&missing));
            let at = nearest_range(addon, missing[0]).map_or(addon.name.span, |range| range.span);
            let diagnostic = Diagnostic::new(Rule::TemplateGap, title)
                .at(at, "")
                .help("widen a range, or say from which version on the addon has a template (`introduced`; in Go `TemplateIntroducedRanges`)");
            let diagnostic = missing
                .iter()
                .map(|version| part(&subject("rke", version), addon.name.value))
                .fold(diagnostic, Diagnostic::about);
            // Any cluster may ask Rancher for the addon, so no release is built on the gap.
            let is_delivered = DELIVERED.contains(&addon.name.value);
            let weight = if is_delivered { Weight::StopsRelease } else { Weight::OfRule };
            diagnostics.report(diagnostic.weighing(weight));
        }
    }
}

/// The range that ends last before a version; else the one that begins first after it.
fn nearest_range<'s>(addon: &Addon<'s>, version: &str) -> Option<Text<'s>> {
    let version = Version::parse(version.strip_prefix('v')?).ok()?;
    let intervals = || {
        addon
            .choices
            .iter()
            .flat_map(|choice| choice.range.set().intervals().map(|(from, to)| (from, to, choice.written)))
    };
    let before = intervals().filter_map(|(_, to, written)| Some((to?, written)));
    let before = before.filter(|(to, _)| **to <= version).max_by(|a, b| a.0.cmp(b.0));
    let after = intervals().filter(|(from, ..)| **from > version).min_by(|a, b| a.0.cmp(b.0));
    before.map(|(_, written)| written).or(after.map(|(_, _, written)| written))
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
        let diagnostic = diagnostic.mend(at, meant.map(|_| name));
        diagnostics.report(diagnostic.about(subject("rke", name)));
    }
}
