//! Bounds and options under keys that belong to no version: unused, or misspelt, and then their version lacks
//! them.

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule, words::nearest},
    model::{
        Table, Text,
        field::Named,
        rke::{RkeTable, minor_of},
    },
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let rke = subject_of.rke;
    let keys = || subject_of.choices.keys.iter().map(|key| key.value);
    let is_there = |name: &str| keys().any(|key| key == name || minor_of(key) == name);
    for (table, names) in [
        (RkeTable::K8sVersionInfo, keys_of(rke.version_info.as_ref())),
        (RkeTable::K8sVersionServiceOptions, keys_of(rke.service_options.as_ref())),
        (RkeTable::K8sVersionWindowsServiceOptions, keys_of(rke.windows_service_options.as_ref())),
    ] {
        for name in names.into_iter().filter(|name| !is_there(name.value)) {
            // In a minor that no Rancher offers it is history.
            if keys().any(|key| minor_of(key) == minor_of(name.value))
                && !subject_of.is_offered(minor_of(name.value))
            {
                continue;
            }
            let title = format!("there is no version `{}`, but `{}` names it", name.value, table.name());
            let help = match nearest(name.value, keys()) {
                Some(known) => format!("did you mean `{known}`? otherwise delete it"),
                None => "delete it, or add the version".to_owned(),
            };
            diagnostics.report(finding(
                Rule::KeyUnused,
                &subject("rke", name.value),
                title,
                name.span,
                &help,
            ));
        }
    }
}

fn keys_of<'s, T>(table: Option<&Table<'s, T>>) -> Vec<Text<'s>> {
    table.into_iter().flat_map(Table::rows).map(|row| row.key).collect()
}
