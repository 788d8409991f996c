//! Defaults of a patch that resolve to no version that their Rancher offers (`getDefaultK8sVersion`).

use std::collections::BTreeMap;

use super::subject::Subject;
use crate::{
    consumer::Consumer,
    diagnostic::{Diagnostic, Diagnostics, Rule, Span, words::names as names_of},
    model::Table,
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let Some(prime) = &subject.metadata.prime else { return };
    let offers = subject.rke.offers(Consumer::Rancher);
    let mut currents = offers.currents();
    // The Ranchers that each default is for.
    let mut ranchers: BTreeMap<Option<Span>, Vec<&str>> = BTreeMap::new();
    for row in subject.rke.rancher_defaults.iter().flat_map(Table::rows) {
        ranchers.entry(row.value.span).or_default().push(row.key.value);
    }
    for default in &prime.patch.app_defaults {
        let minor = default.default_version.value.trim_end_matches(".x");
        let keys = ranchers.get(&default.default_version.span).into_iter().flatten().copied();
        let unresolved: Vec<_> = keys.filter(|rancher| !currents.of(rancher).contains_key(minor)).collect();
        if !unresolved.is_empty() {
            let title = format!("Rancher {} offers no version of `{minor}`", names_of(&unresolved));
            diagnostics.report(
                Diagnostic::new(Rule::DefaultUnresolved, title)
                    .at(default.default_version.span, "")
                    .help("name a minor that it offers, or add a release that it can use"),
            );
        }
    }
}
