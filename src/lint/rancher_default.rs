//! Defaults of Rancher for RKE that do not resolve.
//!
//! `getDefaultK8sVersion` takes what is under Rancher's exact version, else `default`, and wants a current version of
//! exactly that minor, `v` included; where there is none it refuses the whole refresh and goes back to the data that it
//! was shipped with (rancher/rancher#38268, #29339).

use std::collections::BTreeMap;

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    consumer::{Consumer, asking},
    diagnostic::{Diagnostics, Rule, words::names as names_of},
    model::{RancherLine, Table, Text, rke::minor_of},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let rke = subject_of.rke;
    let none = Table::EMPTY;
    let defaults = rke.rancher_defaults.as_ref().unwrap_or(&none);
    let mut report = |key: &str, title: String, at: Text<'_>, help: &str| {
        let about = subject("rke", &format!("rancher-default {key}"));
        diagnostics.report(finding(Rule::RancherDefault, &about, title, at.span, help));
    };
    if defaults.get("default").is_none()
        && let Some(first) =
            defaults.rows().first().map(|row| row.key).or(subject_of.choices.keys.first().copied())
    {
        let title = "Rancher has no `default` for versions that are not listed".to_owned();
        report("default", title, first, "add `default` to Rancher's defaults");
    }
    for row in defaults.rows() {
        if row.key.value == "user" {
            report(
                "user",
                "Rancher keeps its user's own setting under `user`".to_owned(),
                row.key,
                "delete it",
            );
        }
        if !is_minor(row.value.value) {
            let title = format!("Rancher does not find the minor `{}`", row.value.value);
            report(row.key.value, title, row.value, "write it with the `v`, as in `v1.27.x`");
        }
    }
    let Some(line) = subject_of.line else { return };
    let offers = rke.offers(Consumer::Rancher);
    let mut currents = offers.currents();
    let mut unresolved: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for rancher in asking(&[rke]).remove(&line).unwrap_or_default() {
        let Some((key, minor)) = rke.default_rule(Consumer::Rancher, &rancher) else { continue };
        if is_minor(minor.value) && !currents.of(&rancher).contains_key(minor_of(minor.value)) {
            unresolved.entry(key.value).or_default().push(rancher);
        }
    }
    for (key, ranchers) in unresolved {
        let Some(row) = defaults.row(key) else { continue };
        let names: Vec<_> = ranchers.iter().map(String::as_str).collect();
        let title = format!("Rancher {} offers no version of `{}`", names_of(&names), row.value.value);
        report(
            key,
            title,
            row.value,
            "name a minor that it offers, or give these Ranchers a default of their own",
        );
    }
}

/// `vX.Y.x`.
fn is_minor(value: &str) -> bool {
    value.ends_with(".x") && value.starts_with('v') && RancherLine::parse(minor_of(value)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_is_a_minor_with_a_v() {
        for (value, expected) in [
            ("v1.27.x", true),
            ("1.27.x", false),
            ("v1.27", false),
            ("v1.27.3", false),
            ("v1.x", false),
            ("", false),
        ] {
            assert_eq!(is_minor(value), expected, "{value}");
        }
    }
}
