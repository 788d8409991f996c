//! Whether an edit has changed what it was to change, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    outcome::Edit,
    view::{Entry, View},
};
use crate::{edit::refusal::Refusal, model::field::Named, source::Map};

/// Compares what a file means before and after an edit; how many releases that it does not name have another meaning.
pub(super) fn verify(before: &View<'_>, after: &View<'_>, edit: &Edit) -> Result<usize, Refusal> {
    let mut with_it = 0;
    let renamed: BTreeMap<&str, &str> =
        edit.renamed.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    let named: BTreeSet<&str> = edit.named.iter().map(String::as_str).collect();
    let is_named = |version: &str| named.contains(version);
    let old: Vec<_> = before.entries.iter().filter(|entry| !is_named(entry.version)).collect();
    let new: Vec<_> = after.entries.iter().filter(|entry| !is_named(entry.version)).collect();
    let lost = |entry: &Entry<'_>| {
        let range = before.range(entry.id);
        let title = format!("this edit would change `{}`, which it does not name", entry.version);
        Err(Refusal::new(
            title,
            "make the change by hand; and please report this, with the file and the command",
        )
        .at(range.start..range.start + 1, "this release"))
    };
    if let Some(entry) = old.get(new.len()) {
        return lost(entry);
    }
    for (old, new) in old.iter().zip(&new) {
        let version = renamed.get(old.version).copied().unwrap_or(old.version);
        let (from, to) = (fields(before, old), fields(after, new));
        let is_same = |key: &str| match (from.get(key), to.get(key)) {
            _ if key == "version" => true,
            (Some(a), Some(b)) if a.node.value.is_same(&b.node.value) => true,
            (a, b) => edit
                .shared
                .as_ref()
                .filter(|_| edit.among.as_ref().is_none_or(|among| among.contains(old.version)))
                .is_some_and(|(table, change)| {
                    let [a, b] =
                        [a, b].map(|entry| entry.map_or(Map::EMPTY, |entry| entry.node.value.fields()));
                    table.name() == key && change.leads_in_part(a, b)
                }),
        };
        with_it += usize::from(
            keys(from, to).any(|key| key != "version" && !from.value(key).is_same(&to.value(key))),
        );
        if new.version != version || !keys(from, to).all(is_same) {
            return lost(old);
        }
    }
    if old.len() != new.len() {
        return Err(Refusal::odd(0..0, "the new text has other releases than it should"));
    }
    changed_as_meant(before, after, edit)?;
    let (from, to) = (root(before), root(after));
    let may_differ = |key: &str| match key {
        "releases" => true,
        "channels" => edit.touches_channels,
        "appDefaults" => edit.touches_defaults,
        _ => false,
    };
    match keys(from, to).find(|key| !may_differ(key) && !from.value(key).is_same(&to.value(key))) {
        Some(key) => Err(Refusal::odd(0..0, &format!("this edit would change `{key}`"))),
        None => Ok(with_it),
    }
}

/// Whether the release whose own table changes has the change, and nothing else.
fn changed_as_meant(before: &View<'_>, after: &View<'_>, edit: &Edit) -> Result<(), Refusal> {
    let changes = edit.own.iter().chain(&edit.shared);
    for (table, change) in changes {
        for version in &edit.named {
            let (Some(old), Some(new)) = (before.find(version), after.find(version)) else { continue };
            let (from, to) = (fields(before, &before.entries[old]), fields(after, &after.entries[new]));
            let is_right = |key: &str| match key == table.name() {
                true => change.leads(from.value(key).fields(), to.value(key).fields()),
                false => from.value(key).is_same(&to.value(key)),
            };
            if !keys(from, to).all(is_right) {
                return Err(Refusal::odd(
                    before.range(before.entries[old].id),
                    "the new list would not say what it should",
                ));
            }
        }
    }
    Ok(())
}

fn root<'s>(view: &View<'s>) -> Map<'s> {
    view.document.root.map_or(Map::EMPTY, |root| view.written(root).value.fields())
}

fn fields<'s>(view: &View<'s>, entry: &Entry<'_>) -> Map<'s> {
    view.written(entry.id).value.fields()
}

/// The keys of two maps.
fn keys<'s>(a: Map<'s>, b: Map<'s>) -> impl Iterator<Item = &'s str> {
    let others = b.entries().iter().filter(move |entry| a.get(entry.key).is_none());
    a.entries().iter().chain(others).map(|entry| entry.key)
}
