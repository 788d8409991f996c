//! Where an argument or a chart is, and what it is there.

use std::collections::BTreeMap;

use super::{NotFound, near, tables::names};
use crate::{
    diagnostic::Span,
    diff::describe_value,
    model::{Distribution, Metadata, Text, channel::ReleaseTable},
    source::{Node, Value, compact},
};

/// An argument, a chart or a feature version over all releases.
#[derive(Debug)]
pub struct EntryAnswer<'s> {
    /// Its name.
    pub name: String,
    /// What it is in which releases.
    pub rows: Vec<EntryRow<'s>>,
    /// The releases that do not have it, of the distributions in which some have.
    pub without: Vec<(Distribution, ReleaseTable, Vec<Text<'s>>)>,
}

/// What it is in some releases.
#[derive(Debug)]
pub struct EntryRow<'s> {
    /// Whose releases.
    pub distribution: Distribution,
    /// Where in them.
    pub table: ReleaseTable,
    /// The value.
    pub value: Node<'s>,
    /// Where it was written first.
    pub place: Option<Span>,
    /// The releases, in their order.
    pub versions: Vec<Text<'s>>,
    /// The place of the first of them in its list.
    first: usize,
}

/// What an entry is, in words: of a chart its version and where it comes from.
pub fn describe_entry(table: ReleaseTable, value: &Value<'_>) -> String {
    let fields = value.fields();
    match (table, fields.text("version"), fields.text("repo")) {
        (ReleaseTable::Charts, Some(version), Some(repo)) => format!("{} of {}", version.value, repo.value),
        _ => describe_value(value),
    }
}

impl<'s> EntryAnswer<'s> {
    /// What a name is in some tables of the releases; `what` says it in a sentence.
    ///
    /// # Errors
    ///
    /// When no release has it.
    pub fn of(
        name: &str,
        tables: &[ReleaseTable],
        what: &str,
        metadata: &Metadata<'s>,
    ) -> Result<Self, NotFound> {
        let mut rows: BTreeMap<(Distribution, ReleaseTable, String), EntryRow<'s>> = BTreeMap::new();
        let mut without: BTreeMap<(Distribution, ReleaseTable), Vec<Text<'s>>> = BTreeMap::new();
        for (distribution, section) in metadata.sections() {
            for (nth, release) in section.releases().enumerate() {
                let Some(version) = release.version() else { continue };
                for table in tables {
                    let Some(entry) = release.table(*table).get(name) else {
                        without.entry((distribution, *table)).or_default().push(version);
                        continue;
                    };
                    let key = (distribution, *table, compact(&entry.node.value));
                    let row = rows.entry(key).or_insert_with(|| EntryRow {
                        distribution,
                        table: *table,
                        value: entry.node,
                        place: entry.key_span,
                        versions: Vec::new(),
                        first: nth,
                    });
                    row.versions.push(version);
                }
            }
        }
        if rows.is_empty() {
            let known = names(tables, metadata);
            return Err(NotFound { ask: None, what: format!("{what} `{name}`"), meant: near(name, &known) });
        }
        without.retain(|(distribution, table), _| {
            rows.keys().any(|(of, inside, _)| (of, inside) == (distribution, table))
        });
        let without =
            without.into_iter().map(|((distribution, table), versions)| (distribution, table, versions));
        let mut rows: Vec<_> = rows.into_values().collect();
        rows.sort_by_key(|row| (row.distribution, row.table, row.first));
        Ok(Self { name: name.to_owned(), rows, without: without.collect() })
    }
}
