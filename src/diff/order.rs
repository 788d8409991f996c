//! The order of versions: for saying `v1.21.4 … v1.27.16` instead of seventy names, and for what only moved.

use std::collections::{BTreeMap, BTreeSet};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{
    area::area_of,
    change::{Fact, Found},
    edit::{Edit, Touched},
    kind::Kind,
    path::{path_of, push_key},
};
use crate::{
    model::{
        Distribution, Metadata, Table,
        field::Named,
        rke::{Rke, RkeTable},
        version::Version,
    },
    source::Value,
};

/// The order of the versions in each table of versions.
#[derive(Debug, Default)]
pub(super) struct Order<'s> {
    /// By the path of the table: each version with its place among all, and whether old and new have it.
    tables: BTreeMap<String, Versions<'s>>,
}

type Versions<'s> = BTreeMap<&'s str, Place>;

#[derive(Debug, Clone, Copy)]
struct Place {
    nth: usize,
    /// The place among those that old has, that new has, and that both have; nothing where it is not one of them.
    among: [Option<usize>; 3],
}

/// Those that old has, that new has, and that both have.
const OLD: usize = 0;
const NEW: usize = 1;
const BOTH: usize = 2;

impl<'s> Order<'s> {
    /// Takes the versions of a table as they are in both builds.
    pub(super) fn add(&mut self, table: &str, old: Vec<&'s str>, new: Vec<&'s str>) {
        let mut places: Versions<'s> = BTreeMap::new();
        // What only the old build has comes after what it followed there.
        let mut following: BTreeMap<Option<&str>, Vec<&'s str>> = BTreeMap::new();
        let in_new: BTreeSet<_> = new.iter().copied().collect();
        let mut last = None;
        for name in &old {
            if in_new.contains(name) {
                last = Some(*name);
            } else {
                following.entry(last).or_default().push(name);
            }
        }
        let in_old: BTreeSet<_> = old.iter().copied().collect();
        let mut all = Vec::new();
        for after in std::iter::once(None).chain(new.iter().copied().map(Some)) {
            all.extend(after.map(|name| (name, in_old.contains(name), true)));
            let gone = following.remove(&after).unwrap_or_default();
            all.extend(gone.into_iter().map(|name| (name, true, false)));
        }
        let mut counts = [0; 3];
        for (nth, (name, old, new)) in all.into_iter().enumerate() {
            places.entry(name).or_insert_with(|| {
                let mut among = [None; 3];
                for (which, is_among) in [(OLD, old), (NEW, new), (BOTH, old && new)] {
                    among[which] = is_among.then_some(counts[which]);
                    counts[which] += usize::from(is_among);
                }
                Place { nth, among }
            });
        }
        self.tables.insert(table.to_owned(), places);
    }

    fn table(&self, path: &str) -> Option<&Versions<'s>> {
        self.tables.iter().find(|(table, _)| path.starts_with(table.as_str())).map(|(_, versions)| versions)
    }

    /// The place of a version among all of its table.
    pub(super) fn rank(&self, path: &str, name: &str) -> usize {
        self.table(path).and_then(|versions| versions.get(name)).map_or(usize::MAX, |place| place.nth)
    }

    /// The neighbours among versions that are in their order: those between which there is none that the change
    /// could have touched and did not.
    pub(super) fn runs(&self, path: &str, versions: &[Touched<'s>]) -> Vec<(usize, usize)> {
        let Some(all) = self.table(path) else {
            return (0..versions.len()).map(|nth| (nth, nth)).collect();
        };
        let places = || versions.iter().filter_map(|version| all.get(version.name));
        let none_is = |which: usize| places().all(|place| place.among[which].is_none());
        // Those that the change could have touched.
        let could = match (none_is(OLD), none_is(NEW)) {
            (true, _) => NEW,
            (_, true) => OLD,
            _ => BOTH,
        };
        let place = |version: &Touched<'s>| all.get(version.name)?.among[could];
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (nth, version) in versions.iter().enumerate() {
            let here = place(version);
            match runs.last_mut() {
                Some((_, last))
                    if here.is_some() && place(&versions[*last]).map(|before| before + 1) == here =>
                {
                    *last = nth;
                }
                _ => runs.push((nth, nth)),
            }
        }
        runs
    }
}

/// The versions of each table in their order: releases as they are listed, keys of RKE by version.
pub(super) fn of<'s>(old: &Metadata<'s>, new: &Metadata<'s>) -> Order<'s> {
    let mut order = Order::default();
    for distribution in Distribution::ALL {
        let versions = |metadata: &Metadata<'s>| -> Vec<&'s str> {
            let releases = metadata.section(distribution).into_iter().flat_map(|section| section.releases());
            releases.filter_map(|release| release.version()).map(|version| version.value).collect()
        };
        order.add(&format!("{}.releases", distribution.key()), versions(old), versions(new));
    }
    for table in RkeTable::all() {
        let (Some(old), Some(new)) = (keys_of(table, old), keys_of(table, new)) else { continue };
        // Both in one order, also where a key is no version.
        let all = ascending(old.union(&new).copied());
        let of = |some: &BTreeSet<&'s str>| all.iter().copied().filter(|key| some.contains(key)).collect();
        order.add(table.name(), of(&old), of(&new));
    }
    order
}

/// The versions of a table; nothing for a table whose keys are not versions of Kubernetes.
fn keys_of<'s>(table: RkeTable, metadata: &Metadata<'s>) -> Option<BTreeSet<&'s str>> {
    let none = Rke::default();
    let rke = metadata.rke.as_ref().unwrap_or(&none);
    let keys = match table {
        // Templates are chosen for the versions that have images.
        RkeTable::K8sVersionRKESystemImages | RkeTable::K8sVersionedTemplates => {
            Table::keys(rke.system_images.as_ref())
        }
        RkeTable::K8sVersionServiceOptions => Table::keys(rke.service_options.as_ref()),
        RkeTable::K8sVersionWindowsServiceOptions => Table::keys(rke.windows_service_options.as_ref()),
        RkeTable::K8sVersionInfo => Table::keys(rke.version_info.as_ref()),
        RkeTable::K8sVersionDockerInfo => Table::keys(rke.docker_info.as_ref()),
        RkeTable::CisConfigParams => Table::keys(rke.cis_config_params.as_ref()),
        RkeTable::RancherDefaultK8sVersions
        | RkeTable::RKEDefaultK8sVersions
        | RkeTable::CisBenchmarkVersionInfo => return None,
    };
    Some(keys.into_iter().map(|key| key.value).collect())
}

/// Keys by version where they are versions, by their bytes where not.
fn ascending<'s>(keys: impl Iterator<Item = &'s str>) -> Vec<&'s str> {
    let mut keys: Vec<_> = keys.map(|key| (Version::parse_tolerant(key).ok(), key)).collect();
    keys.sort();
    keys.dedup_by_key(|(_, key)| *key);
    keys.into_iter().map(|(_, key)| key).collect()
}

/// What moved in a list, and after what it was and is.
pub(super) fn moved<'s>(edit: &Edit<'s>, before: &[&'s str], after: &[&'s str]) -> Vec<Found<'s>> {
    let ops = capture_diff_slices(Algorithm::Myers, before, after);
    let gone = ops.iter().flat_map(|op| match op {
        DiffOp::Delete { old_index, old_len, .. } | DiffOp::Replace { old_index, old_len, .. } => {
            *old_index..old_index + old_len
        }
        DiffOp::Equal { .. } | DiffOp::Insert { .. } => 0..0,
    });
    let places: BTreeMap<&str, usize> = after.iter().enumerate().map(|(nth, name)| (*name, nth)).collect();
    let behind = |names: &[&'s str], nth: usize| nth.checked_sub(1).map(|nth| Value::String(names[nth]));
    let is_of_versions = edit.path.last() == Some(&"releases");
    let found = gone.filter_map(|nth| {
        let name = before[nth];
        let (old, new) = (behind(before, nth), behind(after, *places.get(name)?));
        let mut path = path_of(edit);
        let mut label = String::new();
        let touched = Some(edit.touched(name));
        let (version, place) = match edit.version {
            _ if is_of_versions => (touched, None),
            Some(version) => (Some(edit.touched(edit.path[version.at])), None),
            None => (None, touched),
        };
        if is_of_versions {
            path.push_str("[*]");
        } else {
            push_key(&mut path, name);
            let inside = edit.version.map_or(1, |version| version.at + 1);
            label = format!("{} {name}", edit.path.get(inside..).unwrap_or_default().join("."));
        }
        let fact = Fact {
            kind: Kind::Reordered,
            area: area_of(&edit.path),
            label,
            old,
            new,
            hits: None,
            manifests: None,
        };
        Some(Found { fact, path, version, place })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ranges of some versions in a table.
    #[track_caller]
    fn check(old: &str, new: &str, touched: &str, expected: &str) {
        let names = |text: &'static str| text.split_whitespace().collect::<Vec<_>>();
        let mut order = Order::default();
        let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        order.add("t", names(leak(old)), names(leak(new)));
        let place = None;
        let mut touched: Vec<_> = names(leak(touched))
            .into_iter()
            .map(|name| Touched { name, old_place: place, new_place: place })
            .collect();
        touched.sort_by_key(|version| order.rank("t[*]", version.name));
        let runs = order.runs("t[*]", &touched);
        let text: Vec<_> =
            runs.iter().map(|&(a, b)| format!("{}-{}", touched[a].name, touched[b].name)).collect();
        assert_eq!(text.join(" "), expected);
    }

    #[test]
    fn neighbours_are_those_with_nothing_between_that_could_have_been_touched() {
        check("a b c d", "a b c d", "a b d", "a-b d-d");
        check("a b c d", "a b c d", "d c b a", "a-d");
        // What is new could not have changed, what is gone neither.
        check("a b d", "a b c d", "a b d", "a-d");
        check("a b c d", "a b d", "a b d", "a-d");
        // Of what is new all that is new counts, of what is gone all that was there.
        check("a", "a b c d", "b d", "b-b d-d");
        check("a", "a b c d", "b c d", "b-d");
        check("a b c d", "d", "a b", "a-b");
        check("a b c d", "b", "a c d", "a-a c-d");
        check("a b", "a b", "x a", "a-a x-x");
    }
}
