//! Changes put together: what is the same in ninety releases is one.

use std::collections::BTreeMap;

use super::{
    area::Area,
    change::{Change, Fact, Found, Item},
    edit::Touched,
    kind::Kind,
    order::Order,
};
use crate::{
    model::version,
    source::{Value, compact},
};

/// Puts together what is the same in many versions, and then what is in the same versions.
pub(super) fn group<'s>(found: Vec<Found<'s>>, order: &Order<'s>) -> Vec<Change<'s>> {
    type Same = (Kind, Area, String, String, String);
    let mut same: BTreeMap<Same, (Item<'s>, Vec<Touched<'s>>)> = BTreeMap::new();
    for Found { fact, path, version, place } in found {
        let Fact { kind, area, label, old, new, hits, manifests } = fact;
        let hits = hits.unwrap_or_else(|| kind.hits().to_owned());
        // Without a version the path alone says it.
        let json = |value: Option<Value<'_>>| value.map(|value| compact(&value)).unwrap_or_default();
        let values = if version.is_some() { format!("{}\n{}", json(old), json(new)) } else { String::new() };
        let item = || Item { path: path.clone(), label, old, new, manifests, place };
        let key = (kind, area, hits, path.clone(), values);
        same.entry(key).or_insert_with(|| (item(), Vec::new())).1.extend(version);
    }
    let mut together: BTreeMap<(Kind, Area, String, Vec<&'s str>), Change<'s>> = BTreeMap::new();
    for ((kind, area, hits, ..), (item, mut versions)) in same {
        let rank = |version: &Touched<'s>| order.rank(&item.path, version.name);
        versions.sort_by_key(|version| (rank(version), version.name));
        // Both bounds of a window are one change.
        versions.dedup_by_key(|version| version.name);
        let names = versions.iter().map(|version| version.name).collect();
        let runs = order.runs(&item.path, &versions);
        together
            .entry((kind, area, hits.clone(), names))
            .or_insert_with(|| Change { kind, area, items: Vec::new(), versions, runs, hits })
            .items
            .push(item);
    }
    let mut changes: Vec<_> = together.into_values().collect();
    for change in &mut changes {
        if matches!(change.kind, Kind::DefaultChanged | Kind::DefaultLost) {
            let first =
                |label: &str| label.split(' ').find_map(|word| version::Version::parse_tolerant(word).ok());
            change.items.sort_by_cached_key(|item| first(&item.label));
        }
    }
    // The most touched first, and then as the versions come.
    changes.sort_by_key(|change| (change.kind, change.area, std::cmp::Reverse(change.versions.len())));
    changes
}
