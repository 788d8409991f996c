//! The releases of one distribution over all Ranchers.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    consumer::{DefaultAnswers, DefaultVersion, Defaults, Line, why_unloadable},
    diagnostic::Span,
    diff::{Step, steps},
    model::{
        Distribution, Text,
        channel::{AppDefault, ChannelData, Release, ReleaseTable},
        field::Named,
        range::{Range, VersionSet},
        version::Version,
    },
    show::{
        overview::Offered,
        rancher::{Hidden, why_hidden},
        release::{ReleaseAnswer, Takers},
    },
};

/// What every Rancher is offered of a distribution.
#[derive(Debug)]
pub struct SectionOverview<'s> {
    /// Whose releases they are.
    pub distribution: Distribution,
    /// Why channelserver cannot load the section, so that nothing is offered.
    pub fault: Option<(String, Option<Span>)>,
    /// The Ranchers from which on something is different, ascending; the first is the lowest version that there is.
    pub turns: Vec<Version>,
    /// What they take by default, for each turn.
    pub answers: Vec<TurnAnswer<'s>>,
    /// The releases, the newest first: of each minor the first one that is offered is its newest.
    pub releases: Vec<ReleaseOverview<'s>>,
    /// The rules of `appDefaults`, as written.
    pub rules: Vec<RuleOverview<'s>>,
}

/// What the Ranchers from a turn to the next take by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TurnAnswer<'s> {
    /// The version.
    pub default: DefaultVersion<'s>,
    /// The rule that counts, by its place.
    pub rule: Option<usize>,
}

/// A release.
#[derive(Debug)]
pub struct ReleaseOverview<'s> {
    /// What Rancher makes of it.
    pub answer: ReleaseAnswer<'s>,
    /// The turn from which on it is offered, and the one from which on it is not any more: below the first the Rancher is below
    /// `minChannelServerVersion`, else above `maxChannelServerVersion`. Nothing where a bound is missing or no version.
    pub seen: Option<(usize, usize)>,
    /// The bound that cannot be read, where that is why nobody is offered it.
    pub fault: Option<Text<'s>>,
    /// What differs from the release before it, if there is one.
    pub since: Option<Since<'s>>,
}

/// What differs from the release before.
#[derive(Debug)]
pub struct Since<'s> {
    /// That release.
    pub previous: &'s str,
    /// The charts, arguments and features that differ, by table.
    pub steps: Vec<(ReleaseTable, Vec<Step<'s>>)>,
}

/// A rule of `appDefaults`.
#[derive(Debug)]
pub struct RuleOverview<'s> {
    /// The rule as written.
    pub rule: AppDefault<'s>,
    /// The Ranchers for which it counts, ascending, and what they get.
    pub takes: Vec<(VersionSet, DefaultVersion<'s>)>,
    /// Why it counts for none, if it does.
    pub shadow: Option<Shadow>,
}

/// Why a rule counts for no Rancher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shadow {
    /// A rule does not parse, so Rancher ignores all of them.
    Ignored,
    /// Its range admits no Rancher.
    Empty,
    /// Rules further down take its Ranchers: the places of the first of them.
    Later(Vec<usize>),
}

impl<'s> SectionOverview<'s> {
    pub(super) fn of(distribution: Distribution, section: &ChannelData<'s>) -> Self {
        let defaults = Defaults::of(section);
        let answers = DefaultAnswers::of(&defaults);
        let fault = why_unloadable(section);

        // The Ranchers between which nothing differs.
        let windows = section.releases().filter_map(window);
        let windows = windows.flat_map(|(min, after)| [Some(min.clone()), after]);
        let rules = answers.turns().chain(answers.rule_turns()).cloned();
        let turns: BTreeSet<_> = windows.flatten().chain(rules).chain([Version::lowest()]).collect();
        let turns: Vec<_> = turns.into_iter().collect();
        let answer = |turn| TurnAnswer { default: answers.of_rancher(turn), rule: answers.rule_of(turn) };
        let of_turns: Vec<_> = match fault {
            Some(_) => turns.iter().map(|_| TurnAnswer::NONE).collect(),
            None => turns.iter().map(answer).collect(),
        };
        let mut overview = Self {
            distribution,
            rules: rules_of(section, fault.is_some(), &answers, (&turns, &of_turns)),
            releases: Vec::new(),
            answers: of_turns,
            turns,
            fault,
        };
        overview.add_releases(section, &Takers::of(&answers));
        overview
    }

    /// The Ranchers from a turn to the next.
    pub fn ranchers(&self, turn: usize) -> VersionSet {
        between(&self.turns, turn, turn + 1)
    }

    /// What a Rancher is offered, the newest first, and what is hidden from it.
    pub fn offered(&self, rancher: &Version) -> Offered<'_, 's, ReleaseOverview<'s>> {
        let turn = self.turn_of(rancher);
        let mut offered = Offered::default();
        for release in self.releases.iter().filter(|_| self.fault.is_none()) {
            let [min, max] = release.answer.bounds;
            let hidden = match release.seen {
                None => Some((Hidden::NoWindow, release.fault)),
                Some((from, _)) if turn < from => Some((Hidden::BelowMin, min)),
                Some((_, until)) if turn >= until => Some((Hidden::AboveMax, max)),
                Some(_) => None,
            };
            offered.add(release, hidden);
        }
        offered
    }

    /// What a Rancher takes by default.
    pub fn answer(&self, rancher: &Version) -> TurnAnswer<'s> {
        self.answers[self.turn_of(rancher)]
    }

    /// The turn that a Rancher is in.
    fn turn_of(&self, rancher: &Version) -> usize {
        self.turns.partition_point(|turn| turn <= rancher).saturating_sub(1)
    }

    fn add_releases(&mut self, section: &ChannelData<'s>, takers: &Takers<'s>) {
        let line = Line::of(section);
        let mut seen = BTreeSet::new();
        let mut releases: Vec<_> = section.releases().enumerate().collect();
        let mut known: BTreeMap<usize, ReleaseOverview<'s>> = BTreeMap::new();
        for (nth, release) in &releases {
            let Some(version) = release.version() else { continue };
            let is_shadowed = !seen.insert(version.value);
            let Some(answer) = ReleaseAnswer::of(self.distribution, release, takers, is_shadowed) else {
                continue;
            };
            let place = |turn: &Version| self.turns.partition_point(|other| other < turn);
            let offered = window(release).map(|(min, after)| {
                let from = place(min);
                (from, after.as_ref().map_or(self.turns.len(), place).max(from))
            });
            let since = line.previous(version.value).filter(|_| !is_shadowed);
            let since = since.and_then(|previous| Since::of(previous, release));
            let fault =
                offered.is_none().then(|| why_hidden(release, version, &self.turns[0]).bound).flatten();
            known.insert(*nth, ReleaseOverview { answer, seen: offered, fault, since });
        }
        // The newest first, and of those that are equal to semver the last one, which counts.
        releases.sort_by_key(|(nth, release)| (Reverse(release.number()), Reverse(*nth)));
        self.releases = releases.into_iter().filter_map(|(nth, _)| known.remove(&nth)).collect();
    }
}

impl TurnAnswer<'_> {
    /// Nothing is taken.
    const NONE: Self = Self { default: DefaultVersion::Channel(None), rule: None };
}

impl<'s> Since<'s> {
    fn of(previous: &Release<'s>, release: &Release<'s>) -> Option<Self> {
        let steps = ReleaseTable::all().map(|table| (table, steps(previous, release, table)));
        let steps = steps.filter(|(_, steps)| !steps.is_empty()).collect();
        Some(Self { previous: previous.version()?.value, steps })
    }
}

/// The first Rancher that sees a release, and the first one behind it that does not, if there is one (`GetReleaseConfig`);
/// nothing where a bound is missing.
fn window<'r>(release: &'r Release<'_>) -> Option<(&'r Version, Option<Version>)> {
    let [min, max] = release.bound_numbers();
    Some((min?, max?.successor()))
}

/// The Ranchers from a turn to another one.
fn between(turns: &[Version], from: usize, to: usize) -> VersionSet {
    let from = VersionSet::at_least(&turns[from]);
    turns.get(to).map_or(from.clone(), |to| from.intersection(&VersionSet::below(to)))
}

/// How many turns are looked at for the rules that take the Ranchers of another one: people read some of them.
const LOOKED_AT: usize = 24;

/// The rules, and for whom each counts.
fn rules_of<'s>(
    section: &ChannelData<'s>,
    has_fault: bool,
    answers: &DefaultAnswers<'s>,
    (turns, of_turns): (&[Version], &[TurnAnswer<'s>]),
) -> Vec<RuleOverview<'s>> {
    let mut takes: BTreeMap<usize, Vec<(VersionSet, DefaultVersion<'s>)>> = BTreeMap::new();
    let mut from = 0;
    for same in of_turns.chunk_by(|one, other| one == other) {
        let to = from + same.len();
        if let Some(rule) = same[0].rule {
            takes.entry(rule).or_default().push((between(turns, from, to), same[0].default));
        }
        from = to;
    }
    let is_range = |text: Option<Text<'_>>| text.and_then(|text| Range::parse(text.value).ok());
    let is_ignored = section.app_defaults().any(|rule| is_range(rule.app_version).is_none());
    let rules = section.app_defaults().enumerate().map(|(nth, rule)| {
        let takes = takes.remove(&nth).unwrap_or_default();
        let shadow = || {
            let range = is_range(rule.app_version).filter(|_| !is_ignored);
            let Some(range) = range else { return Shadow::Ignored };
            let later = range.set().intervals().flat_map(|(from, to)| {
                let within = &turns[turns.partition_point(|turn| turn <= from)..];
                let inside = within.iter().take_while(move |turn| to.is_none_or(|to| *turn < to));
                [from].into_iter().chain(inside)
            });
            let later: BTreeSet<_> = later.take(LOOKED_AT).filter_map(|turn| answers.rule_of(turn)).collect();
            if later.is_empty() { Shadow::Empty } else { Shadow::Later(later.into_iter().collect()) }
        };
        RuleOverview { rule, shadow: (takes.is_empty() && !has_fault).then(shadow), takes }
    });
    rules.collect()
}
