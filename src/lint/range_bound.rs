//! Bounds of templates' ranges that are not written like a version.
//!
//! A range is compared by bytes after the `-`, so `<1.25.0-rancher-1-1` ends below `1.25.0-rancher1-1` and
//! `1.25.0-rancher0` alike: the intended version, and those between, get the template of the range after it. Upstream
//! had that in a range of Flannel.

use std::collections::BTreeMap;

use super::{
    finding::{finding, part, subject},
    subject::Subject,
};
use crate::diagnostic::{Diagnostics, Rule};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let mut listed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, key) in subject_of.offered_keys() {
        if let Some((number, _)) = key.value.split_once("-rancher") {
            listed.entry(number.trim_start_matches('v')).or_default().push(key.value);
        }
    }
    for addon in &subject_of.choices.addons {
        for choice in &addon.choices {
            let bounds = || choice.written.value.split([' ', '|', '<', '>', '=', '!']);
            for (bound, meant) in bounds().filter_map(|bound| Some((bound, cut_elsewhere(bound, &listed)?))) {
                let title = format!("there is no version `v{bound}`, but `{meant}`");
                let about = part(&subject("rke", addon.name.value), bound);
                let help = format!("did you mean `{}`?", meant.trim_start_matches('v'));
                diagnostics.report(finding(Rule::RangeBound, &about, title, choice.written.span, &help));
            }
            for bound in bounds().filter(|bound| is_of_no_version(bound)) {
                let title = format!("`{bound}` is not written like a version");
                let about = subject("rke", addon.name.value);
                let help = "write it like the version, as in `1.25.0-rancher1-1`";
                diagnostics.report(finding(Rule::RangeBound, &about, title, choice.written.span, help));
            }
        }
    }
}

/// The listed version that a bound was probably meant for: the only one of its Kubernetes patch, with another `rancherN-M`.
fn cut_elsewhere<'v>(bound: &str, listed: &BTreeMap<&str, Vec<&'v str>>) -> Option<&'v str> {
    let (number, revision) = bound.split_once("-rancher").filter(|(_, revision)| revision.contains('-'))?;
    let [only] = listed.get(number)?[..] else { return None };
    let (_, other) = only.split_once("-rancher")?;
    (numbers(other)? > numbers(revision)?).then_some(only)
}

/// The `N-M` of `rancherN-M`.
fn numbers(revision: &str) -> Option<(u64, u64)> {
    let (first, second) = revision.split_once('-')?;
    Some((first.parse().ok()?, second.parse().ok()?))
}

/// Whether a bound begins with `-rancher` and is not like a version: `rancherN`, `rancherN-N`, `rancherwordN-N-N`.
fn is_of_no_version(bound: &str) -> bool {
    let Some(pre) = bound.split_once("-rancher").map(|(_, pre)| pre) else { return false };
    let numbers = pre.trim_start_matches(|c: char| c.is_ascii_lowercase());
    numbers.is_empty()
        || numbers.split('-').any(|part| part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_have_the_form_of_versions() {
        for (bound, expected) in [
            ("1.25.0-rancher-1-1", true),
            ("1.25.0-rancher", true),
            ("1.25.0-rancher1-", true),
            ("1.25.0-rancher1.1", true),
            ("1.25.0-rancher1-1", false),
            ("1.25.0-rancher0", false),
            ("1.25.0-rancherprime1-1-1", false),
            ("1.25.0-alpha", false),
            ("1.25.0", false),
            ("", false),
        ] {
            assert_eq!(is_of_no_version(bound), expected, "{bound}");
        }
    }
}
