//! Arguments that a minor lacks and its neighbours have.
//!
//! A round adds an argument to all its minors at once; the list of one of them is built on one anchor too old, and nobody sees
//! it, because the patch before lacks the argument, too. RKE2 v1.29.6 to v1.29.15 are without `bind-address` and three more
//! that v1.28 and v1.30 of the same months have (2024, and still so in 2026).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    finding::{finding_of_all, part, subject},
    subject::Subject,
};
use crate::{
    consumer::arguments,
    diagnostic::{Diagnostic, Diagnostics, Rule, words::names as names_of},
    model::{
        Distribution,
        channel::{Release, ReleaseTable},
        field::Named,
    },
};

/// How many patches the minor below is surely ahead of the one above: Kubernetes begins a minor every fourth month and patches
/// each minor once a month, so 1.32.4 and 1.33.0 are of one month, or 1.34.3 and 1.35.0.
pub(super) const SURELY_AHEAD: u64 = 3;

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        let mut minors: BTreeMap<(u64, u64), Vec<(u64, &Release<'_>)>> = BTreeMap::new();
        // A release without any arguments is a finding of its own.
        let has_all = |release: &&Release<'_>| {
            ReleaseTable::ARGUMENTS.into_iter().all(|table| !release.table(table).entries().is_empty())
        };
        for release in section.releases().filter(|release| subject_of.is_seen(release)).filter(has_all) {
            if let Some(number) = release.number().filter(|number| !number.is_pre_release()) {
                minors.entry(number.minor()).or_default().push((number.patch(), release));
            }
        }
        minors.values_mut().for_each(|releases| releases.sort_by_key(|(patch, _)| *patch));
        for ((major, minor), releases) in &minors {
            let of =
                |minor: Option<u64>| minor.and_then(|minor| minors.get(&(*major, minor))).map(Vec::as_slice);
            let (below, above) = (of(minor.checked_sub(1)), of(minor.checked_add(1)));
            let gaps = Gaps { distribution, releases };
            diagnostics.report_all(below.zip(above).and_then(|(below, above)| gaps.at_the_end(below, above)));
            diagnostics.report_all(below.into_iter().flat_map(|below| gaps.at_the_start(below)));
        }
    }
}

/// The releases of a minor, ascending, with their patch numbers.
type Patches<'r, 's> = [(u64, &'r Release<'s>)];

struct Gaps<'g, 'r, 's> {
    distribution: Distribution,
    releases: &'g Patches<'r, 's>,
}

impl<'s> Gaps<'_, '_, 's> {
    /// What the newest patches of the minors below and above have, and the newest of this one lacks.
    fn at_the_end(&self, below: &Patches<'_, 's>, above: &Patches<'_, 's>) -> Option<Diagnostic> {
        let since = since(below, above);
        let [(_, below), (_, newest), (_, above)] = [below.last()?, self.releases.last()?, above.last()?];
        let lost: Vec<_> = Self::lost(newest, below).into_iter().filter(|key| has(above, key)).collect();
        // As long ago as both neighbours have it.
        let since = lost.iter().map(since).max().unwrap_or_default();
        let lacking = self.releases.iter().rev();
        let lacking = lacking.take_while(|(patch, release)| *patch >= since && lacks_all(release, &lost));
        let mut lacking: Vec<_> = lacking.map(|(_, release)| *release).collect();
        lacking.reverse();
        self.finding(&lost, &lacking, below)
    }

    /// What the first patches of this minor lack, although the minor before had it when they came, and later ones have it.
    fn at_the_start(&self, below: &Patches<'_, 's>) -> Vec<Diagnostic> {
        let mut groups: BTreeMap<usize, (Vec<Argument<'s>>, &Release<'s>)> = BTreeMap::new();
        let mut known: BTreeSet<Argument<'_>> = BTreeSet::new();
        let newest = self.releases.last().map(|(_, release)| *release);
        // What no patch of this minor had so far.
        let mut new: BTreeSet<Argument<'_>> =
            below.iter().flat_map(|(_, release)| arguments_of(release)).collect();
        for (nth, (patch, release)) in self.releases.iter().enumerate() {
            let before = below.iter().rev().find(|(other, _)| *other <= patch.saturating_add(SURELY_AHEAD));
            let (Some((_, before)), Some(newest)) = (before, newest) else { continue };
            for key in Self::lost(release, before) {
                // What an earlier patch has is lost since then, which is another finding.
                let earlier = &self.releases[..nth];
                if known.contains(&key) || !has(newest, &key) || !new.contains(&key) {
                    continue;
                }
                known.insert(key);
                let had = |patch: u64| {
                    let before = below
                        .iter()
                        .rev()
                        .find(|(other, _)| *other <= patch.saturating_add(SURELY_AHEAD + 1));
                    before.is_some_and(|(_, before)| has(before, &key))
                };
                let first = earlier.iter().position(|(patch, _)| had(*patch)).unwrap_or(nth);
                groups.entry(first).or_insert((Vec::new(), before)).0.push(key);
            }
            new.retain(|key| !has(release, key));
        }
        let found = groups.into_iter().filter_map(|(first, (lost, there))| {
            let lacking = self.releases[first..].iter().take_while(|(_, release)| lacks_all(release, &lost));
            self.finding(&lost, &lacking.map(|(_, release)| *release).collect::<Vec<_>>(), there)
        });
        found.collect()
    }

    /// The arguments of another release that a release lacks.
    fn lost(release: &Release<'s>, other: &Release<'s>) -> Vec<Argument<'s>> {
        arguments_of(other).filter(|argument| !has(release, argument)).collect()
    }

    fn finding(
        &self,
        lost: &[Argument<'s>],
        lacking: &[&Release<'s>],
        there: &Release<'s>,
    ) -> Option<Diagnostic> {
        let names = lacking.iter().filter_map(|release| release.version()).map(|version| version.value);
        let names: Vec<_> = names.collect();
        let first = lacking.first().filter(|_| !lost.is_empty())?;
        let there_name = there.version()?.value;
        let (table, _) = lost.first()?;
        let at = |release: &Release<'s>| match release.map.get(table.name()) {
            Some(entry) => entry.key_span,
            None => release.version().map_or(release.span, |version| version.span),
        };
        let arguments: BTreeSet<_> = lost.iter().map(|(_, name)| *name).collect();
        let arguments: Vec<_> = arguments.into_iter().collect();
        let verb = if names.len() == 1 { "lacks" } else { "lack" };
        let title = format!("{} {verb} {}, which `{there_name}` has", names_of(&names), names_of(&arguments));
        let parts = names.iter().flat_map(|version| {
            let about = subject(self.distribution.key(), version);
            lost.iter().map(move |(table, key)| part(&about, &format!("{}.{key}", table.name())))
        });
        let help = format!("build the list on that of `{there_name}`");
        let found = finding_of_all(Rule::ArgsGap, parts.collect(), title, at(first), &help);
        Some(found.at(at(there), format!("`{there_name}` has it")))
    }
}

/// From which patch of the minor between two others on an argument could be there: the neighbours got it with a round, and
/// the minor below is three to five patches ahead.
fn since<'s>(below: &Patches<'_, 's>, above: &Patches<'_, 's>) -> impl Fn(&Argument<'s>) -> u64 {
    let first = |patches: &Patches<'_, 's>| {
        let mut firsts: BTreeMap<Argument<'s>, u64> = BTreeMap::new();
        for (patch, release) in patches {
            for argument in arguments_of(release) {
                firsts.entry(argument).or_insert(*patch);
            }
        }
        firsts
    };
    let (below, above) = (first(below), first(above));
    move |argument| {
        let by_below = below.get(argument).map_or(0, |patch| patch.saturating_sub(SURELY_AHEAD + 2));
        let by_above = above.get(argument).map_or(0, |patch| patch.saturating_add(SURELY_AHEAD));
        by_below.max(by_above)
    }
}

/// An argument: the list that it is in, and its name.
type Argument<'s> = (ReleaseTable, &'s str);

fn arguments_of<'s>(release: &Release<'s>) -> impl Iterator<Item = Argument<'s>> {
    let tables = ReleaseTable::ARGUMENTS.into_iter();
    tables.flat_map(|table| release.table(table).entries().iter().map(move |entry| (table, entry.key)))
}

fn has(release: &Release<'_>, (table, name): &Argument<'_>) -> bool {
    arguments::has(release, *table, name)
}

fn lacks_all(release: &Release<'_>, lost: &[Argument<'_>]) -> bool {
    lost.iter().all(|argument| !has(release, argument))
}
