//! Bounds of templates' ranges that are not written like a version.
//!
//! A range is compared by bytes after the `-`, so `<1.25.0-rancher-1-1` ends below `1.25.0-rancher1-1` and
//! `1.25.0-rancher0` alike: the intended version, and those between, get the template of the range after it. Upstream
//! had that in a range of Flannel.

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::diagnostic::{Diagnostics, Rule};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for addon in &subject_of.choices.addons {
        for choice in &addon.choices {
            let bounds = choice.written.value.split([' ', '|', '<', '>', '=', '!']);
            for bound in bounds.filter(|bound| is_of_no_version(bound)) {
                let title = format!("`{bound}` is not written like a version");
                let about = subject("rke", addon.name.value);
                let help = "write it like the version, as in `1.25.0-rancher1-1`";
                diagnostics.report(finding(Rule::RangeBound, &about, title, choice.written.span, help));
            }
        }
    }
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
