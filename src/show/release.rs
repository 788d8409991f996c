//! A release of K3s, RKE2 or RFO.

use crate::{
    consumer::{DefaultAnswers, DefaultVersion, Defaults},
    diagnostic::Span,
    model::{
        Distribution, Metadata, Text,
        channel::{ChannelData, MAX, MIN, Release, ReleaseTable},
        field::Named,
        range::VersionSet,
    },
    source::Node,
};

/// What Rancher makes of a release.
#[derive(Debug)]
pub struct ReleaseAnswer<'s> {
    /// Whose it is.
    pub distribution: Distribution,
    /// The version.
    pub version: Text<'s>,
    /// `minChannelServerVersion` and `maxChannelServerVersion`, as they are written.
    pub bounds: [Option<Text<'s>>; 2],
    /// The Ranchers that see it.
    pub ranchers: VersionSet,
    /// The Ranchers that take it by default.
    pub default_of: VersionSet,
    /// Its arguments, charts and feature versions.
    pub tables: Vec<TableAnswer<'s>>,
    /// What else it has, as written.
    pub others: Vec<(&'s str, Node<'s>)>,
    /// Whether another release of this version comes before it, which Rancher takes.
    pub is_shadowed: bool,
}

/// One of its maps.
#[derive(Debug)]
pub struct TableAnswer<'s> {
    /// Which.
    pub table: ReleaseTable,
    /// Where the map stands: for an alias, where its anchor is.
    pub place: Option<Span>,
    /// What is in it.
    pub entries: Vec<Argument<'s>>,
}

/// An argument, a chart or a feature version.
#[derive(Debug)]
pub struct Argument<'s> {
    /// The name.
    pub name: &'s str,
    /// Where it was written, behind whatever anchors.
    pub place: Option<Span>,
    /// What it is.
    pub value: Node<'s>,
}

impl<'s> ReleaseAnswer<'s> {
    /// The releases of a version, in every distribution that has it.
    pub fn all(name: &str, metadata: &Metadata<'s>) -> Vec<Self> {
        let mut answers: Vec<Self> = Vec::new();
        for (distribution, section) in metadata.sections() {
            let releases = section
                .releases()
                .filter(|release| release.version().is_some_and(|version| version.value == name));
            for (nth, release) in releases.enumerate() {
                answers.extend(Self::of(distribution, section, release, nth > 0));
            }
        }
        answers
    }

    fn of(
        distribution: Distribution,
        section: &ChannelData<'s>,
        release: &Release<'s>,
        is_shadowed: bool,
    ) -> Option<Self> {
        let version = release.version()?;
        let defaults = DefaultAnswers::of(&Defaults::of(section));
        let default_of = defaults
            .by_ranchers()
            .filter(|(_, default)| *default == DefaultVersion::Release(version.value))
            .map(|(ranchers, _)| ranchers);
        let tables = ReleaseTable::all().filter_map(|table| {
            let node = release.map.get(table.name())?.node;
            let entries = node.value.fields().entries().iter().map(|entry| Argument {
                name: entry.key,
                place: entry.key_span,
                value: entry.node,
            });
            Some(TableAnswer { table, place: node.span, entries: entries.collect() })
        });
        let known =
            |key: &str| ReleaseTable::by_name(key).is_some() || key == "version" || [MIN, MAX].contains(&key);
        let others = release.map.entries().iter().filter(|entry| !known(entry.key));
        Some(Self {
            distribution,
            version,
            bounds: release.bounds(),
            ranchers: release.window().set().clone(),
            default_of: VersionSet::union_of(default_of),
            tables: tables.collect(),
            others: others.map(|entry| (entry.key, entry.node)).collect(),
            is_shadowed,
        })
    }
}
