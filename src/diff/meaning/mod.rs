//! What edits mean, by where they are.

mod channel;
mod rke;

use super::{
    area::{Area, area_of},
    build::Build,
    change::Fact,
    edit::Edit,
    kind::Kind,
    path::label,
};
use crate::{
    model::{field::Named, rke::RkeTable},
    source::{Arena, Node, Value, compact},
};

/// What an edit means.
pub(super) fn meaning<'s>(edit: &Edit<'s>, old: &Build<'s>, new: &Build<'s>, arena: &'s Arena) -> Fact<'s> {
    let path = edit.path.get(1..).unwrap_or_default();
    let fact = match area_of(&edit.path) {
        Area::Section(distribution) => channel::meaning(edit, distribution, path, arena),
        Area::Rke => match RkeTable::all().find(|table| Some(&table.name()) == edit.path.first()) {
            Some(table) => rke::meaning(edit, table, path, old, new, arena),
            None => Fact::new(Kind::OtherChanged, Area::Rke, label(&edit.path), edit),
        },
        Area::Other if edit.path.is_empty() => Fact::new(Kind::OtherChanged, Area::Other, "the whole", edit),
        Area::Other => Fact::new(Kind::OtherChanged, Area::Other, label(&edit.path), edit),
    };
    match (edit.what.before(), edit.what.after()) {
        (Some(Value::List(before)), Some(Value::List(after))) if is_reordered(before, after) => {
            Fact { kind: Kind::Reordered, ..fact }
        }
        _ => fact,
    }
}

/// Whether two lists have the same items.
fn is_reordered(before: &[Node<'_>], after: &[Node<'_>]) -> bool {
    let sorted = |items: &[Node<'_>]| {
        let mut items: Vec<_> = items.iter().map(|item| compact(&item.value)).collect();
        items.sort_unstable();
        items
    };
    before.len() == after.len() && sorted(before) == sorted(after)
}
