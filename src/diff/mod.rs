//! What a change does to clusters.
//!
//! data.json changes by thousands of lines because one anchor moved, and by one line when a version vanishes. A
//! reviewer looks for a handful of things and has a minute. So two builds are compared value by value (`walk`: what
//! differs is never missed), each difference is given its meaning, what is the same in ninety releases is one change,
//! and the one that breaks clusters comes first.

mod build;
mod change;
mod default;
mod kind;
mod meaning;
mod merge;
mod merge_list;
mod order;
mod shape;
mod template;
mod tracking;
mod walk;
mod words;

pub use build::{Arenas, Build, read_both};
pub use change::{Area, Change, Item, Touched};
pub use kind::{Kind, Weight};
pub use merge::{Conflict, merge};
pub use merge_list::merge_lists;
pub use tracking::{Step, Tracked, tracking};
pub use words::{describe_item, describe_value, unified_diff};

use change::{Found, path_of};
use walk::What;

use crate::source::Arena;

/// The keys of data.json under which something differs.
type Touches<'s> = std::collections::BTreeSet<&'s str>;

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
        let fact = meaning::meaning(edit, old, new, arena);
        let mut path = path_of(edit);
        if matches!(fact.kind, Kind::WindowNarrowed | Kind::WindowWidened) {
            // Both bounds are one window.
            path.truncate(path.rfind(']').map_or(path.len(), |end| end + 1));
        }
        found.push(Found { fact, path, version, place });
    }
    let touched: Touches<'s> = edits.iter().filter_map(|edit| edit.path.first().copied()).collect();
    if touched.contains("K8sVersionedTemplates") {
        found.extend(template::compare(old, new, arena));
    }
    found.extend(default::compare(old, new, &touched, arena));
    change::group(found, &order::of(&old.metadata, &new.metadata))
}
