//! Keys that become names and labels of Kubernetes objects, and cannot.
//!
//! Rancher stores every version, template and set of options as an object of that name (`saveSystemImages`, `saveAddons`,
//! `saveServiceOptions`, and the CIS tables of 2.4 to 2.6), and labels the versions with the addon's name and its
//! template's key. Kubernetes refuses one bad name, and the refresh ends there.

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule},
    model::{
        Table, Text,
        field::Named,
        kubernetes::{LABEL, NAME, is_label, is_name},
        rke::RkeTable,
    },
};

/// Labels that Rancher writes itself.
const TAKEN: [&str; 3] = ["service-option-linux-key", "service-option-windows-key", "cattle.io/creator"];

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let rke = subject_of.rke;
    let mut report = |name: Text<'_>, what: &str, help: &str| {
        let title = format!("`{}` cannot be the name of {what}", name.value);
        diagnostics.report(finding(Rule::ObjectName, &subject("rke", name.value), title, name.span, help));
    };
    let objects = "use lower-case letters, digits, `-` and `.`, with a letter or digit at both ends";
    for (table, keys) in [
        (RkeTable::K8sVersionRKESystemImages, Table::keys(rke.system_images.as_ref())),
        (RkeTable::K8sVersionServiceOptions, Table::keys(rke.service_options.as_ref())),
        (RkeTable::K8sVersionWindowsServiceOptions, Table::keys(rke.windows_service_options.as_ref())),
        (RkeTable::CisConfigParams, Table::keys(rke.cis_config_params.as_ref())),
        (RkeTable::CisBenchmarkVersionInfo, Table::keys(rke.cis_benchmark_version_info.as_ref())),
    ] {
        for key in keys.into_iter().filter(|key| !is_name(key.value, NAME)) {
            report(key, &format!("an object of `{}`", table.name()), objects);
        }
    }
    // A key is the name of an object and the value of a label.
    for key in Table::keys(rke.texts()).into_iter().filter(|key| !is_name(key.value, LABEL)) {
        report(key, "a template", &format!("{objects}, at most {LABEL} of them"));
    }
    let is_taken = |name: &str| !is_label(name) || TAKEN.contains(&name);
    for row in rke.addons().iter().filter(|row| is_taken(row.key.value)) {
        let help = "use letters, digits, `-`, `_` and `.`, and no label that Rancher writes itself";
        report(row.key, "an addon", help);
    }
}
