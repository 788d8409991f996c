//! The newest versions of many consumers, one after the other.

use std::collections::BTreeMap;

use super::{mcuadros::Rank, offers::Offers, standings::Standings};
use crate::model::Text;

/// Answers [`Offers::current`] again and again: between two bounds all consumers get the same.
#[derive(Debug)]
pub struct Currents<'o, 's> {
    offers: &'o Offers<'s>,
    standings: Standings<'s>,
    /// By what a consumer is: whether it has RKE1 at all, and its place among the bounds.
    known: BTreeMap<(bool, usize), BTreeMap<&'s str, Text<'s>>>,
}

impl<'s> Offers<'s> {
    /// For the newest versions of many consumers.
    pub fn currents(&self) -> Currents<'_, 's> {
        Currents { offers: self, standings: self.standings(), known: BTreeMap::new() }
    }
}

impl<'s> Currents<'_, 's> {
    /// The newest version of each minor that a consumer (without a `v`) offers.
    pub fn of(&mut self, consumer: &str) -> &BTreeMap<&'s str, Text<'s>> {
        let key = (self.offers.knows_rke(consumer), self.standings.place(&Rank::of(consumer)));
        self.known.entry(key).or_insert_with(|| self.offers.current(consumer))
    }
}
