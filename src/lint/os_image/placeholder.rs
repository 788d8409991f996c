//! A placeholder for a component that no release has is misspelt: one slip, and not one for each release.

use std::collections::BTreeSet;

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, words::did_you_mean},
    model::os_image::{COMPONENTS, NamingRules, Part, Release},
    source::Sources,
};

/// Reports placeholders for components that none of the releases has, and that do not name images since ever; their names.
pub fn unknown_placeholders<'r>(
    rules: &'r NamingRules<'_>,
    releases: &[&Release<'_>],
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<&'r str> {
    let known: BTreeSet<_> = releases.iter().flat_map(|release| release.components.keys().copied()).collect();
    let mut unknown = BTreeSet::new();
    // Of no release at all nothing can be said.
    for (template, text) in
        rules.rules.iter().filter_map(|rule| rule.image.as_ref()).filter(|_| !known.is_empty())
    {
        for part in template.parts() {
            let Part::Component(name, _, at) = part else { continue };
            if known.contains(name.as_str()) || COMPONENTS.contains(&name.as_str()) {
                continue;
            }
            unknown.insert(name.as_str());
            let span = text.span.map(|span| sources.inside(span, text.value, at.clone()));
            let candidates = COMPONENTS.into_iter().chain(known.iter().copied());
            let help = did_you_mean(name, candidates, "write the name of a component");
            let title = format!("no release here has a component `{name}`");
            let finding = Diagnostic::new(Rule::MissingComponent, title).at(span, "");
            diagnostics.report(finding.because("no release that goes by this rule has a name").help(help));
        }
    }
    unknown
}
