//! Mirror rules that match no image (a name is misspelt, or an earlier rule takes them all), or only a part of a name.

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::mirror::split_tag,
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let Some(prime) = &subject.metadata.prime else { return };
    let images = prime.releases.iter().flat_map(|release| &release.images);
    let names: std::collections::BTreeSet<_> =
        images.map(|(_, image)| split_tag(image.value).map_or(image.value, |(name, _)| name)).collect();
    for option in &prime.patch.mirror_options {
        for rule in &option.rules {
            let inside = names.iter().find(|name| rule.pattern.first_match(name).is_some_and(|at| at > 0));
            if let Some(name) = inside {
                let title =
                    format!("`{}` matches within `{name}`, not from its beginning", rule.matches.value);
                let pattern = rule.matches.value;
                let help = if pattern.contains('|') {
                    format!("write `^(?:{pattern})`")
                } else {
                    format!("write `^{pattern}`")
                };
                diagnostics
                    .report(Diagnostic::new(Rule::MirrorPattern, title).at(rule.matches.span, "").help(help));
            }
        }
        let mut used = vec![false; option.rules.len()];
        for name in &names {
            if let Some((nth, _)) = option.rename(name) {
                used[nth] = true;
            }
        }
        for (rule, _) in option.rules.iter().zip(used).filter(|(_, used)| !used) {
            let title = format!("`{}` renames no image of a release", rule.matches.value);
            let shadowed = names.iter().any(|name| rule.pattern.matches(name));
            let help = if shadowed {
                "an earlier rule of this entry matches all its images; move this rule before that one"
            } else {
                "correct the pattern, or delete the rule"
            };
            diagnostics
                .report(Diagnostic::new(Rule::MirrorUnused, title).at(rule.matches.span, "").help(help));
        }
    }
}
