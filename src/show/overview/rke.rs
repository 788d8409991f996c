//! The versions of RKE over all Ranchers.

use std::{cmp::Reverse, collections::BTreeSet};

use crate::{
    consumer::{AskedRancher, Consumer, Standings, choice::Choices, mcuadros::Rank},
    diagnostic::Span,
    model::{
        RancherLine, Table, Text,
        rke::{Rke, minor_of},
    },
    show::{
        addon::{AddonAnswer, AddonAnswers},
        overview::Offered,
        rancher::Hidden,
        rke_version::{RkeVersionAnswer, RkeVersions},
    },
};

/// What every Rancher makes of the versions of RKE, by mcuadros' order.
#[derive(Debug)]
pub struct RkeOverview<'m, 's> {
    /// The tables as they ship.
    pub tables: &'m Rke<'s>,
    /// The bounds that Rancher looks at; a Rancher is known by its place among them.
    pub standings: Standings<'s>,
    /// The versions, the newest first: of each minor the first one that is offered is its newest.
    pub versions: Vec<RkeVersionOverview<'m, 's>>,
    /// What Ranchers take by default.
    pub rancher_defaults: Vec<DefaultRow<'s>>,
    /// What RKEs take by default.
    pub rke_defaults: Vec<DefaultRow<'s>>,
    /// The versions that templates are chosen for, ascending.
    pub keys: Vec<Text<'s>>,
    /// The addons.
    pub addons: Vec<AddonAnswer<'s>>,
}

/// A version.
#[derive(Debug)]
pub struct RkeVersionOverview<'m, 's> {
    /// What RKE and Rancher make of it.
    pub answer: RkeVersionAnswer<'m, 's>,
    /// From a place among the bounds on, why it is not offered, and the bound that says so; nothing where it is.
    pub standings: Vec<(usize, Option<(Hidden, Text<'s>)>)>,
}

impl<'s> RkeVersionOverview<'_, 's> {
    /// Why it is not offered at a place among the bounds, and the bound that says so; nothing where it is.
    pub fn hidden_at(&self, place: usize) -> Option<(Hidden, Text<'s>)> {
        let after = self.standings.partition_point(|(from, _)| *from <= place);
        self.standings[..after].last().and_then(|(_, hidden)| *hidden)
    }
}

/// An entry of the defaults.
#[derive(Debug, Clone, Copy)]
pub struct DefaultRow<'s> {
    /// For whom: an exact version, or `default`.
    pub key: Text<'s>,
    /// What it says.
    pub value: Text<'s>,
    /// The version that it leads to; of `default` for the newest Rancher of the line.
    pub leads_to: Option<Text<'s>>,
}

impl<'m, 's> RkeOverview<'m, 's> {
    /// The place of a Rancher (without a `v`) among the bounds.
    pub fn place(&self, rancher: &str) -> usize {
        self.standings.place(&Rank::of(rancher))
    }

    /// The places from which on something else is offered, ascending.
    pub fn turns(&self) -> Vec<usize> {
        let turns = self.versions.iter().flat_map(|version| &version.standings).map(|(place, _)| *place);
        turns.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// What a Rancher (without a `v`) is offered, the newest first, and what is hidden from it; nothing where it has no RKE.
    pub fn offered(&self, rancher: &str) -> Option<Offered<'_, 's, RkeVersionOverview<'m, 's>>> {
        let knows = Consumer::Rancher.knows_rke(rancher);
        let place = self.place(rancher);
        let mut offered = Offered::default();
        for version in self.versions.iter().filter(|_| knows) {
            let hidden = version.hidden_at(place);
            offered.add(version, hidden.map(|(reason, bound)| (reason, Some(bound))));
        }
        knows.then_some(offered)
    }

    /// What a Rancher (without a `v`) takes by default: the entry that counts, and the version that it leads to.
    pub fn default_of(&self, rancher: &str) -> Option<(Text<'s>, Text<'s>, Option<Text<'s>>)> {
        let (key, value) = self.tables.default_rule(Consumer::Rancher, rancher)?;
        let minor = minor_of(value.value);
        let place = self.place(rancher);
        let mut of_minor =
            self.versions.iter().filter(|version| minor_of(version.answer.version.value) == minor);
        let newest = of_minor.find(|version| version.hidden_at(place).is_none());
        Some((key, value, newest.map(|version| version.answer.version)))
    }

    pub(super) fn of(
        rke: &'m Rke<'s>,
        line: Option<RancherLine>,
        is_of_the_patch: &dyn Fn(Option<Span>) -> bool,
    ) -> Self {
        let choices = Choices::of(rke);
        let answers = RkeVersions::of(rke, &choices);
        let [of_rancher, of_rke] = answers.offers();
        let standings = of_rancher.standings();
        let rows = rke.system_images.iter().flat_map(Table::rows);
        let mut versions: Vec<_> = rows
            .map(|row| {
                let offer = of_rancher.get(row.key.value);
                let standings = offer.map(|offer| standings.of(offer)).unwrap_or_default();
                RkeVersionOverview {
                    answer: answers.answer(row, is_of_the_patch),
                    standings: standings
                        .into_iter()
                        .map(|(place, standing)| (place, Hidden::of(standing)))
                        .collect(),
                }
            })
            .collect();
        versions.sort_by_key(|version| {
            Reverse(of_rancher.get(version.answer.version.value).map(|offer| &offer.rank))
        });

        let newest = AskedRancher::Newest.of_line(line);
        let mut currents = of_rancher.currents();
        let of_ranchers = rke.rancher_defaults.iter().flat_map(Table::rows).map(|row| {
            let rancher = if row.key.value == "default" { newest.as_deref() } else { Some(row.key.value) };
            let minor = minor_of(row.value.value);
            let leads_to = rancher.and_then(|rancher| currents.of(rancher).get(minor).copied());
            DefaultRow { key: row.key, value: row.value, leads_to }
        });
        let rancher_defaults = of_ranchers.collect();
        let of_rkes = rke.rke_defaults.iter().flat_map(Table::rows).map(|row| {
            let rank = Rank::of(row.key.value);
            let version = match row.key.value {
                "default" => of_rke.get(row.value.value).map(|offer| offer.version),
                _ => of_rke.by_name(row.value.value, &rank).and_then(Result::ok),
            };
            DefaultRow { key: row.key, value: row.value, leads_to: version }
        });
        let rke_defaults = of_rkes.collect();
        let of_addons = AddonAnswers::of(rke, &choices);
        Self {
            tables: rke,
            standings,
            versions,
            rancher_defaults,
            rke_defaults,
            addons: choices.addons.iter().map(|addon| of_addons.of_addon(addon)).collect(),
            keys: choices.keys.clone(),
        }
    }
}
