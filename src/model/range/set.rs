//! Sets of versions as intervals over the whole order.

use std::cmp::max;

use crate::model::version::Version;

/// A set of versions that a finite number of comparisons can describe.
///
/// Every version has a successor with none between, so each set has exactly one form: intervals that include
/// their lower bound and exclude their upper, ascending, with a gap between neighbours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VersionSet {
    intervals: Vec<Interval>,
}

/// `from <= version < to`; no upper bound without `to`. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Interval {
    from: Version,
    to: Option<Version>,
}

impl VersionSet {
    /// No version.
    pub const EMPTY: Self = Self { intervals: Vec::new() };

    /// Every version.
    pub fn all() -> Self {
        Self::at_least(&Version::lowest())
    }

    /// `>=version`.
    pub fn at_least(version: &Version) -> Self {
        Self { intervals: vec![Interval { from: version.without_build(), to: None }] }
    }

    /// `>version`.
    pub fn above(version: &Version) -> Self {
        version.successor().map_or(Self::EMPTY, |from| Self::at_least(&from))
    }

    /// `<version`.
    pub fn below(version: &Version) -> Self {
        Self::at_least(version).complement()
    }

    /// `<=version`.
    pub fn at_most(version: &Version) -> Self {
        Self::above(version).complement()
    }

    /// `=version`.
    pub fn exactly(version: &Version) -> Self {
        Self::at_least(version).intersection(&Self::at_most(version))
    }

    /// Whether a version is in the set.
    pub fn contains(&self, version: &Version) -> bool {
        let after = self.intervals.partition_point(|interval| interval.from <= *version);
        match self.intervals[..after].last() {
            Some(Interval { to: Some(to), .. }) => version < to,
            Some(Interval { to: None, .. }) => true,
            None => false,
        }
    }

    /// Where its intervals begin, ascending.
    pub fn lower_bounds(&self) -> impl Iterator<Item = &Version> {
        self.intervals.iter().map(|interval| &interval.from)
    }

    /// The versions from which on others are in the set than right below them.
    pub fn bounds(&self) -> impl Iterator<Item = &Version> {
        self.intervals.iter().flat_map(|Interval { from, to }| std::iter::once(from).chain(to))
    }

    /// Which of these versions, ascending, are in the set: as ranges of their places.
    pub fn places_in(&self, ascending: &[Version]) -> Vec<std::ops::Range<usize>> {
        let place = |bound: &Version| ascending.partition_point(|version| version < bound);
        let places = self
            .intervals
            .iter()
            .map(|Interval { from, to }| place(from)..to.as_ref().map_or(ascending.len(), place));
        places.filter(|places| !places.is_empty()).collect()
    }

    /// Whether there is no version in the set at all, known or not.
    pub fn is_empty(&self) -> bool {
        self.intervals.is_empty()
    }

    /// The versions in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::union_of([self.clone(), other.clone()])
    }

    /// The versions in any of them.
    pub fn union_of(sets: impl IntoIterator<Item = Self>) -> Self {
        let mut intervals: Vec<_> = sets.into_iter().flat_map(|set| set.intervals).collect();
        intervals.sort_by(|a, b| a.from.cmp(&b.from));
        intervals.dedup_by(|next, kept| {
            let Some(end) = &kept.to else { return true };
            if *end < next.from {
                return false;
            }
            kept.to = match (kept.to.take(), next.to.take()) {
                (Some(a), Some(b)) => Some(max(a, b)),
                _ => None,
            };
            true
        });
        Self { intervals }
    }

    /// The versions in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let mut intervals = Vec::new();
        let (mine, theirs) = (self.overlapping(other), other.overlapping(self));
        let (mut mine, mut theirs) = (mine.iter().peekable(), theirs.iter().peekable());
        while let (Some(a), Some(b)) = (mine.peek(), theirs.peek()) {
            let from = max(&a.from, &b.from);
            let (to, mine_ends_first) = match (&a.to, &b.to) {
                (Some(x), Some(y)) => (Some(x.min(y)), x <= y),
                (Some(x), None) => (Some(x), true),
                (None, y) => (y.as_ref(), false),
            };
            if to.is_none_or(|to| from < to) {
                intervals.push(Interval { from: from.clone(), to: to.cloned() });
            }
            if to.is_none() {
                break;
            }
            if mine_ends_first {
                mine.next()
            } else {
                theirs.next()
            };
        }
        Self { intervals }
    }

    /// The intervals that are not below or above all of another set: what is cut out of a large set costs what comes of it.
    fn overlapping(&self, other: &Self) -> &[Interval] {
        let (Some(first), Some(last)) = (other.intervals.first(), other.intervals.last()) else { return &[] };
        let is_below = |interval: &Interval| interval.to.as_ref().is_some_and(|to| *to <= first.from);
        let is_above = |interval: &Interval| last.to.as_ref().is_some_and(|to| interval.from >= *to);
        let start = self.intervals.partition_point(is_below);
        let end = self.intervals.partition_point(|interval| !is_above(interval));
        &self.intervals[start..end.max(start)]
    }

    /// The versions that are not in the set.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut intervals = Vec::new();
        let mut from = Some(Version::lowest());
        for interval in &self.intervals {
            if let Some(from) = from.take()
                && from < interval.from
            {
                intervals.push(Interval { from, to: Some(interval.from.clone()) });
            }
            from.clone_from(&interval.to);
        }
        intervals.extend(from.map(|from| Interval { from, to: None }));
        Self { intervals }
    }

    /// The versions in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }

    /// Whether every version of `other` is in this set.
    pub fn includes(&self, other: &Self) -> bool {
        other.difference(self).is_empty()
    }

    /// Its intervals, ascending: from a version on, up to another one that is not in it, if there is one.
    pub(crate) fn intervals(&self) -> impl Iterator<Item = (&Version, Option<&Version>)> {
        self.intervals.iter().map(|Interval { from, to }| (from, to.as_ref()))
    }
}
