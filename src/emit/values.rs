//! What ships, as values that keep the places they were written at: for comparing it with a data.json.

use std::io;

use super::{data_json, sink::Sink};
use crate::{
    diagnostic::Span,
    model::{Metadata, Text},
    source::{Arena, Entries, Entry, KeyKind, Node, Value},
};

/// What [`super::write_data_json`] writes, as a value: reading those bytes gives the same, with other places. A
/// struct has the place of the key that it is under.
pub fn values<'s>(metadata: &Metadata<'s>, arena: &'s Arena) -> Node<'s> {
    let mut builder =
        Builder { arena, place: None, done: Node { value: Value::Null, span: None }, open: Vec::new() };
    // A builder does not fail.
    let _ = data_json::parts(&mut builder, metadata);
    builder.done
}

struct Builder<'s> {
    arena: &'s Arena,
    /// The last key.
    place: Option<Span>,
    /// The last value.
    done: Node<'s>,
    open: Vec<Open<'s>>,
}

/// A map or list that is not complete.
enum Open<'s> {
    Map(Entries<'s>, Option<(&'s str, Option<Span>)>),
    List(Vec<Node<'s>>),
}

impl<'s> Builder<'s> {
    /// Takes what the last key or item is waiting for.
    fn value(&mut self, value: Value<'s>, span: Option<Span>) {
        let node = Node { value, span };
        match self.open.last_mut() {
            Some(Open::Map(entries, key)) => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(key, key_span, KeyKind::String, node);
                }
            }
            Some(Open::List(items)) => items.push(node),
            None => self.done = node,
        }
    }

    fn begin(&mut self, name: &'s str, span: Option<Span>) {
        self.place = span;
        if let Some(Open::Map(_, key)) = self.open.last_mut() {
            *key = Some((name, span));
        }
    }
}

impl<'s> Sink<'s> for Builder<'s> {
    fn map(&mut self, content: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        let place = self.place;
        self.open.push(Open::Map(Entries::default(), None));
        content(self)?;
        self.place = place;
        if let Some(Open::Map(entries, _)) = self.open.pop() {
            // The keys of the typed tables are unique.
            let map = entries.build(self.arena, |_| {});
            self.value(Value::Map(map), place);
        }
        Ok(())
    }

    fn list(&mut self, content: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        let place = self.place;
        self.open.push(Open::List(Vec::new()));
        content(self)?;
        self.place = place;
        if let Some(Open::List(items)) = self.open.pop() {
            self.value(Value::List(self.arena.alloc_slice_copy(&items)), place);
        }
        Ok(())
    }

    fn field(&mut self, name: &'static str) -> io::Result<()> {
        let place = self.place;
        self.begin(name, place);
        Ok(())
    }

    fn key(&mut self, key: Text<'s>) -> io::Result<()> {
        self.begin(key.value, key.span);
        Ok(())
    }

    fn item(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn null(&mut self) -> io::Result<()> {
        self.value(Value::Null, self.place);
        Ok(())
    }

    fn bool(&mut self, value: bool) -> io::Result<()> {
        self.value(Value::Bool(value), self.place);
        Ok(())
    }

    fn text(&mut self, text: Option<Text<'s>>) -> io::Result<()> {
        let text = text.unwrap_or(Text { value: "", span: self.place });
        self.value(Value::String(text.value), text.span);
        Ok(())
    }

    fn entry(&mut self, entry: &Entry<'s>) -> io::Result<()> {
        self.begin(entry.key, entry.key_span);
        self.value(entry.node.value, entry.node.span);
        Ok(())
    }

    fn section(&mut self, node: Node<'s>) -> io::Result<()> {
        self.value(node.value, node.span);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::Diagnostics,
        emit::write_data_json,
        pass,
        source::{Sources, json},
    };

    #[test]
    fn the_values_are_those_of_the_bytes() {
        let expected = include_str!("../../tests/repositories/small/expected.json");
        let mut sources = Sources::default();
        let file = sources.add("data.json", expected);
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let root = json::parse(file, expected, &arena, &mut found).unwrap();
        let metadata = pass::compiled(&root, &arena, &mut found);
        assert_eq!(write_data_json(&metadata, Vec::new()).unwrap(), expected.as_bytes());
        assert!(values(&metadata, &arena).value.is_same(&root.value));
    }

    #[test]
    fn nothing_is_an_empty_map() {
        let arena = Arena::new();
        assert!(values(&Metadata::default(), &arena).value.is_same(&Value::Map(crate::source::Map::EMPTY)));
    }
}
