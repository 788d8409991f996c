//! The newest versions of many consumers, one after the other.

use std::collections::BTreeMap;

use super::{mcuadros::Rank, offers::Offers};
use crate::model::Text;

/// Answers [`Offers::current`] again and again: between two bounds all consumers get the same.
#[derive(Debug)]
pub struct Currents<'o, 's> {
    offers: &'o Offers<'s>,
    /// All bounds, ascending.
    bounds: Vec<&'o Rank>,
    /// By what a consumer is: whether it has RKE1 at all, how many bounds are below it, and how many not above.
    known: BTreeMap<(bool, usize, usize), BTreeMap<&'s str, Text<'s>>>,
}

impl<'s> Offers<'s> {
    /// For the newest versions of many consumers.
    pub fn currents(&self) -> Currents<'_, 's> {
        let mut bounds: Vec<_> =
            self.all().iter().flat_map(|offer| &offer.limits).map(|limit| &limit.rank).collect();
        bounds.sort();
        bounds.dedup();
        Currents { offers: self, bounds, known: BTreeMap::new() }
    }
}

impl<'s> Currents<'_, 's> {
    /// The newest version of each minor that a consumer (without a `v`) offers.
    pub fn of(&mut self, consumer: &str) -> &BTreeMap<&'s str, Text<'s>> {
        let rank = Rank::of(consumer);
        let below = self.bounds.partition_point(|bound| **bound < rank);
        let not_above = self.bounds.partition_point(|bound| **bound <= rank);
        let key = (self.offers.knows_rke(consumer), below, not_above);
        self.known.entry(key).or_insert_with(|| self.offers.current(consumer))
    }
}
