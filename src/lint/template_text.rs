//! Template keys without a text, and texts without a use.
//!
//! RKE looks a key up without asking whether it is there and deploys the empty text; Rancher fails to provision
//! (rancher/rancher#25039).

use std::collections::BTreeSet;

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, SHOWN, words::did_you_mean},
    model::Table,
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let texts = subject.rke.texts();
    let rows = || texts.into_iter().flat_map(Table::rows);
    let mut used = BTreeSet::new();
    let mut missing = 0;
    for choice in subject.choices.addons.iter().flat_map(|addon| &addon.choices) {
        let key = choice.template;
        let empty = texts.and_then(|texts| texts.get(key.value)).is_none_or(|text| text.value.is_empty());
        if used.insert(key.value) && empty {
            missing += 1;
            // Only what is shown needs a suggestion.
            let keys = rows().filter(|_| missing <= SHOWN).map(|row| row.key.value);
            let help = did_you_mean(key.value, keys.filter(|known| *known != key.value), "add its text");
            diagnostics.report(
                Diagnostic::new(Rule::TemplateMissing, format!("the template `{}` has no text", key.value))
                    .at(key.span, "")
                    .help(help),
            );
        }
    }
    // A range that does not parse still means to use its template.
    let meant = subject.rke.addons().iter().filter_map(|row| row.value.as_ref());
    used.extend(meant.flat_map(Table::rows).map(|range| range.value.value));
    for row in rows().filter(|row| !used.contains(row.key.value)) {
        diagnostics.report(
            Diagnostic::new(
                Rule::TemplateUnused,
                format!("no range leads to the template `{}`", row.key.value),
            )
            .at(row.key.span, "")
            .help("delete it, or add the missing range"),
        );
    }
}
