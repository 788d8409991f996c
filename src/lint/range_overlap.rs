//! Two ranges of an addon that match the same version: consumers take one at random, since Go walks a map in
//! random order. Upstream's generator stops on it (`validateTemplateMatch`).

use std::collections::BTreeMap;

use super::subject::Subject;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, words::names as names_of};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for addon in &subject.choices.addons {
        // Many versions hit by the same pair are one mistake.
        let mut pairs: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        for (matching, key) in subject.choices.matches(addon).iter().zip(&subject.choices.keys) {
            // Of many that match, each with the next is enough to see them all.
            for pair in matching.windows(2) {
                let (first, second) = (pair[0].written, pair[1].written);
                let pair = (first.span, first.value, second.span, second.value);
                pairs.entry(pair).or_default().push(key.value);
            }
        }
        for ((first, first_text, second, second_text), keys) in pairs {
            let title = format!("two ranges of `{}` match {}", addon.name.value, names_of(&keys));
            diagnostics.report(
                Diagnostic::new(Rule::RangeOverlap, title)
                    .at(second, second_text)
                    .at(first, first_text)
                    .help("end one range where the other begins"),
            );
        }
    }
}
