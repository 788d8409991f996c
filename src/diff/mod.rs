//! What a change does to clusters.
//!
//! data.json changes by thousands of lines because one anchor moved, and by one line when a version vanishes. A
//! reviewer looks for a handful of things and has a minute. So two builds are compared value by value (`walk`: what
//! differs is never missed), each difference is given its meaning, what is the same in ninety releases is one change,
//! and the one that breaks clusters comes first.

mod area;
mod brought;
mod build;
mod change;
mod compare;
mod default;
mod edit;
mod group;
mod kind;
mod meaning;
mod merge;
mod merge_list;
mod order;
mod path;
mod promoted;
mod shape;
mod template;
mod tracking;
mod walk;
mod words;

pub use area::Area;
pub use brought::{Brought, Fate, Things};
pub use build::{Arenas, Build, read_both};
pub use change::{Change, Item};
pub use compare::compare;
pub use edit::Touched;
pub use kind::{Kind, Weight};
pub use merge::{Conflict, merge};
pub use merge_list::merge_lists;
pub use tracking::{Step, Tracked, steps, tracking};
pub use words::{describe_item, describe_value, said, unified_diff};
