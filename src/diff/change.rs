//! Changes: what differs between two builds, in the words of the domain.

use super::{
    area::Area,
    edit::{Edit, Touched},
    kind::Kind,
};
use crate::source::Value;

/// One change: the same parts of the same things, in one or many versions.
#[derive(Debug, Clone)]
pub struct Change<'s> {
    /// What kind of change.
    pub kind: Kind,
    /// Whose data it is in.
    pub area: Area,
    /// What differs.
    pub items: Vec<Item<'s>>,
    /// The versions in which it does, in their order; empty where it is not about versions.
    pub versions: Vec<Touched<'s>>,
    /// The same as ranges of neighbours: the places of the first and the last in `versions`.
    pub runs: Vec<(usize, usize)>,
    /// Whom it affects, and how; empty if nobody.
    pub hits: String,
}

/// A part that differs.
#[derive(Debug, Clone)]
pub struct Item<'s> {
    /// Its path in data.json; `*` stands for the versions.
    pub path: String,
    /// Its name for people; may be empty.
    pub label: String,
    /// What the old build has.
    pub old: Option<Value<'s>>,
    /// What the new build has.
    pub new: Option<Value<'s>>,
    /// The two manifests behind it, where it is about templates.
    pub manifests: Option<(&'s str, &'s str)>,
    /// Its places, where it is not about versions.
    pub place: Option<Touched<'s>>,
}

/// What an edit means.
#[derive(Debug)]
pub(super) struct Fact<'s> {
    pub(super) kind: Kind,
    pub(super) area: Area,
    pub(super) label: String,
    pub(super) old: Option<Value<'s>>,
    pub(super) new: Option<Value<'s>>,
    /// Whom it affects more precisely than its kind says.
    pub(super) hits: Option<String>,
    pub(super) manifests: Option<(&'s str, &'s str)>,
}

impl<'s> Fact<'s> {
    pub(super) fn new(kind: Kind, area: Area, label: impl Into<String>, edit: &Edit<'s>) -> Self {
        let (old, new) = (edit.what.before(), edit.what.after());
        Self { kind, area, label: label.into(), old, new, hits: None, manifests: None }
    }
}

/// A fact about one version, or about none.
#[derive(Debug)]
pub(super) struct Found<'s> {
    pub(super) fact: Fact<'s>,
    pub(super) path: String,
    pub(super) version: Option<Touched<'s>>,
    /// The places, where it is about no version.
    pub(super) place: Option<Touched<'s>>,
}
