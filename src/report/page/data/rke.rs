//! The versions of RKE, as the script reads them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::pool::{Pool, Pools, runs};
use crate::{
    consumer::{Consumer, LAST_WITH_RKE},
    model::{Text, field::Named, rke::minor_of},
    report::show::reach,
    show::{
        AddonAnswer, Coverage, DefaultRow, Hidden, Layer, OptionsAnswer, RkeOverview, RkeVersionAnswer,
        RkeVersionOverview, TemplateRow,
    },
};

/// The tables of RKE.
#[derive(Debug, Serialize)]
pub(super) struct RkeData<'a> {
    /// The last line of Rancher that reads them.
    last: (u64, u64),
    /// The bounds that Rancher looks at, ascending, and what is compared of each.
    bounds: Vec<&'a str>,
    ranks: Vec<Vec<i64>>,
    /// The newest first.
    versions: Vec<VersionData<'a>>,
    /// What it says to a Rancher, or by `default`.
    defaults: BTreeMap<&'a str, &'a str>,
    /// The versions that templates are chosen for, ascending.
    keys: Vec<&'a str>,
    addons: Vec<AddonData<'a>>,
    options: Vec<OptionsData<'a>>,
}

/// A version.
#[derive(Debug, Serialize)]
struct VersionData<'a> {
    v: &'a str,
    minor: &'a str,
    /// From a place among the bounds on, why it is not offered, and which bound says so.
    at: Vec<(usize, Option<(&'static str, &'a str)>)>,
    /// Who offers it, in words.
    by: [String; 2],
    /// Its own bounds and those of its minor: name, bound, whose it is, whether it is read there.
    bounds: Vec<(&'a str, &'a str, &'a str, bool)>,
    /// The keys of the defaults of Rancher and RKE that lead to it.
    #[serde(rename = "defaultOf")]
    default_of: [Vec<&'a str>; 2],
    /// Fields, and the numbers of images.
    images: Vec<(&'static str, usize)>,
    /// For each addon the ranges that match, by their places.
    templates: Vec<Vec<usize>>,
    /// The system, and the number of its options.
    options: Vec<(&'a str, usize)>,
    docker: Vec<&'a str>,
}

/// Service options under a key.
#[derive(Debug, Serialize)]
pub(super) struct OptionsData<'a> {
    key: &'a str,
    /// Option, value, and the layer where that is not the minor.
    components: Vec<(&'a str, Vec<OptionData<'a>>)>,
}

type OptionData<'a> = (&'a str, &'a str, &'static str);

/// An addon.
#[derive(Debug, Serialize)]
struct AddonData<'a> {
    name: &'a str,
    /// Range, key of the template, bytes of its text, and the versions that it matches, as runs.
    ranges: Vec<(&'a str, &'a str, Option<usize>, Vec<usize>)>,
    gap: Vec<usize>,
    overlap: Vec<usize>,
    refused: Vec<&'a str>,
}

impl<'a> RkeData<'a> {
    pub(super) fn of(rke: &'a RkeOverview<'_, '_>, pools: &mut Pools<'a>) -> Self {
        let RkeOverview { tables: _, standings, versions, rancher_defaults, rke_defaults: _, keys, addons } =
            rke;
        let defaults =
            rancher_defaults.iter().map(|DefaultRow { key, value, leads_to: _ }| (key.value, value.value));
        let place: BTreeMap<&str, usize> =
            keys.iter().enumerate().map(|(place, key)| (key.value, place)).collect();
        let ranges = addons.iter().map(|addon| {
            let ranges = addon.rows.iter().enumerate();
            (addon.addon.value, ranges.map(|(nth, row)| (row.range.value, nth)).collect())
        });
        let ranges: BTreeMap<&str, BTreeMap<&str, usize>> = ranges.collect();
        let mut options = Pool::default();
        let versions = versions.iter().map(|version| VersionData::of(version, &ranges, pools, &mut options));
        let versions = versions.collect();
        Self {
            last: LAST_WITH_RKE.numbers(),
            bounds: standings.bounds().map(|bound| bound.value).collect(),
            ranks: standings.ranks().map(|rank| rank.parts().to_vec()).collect(),
            versions,
            defaults: defaults.collect(),
            keys: keys.iter().map(|key| key.value).collect(),
            addons: addons.iter().map(|addon| AddonData::of(addon, &place)).collect(),
            options: options.into_all(),
        }
    }
}

impl<'a> VersionData<'a> {
    fn of(
        version: &'a RkeVersionOverview<'_, '_>,
        ranges: &BTreeMap<&str, BTreeMap<&str, usize>>,
        pools: &mut Pools<'a>,
        options_pool: &mut Pool<OptionsData<'a>>,
    ) -> Self {
        let RkeVersionAnswer { version: name, images, templates, options, bounds, .. } = &version.answer;
        let RkeVersionAnswer { ranchers, rkes, default_of, docker, .. } = &version.answer;
        let at = version.standings.iter().map(|(place, hidden)| {
            (*place, hidden.map(|(reason, bound): (Hidden, Text<'_>)| (reason.name(), bound.value)))
        });
        let templates = templates.iter().map(|addon| {
            let of_addon = ranges.get(addon.addon.value);
            let places = addon.choices.iter();
            places.filter_map(|(range, _)| of_addon?.get(range.value).copied()).collect()
        });
        let default_of = [Consumer::Rancher, Consumer::Rke]
            .map(|who| default_of.iter().filter(|(of, _)| *of == who).map(|(_, key)| key.value).collect());
        let options = options.iter().map(|options| {
            let known = format!("{} {}", options.os, options.key.value);
            (options.os, options_pool.number(known, || OptionsData::of(options)))
        });
        Self {
            v: name.value,
            minor: minor_of(name.value),
            at: at.collect(),
            by: [reach("Rancher", ranchers), reach("RKE", rkes)].map(|words| words.to_string()),
            bounds: bounds
                .iter()
                .map(|bound| (bound.name, bound.bound.value, bound.key.value, bound.is_read))
                .collect(),
            default_of,
            images: images
                .iter()
                .map(|(field, image)| (field.name(), pools.image(image.value.to_owned())))
                .collect(),
            templates: templates.collect(),
            options: options.collect(),
            docker: docker.iter().map(|version| version.value).collect(),
        }
    }
}

impl<'a> OptionsData<'a> {
    fn of(options: &'a OptionsAnswer<'_>) -> Self {
        let components = options.components.iter().map(|(component, rows)| {
            let rows = rows.iter().map(|row| {
                let layer = if row.layer == Layer::Minor { "" } else { row.layer.name() };
                (row.option.value, row.value.value, layer)
            });
            (*component, rows.collect())
        });
        Self { key: options.key.value, components: components.collect() }
    }
}

impl<'a> AddonData<'a> {
    fn of(addon: &'a AddonAnswer<'_>, place: &BTreeMap<&str, usize>) -> Self {
        let AddonAnswer { addon, minors: _, rows, gap, overlap, refused } = addon;
        let covered = |coverage: &Coverage<'_>| {
            runs(coverage.versions.iter().filter_map(|version| place.get(version.value).copied()))
        };
        let ranges = rows.iter().map(|TemplateRow { range, template, size, versions }| {
            (range.value, template.value, *size, covered(versions))
        });
        Self {
            name: addon.value,
            ranges: ranges.collect(),
            gap: covered(gap),
            overlap: covered(overlap),
            refused: refused.iter().map(|range| range.value).collect(),
        }
    }
}
