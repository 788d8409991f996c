//! A place where two builds differ.

use crate::{
    diagnostic::Span,
    source::{Node, Value},
};

/// A version that a change touches.
#[derive(Debug, Clone, Copy)]
pub struct Touched<'s> {
    /// The version, or what it is known by.
    pub name: &'s str,
    /// Where it is in the old build, or what it would be in.
    pub old_place: Option<Span>,
    /// The same in the new one.
    pub new_place: Option<Span>,
}

/// One place where two values differ.
#[derive(Debug, Clone)]
pub(super) struct Edit<'s> {
    /// Keys, and the names of list items, from the top to the place.
    pub(super) path: Vec<&'s str>,
    /// The part of the path that is a version, and what is under it on both sides.
    pub(super) version: Option<Version<'s>>,
    /// What differs.
    pub(super) what: What<'s>,
    /// Where it is in the old build, or what it would be in.
    pub(super) old_place: Option<Span>,
    /// The same in the new one.
    pub(super) new_place: Option<Span>,
}

/// A version in a path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Version<'s> {
    /// Its place in the path.
    pub(super) at: usize,
    pub(super) old: Option<Node<'s>>,
    pub(super) new: Option<Node<'s>>,
}

/// What differs at a place.
#[derive(Debug, Clone)]
pub(super) enum What<'s> {
    /// Only the new build has it.
    Added(Value<'s>),
    /// Only the old build has it.
    Removed(Value<'s>),
    /// Both have it, with other values.
    Changed(Value<'s>, Value<'s>),
    /// The items that both have are in another order; their order in each.
    Order(Vec<&'s str>, Vec<&'s str>),
}

impl<'s> Edit<'s> {
    /// Its places, under a name.
    pub(super) fn touched(&self, name: &'s str) -> Touched<'s> {
        Touched { name, old_place: self.old_place, new_place: self.new_place }
    }
}

impl<'s> What<'s> {
    /// The value that the old build has.
    pub(super) fn before(&self) -> Option<Value<'s>> {
        match self {
            Self::Removed(old) | Self::Changed(old, _) => Some(*old),
            Self::Added(_) | Self::Order(..) => None,
        }
    }

    /// The value that the new build has.
    pub(super) fn after(&self) -> Option<Value<'s>> {
        match self {
            Self::Added(new) | Self::Changed(_, new) => Some(*new),
            Self::Removed(_) | Self::Order(..) => None,
        }
    }
}
