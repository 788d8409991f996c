//! The Ranchers that have a default of their own, and which rule of the patch gives each its own.
//!
//! A later rule takes the place of an earlier one, and finds the Ranchers that earlier ones list. So the rules are gone
//! through from the last one, and each takes the Ranchers in its range that no later one has taken.

use std::{collections::BTreeMap, ops::Bound};

use crate::model::{Table, Text, patch::AppDefault, range::Range, version::Version};

/// The keys of `RancherDefaultK8sVersions`.
#[derive(Default)]
pub(super) struct KnownRanchers<'s> {
    /// With what the table says of them; nothing for one that only the patch lists.
    keys: BTreeMap<&'s str, (Text<'s>, Option<Text<'s>>)>,
    /// Those that are versions.
    versions: BTreeMap<Version, Vec<&'s str>>,
}

impl<'s> KnownRanchers<'s> {
    pub(super) fn of(table: Option<Table<'s, Text<'s>>>) -> Self {
        let mut known = Self::default();
        for (key, value) in table.into_iter().flat_map(Table::into_rows) {
            known.add(key);
            known.keys.insert(key.value, (key, Some(value)));
        }
        known
    }

    /// Adds one that a rule lists.
    pub(super) fn add(&mut self, key: Text<'s>) {
        if let Some((text, _)) = self.keys.get_mut(key.value) {
            *text = key;
            return;
        }
        self.keys.insert(key.value, (key, None));
        if let Ok(version) = Version::parse_tolerant(key.value) {
            self.versions.entry(version).or_default().push(key.value);
        }
    }

    /// Whether a range has one of them.
    pub(super) fn has_one_in(&self, range: &Range) -> bool {
        range.set().intervals().any(|interval| self.versions.range(bounds(interval)).next().is_some())
    }

    /// Each with its default, after the rules.
    pub(super) fn with(
        mut self,
        rules: &[AppDefault<'s>],
    ) -> impl Iterator<Item = (Text<'s>, Text<'s>)> + use<'s> {
        let mut given: BTreeMap<&'s str, Text<'s>> = BTreeMap::new();
        for rule in rules.iter().rev() {
            for listed in &rule.rancher_versions {
                given.entry(listed.value).or_insert(rule.default_version);
            }
            for interval in rule.range.set().intervals() {
                let taken: Vec<_> =
                    self.versions.range(bounds(interval)).map(|(version, _)| version.clone()).collect();
                for key in taken.iter().filter_map(|version| self.versions.remove(version)).flatten() {
                    given.entry(key).or_insert(rule.default_version);
                }
            }
        }
        self.keys
            .into_values()
            .filter_map(move |(key, value)| Some((key, given.get(key.value).copied().or(value)?)))
    }
}

fn bounds<'v>((from, to): (&'v Version, Option<&'v Version>)) -> (Bound<&'v Version>, Bound<&'v Version>) {
    (Bound::Included(from), to.map_or(Bound::Unbounded, Bound::Excluded))
}
