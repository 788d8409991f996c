//! `--min` and `--max` of releases that are entered.

use clap::Args;

use super::{
    given::{Bound, Minor, bound},
    work::Branch,
};
use crate::{
    edit::{
        Refusal,
        channels::{ChannelFile, Listed, window::Maximum},
    },
    model::ReleaseVersion,
};

/// The bounds that the command line gives.
#[derive(Debug, Clone, Args)]
pub(super) struct Bounds {
    /// The lowest Rancher, `[MINOR:]vX.Y.Z-alpha1`; needed for the first release of a minor.
    #[arg(long, value_name = "RANCHER", value_parser = bound)]
    pub(super) min: Vec<Bound>,

    /// The highest Rancher, `[MINOR:]vX.Y.99`, `line` or `keep`; needed where the predecessor's is not that of the line.
    #[arg(long, value_name = "RANCHER", value_parser = bound)]
    pub(super) max: Vec<Bound>,
}

impl Bounds {
    /// The lowest Rancher for a minor, if it is given.
    pub(super) fn min(&self, minor: Minor) -> Option<&str> {
        for_minor(&self.min, minor)
    }

    /// The bounds of a release that is entered, and the release that it is made from.
    ///
    /// # Errors
    ///
    /// When they cannot be known, or history shows them to be a mistake.
    pub(super) fn of_new(
        &self,
        version: &ReleaseVersion,
        written: &str,
        file: &ChannelFile<'_>,
        branch: &Branch,
    ) -> Result<New, Refusal> {
        let predecessor = file.predecessor(version);
        let (min, max) = branch.windows().of_new(
            written,
            predecessor.as_ref().map(|(release, same)| (release, *same)),
            self.min(version.minor()),
            for_minor(&self.max, version.minor()).map(Maximum::parse).as_ref(),
            file.lowest_above(version).as_deref(),
        )?;
        Ok(New { min, max, predecessor: predecessor.map(|(release, _)| release) })
    }
}

/// What a release that is entered begins with.
pub(super) struct New {
    pub(super) min: Option<String>,
    pub(super) max: Option<String>,
    pub(super) predecessor: Option<Listed>,
}

/// The bound for a minor: that which names it, else the one for all.
fn for_minor(bounds: &[Bound], minor: Minor) -> Option<&str> {
    let of = |of: Option<Minor>| bounds.iter().rev().find(|bound| bound.minor == of);
    of(Some(minor)).or_else(|| of(None)).map(|bound| bound.value.as_str())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_bound_of_the_minor_goes_before_that_of_all() {
        let bounds = [bound("v2.9.0-alpha1").unwrap(), bound("1.31:v2.10.0-alpha1").unwrap()];
        assert_eq!(for_minor(&bounds, (1, 31)), Some("v2.10.0-alpha1"));
        assert_eq!(for_minor(&bounds, (1, 30)), Some("v2.9.0-alpha1"));
    }
}
