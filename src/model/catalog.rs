//! What was written.

use std::collections::BTreeMap;

use super::{
    Distribution,
    channel::ChannelData,
    reader::{Reader, mismatch, quoted},
    rke::{self, Introduced, Rke},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    source::{Entry, Map, Node, Value},
};

/// Everything that was written for a build, nothing decided yet.
#[derive(Debug, Default)]
pub struct Catalog<'s> {
    /// The channel files that are there.
    pub channel_files: BTreeMap<Distribution, ChannelData<'s>>,
    /// The compiled data.json that the RKE tables come from.
    pub compiled: Option<DataJson<'s>>,
    /// The tree that the RKE tables come from.
    pub tree: Option<Tree<'s>>,
}

impl<'s> Catalog<'s> {
    /// The RKE tables, wherever they come from.
    pub fn rke(&self) -> Option<&Rke<'s>> {
        match &self.tree {
            Some(tree) => Some(&tree.rke),
            None => self.compiled.as_ref()?.rke.as_ref(),
        }
    }
}

/// The RKE tables of a tree.
#[derive(Debug)]
pub struct Tree<'s> {
    /// The tables.
    pub rke: Rke<'s>,
    /// From where on an addon must have a template.
    pub introduced: Introduced<'s>,
}

/// A compiled data.json.
#[derive(Debug, Default)]
pub struct DataJson<'s> {
    /// The RKE tables; nothing when it has none of them, as upstream's since dev-v2.12.
    pub rke: Option<Rke<'s>>,
    /// The sections of the distributions that are there and not null.
    pub sections: BTreeMap<Distribution, ChannelData<'s>>,
    /// Top-level keys that no consumer knows, as written.
    pub unknown: Vec<Entry<'s>>,
}

impl<'s> ChannelData<'s> {
    /// The data of a channel file: empty for a file that says nothing, nothing for one that is no map. Both
    /// are findings.
    pub fn read(node: &Node<'s>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let not_a_map = match node.value {
            Value::Map(map) if !map.entries().is_empty() => return Self::of(node),
            Value::Null | Value::Map(_) => {
                diagnostics.report(
                    Diagnostic::new(Rule::EmptyFile, "there is no data in this file")
                        .at(node.span, "")
                        .help("restore its contents"),
                );
                return Some(Self { map: Map::EMPTY, span: node.span });
            }
            other => other.kind(),
        };
        diagnostics.report(
            Diagnostic::new(Rule::NotAMap, format!("a channel file is a map, and this is {not_a_map}"))
                .at(node.span, "")
                .help("the keys of the map are `channels`, `appDefaults` and `releases`"),
        );
        None
    }
}

impl<'s> DataJson<'s> {
    /// Reads the typed form of a data.json.
    pub fn read(node: &Node<'s>, diagnostics: &mut Diagnostics) -> Self {
        let mut data = Self::default();
        let Value::Map(map) = node.value else {
            diagnostics.report(mismatch(Rule::TableType, node, "a data.json", "a map"));
            return data;
        };
        let known: Vec<&'static str> =
            rke::FIELDS.into_iter().chain(Distribution::ALL.map(Distribution::key)).collect();
        let has_tables = has_rke_tables(&map);
        let mut tables = Rke::default();
        let mut sections = Vec::new();
        data.unknown = Reader::new(diagnostics).fields(node, "data.json", &known, |reader, field, node| {
            match field.checked_sub(rke::FIELDS.len()) {
                None => tables.read_table(reader, field, node),
                Some(nth) => sections.push((Distribution::ALL[nth], *node)),
            }
        });
        data.rke = has_tables.then_some(tables);
        for (distribution, node) in sections {
            match ChannelData::of(&node) {
                Some(section) => {
                    data.sections.insert(distribution, section);
                }
                None if node.value == Value::Null => {}
                None => {
                    diagnostics.report(mismatch(Rule::TableType, &node, &quoted(distribution.key()), "a map"))
                }
            }
        }
        data
    }
}

fn has_rke_tables(map: &Map<'_>) -> bool {
    rke::FIELDS.iter().any(|name| map.get(name).is_some())
}
