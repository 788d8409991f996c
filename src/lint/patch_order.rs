//! Versions of a patch that sort below the ones they stand on: `-rancher-ent1-1` is below every `-rancher1-1`, and
//! `-rancher10-1` below `-rancher2-1`, since blang compares the last part byte by byte.

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::version::Version,
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for release in subject.metadata.prime.iter().flat_map(|prime| &prime.releases) {
        let version = release.version;
        let (_, suffix) = version.value.split_once("-rancher").unwrap_or_default();
        let parse = |text: &str| Version::parse(text.strip_prefix('v').unwrap_or_default());
        let below = release.reference.filter(
            |reference| matches!((parse(version.value), parse(reference.value)), (Ok(a), Ok(b)) if a <= b),
        );
        let title = match below {
            Some(reference) => {
                format!("`{}` sorts below `{}`, which it starts from", version.value, reference.value)
            }
            None if suffix.starts_with('-') => {
                format!("`{}` sorts below every upstream version with the same number", version.value)
            }
            None => continue,
        };
        diagnostics.report(Diagnostic::new(Rule::PatchOrder, title).at(version.span, "").help(
            if suffix.starts_with(|c: char| c.is_ascii_alphabetic()) {
                "use the three numbers of the reference, or higher ones"
            } else {
                "put letters right after `-rancher`, as in `-rancherprime1-1`"
            },
        ));
    }
}
