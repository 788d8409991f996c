//! Everything that differs between two values, as edits with their paths.
//!
//! This is what makes a diff complete: whatever differs is in an edit, known to a consumer or not. What the edits
//! mean is decided afterwards.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    build::Build,
    edit::{Edit, Version, What},
    shape::{DATA, Shape, Whose},
};
use crate::{
    diagnostic::Span,
    source::{Arena, Entry, Node, Value},
};

/// All edits that make the new build of the old one.
pub(super) fn edits<'s>(old: &Build<'s>, new: &Build<'s>, arena: &'s Arena) -> Vec<Edit<'s>> {
    let mut walk = Walk {
        texts: old.text.zip(new.text),
        arena,
        path: Vec::new(),
        version: None,
        places: (old.root.span, new.root.span),
        edits: Vec::new(),
    };
    walk.compare(&DATA, Some(old.root), Some(new.root));
    walk.edits
}

struct Walk<'s> {
    /// The JSON of both: the same text is the same value.
    texts: Option<(&'s str, &'s str)>,
    arena: &'s Arena,
    path: Vec<&'s str>,
    version: Option<Version<'s>>,
    /// Where we are on both sides, or were last.
    places: (Option<Span>, Option<Span>),
    edits: Vec<Edit<'s>>,
}

/// A thing in a table or list: its name, its place and its value.
#[derive(Clone, Copy)]
pub(super) struct Thing<'s> {
    pub(super) name: &'s str,
    place: Option<Span>,
    pub(super) node: Node<'s>,
}

impl<'s> From<&Entry<'s>> for Thing<'s> {
    fn from(entry: &Entry<'s>) -> Self {
        Self { name: entry.key, place: entry.key_span, node: entry.node }
    }
}

impl<'s> Walk<'s> {
    fn compare(&mut self, shape: &Shape, old: Option<Node<'s>>, new: Option<Node<'s>>) {
        if let (Some(old), Some(new)) = (old, new)
            && self.is_same_text(&old, &new)
        {
            return;
        }
        let before = self.edits.len();
        match (shape, old.map(|node| node.value), new.map(|node| node.value)) {
            (Shape::Table(whose, _), old, new) if is_table(old) && is_table(new) => {
                self.maps(shape, *whose, old, new);
            }
            (Shape::Keyed(whose, key, _), old, new) if is_list(old) && is_list(new) => {
                self.lists(shape, *whose, key, old, new);
            }
            (_, old @ Some(Value::Map(_)), new @ Some(Value::Map(_))) => {
                self.maps(shape, Whose::Parts, old, new);
            }
            (_, Some(old), Some(new)) if old.is_same(&new) => return,
            _ => {}
        }
        // What the parts do not report is reported of the whole: a null that became an empty map, among others.
        if self.edits.len() == before {
            match (old.map(|node| node.value), new.map(|node| node.value)) {
                (Some(old), Some(new)) if old.is_same(&new) => {}
                (Some(old), Some(new)) => self.edit(What::Changed(old, new)),
                (Some(old), None) => self.edit(What::Removed(old)),
                (None, Some(new)) => self.edit(What::Added(new)),
                (None, None) => {}
            }
        }
    }

    fn is_same_text(&self, old: &Node<'s>, new: &Node<'s>) -> bool {
        let Some((old_text, new_text)) = self.texts else { return false };
        let (Some(old), Some(new)) = (old.span, new.span) else { return false };
        let (old, new) = (old.range(), new.range());
        old.len() == new.len() && old_text.as_bytes()[old] == new_text.as_bytes()[new]
    }

    fn edit(&mut self, what: What<'s>) {
        let (old_place, new_place) = self.places;
        self.edits.push(Edit { path: self.path.clone(), version: self.version, what, old_place, new_place });
    }

    fn maps(&mut self, shape: &Shape, whose: Whose, old: Option<Value<'s>>, new: Option<Value<'s>>) {
        let entries = |value: Option<Value<'s>>| value.unwrap_or(Value::Null).fields().entries();
        let (mut old, mut new) = (entries(old).iter().peekable(), entries(new).iter().peekable());
        loop {
            // Both are sorted by key.
            let order = match (old.peek(), new.peek()) {
                (Some(a), Some(b)) => a.key.cmp(b.key),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return,
            };
            let a = if order.is_le() { old.next() } else { None };
            let b = if order.is_ge() { new.next() } else { None };
            self.things(shape, whose, a.map(Thing::from), b.map(Thing::from));
        }
    }

    fn lists(
        &mut self,
        shape: &Shape,
        whose: Whose,
        key: &str,
        old: Option<Value<'s>>,
        new: Option<Value<'s>>,
    ) {
        let (old, new) = (named(old, key, self.arena), named(new, key, self.arena));
        let places = |things: &[Thing<'s>]| -> BTreeMap<&'s str, usize> {
            things.iter().enumerate().map(|(nth, thing)| (thing.name, nth)).collect()
        };
        let (in_old, in_new) = (places(&old), places(&new));
        for thing in &old {
            let counterpart = in_new.get(thing.name).map(|nth| new[*nth]);
            self.things(shape, whose, Some(*thing), counterpart);
        }
        for thing in new.iter().filter(|thing| !in_old.contains_key(thing.name)) {
            self.things(shape, whose, None, Some(*thing));
        }
        let common = |things: &[Thing<'s>], others: &BTreeMap<&str, usize>| -> Vec<&'s str> {
            things.iter().map(|thing| thing.name).filter(|name| others.contains_key(name)).collect()
        };
        let (old_order, new_order) = (common(&old, &in_new), common(&new, &in_old));
        if old_order != new_order {
            self.edit(What::Order(old_order, new_order));
        }
    }

    fn things(&mut self, shape: &Shape, whose: Whose, old: Option<Thing<'s>>, new: Option<Thing<'s>>) {
        let Some(name) = old.or(new).map(|thing| thing.name) else { return };
        if let (Some(old), Some(new)) = (old, new)
            && self.is_same_text(&old.node, &new.node)
        {
            return;
        }
        let (places, version) = (self.places, self.version);
        self.places.0 = old.map_or(places.0, |thing| thing.place);
        self.places.1 = new.map_or(places.1, |thing| thing.place);
        let (old, new) = (old.map(|thing| thing.node), new.map(|thing| thing.node));
        if whose == Whose::Versions {
            self.version = Some(Version { at: self.path.len(), old, new });
        }
        self.path.push(name);
        let inner = shape.under(name);
        match (old, new) {
            (Some(_), Some(_)) => self.compare(inner, old, new),
            // What is in a struct is compared one by one; a thing that comes or goes does so as a whole.
            _ if matches!((shape, inner), (Shape::Fields(_), Shape::Table(..) | Shape::Keyed(..))) => {
                self.compare(inner, old, new);
            }
            (Some(old), None) => self.edit(What::Removed(old.value)),
            (None, Some(new)) => self.edit(What::Added(new.value)),
            (None, None) => {}
        }
        self.path.pop();
        (self.places, self.version) = (places, version);
    }
}

/// The items of a list with their names. What has none is known by its number, and what has another's also by
/// the number among its namesakes.
pub(super) fn named<'s>(list: Option<Value<'s>>, key: &str, arena: &'s Arena) -> Vec<Thing<'s>> {
    let items = list.unwrap_or(Value::Null).items();
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut namesakes: BTreeMap<&str, usize> = BTreeMap::new();
    let items = items.iter().enumerate().map(|(nth, item)| {
        let (name, place) = match item.value.fields().get(key).map(|entry| entry.node) {
            Some(Node { value: Value::String(name), span }) => (name, span),
            _ => (&*arena.alloc_str(&format!("#{}", nth + 1)), item.span),
        };
        let mut unique = name;
        while !names.insert(unique) {
            let count = namesakes.entry(name).or_insert(1);
            *count += 1;
            unique = arena.alloc_str(&format!("{name} ({count})"));
        }
        Thing { name: unique, place, node: *item }
    });
    items.collect()
}

pub(super) fn is_table(value: Option<Value<'_>>) -> bool {
    matches!(value, None | Some(Value::Null | Value::Map(_)))
}

pub(super) fn is_list(value: Option<Value<'_>>) -> bool {
    matches!(value, None | Some(Value::Null | Value::List(_)))
}
