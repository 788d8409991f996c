//! What a difference does to a release or a version, in a word beside its name.

use std::collections::BTreeMap;

use crate::{
    diff::{Area, Change, Kind},
    model::rke::minor_of,
};

/// A word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Badge {
    /// Its Ranchers are others.
    Moved,
    /// Something else of it differs.
    Changed,
    /// The old build lacks it.
    New,
}

impl Badge {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Changed => "changed",
            Self::New => "new",
        }
    }

    /// What a kind of change says of the versions that it touches.
    fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::ReleaseAdded | Kind::ReleasePromoted | Kind::VersionAdded => Self::New,
            Kind::WindowNarrowed
            | Kind::WindowWidened
            | Kind::BoundsNarrowed
            | Kind::BoundsChanged
            | Kind::BoundsAdded => Self::Moved,
            Kind::Reordered => return None,
            _ => Self::Changed,
        })
    }
}

/// The words of all versions: of several the strongest.
#[derive(Debug, Default)]
pub(super) struct Badges<'a>(BTreeMap<(Area, &'a str), Badge>);

impl<'a> Badges<'a> {
    pub(super) fn of(changes: &[Change<'a>]) -> Self {
        let mut badges = BTreeMap::new();
        for change in changes {
            let Some(badge) = Badge::of(change.kind) else { continue };
            for version in &change.versions {
                let strongest = badges.entry((change.area, version.name)).or_insert(badge);
                *strongest = badge.max(*strongest);
            }
        }
        Self(badges)
    }

    /// The word of a version; bounds and options are those of its minor, too.
    pub(super) fn get(&self, area: Area, version: &'a str) -> Option<Badge> {
        let of = |name| self.0.get(&(area, name)).copied();
        let of_minor = if area == Area::Rke { of(minor_of(version)) } else { None };
        of(version).max(of_minor)
    }
}
