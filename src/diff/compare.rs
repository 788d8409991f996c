//! Two builds, compared.

use std::collections::BTreeSet;

use super::{
    build::Build,
    change::{Change, Found},
    default,
    edit::What,
    group::group,
    kind::Kind,
    meaning::meaning,
    order,
    path::path_of,
    promoted::promote,
    template, walk,
};
use crate::{
    model::{field::Named, rke::RkeTable},
    source::Arena,
};

/// What differs between two builds, the heaviest first; nothing when the values are the same.
pub fn compare<'s>(old: &Build<'s>, new: &Build<'s>, arena: &'s Arena) -> Vec<Change<'s>> {
    let edits = walk::edits(old, new, arena);
    if edits.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for edit in &edits {
        if let What::Order(before, after) = &edit.what {
            found.extend(order::moved(edit, before, after));
            continue;
        }
        let version = edit.version.map(|version| edit.touched(edit.path[version.at]));
        let place = edit.version.is_none().then(|| edit.touched(""));
        let fact = meaning(edit, old, new, arena);
        let mut path = path_of(edit);
        if matches!(fact.kind, Kind::WindowNarrowed | Kind::WindowWidened) {
            // Both bounds are one window.
            path.truncate(path.rfind(']').map_or(path.len(), |end| end + 1));
        }
        found.push(Found { fact, path, version, place });
    }
    let touched: BTreeSet<&'s str> = edits.iter().filter_map(|edit| edit.path.first().copied()).collect();
    if touched.contains(RkeTable::K8sVersionedTemplates.name()) {
        found.extend(template::compare(old, new, arena));
    }
    found.extend(default::compare(old, new, &touched, arena));
    promote(&mut found, new);
    group(found, &order::of(&old.metadata, &new.metadata))
}
