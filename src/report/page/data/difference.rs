//! What differs from another build, as the script reads it.

use serde::Serialize;

use super::pool::Pool;
use crate::{
    diff::{Change, Step, Tracked, Weight, describe_item, describe_value, unified_diff},
    report::{diff::describe_chart, page::subject::Compared},
    source::Value,
};

/// The changes of `kdm diff`, the heaviest first.
#[derive(Debug, Serialize)]
pub(super) struct DifferenceData<'a> {
    /// The name of the old build.
    old: &'a str,
    /// Weight and number.
    counts: Vec<(&'static str, usize)>,
    changes: Vec<ChangeData<'a>>,
    /// How manifests differ, as unified diffs.
    manifests: Vec<String>,
    /// The releases that are new, or whose window is.
    releases: Vec<TrackedData<'a>>,
}

#[derive(Debug, Serialize)]
struct ChangeData<'a> {
    weight: &'static str,
    area: &'static str,
    kind: &'static str,
    title: &'static str,
    /// Whom it affects, and how.
    #[serde(skip_serializing_if = "str::is_empty")]
    hits: &'a str,
    items: Vec<String>,
    versions: Vec<&'a str>,
    /// Neighbours among the versions: the places of the first and the last.
    runs: &'a [(usize, usize)],
    /// What differs in which manifest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    manifests: Vec<(&'a str, usize)>,
}

#[derive(Debug, Serialize)]
struct TrackedData<'a> {
    area: &'static str,
    v: &'a str,
    new: bool,
    min: &'a str,
    max: &'a str,
    previous: Option<&'a str>,
    charts: Vec<StepData<'a>>,
    args: Vec<StepData<'a>>,
}

type StepData<'a> = (&'a str, Option<String>, Option<String>);

impl<'a> DifferenceData<'a> {
    pub(super) fn of(compared: &'a Compared<'_, '_>) -> Self {
        let mut manifests = Pool::default();
        let changes: Vec<_> =
            compared.changes.iter().map(|change| ChangeData::of(change, &mut manifests)).collect();
        let counts = Weight::ALL
            .map(Weight::name)
            .map(|weight| (weight, changes.iter().filter(|change| change.weight == weight).count()));
        Self {
            old: &compared.old_name,
            counts: counts.into_iter().filter(|(_, count)| *count > 0).collect(),
            changes,
            manifests: manifests.into_all(),
            releases: compared.tracked.iter().map(TrackedData::of).collect(),
        }
    }
}

impl<'a> ChangeData<'a> {
    fn of(change: &'a Change<'_>, pool: &mut Pool<String>) -> Self {
        let Change { kind, area, items, versions, runs, hits } = change;
        let manifests = items.iter().filter_map(|item| {
            let (old, new) = item.manifests?;
            // Texts are in memory once, wherever they are chosen.
            let known = format!("{:p} {:p}", old.as_ptr(), new.as_ptr());
            Some((item.label.as_str(), pool.number(known, || unified_diff((old, new)))))
        });
        let manifests = manifests.collect();
        let items = items.iter().map(|item| describe_item(*kind, item)).filter(|item| !item.is_empty());
        Self {
            weight: kind.weight().name(),
            area: area.name(),
            kind: kind.name(),
            title: kind.title(),
            hits,
            items: items.collect(),
            versions: versions.iter().map(|version| version.name).collect(),
            runs,
            manifests,
        }
    }
}

impl<'a> TrackedData<'a> {
    fn of(tracked: &'a Tracked<'_>) -> Self {
        let Tracked { distribution, version, is_new, min, max, previous, charts, args } = tracked;
        let steps = |steps: &'a [Step<'_>], describe: fn(&Value<'_>) -> String| {
            let steps = steps.iter().map(|Step { name, old, new }| {
                (name.as_str(), old.map(|old| describe(&old)), new.map(|new| describe(&new)))
            });
            steps.collect()
        };
        Self {
            area: distribution.key(),
            v: version,
            new: *is_new,
            min,
            max,
            previous: *previous,
            charts: steps(charts, describe_chart),
            args: steps(args, describe_value),
        }
    }
}
