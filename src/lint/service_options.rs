//! Minors without service options, and options of a version that lack what its minor has.
//!
//! RKE takes the options of the exact version whole where there are any, else those of the minor of the Kubernetes
//! image's tag (`getKubernetesServicesOptions` in `cluster/plan.go`). Rancher's image lists leave a minor without them out
//! (`GetK8sVersionInfo`).

use std::collections::BTreeMap;

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule, words::names as names_of},
    model::{
        Table, Text,
        field::Named,
        rke::{ServiceOptions, minor_of},
        version::Version,
    },
};

/// RKE deploys Windows nodes from here on.
const WINDOWS: (u64, u64) = (1, 15);

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let rke = subject_of.rke;
    let (linux, windows) = (rke.service_options.as_ref(), rke.windows_service_options.as_ref());
    let mut minors: BTreeMap<&str, Vec<(&Version, Text<'_>)>> = BTreeMap::new();
    for (version, key) in subject_of.offered_keys() {
        minors.entry(minor_of(key.value)).or_default().push((version, key));
    }
    for (minor, versions) in minors {
        let lacks = |table: Option<&Table<'_, ServiceOptions<'_>>>| {
            table.is_none_or(|table| table.get(minor).is_none())
        };
        let (version, _) = versions[0];
        let broken = [
            lacks(linux).then_some((Rule::OptionsMissing, "service options")),
            (version.minor() >= WINDOWS && lacks(windows))
                .then_some((Rule::WindowsOptionsMissing, "service options for Windows")),
        ];
        for (rule, what) in broken.into_iter().flatten() {
            let (_, key) = versions[0];
            let title = format!("`{minor}` has no {what}, and `{}` needs them", key.value);
            let help = format!("add them under `{minor}`, as the minor before has them");
            diagnostics.report(finding(rule, &subject("rke", key.value), title, key.span, &help));
        }
    }
    for table in [linux, windows].into_iter().flatten() {
        check_exact(table, diagnostics);
    }
}

/// The options of full versions against those of their minor.
fn check_exact(table: &Table<'_, ServiceOptions<'_>>, diagnostics: &mut Diagnostics) {
    for row in table.rows() {
        let minor = minor_of(row.key.value);
        let Some(of_minor) = table.get(minor).filter(|_| minor != row.key.value) else { continue };
        let pairs = of_minor.components().into_iter().zip(row.value.components());
        let lacking: Vec<_> = pairs
            .flat_map(|((component, all), (_, own))| {
                let rows = all.into_iter().flat_map(Table::rows);
                let lacking =
                    rows.filter(move |option| own.is_none_or(|own| own.get(option.key.value).is_none()));
                lacking.map(move |option| format!("{}.{}", component.name(), option.key.value))
            })
            .collect();
        if !lacking.is_empty() {
            let names: Vec<_> = lacking.iter().map(String::as_str).collect();
            let title = format!("the options of `{}` lack {} of `{minor}`", row.key.value, names_of(&names));
            let about = subject("rke", row.key.value);
            let help =
                "write all options that the version needs: they are not merged with those of the minor";
            diagnostics.report(finding(Rule::OptionsPartial, &about, title, row.key.span, help));
        }
    }
}
