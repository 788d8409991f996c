//! Where the parts of a data.json go, in wire order: to its bytes, or to values that keep their places.

use std::io::{self, Write};

use super::json::JsonWriter;
use crate::{
    model::Text,
    source::{Entry, Node},
};

/// Takes the parts of a data.json one after the other.
pub(super) trait Sink<'s> {
    /// A map whose entries `content` gives.
    fn map(&mut self, content: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()>;

    /// A list whose items `content` gives.
    fn list(&mut self, content: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()>;

    /// Begins the entry of a struct's field; its value must follow.
    fn field(&mut self, name: &'static str) -> io::Result<()>;

    /// Begins an entry of a map; its value must follow.
    fn key(&mut self, key: Text<'s>) -> io::Result<()>;

    /// Begins an item of a list; its value must follow.
    fn item(&mut self) -> io::Result<()>;

    /// `null`.
    fn null(&mut self) -> io::Result<()>;

    /// `true` or `false`.
    fn bool(&mut self, value: bool) -> io::Result<()>;

    /// A string; the empty one of a field that has no place.
    fn text(&mut self, text: Option<Text<'s>>) -> io::Result<()>;

    /// An entry as it was written.
    fn entry(&mut self, entry: &Entry<'s>) -> io::Result<()>;

    /// A map of entries as they were written; it is in the place of `node`.
    fn section(&mut self, node: Node<'s>) -> io::Result<()>;
}

impl<'s, W: Write> Sink<'s> for JsonWriter<W> {
    fn map(&mut self, content: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        JsonWriter::map(self, content)
    }

    fn list(&mut self, content: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        JsonWriter::list(self, content)
    }

    fn field(&mut self, name: &'static str) -> io::Result<()> {
        JsonWriter::key(self, name)
    }

    fn key(&mut self, key: Text<'s>) -> io::Result<()> {
        JsonWriter::key(self, key.value)
    }

    fn item(&mut self) -> io::Result<()> {
        JsonWriter::item(self)
    }

    fn null(&mut self) -> io::Result<()> {
        JsonWriter::null(self)
    }

    fn bool(&mut self, value: bool) -> io::Result<()> {
        JsonWriter::bool(self, value)
    }

    fn text(&mut self, text: Option<Text<'s>>) -> io::Result<()> {
        JsonWriter::string(self, text.map_or("", |text| text.value))
    }

    fn entry(&mut self, entry: &Entry<'s>) -> io::Result<()> {
        JsonWriter::entry(self, entry)
    }

    fn section(&mut self, node: Node<'s>) -> io::Result<()> {
        JsonWriter::node(self, &node)
    }
}
