//! What all consumers make of the versions of RKE.
//!
//! A consumer is told from another one by nothing but the bounds that it is below, at, or above. So it has a place among
//! the bounds: `2n + 1` at bound `n`, `2n` right below it, and twice their number above all.

use super::{
    mcuadros::Rank,
    offers::{Limit, Offer, Offers, Standing},
};
use crate::model::Text;

/// The bounds of all versions, and who stands where among them.
#[derive(Debug)]
pub struct Standings<'s> {
    /// Ascending; of those that tie the first.
    bounds: Vec<(Rank, Text<'s>)>,
}

impl<'s> Offers<'s> {
    /// The bounds that consumers of this kind look at.
    pub fn standings(&self) -> Standings<'s> {
        let limits = self.all().iter().flat_map(|offer| &offer.limits);
        let mut bounds: Vec<_> = limits.map(|limit| (limit.rank.clone(), limit.bound)).collect();
        bounds.sort_by(|a, b| a.0.cmp(&b.0));
        bounds.dedup_by(|a, b| a.0 == b.0);
        Standings { bounds }
    }
}

impl<'s> Standings<'s> {
    /// The bounds, ascending in mcuadros' order.
    pub fn bounds(&self) -> impl Iterator<Item = Text<'s>> {
        self.bounds.iter().map(|(_, bound)| *bound)
    }

    /// What is compared of each of them.
    pub fn ranks(&self) -> impl Iterator<Item = &Rank> {
        self.bounds.iter().map(|(rank, _)| rank)
    }

    /// The place of a consumer.
    pub fn place(&self, consumer: &Rank) -> usize {
        let below = self.bounds.partition_point(|(bound, _)| bound < consumer);
        let is_at = self.bounds.get(below).is_some_and(|(bound, _)| bound == consumer);
        2 * below + usize::from(is_at)
    }

    /// What consumers make of a version, from a place on; the first is the lowest place.
    pub fn of<'o>(&self, offer: &'o Offer<'s>) -> Vec<(usize, Standing<'o, 's>)> {
        let at = |limit: &Limit<'s>| self.place(&limit.rank);
        let mut turns: Vec<usize> = offer.limits.iter().map(at).flat_map(|at| [at, at + 1]).collect();
        turns.push(0);
        turns.sort_unstable();
        turns.dedup();
        let standing = |place: usize| offer.standing_by(|limit| limit.kind.excludes(&place, &at(limit)));
        turns.into_iter().map(|place| (place, standing(place))).collect()
    }
}
