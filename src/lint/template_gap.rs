//! Versions that no range of an addon matches. Upstream's generator only warns: `found k8s versions without a
//! template`.

use super::{Subject, versions};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};

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
            diagnostics.report(
                Diagnostic::new(Rule::TemplateGap, title)
                    .at(addon.name.span, "")
                    .help("widen a range, or say from where on the addon has a template (`introduced`; in Go `TemplateIntroducedRanges`)"),
            );
        }
    }
}
