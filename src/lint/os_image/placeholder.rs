//! A placeholder for a component that no release has is misspelt: one slip, and not one for each release.

use std::collections::BTreeSet;

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, words::did_you_mean},
    model::os_image::{COMPONENTS, NamingRules, Part, Release},
    source::Sources,
};

/// Reports placeholders for components that none of the releases has and that are none of [`COMPONENTS`], in rules that name some
/// of those that are asked for. Returns the names.
pub fn unknown_placeholders<'r>(
    rules: &'r NamingRules<'_>,
    releases: &[&Release<'_>],
    is_asked: impl Fn(&Release<'_>) -> bool,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<&'r str> {
    /// Of how many a name that is meant is looked for: nobody misspells more.
    const SUGGESTED: usize = 20;
    let known: BTreeSet<_> = releases.iter().flat_map(|release| release.components.keys().copied()).collect();
    let asked = releases.iter().filter(|release| is_asked(release) && release.identity.provider.is_some());
    let used: BTreeSet<_> = asked.filter_map(|release| rules.fitting(release).map(|(nth, _)| nth)).collect();
    let mut unknown = BTreeSet::new();
    for (template, text) in used.iter().filter_map(|nth| rules.rules[*nth].image.as_ref()) {
        for part in template.parts() {
            let Part::Component(name, _, at) = part else { continue };
            let is_known = known.contains(name.as_str()) || COMPONENTS.contains(&name.as_str());
            if is_known || !unknown.insert(name.as_str()) {
                continue;
            }
            let span = text.span.map(|span| sources.inside(span, text.value, at.clone()));
            let or = "write the name of a component";
            let help = if unknown.len() <= SUGGESTED {
                did_you_mean(name, COMPONENTS.into_iter().chain(known.iter().copied()), or)
            } else {
                or.to_owned()
            };
            let title = format!("no release here has a component `{name}`");
            let finding = Diagnostic::new(Rule::MissingComponent, title).at(span, "");
            diagnostics.report(finding.because("no release that goes by this rule has a name").help(help));
        }
    }
    unknown
}
