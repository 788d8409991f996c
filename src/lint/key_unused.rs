//! Bounds and options under keys that belong to no version: unused, or misspelt, and then their version lacks
//! them.

use std::collections::BTreeSet;

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule, words::nearest},
    model::{
        Table,
        field::Named,
        rke::{RkeTable, minor_of},
    },
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let rke = subject_of.rke;
    let keys = || subject_of.choices.keys.iter().map(|key| key.value);
    let minors: BTreeSet<_> = keys().map(minor_of).collect();
    let known: BTreeSet<_> = keys().chain(minors.iter().copied()).collect();
    for (table, names) in [
        (RkeTable::K8sVersionInfo, Table::keys(rke.version_info.as_ref())),
        (RkeTable::K8sVersionServiceOptions, Table::keys(rke.service_options.as_ref())),
        (RkeTable::K8sVersionWindowsServiceOptions, Table::keys(rke.windows_service_options.as_ref())),
    ] {
        for name in names.into_iter().filter(|name| !known.contains(name.value)) {
            // In a minor that no Rancher offers it is history.
            if minors.contains(minor_of(name.value)) && !subject_of.is_offered(minor_of(name.value)) {
                continue;
            }
            let title = format!("there is no version `{}`, but `{}` names it", name.value, table.name());
            let meant = nearest(name.value, keys());
            let help = match meant {
                Some(known) => format!("did you mean `{known}`? otherwise delete it"),
                None => "delete it, or add the version".to_owned(),
            };
            let found = finding(Rule::KeyUnused, &subject("rke", name.value), title, name.span, &help);
            diagnostics.report(found.mend(name.span, meant));
        }
    }
}
