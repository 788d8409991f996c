//! A list that changes where it is written.

use super::{
    detach::detach,
    given::Given,
    style::Style,
    table::{Change, Items, Planned},
    view::{Use, View},
};
use crate::{
    edit::{refusal::Refusal, splice::Splices},
    model::field::Named,
    source::{
        Map,
        yaml::{Form, Pair, WrittenId},
    },
};

/// Changes a list where it is written. `alone` says that nobody else uses it.
pub(super) fn in_place(
    planned: &Planned<'_, '_>,
    id: WrittenId,
    change: &Change,
    alone: bool,
    splices: &mut Splices,
) -> Result<(), Refusal> {
    let view = planned.view;
    let Form::Map { flow, pairs } = &view.written(id).form else {
        return Err(Refusal::odd(view.range(id), "this list is not a map"));
    };
    let near = view
        .entries
        .iter()
        .position(|entry| entry.lines.contains(&view.range(id).start))
        .unwrap_or(planned.near);
    let mut style = Style::near(view, near, planned.table);
    style.flow |= flow;
    let mut added: Vec<(String, Given)> = Vec::new();
    for (name, given) in &change.set {
        match pairs.iter().rev().find(|pair| !pair.is_merge && pair.name == name) {
            Some(pair) => replace(planned, pair, given, style, splices)?,
            None => added.push((name.clone(), given.clone())),
        }
    }
    let base = view.base(id).and_then(|anchor| view.definitions[anchor]);
    let inherited = base.map_or(Map::EMPTY, |id| view.written(id).value.fields());
    let is_inherited = |name: &String| inherited.get(name).is_some();
    let mut kept = pairs
        .iter()
        .filter(|pair| !pair.is_merge && !change.remove.iter().any(|name| name == pair.name))
        .count();
    if change.remove.iter().any(is_inherited) {
        let removed = change.remove.iter().filter(|name| is_inherited(name)).cloned().collect();
        let missing = on_older_base(planned, id, base, removed, splices)?;
        added.splice(0..0, missing);
        if !added.is_empty() {
            kept += 1;
        }
    } else if kept == 0
        && added.is_empty()
        && alone
        && let [_] = &pairs.iter().filter(|pair| pair.is_merge).collect::<Vec<_>>()[..]
    {
        // Nothing is left but what is merged.
        let merged = view.base(id).map(|anchor| view.name_of(anchor).to_owned());
        if let Some(merged) = merged {
            splices.replace(
                view.range(id).start..view.text[..view.range(id).end].trim_end().len(),
                format!("*{merged}"),
            );
            return Ok(());
        }
    }
    if kept == 0 && added.is_empty() && !pairs.iter().any(|pair| pair.is_merge) {
        return Err(Refusal::new(
            format!("nothing would be left in `{}` of `{}`", planned.table.name(), planned.version),
            "a release without any has no list at all: write that by hand",
        )
        .at(view.range(id).start..view.range(id).start + 1, ""));
    }
    delete(view, id, &change.remove, splices)?;
    append(planned, id, &added, style, splices);
    Ok(())
}

/// Takes out the lines of some items.
fn delete(view: &View<'_>, id: WrittenId, names: &[String], splices: &mut Splices) -> Result<(), Refusal> {
    let Form::Map { flow, pairs } = &view.written(id).form else { return Ok(()) };
    for pair in pairs.iter().filter(|pair| !pair.is_merge && names.iter().any(|name| name == pair.name)) {
        if *flow {
            return Err(Refusal::odd(view.range(id), "a list between braces"));
        }
        splices.replace(view.lines_of(pair), "");
    }
    Ok(())
}

/// Merges an older list, which lacks some items, because a merge cannot remove; and what has come since, that is not written there.
fn on_older_base(
    planned: &Planned<'_, '_>,
    id: WrittenId,
    base: Option<WrittenId>,
    removed: Vec<String>,
    splices: &mut Splices,
) -> Result<Items, Refusal> {
    let view = planned.view;
    let pairs = view.document.pairs(id);
    let inherited = base.map_or(Map::EMPTY, |id| view.written(id).value.fields());
    let below = Planned { from: base, at: view.range(id).start, ..*planned };
    let (older, items) =
        below.base_and_items(&Change { set: Vec::new(), remove: removed }, inherited, splices)?;
    let own = |name: &str| pairs.iter().any(|pair| !pair.is_merge && pair.name == name);
    if let Some(merge) = pairs.iter().find(|pair| pair.is_merge) {
        match older {
            Some(older) => splices.replace(view.range(merge.value), format!("*{older}")),
            None => splices.replace(view.lines_of(merge), ""),
        }
    }
    Ok(items.into_iter().filter(|(name, _)| !own(name)).collect())
}

/// Writes items behind the last one of a list.
fn append(
    planned: &Planned<'_, '_>,
    id: WrittenId,
    added: &[(String, Given)],
    style: Style,
    splices: &mut Splices,
) {
    let view = planned.view;
    let (Form::Map { flow, pairs }, false) = (&view.written(id).form, added.is_empty()) else { return };
    if *flow {
        let items: Vec<_> = added
            .iter()
            .map(|(name, given)| format!("{}: {}", super::given::scalar(name), given.flow()))
            .collect();
        let comma = if pairs.is_empty() { "" } else { ", " };
        let end = view.range(id).end - 1;
        let end = view.text[..end].trim_end().len();
        splices.insert(end, format!("{comma}{}", items.join(", ")));
        return;
    }
    let Some(last) = pairs.last() else { return };
    let column = view.column(pairs[0].key.range().start);
    let end = view.lines_of(last).end;
    let missing = if view.text[..end].ends_with('\n') { "" } else { view.newline };
    let mut text = missing.to_owned();
    for (name, given) in added {
        for line in planned.item(name, given, style) {
            text += &format!("{}{line}{}", " ".repeat(column), view.newline);
        }
    }
    splices.insert(end, text);
}

/// Another value for a key of a list: of a chart only what changes.
fn replace(
    planned: &Planned<'_, '_>,
    pair: &Pair<'_>,
    given: &Given,
    style: Style,
    splices: &mut Splices,
) -> Result<(), Refusal> {
    let view = planned.view;
    // Who names this chart by its anchor keeps what it means.
    if let Some(anchor) = view.written(pair.value).anchor {
        let range = view.range(pair.value);
        let inside = |one: &Use| range.contains(&view.range(one.id).start);
        if detach(view, anchor, planned.version, &inside, splices)?.is_some() {
            let at = view.document.anchors.all()[anchor].at.range();
            let end = at.end + view.text[at.end..].len() - view.text[at.end..].trim_start_matches(' ').len();
            let gap = if view.text[end..].starts_with(['\n', '\r']) { at.start - 1 } else { at.start };
            splices.replace(gap..end, "");
        }
    }
    if let (Given::Map(new), Form::Map { pairs: old, .. }) = (given, &view.written(pair.value).form) {
        let has = |name: &str| old.iter().any(|pair| !pair.is_merge && pair.name == name);
        let is_text = |given: &Given| matches!(given, Given::Text(_));
        if old.len() == new.len() && new.iter().all(|(name, given)| has(name) && is_text(given)) {
            for (name, given) in new {
                let Some(property) = old.iter().find(|pair| pair.name == name) else { continue };
                let is_scalar = matches!(view.written(property.value).form, Form::Scalar);
                if super::given::json(&view.written(property.value).value) != given.json() && is_scalar {
                    let old = &view.text[view.inner(property.value)];
                    let new = given.flow();
                    let quote =
                        old.chars().next().filter(|c| matches!(c, '"' | '\'') && !new.contains(['"', '\'']));
                    let new = quote.map_or(new.clone(), |quote| format!("{quote}{new}{quote}"));
                    splices.replace(view.inner(property.value), new);
                }
            }
            return Ok(());
        }
    }
    let column = view.column(pair.key.range().start);
    let lines = planned.item(pair.name, given, style);
    let separator = format!("{}{}", view.newline, " ".repeat(column));
    let end = view.text[..view.range(pair.value).end].trim_end().len();
    let text = if matches!(view.written(pair.value).form, Form::Scalar)
        && lines.len() == 1
        && !view.text[view.inner(pair.value)].is_empty()
    {
        let value = lines[0].split_once(": ").map_or("", |(_, value)| value).to_owned();
        splices.replace(view.inner(pair.value), value);
        return Ok(());
    } else {
        lines.join(&separator)
    };
    splices.replace(pair.key.range().start..end, text);
    Ok(())
}
