//! Which release another one was made from, where nobody says so.
//!
//! It is not the one below by version: `aws-26.0.0` was made from `aws-25.0.0`, while `aws-25.5.4` came months later. So it is
//! the highest version below of those that were there: of the 237 releases whose `release.diff` in giantswarm/releases names the
//! base, this is right for 235, and the highest version below for 208.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::{
    os_image::{Provider, Release},
    version::Version,
};

/// The base of each release, by its number in the list: of the same provider, lower by version, and not younger. One without a
/// date was always there.
pub fn bases(releases: &[&Release<'_>]) -> Vec<Option<usize>> {
    let mut bases = vec![None; releases.len()];
    let mut of_provider: BTreeMap<Option<Provider>, Vec<usize>> = BTreeMap::new();
    for (nth, release) in releases.iter().enumerate() {
        of_provider.entry(release.identity.provider).or_default().push(nth);
    }
    for mut numbers in of_provider.into_values() {
        let born = |nth: &usize| releases[*nth].date.unwrap_or(Timestamp::MIN);
        numbers.sort_by_key(born);
        let mut there = BTreeMap::new();
        let (mut next, mut undated) = (0, Vec::new());
        for nth in numbers.iter().copied() {
            if releases[nth].date.is_none() {
                undated.push(nth);
            }
            // All of the same moment are there.
            while next < numbers.len() && born(&numbers[next]) <= born(&nth) {
                there.insert(&releases[numbers[next]].identity.version, numbers[next]);
                next += 1;
            }
            bases[nth] = below(&there, releases[nth]);
        }
        for nth in undated {
            bases[nth] = below(&there, releases[nth]);
        }
    }
    bases
}

fn below(there: &BTreeMap<&Version, usize>, release: &Release<'_>) -> Option<usize> {
    there.range::<Version, _>(..&release.identity.version).next_back().map(|(_, nth)| *nth)
}
