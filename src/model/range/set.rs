//! Sets of versions as intervals over the whole order.

use std::cmp::max;

use super::{Range, Version};

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

/// The last patch that a Rancher minor can have: development builds pass for it.
const LAST_PATCH: u64 = 99;

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

    /// The Rancher releases in the set, for people: `2.7.0 – 2.7.4, 2.9.0 and later`. Nothing where there are only
    /// pre-releases. A minor has no release above `.99`, which is what development builds pass for.
    pub fn releases(&self) -> Option<String> {
        let texts: Vec<_> = self.intervals.iter().filter_map(Interval::releases).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    }

    /// The same, and where there are only candidates (`-alpha1`, `-rc1`) the range that they are in. Nothing where no
    /// Rancher has ever had such a version.
    pub fn ranchers(&self) -> Option<String> {
        self.releases().or_else(|| {
            let candidates = |interval: &Interval| {
                let release = interval.from.first_release(LAST_PATCH).to_string();
                ["alpha1", "rc1"]
                    .into_iter()
                    .filter_map(move |name| Version::parse(&format!("{release}-{name}")).ok())
            };
            let is_there =
                self.intervals.iter().flat_map(candidates).any(|candidate| self.contains(&candidate));
            self.to_range().filter(|_| is_there).map(|range| range.text().to_owned())
        })
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
        let (mut mine, mut theirs) = (self.intervals.iter().peekable(), other.intervals.iter().peekable());
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

    /// The set as a range that blang reads back as the same set. Nothing for the empty set, which no range
    /// says, and for bounds that blang's grammar garbles (a `.x` in a pre-release).
    pub fn to_range(&self) -> Option<Range> {
        let text = |plain| self.intervals.iter().map(|i| i.text(plain)).collect::<Vec<_>>().join(" || ");
        [text(false), text(true)]
            .iter()
            .find_map(|text| Range::parse(text).ok().filter(|range| range.set() == self))
    }
}

impl Interval {
    fn releases(&self) -> Option<String> {
        let first = self.from.first_release(LAST_PATCH);
        let is_lowest = self.from == Version::lowest();
        let Some(to) = &self.to else {
            return Some(if is_lowest { "of any version".to_owned() } else { format!("{first} and later") });
        };
        let last = to.last_release_below(LAST_PATCH)?;
        if is_lowest {
            return Some(format!("up to {last}"));
        }
        match first.cmp(&last) {
            std::cmp::Ordering::Less => Some(format!("{first} – {last}")),
            std::cmp::Ordering::Equal => Some(first.to_string()),
            std::cmp::Ordering::Greater => None,
        }
    }

    /// With `plain` only by `>=` and `<`, which blang also reads where a version has an `x` in it.
    fn text(&self, plain: bool) -> String {
        let Self { from, to } = self;
        if !plain && from.successor() == *to {
            return from.to_string();
        }
        let strict = |bound: &Version| if plain { None } else { bound.predecessor_in_pre_release() };
        let mut text = match strict(from) {
            Some(from) => format!(">{from}"),
            None => format!(">={from}"),
        };
        if let Some(to) = to {
            text += &match strict(to) {
                Some(to) => format!(" <={to}"),
                None => format!(" <{to}"),
            };
        }
        text
    }
}
