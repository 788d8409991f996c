//! Releases that are there get other bounds, arguments, charts or features.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    add::place_of,
    detach::detach,
    in_place::in_place,
    name::Names,
    outcome::{Edit, Whose},
    table::{Change, Planned},
    view::{Use, View},
};
use crate::{
    diagnostic::words::{did_you_mean, first},
    edit::{refusal::Refusal, splice::Splices},
    model::{
        channel::{MAX, MIN, ReleaseTable},
        field::Named,
    },
    source::{Map, yaml::WrittenId},
};

/// Sets the bounds of some releases.
pub(super) fn window(
    view: &View<'_>,
    entries: &[usize],
    min: Option<&str>,
    max: Option<&str>,
) -> Result<Edit, Refusal> {
    let mut edit = Edit::default();
    let mut told: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for &nth in entries {
        let entry = &view.entries[nth];
        let mut changed = Vec::new();
        for (key, new) in [(MIN, min), (MAX, max)] {
            let Some(new) = new else { continue };
            match view.pair(nth, key) {
                Some(pair) => {
                    let old = view.written(pair.value).value.as_str().unwrap_or_default();
                    if old != new {
                        edit.splices.replace(view.inner(pair.value), view.requoted(pair.value, new));
                        changed.push(format!("{old} → {new}"));
                    }
                }
                None => {
                    insert_key(view, nth, key, vec![format!("{key}: {new}")], &mut edit.splices)?;
                    changed.push(format!("{key} {new}"));
                }
            }
        }
        if !changed.is_empty() {
            told.entry(changed.join(", ")).or_default().push(entry.version);
            edit.named.push(entry.version.to_owned());
        }
    }
    for (change, versions) in told {
        edit.told.push(format!("{}: {change}", first(&versions, 3, |version| format!("`{version}`"))));
    }
    Ok(edit)
}

/// Puts a key into a release, among its others as elsewhere in the file.
fn insert_key(
    view: &View<'_>,
    nth: usize,
    key: &str,
    lines: Vec<String>,
    splices: &mut Splices,
) -> Result<(), Refusal> {
    let entry = &view.entries[nth];
    if entry.dash.is_none() {
        return Err(Refusal::odd(view.range(entry.id), "a release between braces"));
    }
    let pairs = view.document.pairs(entry.id);
    let keys: Vec<&str> = pairs.iter().map(|pair| pair.name).collect();
    let last = place_of(view, &keys, key).max(1) - 1;
    let end = match pairs.get(last + 1) {
        // What stands above the next key belongs to it.
        Some(_) => view.end_of_lines(view.range(pairs[last].value).end, entry.column),
        None => entry.lines.end,
    };
    let missing = if view.text[..end].ends_with('\n') { "" } else { view.newline };
    let indent = " ".repeat(entry.column);
    let lines = lines.into_iter().map(|line| format!("{indent}{line}{}", view.newline));
    splices.insert(end, format!("{missing}{}", lines.collect::<String>()));
    Ok(())
}

/// One release of several whose table changes.
pub(super) struct Target<'c> {
    /// The release.
    pub(super) nth: usize,
    /// All that the command names.
    pub(super) selected: &'c BTreeSet<String>,
    pub(super) table: ReleaseTable,
    pub(super) change: &'c Change,
    pub(super) whose: Option<Whose>,
    pub(super) round: &'c str,
}

/// Changes a table of one release.
pub(super) fn table(view: &View<'_>, target: &Target<'_>) -> Result<Edit, Refusal> {
    let Target { nth, table, .. } = *target;
    let version = view.entries[nth].version;
    let from = view.table(nth, table);
    let before = from.map_or(Map::EMPTY, |id| view.written(id).value.fields());
    let mut change = target.change.beyond(before);
    let missing = |name: &&String| before.get(name).is_none();
    if let Some(missing) = change.remove.iter().find(missing).filter(|_| target.selected.len() == 1) {
        let help = did_you_mean(
            missing,
            before.entries().iter().map(|entry| entry.key),
            "leave it out of the command",
        );
        let place = view.pair(nth, "version").map(|pair| view.range(pair.value)).unwrap_or_default();
        return Err(Refusal::new(format!("`{missing}` is not in `{}` of `{version}`", table.name()), help)
            .at(place, ""));
    }
    change.remove.retain(|name| before.get(name).is_some());
    let mut edit = Edit::default();
    if change.is_empty() {
        return Ok(edit);
    }
    edit.named.push(version.to_owned());
    let names = Names::of(view, target.round);
    let planned = Planned { view, names: &names, table, from, near: nth, at: 0, version };
    let Some(id) = from else {
        let planned = Planned { at: view.entries[nth].lines.end, ..planned };
        let lines = planned.changed(&change, true, &mut edit.splices)?;
        insert_key(view, nth, table.name(), lines, &mut edit.splices)?;
        edit.told.push(format!("`{version}` gets `{}`", table.name()));
        return Ok(edit);
    };
    let others = others_of(view, id, table, target.selected);
    let none_left = planned.names_with(&change, before) == 0;
    let in_list = match target.whose {
        Some(Whose::Shared) => true,
        // Where nobody else has it, the list itself changes.
        Some(Whose::Own) | None if others.is_empty() => !none_left,
        Some(Whose::Own) => false,
        None => return Err(shared_with(view, nth, id, &others, table)),
    };
    if in_list {
        let all_share = target.whose == Some(Whose::Shared);
        let mut list = view.defined(id);
        if !all_share {
            edit.among = Some(target.selected.clone());
            let is_free = |list: WrittenId| others_of(view, list, table, target.selected).is_empty();
            list = place_of_change(view, list, &change, &is_free);
        }
        in_place(&planned, list, &change, false, &mut edit.splices)?;
        edit.shared = Some((table, change));
        edit.told.push(format!("`{}` of `{version}` changes", table.name()));
        return Ok(edit);
    }
    own(&planned, nth, id, &change, &mut edit.splices)?;
    edit.own = Some((table, change));
    edit.told.push(format!("`{}` of `{version}` changes", table.name()));
    Ok(edit)
}

/// Changes the table of one release alone.
fn own(
    planned: &Planned<'_, '_>,
    nth: usize,
    id: WrittenId,
    change: &Change,
    splices: &mut Splices,
) -> Result<(), Refusal> {
    let view = planned.view;
    let before = view.written(id).value.fields();
    if planned.names_with(change, before) == 0 {
        return whole(planned, nth, id, splices);
    }
    if view.document.aliased(id).is_some() {
        let range = view.range(id);
        let planned = Planned { at: range.start, view, ..*planned };
        let lines = planned.changed(change, true, splices)?;
        splices.replace(key_to_end(view, nth, planned.table, range.end), indented(view, nth, lines));
        return Ok(());
    }
    let lines = view.entries[nth].lines.clone();
    let inside = |one: &Use| lines.contains(&view.range(one.id).start);
    let mut used = false;
    if let Some(anchor) = view.written(id).anchor {
        used = view.uses_of(anchor).any(|one| !inside(one));
        let taken = detach(view, anchor, planned.version, &inside, splices)?;
        if taken.as_deref() == Some(view.name_of(anchor)) {
            let name = planned.names.new_name(planned.table, Some(view.name_of(anchor)), planned.version);
            splices.replace(view.document.anchors.all()[anchor].at.range(), format!("&{name}"));
        }
    }
    in_place(planned, id, change, !used, splices)
}

/// Takes a table out of a release: nothing is left in it.
fn whole(planned: &Planned<'_, '_>, nth: usize, id: WrittenId, splices: &mut Splices) -> Result<(), Refusal> {
    let view = planned.view;
    let lines = &view.entries[nth].lines;
    let inside = |one: &Use| lines.contains(&view.range(one.id).start);
    if let Some(anchor) = view.written(id).anchor {
        detach(view, anchor, planned.version, &inside, splices)?;
    }
    let Some(pair) = view.pair(nth, planned.table.name()) else { return Ok(()) };
    let own = view.lines_of(pair);
    if view.entries[nth].dash.is_none() || own.start <= lines.start {
        return Err(Refusal::odd(view.range(id), "the list begins the release"));
    }
    splices.replace(own, "");
    Ok(())
}

/// The list, of those that a list builds on, that has what changes; the list itself for what none has.
fn place_of_change(
    view: &View<'_>,
    id: WrittenId,
    change: &Change,
    is_free: &dyn Fn(WrittenId) -> bool,
) -> WrittenId {
    let names: Vec<&str> = change
        .set
        .iter()
        .map(|(name, _)| name.as_str())
        .chain(change.remove.iter().map(String::as_str))
        .collect();
    let mut at = Some(id);
    while let Some(list) = at {
        if !is_free(list) {
            break;
        }
        if names.iter().all(|name| view.document.pair(list, name).is_some()) {
            return list;
        }
        at = view.base(list).and_then(|anchor| view.definitions[anchor]);
    }
    id
}

/// The releases, but for those that a command names, whose table changes when a list does.
fn others_of<'v>(
    view: &'v View<'_>,
    id: WrittenId,
    table: ReleaseTable,
    selected: &BTreeSet<String>,
) -> Vec<&'v str> {
    let list = view.defined(id);
    let mut reached: BTreeSet<WrittenId> = BTreeSet::from([list]);
    let mut open = vec![list];
    while let Some(id) = open.pop() {
        let Some(anchor) = view.written(id).anchor else { continue };
        for one in view.uses_of(anchor) {
            let next = if one.is_merge || one.is_one_of_several { one.map } else { Some(one.id) };
            open.extend(next.filter(|next| reached.insert(*next)));
        }
    }
    let others = view.entries.iter().enumerate().filter(|(nth, entry)| {
        let has = view
            .table(*nth, table)
            .is_some_and(|id| reached.contains(&id) || reached.contains(&view.defined(id)));
        has && !selected.contains(entry.version)
    });
    others.map(|(_, entry)| entry.version).collect()
}

fn shared_with(view: &View<'_>, nth: usize, id: WrittenId, others: &[&str], table: ReleaseTable) -> Refusal {
    let named = first(others, 3, |version| format!("`{version}`"));
    let title = format!("`{}` of `{}` is shared with {named}", table.name(), view.entries[nth].version);
    let range = view.range(id);
    let line = view.text[range.clone()].lines().next().map_or(0, |line| line.trim_end().len());
    Refusal::new(
        title,
        "say `--own` to change only what the command names, or `--shared` to change all of them",
    )
    .at(range.start..range.start + line, "this list")
}

/// From the key of a table to the end of its value.
fn key_to_end(view: &View<'_>, nth: usize, table: ReleaseTable, end: usize) -> std::ops::Range<usize> {
    view.pair(nth, table.name()).map_or(end..end, |pair| pair.key.range().start..end)
}

/// Lines below each other at the keys of a release.
fn indented(view: &View<'_>, nth: usize, lines: Vec<String>) -> String {
    lines.join(&format!("{}{}", view.newline, " ".repeat(view.entries[nth].column)))
}
