//! Giving single versions a template of their own, and changing nothing for all others.
//!
//! Consumers try an addon's ranges in random order and take the first that matches, and upstream's ranges know
//! nothing of a patch's versions. So the ranges are cut as the sets that they are. What holds afterwards:
//!
//! 1. every version of the patch matches exactly the range of its template, or none if it must have none;
//! 2. every other version, known or not, has the template that it had;
//! 3. there are as few ranges as that allows: a version joins a range that leads to its template already;
//! 4. a range that nothing touched keeps its text.

use std::collections::BTreeMap;

use crate::model::{
    range::{Range, VersionSet},
    version::Version,
};

/// A range of an addon: what it admits and the key of the template that it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row<'s> {
    /// As it was written; nothing for a range that is new or touched.
    pub(super) written: Option<&'s str>,
    pub(super) set: VersionSet,
    pub(super) template: &'s str,
}

/// What a version of the patch must get.
#[derive(Debug, Clone)]
pub(super) struct Wanted<'s> {
    pub(super) version: Version,
    /// The version that it is like, whose range it joins.
    pub(super) like: Option<Version>,
    /// The key of the template; nothing for none.
    pub(super) template: Option<&'s str>,
}

/// The ranges that give each version what it must get.
pub(super) fn assign<'s>(mut rows: Vec<Row<'s>>, wanted: &[Wanted<'s>]) -> Vec<Row<'s>> {
    // What is in a range that leads elsewhere is cut out of it.
    for row in &mut rows {
        let elsewhere = wanted.iter().filter(|wanted| wanted.template != Some(row.template));
        let cut: Vec<_> = elsewhere
            .filter(|wanted| row.set.contains(&wanted.version))
            .map(|wanted| VersionSet::exactly(&wanted.version))
            .collect();
        if !cut.is_empty() {
            row.set = row.set.difference(&VersionSet::union_of(cut));
            row.written = None;
        }
    }
    // And it joins a range that leads to its template.
    let mut joining: BTreeMap<usize, Vec<VersionSet>> = BTreeMap::new();
    let mut alone: BTreeMap<&str, Vec<VersionSet>> = BTreeMap::new();
    for Wanted { version, like, template } in wanted {
        let Some(template) = *template else { continue };
        let leading: Vec<_> = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.template == template && !row.set.is_empty())
            .collect();
        if leading.iter().any(|(_, row)| row.set.contains(version)) {
            continue;
        }
        let of_like =
            leading.iter().find(|(_, row)| like.as_ref().is_some_and(|like| row.set.contains(like)));
        let touched = || leading.iter().find(|(_, row)| row.written.is_none());
        match of_like.or_else(touched).or(leading.first()) {
            Some((nth, _)) => joining.entry(*nth).or_default().push(VersionSet::exactly(version)),
            None => alone.entry(template).or_default().push(VersionSet::exactly(version)),
        }
    }
    for (nth, sets) in joining {
        let row = &mut rows[nth];
        row.set = VersionSet::union_of(sets.into_iter().chain([row.set.clone()]));
        row.written = None;
    }
    rows.retain(|row| !row.set.is_empty() || row.written.is_some());
    let alone = alone.into_iter();
    rows.extend(alone.map(|(template, sets)| Row {
        written: None,
        set: VersionSet::union_of(sets),
        template,
    }));
    rows
}

impl Row<'_> {
    /// The range as it will be written; nothing when no text can say it.
    pub(super) fn text(&self) -> Option<String> {
        match self.written {
            Some(written) => Some(written.to_owned()),
            None => self.set.to_range().as_ref().map(Range::text).map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    fn rows<'s>(texts: &[(&'s str, &'s str)]) -> Vec<Row<'s>> {
        let row = |&(text, template)| Row {
            written: Some(text),
            set: Range::parse(text).unwrap().set().clone(),
            template,
        };
        texts.iter().map(row).collect()
    }

    #[track_caller]
    fn check(before: &[(&str, &str)], wanted: &[(&str, &str, Option<&str>)], after: &[(&str, &str)]) {
        let wanted: Vec<_> = wanted
            .iter()
            .map(|&(text, like, template)| Wanted {
                version: version(text),
                like: Version::parse(like).ok(),
                template,
            })
            .collect();
        let found = assign(rows(before), &wanted);
        let found: Vec<_> = found.iter().map(|row| (row.text().unwrap(), row.template)).collect();
        let found: Vec<_> = found.iter().map(|(text, template)| (text.as_str(), *template)).collect();
        assert_eq!(found, after);
    }

    const ACI: [(&str, &str); 3] = [
        (">=1.25.0-rancher0 <1.25.9-rancher2-1", "old"),
        (">=1.25.9-rancher2-1 <1.25.9-rancher2-2", "mid"),
        (">=1.25.9-rancher2-2", "new"),
    ];

    #[test]
    fn a_version_that_has_its_template_touches_nothing() {
        check(&ACI, &[("1.25.9-rancherent2-2-1", "1.25.9-rancher2-2", Some("new"))], &ACI);
    }

    #[test]
    fn a_version_joins_the_range_of_its_reference() {
        check(
            &ACI,
            &[("1.25.9-rancherent2-1-1", "1.25.9-rancher2-1", Some("mid"))],
            &[
                ACI[0],
                (">=1.25.9-rancher2-1 <1.25.9-rancher2-2 || 1.25.9-rancherent2-1-1", "mid"),
                (">=1.25.9-rancher2-2 <1.25.9-rancherent2-1-1 || >1.25.9-rancherent2-1-1", "new"),
            ],
        );
    }

    #[test]
    fn own_templates_share_a_range_and_none_is_none() {
        check(
            &ACI,
            &[
                ("1.25.1-rancherent1-1", "", Some("own")),
                ("1.26.1-rancherent1-1", "", Some("own")),
                ("1.25.2-rancherent1-1", "", None),
            ],
            &[
                (
                    ">=1.25.0-rancher0 <1.25.1-rancherent1-1 || >1.25.1-rancherent1-1 <1.25.2-rancherent1-1 || >1.25.2-rancherent1-1 <1.25.9-rancher2-1",
                    "old",
                ),
                ACI[1],
                (">=1.25.9-rancher2-2 <1.26.1-rancherent1-1 || >1.26.1-rancherent1-1", "new"),
                ("1.25.1-rancherent1-1 || 1.26.1-rancherent1-1", "own"),
            ],
        );
        check(&[("1.25.1", "a")], &[("1.25.1", "", Some("b"))], &[("1.25.1", "b")]);
    }

    fn versions() -> impl Strategy<Value = String> {
        (
            20_u8..23,
            0_u8..3,
            prop_oneof![
                Just(String::new()),
                (1_u8..12, 1_u8..12).prop_map(|(a, b)| format!("-rancher{a}-{b}")),
                (1_u8..4, 1_u8..4).prop_map(|(a, b)| format!("-rancherprime{a}-{b}")),
                (1_u8..4, 1_u8..4).prop_map(|(a, b)| format!("-rancher-x{a}.{b}")),
            ],
        )
            .prop_map(|(minor, patch, suffix)| format!("1.{minor}.{patch}{suffix}"))
    }

    proptest! {
        #[test]
        fn only_the_patch_changes_and_only_as_wanted(
            bounds in proptest::collection::btree_set(versions(), 1..9),
            templates in proptest::collection::vec(proptest::option::of(0_usize..4), 9),
            patch in proptest::collection::btree_map(versions(), (versions(), proptest::option::of(0_usize..6)), 0..12),
        ) {
            const KEYS: [&str; 6] = ["a", "b", "c", "d", "own-1", "own-2"];
            // Ranges side by side, some with a gap between.
            let mut bounds: Vec<_> = bounds.iter().map(|bound| version(bound)).collect();
            bounds.sort();
            bounds.dedup();
            let texts: Vec<_> = bounds.iter().enumerate().map(|(nth, from)| match bounds.get(nth + 1) {
                Some(to) => format!(">={from} <{to}"),
                None => format!(">={from}"),
            }).collect();
            let before: Vec<_> = texts.iter().zip(&templates).filter_map(|(text, template)| Some(Row {
                written: Some(text.as_str()),
                set: Range::parse(text).unwrap().set().clone(),
                template: KEYS[(*template)?],
            })).collect();
            let mut wanted: Vec<Wanted<'_>> = patch.iter().map(|(text, (like, template))| Wanted {
                version: version(text),
                like: Some(version(like)),
                template: template.map(|template| KEYS[template]),
            }).collect();
            wanted.sort_by(|a, b| a.version.cmp(&b.version));
            wanted.dedup_by(|a, b| a.version == b.version);

            let after = assign(before.clone(), &wanted);
            // What is written is what was intended.
            for row in &after {
                let text = row.text().unwrap();
                let range = Range::parse(&text).unwrap();
                prop_assert_eq!(range.set(), &row.set, "{}", text);
            }
            // No two ranges match one version.
            for (nth, row) in after.iter().enumerate() {
                for other in &after[nth + 1..] {
                    prop_assert!(row.set.intersection(&other.set).is_empty());
                }
            }
            // Each version of the patch has what it must have.
            for wanted in &wanted {
                let found = after.iter().find(|row| row.set.contains(&wanted.version)).map(|row| row.template);
                prop_assert_eq!(found, wanted.template);
            }
            // All other versions there could ever be have what they had.
            let patched = VersionSet::union_of(wanted.iter().map(|wanted| VersionSet::exactly(&wanted.version)));
            for key in KEYS {
                let admitted = |rows: &[Row<'_>]| {
                    let sets = rows.iter().filter(|row| row.template == key).map(|row| row.set.clone());
                    VersionSet::union_of(sets).difference(&patched)
                };
                prop_assert_eq!(admitted(&before), admitted(&after));
            }
            // What keeps its set keeps its text, and there is a new range only for a template without any.
            for row in &before {
                if let Some(kept) = after.iter().find(|kept| kept.set == row.set && kept.template == row.template) {
                    prop_assert_eq!(kept.written, row.written);
                }
            }
            for key in KEYS {
                let count = |rows: &[Row<'_>]| rows.iter().filter(|row| row.template == key).count();
                prop_assert!(count(&after) <= count(&before).max(1));
            }
        }
    }
}
