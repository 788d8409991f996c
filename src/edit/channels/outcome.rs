//! What one operation changes in a text, and in what it means.

use std::collections::BTreeSet;

use super::table::Change;
use crate::{edit::splice::Splices, model::channel::ReleaseTable};

/// Whose table changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// That of the releases that are named, and of no other.
    Own,
    /// That of all releases that share the list.
    Shared,
}

/// What one operation changes.
#[derive(Debug, Default)]
pub(super) struct Edit {
    pub(super) splices: Splices,
    /// The releases whose meaning may change.
    pub(super) named: Vec<String>,
    pub(super) renamed: Vec<(String, String)>,
    /// The change of a list: those who share it may have it, too.
    pub(super) shared: Option<(ReleaseTable, Change)>,
    /// Which releases may have it, where not all of them.
    pub(super) among: Option<BTreeSet<String>>,
    /// The change of a list that is one release's own.
    pub(super) own: Option<(ReleaseTable, Change)>,
    pub(super) touches_channels: bool,
    pub(super) touches_defaults: bool,
    pub(super) told: Vec<String>,
}
