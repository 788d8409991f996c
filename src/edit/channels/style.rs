//! How lists are laid out in a file: taken from those that are there.

use super::view::{List, View};
use crate::{
    model::{channel::ReleaseTable, field::Named},
    source::yaml::{Form, WrittenId},
};

/// How the lines of a list stand to its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// How much further its items are indented.
    pub(super) item: usize,
    /// How much further than the item its properties are.
    pub(super) property: usize,
    /// How much further than their key the items of `options` are.
    pub(super) option: usize,
    /// Whether the properties of an item are between braces.
    pub(super) flow: bool,
}

impl Style {
    /// The style of the tables near a release: of its own first, then of those above it, then of those below.
    pub(super) fn near(view: &View<'_>, entry: usize, table: ReleaseTable) -> Self {
        let above = (0..=entry.min(view.entries.len().saturating_sub(1))).rev();
        let near: Vec<usize> = above.chain(entry + 1..view.entries.len()).collect();
        let lists = |table: ReleaseTable| {
            let near = near.iter();
            near.filter_map(move |nth| {
                let pair = view.pair(*nth, table.name())?;
                matches!(view.written(pair.value).form, Form::Map { flow: false, .. })
                    .then(|| (view.column(pair.key.range().start), pair.value))
            })
        };
        let others = || ReleaseTable::all().filter(|other| *other != table);
        let mut style = Self { item: 2, property: 2, option: 0, flow: false };
        let all = || lists(table).chain(others().flat_map(lists));
        if let Some((column, list)) = all().next() {
            let first =
                view.document.pairs(list).first().map_or(0, |pair| view.column(pair.key.range().start));
            style.item = first.saturating_sub(column).max(1);
        }
        // An item with properties, of the same table where there is one.
        let mut items = all().flat_map(|(_, list)| view.document.pairs(list)).filter(|pair| !pair.is_merge);
        let item = items.find_map(|pair| match &view.written(pair.value).form {
            Form::Map { flow, pairs } => {
                Some((*flow, view.column(pair.key.range().start), pairs.first()?.key))
            }
            _ => None,
        });
        if let Some((flow, column, first)) = item {
            style.flow = flow;
            if !flow {
                style.property = view.column(first.range().start).saturating_sub(column).max(1);
            }
        }
        let mut options = all()
            .flat_map(|(_, list)| view.document.pairs(list))
            .filter_map(|pair| options_of(view, pair.value));
        if let Some(offset) = options.next() {
            style.option = offset;
        }
        style
    }
}

/// How much further than its key the first item of `options` is.
fn options_of(view: &View<'_>, item: WrittenId) -> Option<usize> {
    let pair = view.document.pairs(item).iter().find(|pair| pair.name == "options")?;
    let Form::List { flow: false, items } = &view.written(pair.value).form else { return None };
    let first = view.range(*items.first()?).start;
    let dash = view.text[..first].rfind('-')?;
    Some(view.column(dash).saturating_sub(view.column(pair.key.range().start)))
}

/// How many lists say how a file does it.
const LOOKED_AT: usize = 6;

/// Whether the file writes a table that stays as it is anew with nothing but what it merges (`<<: *last`), instead of naming it
/// (`*last`): as most of the last six such lists up to a release do. Those of the same table say it, where there are so many.
pub(super) fn repeats(view: &View<'_>, entry: usize, table: ReleaseTable) -> bool {
    let own = last(view, entry, &[table]);
    // One alone is no way of doing it.
    let last = if own.len() == LOOKED_AT {
        own
    } else {
        last(view, entry, &ReleaseTable::all().collect::<Vec<_>>())
    };
    last.len() > 1 && last.iter().filter(|repeats| **repeats).count() * 2 > last.len()
}

/// Whether the last lists of some tables that stay as they are repeat what they merge.
fn last(view: &View<'_>, entry: usize, tables: &[ReleaseTable]) -> Vec<bool> {
    let lists =
        (0..=entry).rev().flat_map(|nth| tables.iter().filter_map(move |table| view.table(nth, *table)));
    let written = lists.filter_map(|id| match view.list(id) {
        List::Alias(_) => Some(false),
        List::Own { id, merges, .. } if merges.len() == 1 && view.document.pairs(id).len() == 1 => Some(true),
        _ => None,
    });
    written.take(LOOKED_AT).collect()
}
