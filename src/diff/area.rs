//! The parts of data.json.

use crate::model::{Distribution, field::Named, rke::RkeTable};

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
    pub fn all() -> impl Iterator<Item = Self> {
        let sections = Distribution::ALL.into_iter().map(Self::Section);
        std::iter::once(Self::Rke).chain(sections).chain([Self::Other])
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rke => "rke",
            Self::Section(distribution) => distribution.key(),
            Self::Other => "other",
        }
    }
}

/// Whose data is under a path.
pub(super) fn area_of(path: &[&str]) -> Area {
    let Some(top) = path.first() else { return Area::Other };
    let section = Distribution::ALL.into_iter().find(|distribution| distribution.key() == *top);
    match section {
        Some(distribution) => Area::Section(distribution),
        None if RkeTable::by_name(top).is_some() => Area::Rke,
        None => Area::Other,
    }
}
