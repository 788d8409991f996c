//! Versions of a patch that never become, or only by chance become, the newest of their minor. RKE and Rancher choose
//! it in another order than that of the ranges, in which `rancherprime1-1` ties with `rancher1-1`.

use std::collections::BTreeMap;

use super::subject::Subject;
use crate::{
    consumer::mcuadros::Rank,
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{Table, rke::minor_of},
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let Some(prime) = &subject.metadata.prime else { return };
    let mut ranks: BTreeMap<(&str, Rank), Vec<&str>> = BTreeMap::new();
    for row in subject.rke.system_images.iter().flat_map(Table::rows) {
        let version = row.key.value;
        ranks.entry((minor_of(version), Rank::of(version))).or_default().push(version);
    }
    for release in &prime.releases {
        let version = release.version.value;
        let rank = Rank::of(version);
        let never = release.reference.filter(|reference| rank < Rank::of(reference.value));
        let tied = ranks.get(&(minor_of(version), rank)).map(Vec::as_slice).unwrap_or_default();
        let mut others = tied.iter().filter(|other| **other != version);
        if let Some(other) = others.next() {
            // One slip, however many there are.
            let more = match tied.len() - 2 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            diagnostics.report(
                Diagnostic::new(Rule::CurrentTie, format!("`{version}` ties with `{other}`{more}"))
                    .at(release.version.span, "")
                    .help("add a number at the end, as in `-rancherprime1-1-1`"),
            );
        }
        if let Some(reference) = never {
            let title = format!("`{version}` is never newer than `{}`", reference.value);
            diagnostics.report(
                Diagnostic::new(Rule::NeverCurrent, title)
                    .at(release.version.span, "")
                    .help("use the numbers of the reference, and add one more at the end"),
            );
        }
    }
}
