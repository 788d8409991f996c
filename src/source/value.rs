//! The values that readers give: what JSON can say, and where each of it was written.
//!
//! Values live in an [`Arena`] and are `Copy`: an anchor that ninety releases refer to is one value in
//! memory, however often it is written out.

use super::Arena;
use crate::diagnostic::Span;

/// A value and its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node<'s> {
    /// The value.
    pub value: Value<'s>,
    /// The text that wrote it. For an alias this is the text behind the anchor.
    pub span: Option<Span>,
}

/// What a consumer sees after Go has decoded into `interface{}`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'s> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Every number: Go decodes all of them to float64.
    Number(f64),
    /// A string.
    String(&'s str),
    /// An array.
    List(&'s [Node<'s>]),
    /// An object.
    Map(Map<'s>),
}

impl<'s> Value<'s> {
    /// The string that it is.
    pub fn as_str(&self) -> Option<&'s str> {
        if let Self::String(text) = *self { Some(text) } else { None }
    }

    /// The items of the array that it is; none where it is something else.
    pub fn items(&self) -> &'s [Node<'s>] {
        if let Self::List(items) = *self { items } else { &[] }
    }

    /// The object that it is; an empty one where it is something else.
    pub fn fields(&self) -> Map<'s> {
        if let Self::Map(map) = *self { map } else { Map::EMPTY }
    }
}

impl Value<'_> {
    /// Whether it is the same in JSON, wherever it was written.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            // Go writes `-0`.
            (Value::Number(a), Value::Number(b)) => a.to_bits() == b.to_bits(),
            (Value::String(a), Value::String(b)) => a == b,
            (Value::List(a), Value::List(b)) => {
                a.len() == b.len() && a.iter().zip(*b).all(|(a, b)| a.value.is_same(&b.value))
            }
            (Value::Map(a), Value::Map(b)) => {
                let pairs = || a.entries().iter().zip(b.entries());
                a.entries().len() == b.entries().len()
                    && pairs().all(|(a, b)| a.key == b.key && a.node.value.is_same(&b.node.value))
            }
            _ => false,
        }
    }

    /// What it is, for a sentence: "found a number".
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

/// An object. Keys are unique.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Map<'s> {
    /// Sorted by the bytes of the key, as Go writes a map.
    sorted: &'s [Entry<'s>],
}

/// A key, its value and their places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry<'s> {
    /// The key.
    pub key: &'s str,
    /// Where the key was written; for a merged entry, in the map that it was merged from.
    pub key_span: Option<Span>,
    /// What the key was before it became a string.
    pub key_kind: KeyKind,
    /// The rank of the key among its map's keys, in the order they were first written.
    nth: u32,
    /// The value.
    pub node: Node<'s>,
}

/// The YAML type of a key. JSON has only strings; in YAML `1` and `"1"` are two keys of one map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// A string.
    String,
    /// An integer.
    Integer,
    /// A float.
    Float,
    /// A boolean.
    Bool,
}

impl<'s> Map<'s> {
    /// The empty object.
    pub const EMPTY: Map<'static> = Map { sorted: &[] };

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'s Entry<'s>> {
        let at = self.sorted.binary_search_by(|entry| entry.key.cmp(key)).ok()?;
        Some(&self.sorted[at])
    }

    /// The value of a key, with `null` for one that is not there.
    pub fn value(&self, key: &str) -> Value<'s> {
        self.get(key).map_or(Value::Null, |entry| entry.node.value)
    }

    /// All entries, keys ascending by bytes.
    pub fn entries(&self) -> &'s [Entry<'s>] {
        self.sorted
    }

    /// All entries in the order they were written.
    pub fn in_source_order(&self) -> Vec<&'s Entry<'s>> {
        let mut entries: Vec<_> = self.sorted.iter().collect();
        entries.sort_by_key(|entry| entry.nth);
        entries
    }
}

/// The entries of an object while it is being read.
#[derive(Debug, Default)]
pub(crate) struct Entries<'s> {
    written: Vec<Written<'s>>,
}

#[derive(Debug)]
struct Written<'s> {
    entry: Entry<'s>,
    /// Where the object itself has the key; nothing while it only comes from a merge.
    own: Option<Option<Span>>,
}

/// Two entries that cannot both be in one object.
pub(crate) struct Clash<'s> {
    pub(crate) key: &'s str,
    pub(crate) first: Option<Span>,
    pub(crate) second: Option<Span>,
    pub(crate) kind: ClashKind,
}

/// What is wrong with two entries of one key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClashKind {
    /// The key appears twice: the second one counts.
    Twice,
    /// Both keys only look the same.
    Ambiguous,
    /// A merge below the key has another value of it, which counts.
    Merged,
}

impl<'s> Entries<'s> {
    /// Adds an entry that is in the object itself.
    pub(crate) fn push(
        &mut self,
        key: &'s str,
        key_span: impl Into<Option<Span>>,
        key_kind: KeyKind,
        node: Node<'s>,
    ) {
        let key_span = key_span.into();
        self.add(Entry { key, key_span, key_kind, nth: 0, node }, Some(key_span));
    }

    /// Adds all entries of a map that is merged in at this point.
    pub(crate) fn merge(&mut self, map: Map<'s>) {
        for entry in map.in_source_order() {
            self.add(*entry, None);
        }
    }

    fn add(&mut self, mut entry: Entry<'s>, own: Option<Option<Span>>) {
        entry.nth = u32::try_from(self.written.len()).unwrap_or(u32::MAX);
        self.written.push(Written { entry, own });
    }

    /// The object. Of two entries with one key the later counts, at the rank of the earlier. Each pair that
    /// is in the object itself, or whose keys only look the same, goes to `clash`.
    pub(crate) fn build(mut self, arena: &'s Arena, mut clash: impl FnMut(Clash<'s>)) -> Map<'s> {
        let ascending = self.written.windows(2).all(|pair| pair[0].entry.key < pair[1].entry.key);
        if !ascending {
            self.written.sort_by(|a, b| a.entry.key.cmp(b.entry.key));
            self.written.dedup_by(|later, kept| {
                let key = kept.entry.key;
                if later.entry.key != key {
                    return false;
                }
                let same_kind = later.entry.key_kind == kept.entry.key_kind;
                let (mut first, second) = (kept.entry.key_span, later.own.unwrap_or(later.entry.key_span));
                let kind = match (kept.own, later.own) {
                    _ if !same_kind => Some(ClashKind::Ambiguous),
                    (Some(own), Some(_)) => {
                        first = own;
                        Some(ClashKind::Twice)
                    }
                    // The same value is no loss.
                    (Some(own), None) if !kept.entry.node.value.is_same(&later.entry.node.value) => {
                        first = own;
                        Some(ClashKind::Merged)
                    }
                    _ => None,
                };
                kind.into_iter().for_each(|kind| clash(Clash { key, first, second, kind }));
                let nth = kept.entry.nth;
                *kept = Written { entry: Entry { nth, ..later.entry }, own: later.own.or(kept.own) };
                true
            });
        }
        Map { sorted: arena.alloc_slice_fill_iter(self.written.iter().map(|written| written.entry)) }
    }
}
