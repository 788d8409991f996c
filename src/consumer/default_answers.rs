//! What every Rancher takes by default, in one pass over all Ranchers.
//!
//! From one bound of a rule or of a window to the next the answer is the same. So the bounds are gone through once, with the
//! rules that fit there and the releases that are seen: asking for each Rancher anew would cost rules times releases.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
};

use super::defaults::{DefaultVersion, Defaults};
use crate::model::{
    range::{Range, VersionSet},
    version::Version,
};

/// What every Rancher takes.
#[derive(Debug)]
pub struct DefaultAnswers<'s> {
    /// From a Rancher on, ascending; the first one from the lowest.
    turns: Vec<(Version, DefaultVersion<'s>)>,
    /// The rule that counts from a Rancher on, by its place among all rules, in the same way.
    rules: Vec<(Version, Option<usize>)>,
}

/// What begins or ends at a Rancher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// The rule of this number.
    Rule(usize),
    /// The release of this number.
    Release(usize),
}

impl<'s> DefaultAnswers<'s> {
    /// The answers of the defaults of a distribution.
    pub fn of(defaults: &Defaults<'s>) -> Self {
        let mut events: BTreeMap<&Version, Vec<(Event, bool)>> = BTreeMap::new();
        let rules = defaults.rules.iter().enumerate().map(|(nth, (app, ..))| (Event::Rule(nth), app.set()));
        let releases = defaults.releases.iter().enumerate();
        let releases = releases.map(|(nth, (window, ..))| (Event::Release(nth), window.set()));
        for (event, set) in rules.chain(releases) {
            for (from, to) in set.intervals() {
                events.entry(from).or_default().push((event, true));
                if let Some(to) = to {
                    events.entry(to).or_default().push((event, false));
                }
            }
        }
        let lowest = Version::lowest();
        events.entry(&lowest).or_default();
        let (mut fitting, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut turns: Vec<(Version, DefaultVersion<'s>)> = Vec::new();
        let mut rules: Vec<(Version, Option<usize>)> = Vec::new();
        for (rancher, events) in events {
            for (event, begins) in events {
                match (event, begins) {
                    (Event::Rule(nth), true) => drop(fitting.insert(nth)),
                    (Event::Rule(nth), false) => drop(fitting.remove(&nth)),
                    (Event::Release(nth), true) => drop(seen.insert((&defaults.releases[nth].1, nth))),
                    (Event::Release(nth), false) => drop(seen.remove(&(&defaults.releases[nth].1, nth))),
                }
            }
            // Of the rules that fit the last one counts.
            let counting = fitting.last().copied();
            let range = counting.and_then(|nth| defaults.rules[nth].1.as_ref());
            let newest = range.and_then(|range| newest_in(range, &seen));
            let answer = match newest {
                Some(nth) => DefaultVersion::Release(defaults.releases[nth].2.value),
                None => DefaultVersion::Channel(defaults.channel),
            };
            if turns.last().is_none_or(|(_, last)| *last != answer) {
                turns.push((rancher.clone(), answer));
            }
            if rules.last().is_none_or(|(_, last)| *last != counting) {
                rules.push((rancher.clone(), counting));
            }
        }
        Self { turns, rules }
    }

    /// The rule that counts for a Rancher ([`Defaults::rule_of`]), by its place among all of the section.
    pub fn rule_of(&self, rancher: &Version) -> Option<usize> {
        let after = self.rules.partition_point(|(from, _)| from <= rancher);
        self.rules[..after].last().and_then(|(_, rule)| *rule)
    }

    /// The Ranchers from which on another rule counts, ascending.
    pub fn rule_turns(&self) -> impl Iterator<Item = &Version> {
        self.rules.iter().map(|(from, _)| from)
    }

    /// What a Rancher takes.
    pub fn of_rancher(&self, rancher: &Version) -> DefaultVersion<'s> {
        let after = self.turns.partition_point(|(from, _)| from <= rancher);
        self.turns[..after].last().map_or(DefaultVersion::Channel(None), |(_, answer)| *answer)
    }

    /// The Ranchers from which on another version is taken, ascending.
    pub fn turns(&self) -> impl Iterator<Item = &Version> {
        self.turns.iter().map(|(from, _)| from)
    }

    /// The Ranchers that take a version together, ascending, and the version.
    pub fn by_ranchers(&self) -> impl Iterator<Item = (VersionSet, DefaultVersion<'s>)> {
        let ends = self.turns.iter().skip(1).map(|(from, _)| Some(from)).chain(iter::once(None));
        self.turns.iter().zip(ends).map(|((from, answer), end)| {
            let until = end.map_or(VersionSet::all(), VersionSet::below);
            (VersionSet::at_least(from).intersection(&until), *answer)
        })
    }
}

/// The newest release that a range admits; of equal ones the last.
fn newest_in(range: &Range, seen: &BTreeSet<(&Version, usize)>) -> Option<usize> {
    let intervals: Vec<_> = range.set().intervals().collect();
    intervals.into_iter().rev().find_map(|(from, to)| {
        let first = (from, 0);
        let found = match to {
            Some(to) => seen.range(first..(to, 0)).next_back(),
            None => seen.range(first..).next_back(),
        };
        found.map(|(_, nth)| *nth)
    })
}
