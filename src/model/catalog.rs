//! What was written.

use std::collections::BTreeMap;

use super::{
    Distribution,
    channel::{ChannelData, Origin},
    patch::Patch,
    reader::{Reader, mismatch, quoted},
    rke::{Introduced, Rke, RkeTable},
    settings::Settings,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::field::Named,
    source::{Entry, Map, Node, Value},
};

/// Everything that was written for a build, nothing decided yet.
#[derive(Debug, Default)]
pub struct Catalog<'s> {
    /// The channel files that are there.
    pub channel_files: BTreeMap<Distribution, ChannelData<'s>>,
    /// The compiled data.json that the RKE tables come from.
    pub compiled: Option<DataJson<'s>>,
    /// The RKE tables that people wrote, as a tree or as Go code.
    pub rke: Option<Rke<'s>>,
    /// The patch of an enterprise build.
    pub patch: Option<Patch<'s>>,
    /// The settings, if there are any.
    pub settings: Option<Settings<'s>>,
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
    /// The data of a channel file: empty for a file without data, `None` for one that is not a map. Both
    /// are findings.
    pub fn read(node: &Node<'s>, origin: Origin, diagnostics: &mut Diagnostics) -> Option<Self> {
        let not_a_map = match node.value {
            Value::Map(map) if !map.entries().is_empty() => return Self::of(node, origin),
            Value::Null | Value::Map(_) => {
                diagnostics.report(
                    Diagnostic::new(Rule::EmptyFile, "there is no data in this file")
                        .at(node.span, "")
                        .help("restore its contents"),
                );
                return Some(Self::new(Map::EMPTY, node.span, origin));
            }
            other => other.kind(),
        };
        diagnostics.report(
            Diagnostic::new(Rule::NotAMap, format!("a channel file must be a map, and this is {not_a_map}"))
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
        let has_tables = RkeTable::all().any(|table| map.get(table.name()).is_some());
        let mut tables = Rke::default();
        let mut sections = Vec::new();
        data.unknown =
            Reader::new(diagnostics).fields(node, "data.json", |reader, part: Part, node| match part {
                Part::Table(table) => tables.read_table(reader, table, node),
                Part::Section(distribution) => sections.push((distribution, *node)),
            });
        tables.introduced = Introduced::known(&tables);
        data.rke = has_tables.then_some(tables);
        for (distribution, node) in sections {
            match ChannelData::of(&node, Origin::Compiled) {
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

/// A key of data.json.
#[derive(Clone, Copy)]
enum Part {
    Table(RkeTable),
    Section(Distribution),
}

impl Named for Part {
    fn all() -> impl Iterator<Item = Self> {
        RkeTable::all().map(Self::Table).chain(Distribution::ALL.into_iter().map(Self::Section))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Table(table) => table.name(),
            Self::Section(distribution) => distribution.key(),
        }
    }
}
