//! Versions of a patch that never become, or only by chance become, the newest of their minor. RKE and Rancher choose
//! it in another order than that of the ranges, in which `rancherprime1-1` ties with `rancher1-1`.

use super::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{Table, mcuadros::compare, rke::minor_of},
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for release in subject.metadata.prime.iter().flat_map(|prime| &prime.releases) {
        let version = release.version.value;
        let minor = minor_of(version);
        let others = subject.rke.system_images.iter().flat_map(Table::rows);
        let others =
            others.map(|row| row.key.value).filter(|other| *other != version && minor_of(other) == minor);
        for other in others.filter(|other| compare(version, other).is_eq()) {
            diagnostics.report(
                Diagnostic::new(Rule::CurrentTie, format!("`{version}` ties with `{other}`"))
                    .at(release.version.span, "")
                    .help("add a number at the end, as in `-rancherprime1-1-1`"),
            );
        }
        if let Some(reference) = release.reference
            && compare(version, reference.value).is_lt()
        {
            let title = format!("`{version}` is never newer than `{}`", reference.value);
            diagnostics.report(
                Diagnostic::new(Rule::NeverCurrent, title)
                    .at(release.version.span, "")
                    .help("let its numbers be those of the reference, with one more at the end"),
            );
        }
    }
}
