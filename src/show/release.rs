//! A release of K3s, RKE2 or RFO.

use std::collections::BTreeMap;

use crate::{
    consumer::{DefaultAnswers, DefaultVersion, Defaults},
    diagnostic::Span,
    model::{
        Distribution, Metadata, Text,
        channel::{MAX, MIN, Release, ReleaseTable},
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

/// The Ranchers that take a release by default, by its version.
#[derive(Debug)]
pub(super) struct Takers<'s>(BTreeMap<&'s str, Vec<VersionSet>>);

impl<'s> Takers<'s> {
    pub(super) fn of(answers: &DefaultAnswers<'s>) -> Self {
        let mut takers: BTreeMap<&str, Vec<VersionSet>> = BTreeMap::new();
        for (ranchers, default) in answers.by_ranchers() {
            if let DefaultVersion::Release(version) = default {
                takers.entry(version).or_default().push(ranchers);
            }
        }
        Self(takers)
    }

    fn of_version(&self, version: &str) -> VersionSet {
        VersionSet::union_of(self.0.get(version).into_iter().flatten().cloned())
    }
}

impl<'s> ReleaseAnswer<'s> {
    /// The releases of a version, in every distribution that has it.
    pub fn all(name: &str, metadata: &Metadata<'s>) -> Vec<Self> {
        let mut answers: Vec<Self> = Vec::new();
        for (distribution, section) in metadata.sections() {
            let mut releases = section
                .releases()
                .filter(|release| release.version().is_some_and(|version| version.value == name))
                .peekable();
            if releases.peek().is_none() {
                continue;
            }
            let takers = Takers::of(&DefaultAnswers::of(&Defaults::of(section)));
            answers.extend(
                releases
                    .enumerate()
                    .filter_map(|(nth, release)| Self::of(distribution, release, &takers, nth > 0)),
            );
        }
        answers
    }

    /// The answer for a release of a section; nothing where it has no version.
    pub(super) fn of(
        distribution: Distribution,
        release: &Release<'s>,
        takers: &Takers<'s>,
        is_shadowed: bool,
    ) -> Option<Self> {
        let version = release.version()?;
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
            default_of: takers.of_version(version.value),
            tables: tables.collect(),
            others: others.map(|entry| (entry.key, entry.node)).collect(),
            is_shadowed,
        })
    }
}
