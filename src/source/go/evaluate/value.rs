//! What expressions come to.

use super::super::types::{Export, Type};
use crate::source::{Node, Value as Data};

/// What an expression comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'s> {
    pub(super) node: Node<'s>,
    pub(super) kind: Kind<'s>,
    /// Whether nothing else holds it: a literal, or what a function made. Changing another map would change it
    /// elsewhere, too.
    pub(super) fresh: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind<'s> {
    Of(Type<'s>),
    Nil,
    /// A function of a library.
    Function(Export),
}

impl<'s> Value<'s> {
    /// The type of elements and the value of a key; nothing when this is not a map.
    pub(super) fn get(&self, key: &str) -> Option<(&'s Type<'s>, Option<Node<'s>>)> {
        let Kind::Of(Type::Map(element)) = self.kind else { return None };
        let entry = match self.node.value {
            Data::Map(map) => map.get(key),
            _ => None,
        };
        Some((element, entry.map(|entry| entry.node)))
    }

    /// What it is, for a sentence.
    pub(super) fn describe(&self) -> String {
        match self.kind {
            Kind::Of(ty) => format!("`{ty}`"),
            Kind::Nil => "`nil`".to_owned(),
            Kind::Function(_) => "a function".to_owned(),
        }
    }
}
