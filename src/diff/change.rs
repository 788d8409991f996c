//! Changes: what differs between two builds, in the words of the domain.

use std::collections::BTreeMap;

use super::{kind::Kind, order::Order, walk::Edit};
use crate::{
    diagnostic::Span,
    model::{Distribution, version},
    source::{Value, compact},
};

/// One change: the same parts of the same things, in one or many versions.
#[derive(Debug, Clone)]
pub struct Change<'s> {
    /// What kind of change.
    pub kind: Kind,
    /// Whose data it is in.
    pub area: Area,
    /// What differs.
    pub items: Vec<Item<'s>>,
    /// The versions in which it does, in their order; empty where it is not about versions.
    pub versions: Vec<Touched<'s>>,
    /// The same as ranges of neighbours: the places of the first and the last in `versions`.
    pub runs: Vec<(usize, usize)>,
    /// Whom it hits, and how; empty where nobody is.
    pub hits: String,
}

/// A part of data.json.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// The RKE tables.
    Rke,
    /// A distribution's section.
    Section(Distribution),
    /// Keys that no consumer knows.
    Other,
}

impl Area {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Rke,
        Self::Section(Distribution::K3s),
        Self::Section(Distribution::Rke2),
        Self::Section(Distribution::Rfo),
        Self::Other,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rke => "rke",
            Self::Section(distribution) => distribution.key(),
            Self::Other => "other",
        }
    }
}

/// A part that differs.
#[derive(Debug, Clone)]
pub struct Item<'s> {
    /// Its path in data.json; `*` stands for the versions.
    pub path: String,
    /// Its name for people; may be empty.
    pub label: String,
    /// What the old build has.
    pub old: Option<Value<'s>>,
    /// What the new build has.
    pub new: Option<Value<'s>>,
    /// The two manifests behind it, where it is about templates.
    pub manifests: Option<(&'s str, &'s str)>,
    /// Its places, where it is not about versions.
    pub place: Option<Touched<'s>>,
}

/// A version that a change touches.
#[derive(Debug, Clone, Copy)]
pub struct Touched<'s> {
    /// The version, or what it is known by.
    pub name: &'s str,
    /// Where it is in the old build, or what it would be in.
    pub old_place: Span,
    /// The same in the new one.
    pub new_place: Span,
}

/// What an edit means.
#[derive(Debug)]
pub(super) struct Fact<'s> {
    pub(super) kind: Kind,
    pub(super) area: Area,
    pub(super) label: String,
    pub(super) old: Option<Value<'s>>,
    pub(super) new: Option<Value<'s>>,
    /// Whom it hits more precisely than its kind says.
    pub(super) hits: Option<String>,
    pub(super) manifests: Option<(&'s str, &'s str)>,
}

impl<'s> Fact<'s> {
    pub(super) fn new(kind: Kind, area: Area, label: impl Into<String>, edit: &Edit<'s>) -> Self {
        let (old, new) = (edit.what.before(), edit.what.after());
        Self { kind, area, label: label.into(), old, new, hits: None, manifests: None }
    }
}

/// A fact about one version, or about none.
#[derive(Debug)]
pub(super) struct Found<'s> {
    pub(super) fact: Fact<'s>,
    pub(super) path: String,
    pub(super) version: Option<Touched<'s>>,
    /// The places, where it is about no version.
    pub(super) place: Option<Touched<'s>>,
}

/// Puts together what is the same in many versions, and then what is in the same versions.
pub(super) fn group<'s>(found: Vec<Found<'s>>, order: &Order<'s>) -> Vec<Change<'s>> {
    type Same = (Kind, Area, String, String, String);
    let mut same: BTreeMap<Same, (Item<'s>, Vec<Touched<'s>>)> = BTreeMap::new();
    for Found { fact, path, version, place } in found {
        let Fact { kind, area, label, old, new, hits, manifests } = fact;
        let hits = hits.unwrap_or_else(|| kind.hits().to_owned());
        // Without a version the path alone says it.
        let json = |value: Option<Value<'_>>| value.map(|value| compact(&value)).unwrap_or_default();
        let values = if version.is_some() { format!("{}\n{}", json(old), json(new)) } else { String::new() };
        let item = || Item { path: path.clone(), label, old, new, manifests, place };
        let key = (kind, area, hits, path.clone(), values);
        same.entry(key).or_insert_with(|| (item(), Vec::new())).1.extend(version);
    }
    let mut together: BTreeMap<(Kind, Area, String, Vec<&'s str>), Change<'s>> = BTreeMap::new();
    for ((kind, area, hits, ..), (item, mut versions)) in same {
        let rank = |version: &Touched<'s>| order.rank(&item.path, version.name);
        versions.sort_by_key(|version| (rank(version), version.name));
        // Both bounds of a window are one change.
        versions.dedup_by_key(|version| version.name);
        let names = versions.iter().map(|version| version.name).collect();
        let runs = order.runs(&item.path, &versions);
        together
            .entry((kind, area, hits.clone(), names))
            .or_insert_with(|| Change { kind, area, items: Vec::new(), versions, runs, hits })
            .items
            .push(item);
    }
    let mut changes: Vec<_> = together.into_values().collect();
    for change in &mut changes {
        if matches!(change.kind, Kind::DefaultChanged | Kind::DefaultLost) {
            let first =
                |label: &str| label.split(' ').find_map(|word| version::Version::parse_tolerant(word).ok());
            change.items.sort_by_cached_key(|item| first(&item.label));
        }
    }
    // The most touched first, and then as the versions come.
    changes.sort_by_key(|change| (change.kind, change.area, std::cmp::Reverse(change.versions.len())));
    changes
}

/// A path as `k3s.releases[*].serverArgs.debug`; keys with other characters than those of names are in quotes.
pub(super) fn path_of(edit: &Edit<'_>) -> String {
    let mut text = String::new();
    for (at, key) in edit.path.iter().enumerate() {
        if edit.version.is_some_and(|version| version.at == at) {
            text.push_str("[*]");
        } else {
            push_key(&mut text, key);
        }
    }
    text
}

/// Adds a key to a path.
pub(super) fn push_key(text: &mut String, key: &str) {
    let plain = !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    match (plain, text.is_empty()) {
        (true, true) => text.push_str(key),
        (true, false) => {
            text.push('.');
            text.push_str(key);
        }
        (false, _) => {
            text.push('[');
            text.push_str(&compact(&Value::String(key)));
            text.push(']');
        }
    }
}
