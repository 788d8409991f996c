//! The releases of a distribution, as the script reads them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::pool::{Pool, Pools};
use crate::{
    consumer::{DefaultVersion, release_images},
    diff::Step,
    model::{channel::ReleaseTable, field::Named, rke::minor_of},
    report::json::Plain,
    show::{ReleaseAnswer, ReleaseOverview, SectionOverview, Since, TableAnswer},
    source::compact,
};

/// A distribution.
#[derive(Debug, Serialize)]
pub(super) struct SectionData<'a> {
    key: &'static str,
    /// Why channelserver cannot load it.
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<&'a str>,
    /// The Ranchers from which on something is different.
    turns: Vec<String>,
    /// What they take by default: the version, whether it is that of the channel `default`, and the rule.
    answers: Vec<(Option<&'a str>, bool, Option<usize>)>,
    rules: Vec<[&'a str; 2]>,
    /// The newest first.
    releases: Vec<ReleaseData<'a>>,
}

/// A release.
#[derive(Debug, Serialize)]
struct ReleaseData<'a> {
    v: &'a str,
    minor: &'a str,
    bounds: [Option<&'a str>; 2],
    /// The turn from which on it is offered, and the first one from which on it is not any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<(usize, usize)>,
    /// The bound that is why it is offered to nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<&'a str>,
    /// The Ranchers that offer it, and those that take it by default, in words.
    ranchers: Option<String>,
    #[serde(rename = "defaultOf", skip_serializing_if = "Option::is_none")]
    default_of: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    shadowed: bool,
    /// Its tables, by their numbers.
    tables: BTreeMap<&'static str, usize>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    others: BTreeMap<&'a str, Plain<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<SinceData<'a>>,
    /// What each image is for, and its number.
    images: Vec<(&'static str, usize)>,
}

/// What differs from the release before.
#[derive(Debug, Serialize)]
struct SinceData<'a> {
    v: &'a str,
    /// By table: the name, and the numbers of the values before and after.
    steps: Vec<(&'static str, Vec<StepData<'a>>)>,
}

type StepData<'a> = (&'a str, Option<usize>, Option<usize>);

impl<'a> SectionData<'a> {
    pub(super) fn of(section: &'a SectionOverview<'_>, pools: &mut Pools<'a>) -> Self {
        let SectionOverview { distribution, fault, turns, answers, releases, rules } = section;
        let answers = answers.iter().map(|answer| match answer.default {
            DefaultVersion::Release(version) => (Some(version), false, answer.rule),
            DefaultVersion::Channel(version) => (version, true, answer.rule),
        });
        Self {
            key: distribution.key(),
            fault: fault.as_ref().map(|(why, _)| why.as_str()),
            turns: turns.iter().map(ToString::to_string).collect(),
            answers: answers.collect(),
            rules: rules.iter().map(|rule| rule.rule.texts()).collect(),
            releases: releases.iter().map(|release| ReleaseData::of(release, pools)).collect(),
        }
    }
}

impl<'a> ReleaseData<'a> {
    fn of(release: &'a ReleaseOverview<'_>, pools: &mut Pools<'a>) -> Self {
        let ReleaseOverview { answer, seen, fault, since } = release;
        let ReleaseAnswer {
            distribution,
            version,
            bounds,
            ranchers,
            default_of,
            tables,
            others,
            is_shadowed,
        } = answer;
        let images = release_images(*distribution, version.value);
        Self {
            v: version.value,
            minor: minor_of(version.value),
            bounds: bounds.map(|bound| bound.map(|bound| bound.value)),
            seen: *seen,
            unread: fault.map(|bound| bound.value),
            ranchers: ranchers.ranchers(),
            default_of: default_of.releases(),
            shadowed: *is_shadowed,
            tables: tables.iter().map(|table| (table.table.name(), pools.table(table))).collect(),
            others: others.iter().map(|(name, node)| (*name, Plain(node.value))).collect(),
            since: since.as_ref().map(|since| SinceData::of(since, pools)),
            images: images.into_iter().map(|(role, image)| (role.name(), pools.image(image))).collect(),
        }
    }
}

impl<'a> SinceData<'a> {
    fn of(Since { previous, steps }: &'a Since<'_>, pools: &mut Pools<'a>) -> Self {
        let steps = steps.iter().map(|(table, steps): &(ReleaseTable, Vec<Step<'_>>)| {
            let steps = steps.iter().map(|Step { name, old, new }| {
                let [old, new] = [old, new].map(|value| value.map(|value| pools.value(Plain(value))));
                (name.as_str(), old, new)
            });
            (table.name(), steps.collect())
        });
        Self { v: previous, steps: steps.collect() }
    }
}

impl<'a> Pools<'a> {
    fn value(&mut self, value: Plain<'a>) -> usize {
        self.values.number(compact(&value.0), || value)
    }

    /// The number of a table of a release.
    fn table(&mut self, table: &'a TableAnswer<'_>) -> usize {
        let entries: Vec<_> =
            table.entries.iter().map(|entry| (entry.name, self.value(Plain(entry.value.value)))).collect();
        let text = format!("{entries:?}");
        self.tables.number(text, || entries)
    }

    /// The number of an image.
    pub(super) fn image(&mut self, image: String) -> usize {
        Pool::number(&mut self.images, image.clone(), || image)
    }
}
