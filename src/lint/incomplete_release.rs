//! Releases of a patch that stand on their own and lack images that every version of their minor has. RKE takes what
//! there is without asking (`cluster/validation.go`) and fails where it needs the rest.

use std::collections::BTreeSet;

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, words::names as names_of},
    model::{
        Prime, Table,
        field::Named,
        rke::{ImageField, minor_of},
    },
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let Some(prime) = &subject.metadata.prime else { return };
    let of_the_patch = Prime::versions(prime);
    for release in prime.releases.iter().filter(|release| release.reference.is_none()) {
        let minor = minor_of(release.version.value);
        let community = || {
            let rows = subject.rke.system_images.iter().flat_map(Table::rows);
            rows.filter(|row| !of_the_patch.contains(row.key.value))
        };
        let fields = |row: &crate::model::Row<'_, crate::model::rke::SystemImages<'_>>| {
            row.value.images.iter().map(|(field, _)| *field).collect::<BTreeSet<ImageField>>()
        };
        // Where upstream has no version of the minor, what all its versions have.
        let has_minor = community().any(|row| minor_of(row.key.value) == minor);
        let alike = community().filter(|row| !has_minor || minor_of(row.key.value) == minor).map(fields);
        let Some(needed) = alike.reduce(|all, row| &all & &row) else { continue };
        let lacking: Vec<_> = needed
            .iter()
            .filter(|field| !release.images.iter().any(|(own, _)| own == *field))
            .map(|field| field.name())
            .collect();
        if !lacking.is_empty() {
            let title = format!("`{}` lacks the images {}", release.version.value, names_of(&lacking));
            diagnostics.report(
                Diagnostic::new(Rule::IncompleteRelease, title)
                    .at(release.version.span, "")
                    .help("add them under `systemImages`, or start from a `referenceVersion`"),
            );
        }
    }
}
