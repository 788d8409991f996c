//! What changes between two states of a repository of Releases.

use std::collections::BTreeSet;

use super::{Matrix, Roll, Row};
use crate::model::os_image::Release;

/// Two states of a repository.
#[derive(Debug)]
pub struct States<'r, 's> {
    /// What the older state is named.
    pub base: String,
    /// The releases that are new or changed, by provider and version.
    pub changed: Vec<StateChange<'r, 's>>,
    /// The releases that are gone, by provider and version; nothing where files cannot be read, of which one may be one of them.
    pub removed: Option<Vec<&'r Release<'s>>>,
    /// What the older state needs.
    pub before: Matrix,
    /// What the newer state needs.
    pub after: Matrix,
}

/// A release that is new or changed.
#[derive(Debug)]
pub struct StateChange<'r, 's> {
    /// The release.
    pub release: &'r Release<'s>,
    /// What became of it.
    pub fate: Fate,
    /// The one before it, or what it was; nothing where there is none.
    pub old: Option<&'r Release<'s>>,
    /// How they compare; nothing where there is no older one, or where one of the two has no name.
    pub roll: Option<Roll<'r, 's>>,
}

/// What became of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was not there.
    New,
    /// Its components are others.
    Edited,
}

impl States<'_, '_> {
    /// The images that only the newer state needs.
    pub fn to_build(&self) -> Vec<&Row> {
        Self::only(&self.after, &self.before)
    }

    /// The images that only the older state needs.
    pub fn not_needed(&self) -> Vec<&Row> {
        Self::only(&self.before, &self.after)
    }

    fn only<'m>(of: &'m Matrix, other: &Matrix) -> Vec<&'m Row> {
        let others: BTreeSet<_> = other.rows.iter().map(|row| (row.provider, row.what())).collect();
        of.rows.iter().filter(|row| !others.contains(&(row.provider, row.what()))).collect()
    }
}
