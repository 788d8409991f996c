//! Ranges and keys that blang does not parse.
//!
//! Consumers log a bad range and skip it, so its versions silently have no template; a bad version key makes
//! Rancher abort its refresh. Upstream's generator stops on both (`validateTemplateMatch`).

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{Text, range::RangeError},
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (key, error) in &subject.choices.no_versions {
        diagnostics.report(
            Diagnostic::new(Rule::VersionKey, format!("`{}` is not a version: {error}", key.value))
                .at(key.span, "")
                .help("write it like `v1.26.9-rancher1-1`"),
        );
    }
    for addon in &subject.choices.addons {
        for (range, error) in &addon.refused {
            diagnostics.report(finding(range, error));
        }
        for (range, parsed) in addon.introduced.iter().flatten() {
            if let Err(error) = parsed {
                diagnostics.report(finding(range, error));
            }
        }
    }
}

fn finding(range: &Text<'_>, error: &RangeError) -> Diagnostic {
    let help = match error {
        RangeError::Comparator(comparator) if comparator.ends_with('v') => "write the version without a `v`",
        RangeError::Comparator(_) | RangeError::NoVersion(_) => {
            "write conditions like `>=1.26.0-rancher0` with one space between them; there is no `~` or `^`"
        }
        RangeError::Version { .. } => {
            "a version has three numbers and no `v`: `1.26.0`; only spaces separate conditions"
        }
        _ => "write conditions like `>=1.26.0-rancher0 <1.27.0-rancher0`, with ` || ` between alternatives",
    };
    Diagnostic::new(Rule::RangeSyntax, error.to_string()).at(range.span, "").help(help)
}
