//! The variables of a function.

use std::collections::BTreeMap;

use super::{
    super::{syntax::Name, types::Type},
    value::{Kind, Value},
};
use crate::{
    diagnostic::Span,
    source::{Arena, Entries, KeyKind, Node, Value as Data},
};

/// A variable and what it holds.
pub(super) struct Local<'s> {
    pub(super) name: Name<'s>,
    pub(super) used: bool,
    /// Where its map was taken as a whole: a change after that would change the other, too.
    pub(super) shared: Option<Span>,
    content: Content<'s>,
}

enum Content<'s> {
    Closed(Value<'s>),
    /// A map that is being changed. Each change of a map that is laid out would cost its whole length.
    Open {
        element: &'s Type<'s>,
        span: Option<Span>,
        entries: OpenMap<'s>,
    },
}

/// A map that is being changed: the places of the keys, and the values.
pub(super) type OpenMap<'s> = BTreeMap<&'s str, (Option<Span>, Node<'s>)>;

impl<'s> Local<'s> {
    pub(super) fn new(name: Name<'s>, value: Value<'s>) -> Self {
        Self { name, used: false, shared: None, content: Content::Closed(value) }
    }

    /// The whole value.
    pub(super) fn value(&mut self, arena: &'s Arena) -> Value<'s> {
        if let Content::Open { element, span, entries } = &self.content {
            let mut built = Entries::default();
            for (key, (key_span, node)) in entries {
                built.push(key, *key_span, KeyKind::String, *node);
            }
            // The keys of a map are unique.
            let map = built.build(arena, |_| {});
            let node = Node { value: Data::Map(map), span: *span };
            self.content = Content::Closed(Value { node, kind: Kind::Of(Type::Map(element)), fresh: true });
        }
        match &self.content {
            Content::Closed(value) => *value,
            Content::Open { .. } => unreachable!("it was closed above"),
        }
    }

    /// The value of a key; `Err` when the variable is not a map, `Ok(None)` when it lacks the key.
    #[allow(clippy::type_complexity)] // the type of elements, and the one that was asked for
    pub(super) fn get(&self, key: &str) -> Result<(&'s Type<'s>, Option<Node<'s>>), Value<'s>> {
        match &self.content {
            Content::Open { element, entries, .. } => Ok((element, entries.get(key).map(|(_, node)| *node))),
            Content::Closed(value) => value.get(key).ok_or(*value),
        }
    }

    /// The map behind the variable, to change it; nothing when there is none that is its own.
    pub(super) fn open(&mut self) -> Option<(&'s Type<'s>, &mut OpenMap<'s>)> {
        if let Content::Closed(value) = self.content {
            let (Kind::Of(Type::Map(element)), Data::Map(map), true) =
                (value.kind, value.node.value, value.fresh)
            else {
                return None;
            };
            let entries =
                map.entries().iter().map(|entry| (entry.key, (entry.key_span, entry.node))).collect();
            self.content = Content::Open { element, span: value.node.span, entries };
        }
        match &mut self.content {
            Content::Open { element, entries, .. } => Some((element, entries)),
            Content::Closed(_) => None,
        }
    }
}
