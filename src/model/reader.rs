//! From values to typed tables, as Go's `encoding/json` decodes them into structs: `null` is a zero value
//! everywhere, every other mismatch of types is an error for the whole document.

use super::table::{Row, Table, Text};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    source::{Entry, Map, Node, Value},
};

/// Reads typed values and reports what is not of the type.
pub(crate) struct Reader<'d> {
    diagnostics: &'d mut Diagnostics,
}

impl<'d> Reader<'d> {
    pub(crate) fn new(diagnostics: &'d mut Diagnostics) -> Self {
        Self { diagnostics }
    }

    /// A `string`; `""` for null.
    pub(crate) fn text<'s>(&mut self, node: &Node<'s>, name: &str) -> Text<'s> {
        let value = match node.value {
            Value::String(value) => value,
            Value::Null => "",
            _ => {
                self.mismatch(node, name, "a string");
                ""
            }
        };
        Text { value, span: node.span }
    }

    /// A `bool`; false for null.
    pub(crate) fn bool(&mut self, node: &Node<'_>, name: &str) -> bool {
        match node.value {
            Value::Bool(value) => value,
            Value::Null => false,
            _ => {
                self.mismatch(node, name, "a boolean");
                false
            }
        }
    }

    /// A slice; nothing for null.
    pub(crate) fn list<'s, T>(
        &mut self,
        node: &Node<'s>,
        name: &str,
        mut read: impl FnMut(&mut Self, &Node<'s>) -> T,
    ) -> Option<Vec<T>> {
        match node.value {
            Value::List(items) => Some(items.iter().map(|item| read(self, item)).collect()),
            Value::Null => None,
            _ => {
                self.mismatch(node, name, "a list");
                None
            }
        }
    }

    /// A map of strings to `T`; nothing for null.
    pub(crate) fn table<'s, T>(
        &mut self,
        node: &Node<'s>,
        name: &str,
        mut read: impl FnMut(&mut Self, &Node<'s>, &str) -> T,
    ) -> Option<Table<'s, T>> {
        let entries = self.map(node, name)?.entries().iter();
        Some(Table::new(
            entries
                .map(|entry| Row {
                    key: Text { value: entry.key, span: entry.key_span },
                    value: read(self, &entry.node, entry.key),
                })
                .collect(),
        ))
    }

    /// A `map[string]string`; nothing for null.
    pub(crate) fn texts<'s>(&mut self, node: &Node<'s>, name: &str) -> Option<Table<'s, Text<'s>>> {
        self.table(node, name, Self::text)
    }

    /// The fields of a struct: each known one goes to `field`, the others come back in the order that they
    /// were written. A null has no fields.
    pub(crate) fn fields<'s>(
        &mut self,
        node: &Node<'s>,
        name: &str,
        known: &[&'static str],
        mut field: impl FnMut(&mut Self, usize, &Node<'s>),
    ) -> Vec<Entry<'s>> {
        let mut unknown = Vec::new();
        let Some(map) = self.map(node, name) else { return unknown };
        for entry in map.in_source_order() {
            match known.iter().position(|name| *name == entry.key) {
                Some(nth) => field(self, nth, &entry.node),
                None => {
                    self.report_key_case(entry, known);
                    unknown.push(*entry);
                }
            }
        }
        unknown
    }

    fn map<'s>(&mut self, node: &Node<'s>, name: &str) -> Option<Map<'s>> {
        match node.value {
            Value::Map(map) => Some(map),
            Value::Null => None,
            _ => {
                self.mismatch(node, name, "a map");
                None
            }
        }
    }

    /// Go's decoder falls back to a field whose name differs in case only.
    fn report_key_case(&mut self, entry: &Entry<'_>, known: &[&'static str]) {
        if let Some(same) = known.iter().find(|name| name.eq_ignore_ascii_case(entry.key)) {
            self.diagnostics.report(
                Diagnostic::new(Rule::KeyCase, format!("`{}` differs from `{same}` only in case", entry.key))
                    .at(entry.key_span, "")
                    .help(format!("write `{same}`, or another name")),
            );
        }
    }

    fn mismatch(&mut self, node: &Node<'_>, name: &str, expected: &str) {
        self.diagnostics.report(mismatch(Rule::TableType, node, &quoted(name), expected));
    }
}

/// The finding for a value of the wrong type; `subject` is what has it.
pub(crate) fn mismatch(rule: Rule, node: &Node<'_>, subject: &str, expected: &str) -> Diagnostic {
    let title = format!("{subject} must be {expected}, and this is {}", node.value.kind());
    let diagnostic = Diagnostic::new(rule, title);
    match (node.value, expected) {
        (Value::Number(number), "a string") => {
            diagnostic.at(node.span, format!("read as the number {number}")).help("put quotes around it")
        }
        (Value::Bool(value), "a string") => {
            diagnostic.at(node.span, format!("read as the boolean {value}")).help("put quotes around it")
        }
        (_, "a boolean") => diagnostic.at(node.span, "").help("write `true` or `false`, without quotes"),
        _ => diagnostic.at(node.span, "").help(format!("write {expected} here")),
    }
}

/// A field or entry of a map, as the subject of a sentence.
pub(crate) fn quoted(name: &str) -> String {
    format!("`{name}`")
}
