//! What a Rancher is offered of a distribution.

use std::collections::BTreeMap;

use crate::{model::Text, show::rancher::Hidden};

/// What is offered, and what is hidden.
#[derive(Debug)]
pub struct Offered<'o, 's, R> {
    /// What is offered, the newest first.
    pub offered: Vec<&'o R>,
    /// What is hidden, by reason, each with the bound that hides it.
    pub hidden: BTreeMap<Hidden, Vec<(&'o R, Option<Text<'s>>)>>,
}

impl<R> Default for Offered<'_, '_, R> {
    fn default() -> Self {
        Self { offered: Vec::new(), hidden: BTreeMap::new() }
    }
}

impl<'o, 's, R> Offered<'o, 's, R> {
    /// Adds a release, and why it is hidden, if it is.
    pub(super) fn add(&mut self, release: &'o R, hidden: Option<(Hidden, Option<Text<'s>>)>) {
        match hidden {
            None => self.offered.push(release),
            Some((reason, bound)) => self.hidden.entry(reason).or_default().push((release, bound)),
        }
    }
}
