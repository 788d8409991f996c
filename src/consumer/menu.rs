//! What the menu of Rancher's dashboard shows of the releases that are offered.

use std::{cmp::Ordering, collections::BTreeSet};

use crate::model::{Text, rke::minor_of, version::Version};

/// The releases in the menu, newest first (`getMostRecentPatchVersions` and `filterOutDeprecatedPatchVersions` of the dashboard's
/// `shell/utils/cluster`): the first of each minor, and every candidate.
pub fn menu<'s>(offered: &[Text<'s>]) -> Vec<Text<'s>> {
    let mut sorted = offered.to_vec();
    sorted.sort_by(|a, b| order(b.value, a.value));
    let mut minors = BTreeSet::new();
    let is_candidate =
        |version: &str| Version::parse_tolerant(version).is_ok_and(|version| version.is_pre_release());
    sorted.retain(|version| minors.insert(minor_of(version.value)) || is_candidate(version.value));
    sorted
}

/// The order of the menu: part by part between `.`, `+` and `-`, numbers as numbers and the others as text, so that `rc3` comes
/// after `k3s1`.
fn order(a: &str, b: &str) -> Ordering {
    let parts = |text: &'_ str| -> Vec<(u64, String)> {
        let parts = text.trim_start_matches('v').split(['.', '+', '-']);
        parts
            .map(|part| part.parse().map_or((u64::MAX, part.to_owned()), |number| (number, String::new())))
            .collect()
    };
    parts(a).cmp(&parts(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(offered: &[&'static str], expected: &[&str]) {
        let offered: Vec<_> = offered.iter().map(|value| Text { value, span: None }).collect();
        let shown: Vec<_> = menu(&offered).iter().map(|version| version.value).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_candidate_of_k3s_hides_its_release_and_one_of_rke2_does_not() {
        check(&["v1.35.9+k3s1", "v1.35.10+k3s1", "v1.36.2+k3s1"], &["v1.36.2+k3s1", "v1.35.10+k3s1"]);
        check(&["v1.36.2-rc3+k3s1", "v1.36.2+k3s1"], &["v1.36.2-rc3+k3s1"]);
        check(&["v1.36.2-rc5+rke2r1", "v1.36.2+rke2r1"], &["v1.36.2+rke2r1", "v1.36.2-rc5+rke2r1"]);
    }
}
