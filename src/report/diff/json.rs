//! A diff for programs. Its form is that of `kdm schema diff`; what is added to it keeps the version, what would
//! change the meaning of something raises it.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::Report;
use crate::{
    diff::{Area, Change, Item, Kind, Step, Tracked, Weight, unified_diff},
    model::Distribution,
    report::json::{Plain, one, pretty},
};

/// What `kdm diff --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What differs between two builds", description = "")]
pub struct DiffJson<'r, 's> {
    /// of this form; programs must ignore keys that they do not know
    #[schemars(schema_with = "one")]
    version: u32,
    /// the name of the old build
    old: &'r str,
    /// the name of the new build
    new: &'r str,
    summary: SummaryJson,
    changes: Vec<ChangeJson<'r, 's>>,
    /// the releases that are new, or whose window is, compared with the ones before them
    releases: Vec<ReleaseJson<'r, 's>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SummaryJson {
    breaking: usize,
    notable: usize,
    routine: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ChangeJson<'r, 's> {
    #[schemars(schema_with = "kinds")]
    kind: &'static str,
    #[schemars(schema_with = "weights")]
    weight: &'static str,
    #[schemars(schema_with = "areas")]
    area: &'static str,
    /// the kind in words
    title: &'static str,
    /// whom it affects, and how; missing if nobody
    #[serde(skip_serializing_if = "str::is_empty")]
    hits: &'r str,
    /// the versions that all the items are in; empty where it is not about versions
    versions: Vec<&'s str>,
    items: Vec<ItemJson<'r, 's>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ItemJson<'r, 's> {
    /// where in data.json; `[*]` stands for each of the versions
    path: &'r str,
    /// the part's name for people
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'r str,
    /// what the old build has; missing where it has nothing. Of a window: min and max
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<Plain<'s>>,
    /// what the new build has; missing where it has nothing
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<Plain<'s>>,
    /// how the two manifests of a template differ, as a unified diff
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ReleaseJson<'r, 's> {
    #[schemars(schema_with = "distributions")]
    distribution: &'static str,
    version: &'s str,
    /// false where only the window is
    new: bool,
    min_channel_server_version: &'s str,
    max_channel_server_version: &'s str,
    /// the release before it in the new build, which it is compared with
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<&'s str>,
    charts: Vec<StepJson<'r, 's>>,
    arguments: Vec<StepJson<'r, 's>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct StepJson<'r, 's> {
    name: &'r str,
    /// what the release before it has
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<Plain<'s>>,
    /// what the release has
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<Plain<'s>>,
}

fn kinds(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": Kind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>()})
}

fn weights(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": Weight::ALL.map(Weight::name)})
}

fn areas(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": Area::all().map(Area::name).collect::<Vec<_>>()})
}

fn distributions(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": Distribution::ALL.map(Distribution::key)})
}

/// The diff as JSON.
pub fn render_diff_json(report: &Report<'_, '_>) -> String {
    let number = |weight| report.of(weight).count();
    pretty(&DiffJson {
        version: 1,
        old: report.old,
        new: report.new,
        summary: SummaryJson {
            breaking: number(Weight::Breaking),
            notable: number(Weight::Notable),
            routine: number(Weight::Routine),
        },
        changes: report.changes.iter().map(ChangeJson::of).collect(),
        releases: report.tracked.iter().map(ReleaseJson::of).collect(),
    })
}

impl<'r, 's> ChangeJson<'r, 's> {
    fn of(change: &'r Change<'s>) -> Self {
        let Change { kind, area, items, versions, runs: _, hits } = change;
        let items = items.iter().map(|item| {
            let Item { path, label, old, new, manifests, place: _ } = item;
            let diff = manifests.map(unified_diff);
            ItemJson { path, label, old: old.map(Plain), new: new.map(Plain), diff }
        });
        Self {
            kind: kind.name(),
            weight: kind.weight().name(),
            area: area.name(),
            title: kind.title(),
            hits,
            versions: versions.iter().map(|version| version.name).collect(),
            items: items.collect(),
        }
    }
}

impl<'r, 's> ReleaseJson<'r, 's> {
    fn of(tracked: &'r Tracked<'s>) -> Self {
        let Tracked { distribution, version, is_new, min, max, previous, charts, args } = tracked;
        let steps = |steps: &'r [Step<'s>]| {
            let step = |Step { name, old, new }: &'r Step<'s>| StepJson {
                name,
                old: old.map(Plain),
                new: new.map(Plain),
            };
            steps.iter().map(step).collect()
        };
        Self {
            distribution: distribution.key(),
            version,
            new: *is_new,
            min_channel_server_version: min,
            max_channel_server_version: max,
            previous: *previous,
            charts: steps(charts),
            arguments: steps(args),
        }
    }
}
