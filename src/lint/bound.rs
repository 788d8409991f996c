//! Bounds of RKE versions that are not versions, or that nothing reads.
//!
//! RKE and Rancher compare any two texts (mcuadros/go-version): a word that it does not know counts less than
//! every number. And they do not read every bound everywhere ([`Consumer::reads`]).

use std::collections::BTreeMap;

use super::{
    finding::{finding, finding_of_all, subject},
    subject::Subject,
};
use crate::{
    consumer::{Consumer, LimitKind, rke_line},
    diagnostic::{Diagnostics, Rule, words::names as names_of},
    model::{
        RancherLine, Table, Text,
        field::Named,
        rke::{Bound, minor_of},
        version::Version,
    },
};

/// What mcuadros gives a rank of its own, and `patch`, which upstream writes for the lowest.
const WORDS: [&str; 9] = ["dev", "alpha", "a", "beta", "b", "rc", "patch", "pl", "p"];

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let mut ignored: Vec<(&str, Text<'_>, Text<'_>)> = Vec::new();
    for row in subject_of.rke.version_info.iter().flat_map(Table::rows) {
        let key = row.key.value;
        let of_minor = minor_of(key) == key;
        for (name, bound) in row.value.bounds() {
            let Some(bound) = bound.filter(|bound| !bound.value.is_empty()) else { continue };
            if !is_version(bound.value) {
                let title = format!("`{}` of `{key}` is not a version: `{}`", name.name(), bound.value);
                let help = "write three numbers, then `-rc0` or `-patch0` if candidates count";
                diagnostics.report(finding(Rule::BoundSyntax, &subject("rke", key), title, bound.span, help));
            }
            let read = Consumer::Rke.reads(name);
            // RKE ignores a `min` or `deprecate` of a minor, so a version without one of its own has none.
            let is_ignored = match read {
                Some((LimitKind::Max, _)) => !of_minor,
                Some((kind, _)) => {
                    of_minor
                        && subject_of.offered.iter().any(|version| {
                            let info =
                                subject_of.rke.version_info.as_ref().and_then(|info| info.get(version));
                            let has_own = info.is_some_and(|info| {
                                info.bounds().into_iter().any(|(name, bound)| {
                                    bound.is_some()
                                        && Consumer::Rke.reads(name).is_some_and(|(own, _)| own == kind)
                                })
                            });
                            minor_of(version) == key && !has_own
                        })
                }
                None => false,
            };
            if is_ignored && subject_of.is_offered(key) && harms(name, bound, subject_of.line) {
                ignored.push((name.name(), row.key, *bound));
            }
        }
    }
    let mut groups: BTreeMap<&str, Vec<(Text<'_>, Text<'_>)>> = BTreeMap::new();
    for (name, key, bound) in ignored {
        groups.entry(name).or_default().push((key, bound));
    }
    for (name, keys) in groups {
        let [(first, bound), ..] = keys[..] else { continue };
        let names: Vec<_> = keys.iter().map(|(key, _)| key.value).collect();
        let title = format!("RKE does not read `{name}` of {}", names_of(&names));
        let help = if minor_of(first.value) == first.value {
            "also give this bound to the versions of the minor if an RKE of another line may read this data"
        } else {
            "move it to the minor"
        };
        let about = names.iter().map(|key| subject("rke", key)).collect();
        diagnostics.report(finding_of_all(Rule::BoundIgnored, about, title, bound.span, help));
    }
}

/// Whether some RKE of the line is below a `min` that it does not read: all the others may see the version anyway.
fn harms(name: Bound, bound: &Text<'_>, line: Option<RancherLine>) -> bool {
    let (Bound::MinRKEVersion, Some(line)) = (name, line.and_then(rke_line)) else { return true };
    RancherLine::of_version(bound.value).is_none_or(|of_bound| {
        of_bound > line
            || (of_bound == line && Version::parse(bound.value).is_ok_and(|bound| bound.patch() > 0))
    })
}

fn is_version(bound: &str) -> bool {
    // `Normalize` drops a `v`.
    let bound = bound.strip_prefix('v').unwrap_or(bound);
    let (numbers, word) =
        bound.split_once('-').map_or((bound, None), |(numbers, word)| (numbers, Some(word)));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = numbers.split('.').count();
    let known = word.is_none_or(|word| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        letters.is_empty() || WORDS.contains(&letters.to_lowercase().as_str())
    });
    (2..=3).contains(&parts) && numbers.split('.').all(is_number) && known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_versions_that_mcuadros_understands() {
        for (bound, expected) in [
            ("2.7.9", true),
            ("2.2", true),
            ("2.7.9-patch0", true),
            ("1.6.0-rc0", true),
            ("v2.7.9", true),
            ("2.7.9-ent", false),
            ("2.7.x", false),
            ("2.7.9.1", false),
        ] {
            assert_eq!(is_version(bound), expected, "{bound}");
        }
    }
}
