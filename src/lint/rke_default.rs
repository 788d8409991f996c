//! A default of RKE that is not a version with images. Upstream's generator stops on it (`validateDefaultPresent`).

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, words::did_you_mean},
    model::Table,
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let images = subject.rke.system_images.as_ref();
    for row in subject.rke.rke_defaults.iter().flat_map(Table::rows) {
        let version = row.value;
        if images.and_then(|images| images.get(version.value)).is_some() {
            continue;
        }
        let known = images.into_iter().flat_map(Table::rows).map(|row| row.key.value);
        let help = did_you_mean(version.value, known, "name a version that has system images");
        let title = format!(
            "`{}` has no system images, and is the default of RKE `{}`",
            version.value, row.key.value
        );
        diagnostics.report(Diagnostic::new(Rule::RkeDefault, title).at(version.span, "").help(help));
    }
}
