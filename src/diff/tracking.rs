//! What the monthly tracking issues of upstream list for each new release: its window, and what differs from the
//! release before it in charts and arguments.

use std::collections::{BTreeMap, BTreeSet};

use super::Build;
use crate::{
    consumer::Line,
    model::{
        Distribution,
        channel::{Release, ReleaseTable},
        field::Named,
    },
    source::{Map, Value},
};

/// A release that is new, or whose window is.
#[derive(Debug, Clone)]
pub struct Tracked<'s> {
    /// Whose it is.
    pub distribution: Distribution,
    /// Its version.
    pub version: &'s str,
    /// Whether the old build lacks it.
    pub is_new: bool,
    /// `minChannelServerVersion`.
    pub min: &'s str,
    /// `maxChannelServerVersion`.
    pub max: &'s str,
    /// The release before it, which the rest compares it with; nothing where there is none, or it is not new.
    pub previous: Option<&'s str>,
    /// Charts whose repository or version differs.
    pub charts: Vec<Step<'s>>,
    /// Arguments that differ, as in `serverArgs.debug`.
    pub args: Vec<Step<'s>>,
}

/// A part of two releases that differs between them.
#[derive(Debug, Clone)]
pub struct Step<'s> {
    /// Its name.
    pub name: String,
    /// What the release before has.
    pub old: Option<Value<'s>>,
    /// What this one has.
    pub new: Option<Value<'s>>,
}

/// The releases that are new, or whose window is, in their order.
pub fn tracking<'s>(old: &Build<'s>, new: &Build<'s>) -> Vec<Tracked<'s>> {
    let mut tracked = Vec::new();
    for (distribution, section) in new.metadata.sections() {
        let before: BTreeMap<_, _> = old
            .metadata
            .section(distribution)
            .into_iter()
            .flat_map(|section| section.releases())
            .filter_map(|release| Some((release.version()?.value, release)))
            .collect();
        let mut seen = BTreeSet::new();
        let line = Line::of(section);
        for release in section.releases() {
            let Some(version) = release.version().map(|version| version.value) else { continue };
            let was = before.get(version);
            let is_same = was.is_some_and(|was| bounds(was) == bounds(release));
            if is_same || !seen.insert(version) {
                continue;
            }
            let previous = line.previous(version).filter(|_| was.is_none());
            let (min, max) = bounds(release);
            tracked.push(Tracked {
                distribution,
                version,
                is_new: was.is_none(),
                min,
                max,
                previous: previous.and_then(|previous| previous.version()).map(|version| version.value),
                charts: previous
                    .map(|previous| steps(previous, release, ReleaseTable::Charts))
                    .unwrap_or_default(),
                args: previous.map(|previous| argument_steps(previous, release)).unwrap_or_default(),
            });
        }
    }
    tracked
}

fn bounds<'s>(release: &Release<'s>) -> (&'s str, &'s str) {
    let [min, max] = release.bounds().map(|bound| bound.map_or("", |text| text.value));
    (min, max)
}

/// What differs between a table of two releases, by name.
pub fn steps<'s>(old: &Release<'s>, new: &Release<'s>, table: ReleaseTable) -> Vec<Step<'s>> {
    let (old, new) = (old.table(table), new.table(table));
    let keys: BTreeSet<_> = old.entries().iter().chain(new.entries()).map(|entry| entry.key).collect();
    let steps = keys.into_iter().filter_map(|key| {
        let value = |map: Map<'s>| map.get(key).map(|entry| entry.node.value);
        let (old, new) = (value(old), value(new));
        let is_same = old.zip(new).is_some_and(|(old, new)| old.is_same(&new));
        (!is_same).then(|| Step { name: key.to_owned(), old, new })
    });
    steps.collect()
}

/// What differs between the arguments of two releases.
fn argument_steps<'s>(old: &Release<'s>, new: &Release<'s>) -> Vec<Step<'s>> {
    let of_table = |table: ReleaseTable| {
        let named = move |step: Step<'s>| Step { name: format!("{}.{}", table.name(), step.name), ..step };
        steps(old, new, table).into_iter().map(named)
    };
    ReleaseTable::ARGUMENTS.into_iter().flat_map(of_table).collect()
}
