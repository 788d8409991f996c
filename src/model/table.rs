//! Go's `map[string]T` with places.

use crate::{diagnostic::Span, source::Map};

/// A string and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text<'s> {
    /// The string.
    pub value: &'s str,
    /// Where it was written; nothing for what no file says.
    pub span: Option<Span>,
}

impl<'s> Map<'s> {
    /// The value of a key that is a string.
    pub fn text(&self, key: &str) -> Option<Text<'s>> {
        let node = self.get(key)?.node;
        node.value.as_str().map(|value| Text { value, span: node.span })
    }
}

/// A map from keys to values of one type; keys are unique and ascend by bytes, as Go writes them.
#[derive(Debug, Clone, PartialEq)]
pub struct Table<'s, T> {
    rows: Vec<Row<'s, T>>,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'s, T> {
    /// The key.
    pub key: Text<'s>,
    /// The value.
    pub value: T,
}

impl<'s, T> Table<'s, T> {
    /// No rows.
    pub const EMPTY: Self = Self { rows: Vec::new() };

    /// A table of rows whose keys are unique; they need not be sorted.
    pub fn new(mut rows: Vec<Row<'s, T>>) -> Self {
        if !rows.is_sorted_by(|a, b| a.key.value <= b.key.value) {
            rows.sort_by(|a, b| a.key.value.cmp(b.key.value));
        }
        Self { rows }
    }

    /// The same, from keys and values.
    pub fn from_rows(rows: impl IntoIterator<Item = (Text<'s>, T)>) -> Self {
        Self::new(rows.into_iter().map(|(key, value)| Row { key, value }).collect())
    }

    /// The keys and values, keys ascending.
    pub fn into_rows(self) -> impl Iterator<Item = (Text<'s>, T)> {
        self.rows.into_iter().map(|Row { key, value }| (key, value))
    }

    /// The keys of a table, ascending; none if it is nil.
    pub fn keys(table: Option<&Self>) -> Vec<Text<'s>> {
        table.into_iter().flat_map(Self::rows).map(|row| row.key).collect()
    }

    /// Adds a row whose key is new. Call [`Self::sort`] before using the table.
    pub(crate) fn push(&mut self, key: Text<'s>, value: T) {
        self.rows.push(Row { key, value });
    }

    /// Puts the rows in order.
    pub(crate) fn sort(&mut self) {
        self.rows.sort_by(|a, b| a.key.value.cmp(b.key.value));
    }

    /// The rows, keys ascending.
    pub fn rows(&self) -> &[Row<'s, T>] {
        &self.rows
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.row(key).map(|row| &row.value)
    }

    /// A key with its place, and its value.
    pub fn row(&self, key: &str) -> Option<&Row<'s, T>> {
        let at = self.rows.binary_search_by(|row| row.key.value.cmp(key)).ok()?;
        self.rows.get(at)
    }
}

impl<T> Default for Table<'_, T> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}
