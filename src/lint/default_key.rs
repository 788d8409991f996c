//! Defaults that nothing reads.
//!
//! RKE looks for its own version without the `v`, then for `default` (`metadata.go`); Rancher likewise
//! (`getDefaultK8sVersion`), and under `user` it keeps what its user has set.

use super::{
    finding::{finding_of_all, subject},
    subject::Subject,
};
use crate::{
    consumer::rke_line,
    diagnostic::{Diagnostics, Rule, words::names as names_of},
    model::{RancherLine, Table, Text, version::Version},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let rke = subject_of.rke;
    for (who, defaults) in [("RKE", &rke.rke_defaults), ("Rancher", &rke.rancher_defaults)] {
        let keys = defaults.iter().flat_map(Table::rows).map(|row| row.key);
        // What only older ones would look for, if anything, is nobody's any more.
        let line = if who == "RKE" { subject_of.line.and_then(rke_line) } else { subject_of.line };
        let is_older =
            |key: &str| line.zip(RancherLine::parse(key)).is_some_and(|(line, of_key)| of_key < line);
        let dead = keys.filter(|key| !is_asked_for(who, key.value) && !is_older(key.value));
        let dead: Vec<Text<'_>> = dead.collect();
        if let Some(first) = dead.first() {
            let names: Vec<_> = dead.iter().map(|key| key.value).collect();
            let title = format!("no {who} looks up its default under {}", names_of(&names));
            let about = names.iter().map(|key| subject("rke", &format!("default {key}"))).collect();
            let help = "write a whole version without a `v`, as in `2.9.3`, or `default`";
            diagnostics.report(finding_of_all(Rule::DefaultKey, about, title, first.span, help));
        }
    }
}

fn is_asked_for(who: &str, key: &str) -> bool {
    // What is wrong with `user` is `rancher-default`.
    key == "default" || (who == "Rancher" && key == "user") || Version::parse(key).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_versions_are_asked_for() {
        for (key, expected) in
            [("2.9.3", true), ("2.6.3-patch1", true), ("default", true), ("2.4", false), ("v2.9.3", false)]
        {
            assert_eq!(is_asked_for("Rancher", key), expected, "{key}");
        }
        assert!(!is_asked_for("RKE", "user"));
    }
}
