//! What edits mean, by where they are.

mod channel;
mod rke;

use super::{
    build::Build,
    change::{Area, Fact},
    kind::Kind,
    walk::Edit,
};
use crate::{
    model::{
        Distribution,
        rke::{Named, RkeTable},
    },
    source::Arena,
};

/// What an edit means.
pub(super) fn meaning<'s>(edit: &Edit<'s>, old: &Build<'s>, arena: &'s Arena) -> Fact<'s> {
    let Some((top, path)) = edit.path.split_first() else {
        return Fact::new(Kind::OtherChanged, Area::Other, "the whole", edit);
    };
    if let Some(distribution) = Distribution::ALL.into_iter().find(|distribution| distribution.key() == *top)
    {
        return channel::meaning(edit, distribution, path, arena);
    }
    match RkeTable::all().find(|table| table.name() == *top) {
        Some(table) => rke::meaning(edit, table, path, old, arena),
        None => Fact::new(Kind::OtherChanged, Area::Other, label(&edit.path), edit),
    }
}

/// Whose data an edit is in.
pub(super) fn area_of(edit: &Edit<'_>) -> Area {
    let Some(top) = edit.path.first() else { return Area::Other };
    let section = Distribution::ALL.into_iter().find(|distribution| distribution.key() == *top);
    match section {
        Some(distribution) => Area::Section(distribution),
        None if RkeTable::all().any(|table| table.name() == *top) => Area::Rke,
        None => Area::Other,
    }
}

/// The end of a path, for people.
fn label(path: &[&str]) -> String {
    path.join(".")
}
