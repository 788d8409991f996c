//! Charts that cannot be fetched, or come from elsewhere than before.
//!
//! The dashboard fetches the values of a chart by its repository and version, and upstream's validation looks each one up.
//! The charts of vSphere were put back to `rancher-charts`, where their new versions are not.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    cause::has_close,
    finding::{finding, finding_of_all, part, subject},
    subject::Subject,
};
use crate::{
    consumer::Line,
    diagnostic::{
        Diagnostic, Diagnostics, Rule, Span,
        words::{names as names_of, nearest},
    },
    model::{
        Distribution, Text,
        channel::{ChannelData, Release, ReleaseTable},
        version::Version,
    },
    source::{Entry, Map, Value},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        // What is shared through an anchor is wrong in one place.
        let mut checked = BTreeSet::new();
        let line = Line::of(section);
        for release in subject_of.seen_first(section) {
            let Some(version) = release.version() else { continue };
            let charts = release.table(ReleaseTable::Charts).entries().iter();
            for chart in charts.filter(|chart| checked.insert(chart.node.span)) {
                let about = part(&subject(distribution.key(), version.value), chart.key);
                diagnostics.report_all(incomplete(chart, &about));
            }
            let before = line.previous_patches(version.value).last();
            diagnostics.report_all(
                before.into_iter().flat_map(|before| misspelt(distribution, release, version, before)),
            );
        }
        diagnostics.report_all(moved(distribution, section));
    }
}

/// A chart without a repository or a version; of a wrong type they are `channel-type`. The version `0.0.0` says that the chart is
/// gone, since a merge cannot take one away.
fn incomplete(chart: &Entry<'_>, about: &str) -> Option<Diagnostic> {
    let map = match chart.node.value {
        Value::Map(map) => map,
        Value::Null => Map::EMPTY,
        _ => return None,
    };
    let lacks =
        |key: &&str| matches!(map.value(key), Value::Null | Value::String("")) && !has_close(map, key);
    let lacking: Vec<_> = ["repo", "version"].into_iter().filter(lacks).collect();
    let first = lacking.first()?;
    let title = format!("the chart `{}` has no {}", chart.key, names_of(&lacking));
    let span = map.get(first).map_or(chart.key_span, |entry| entry.key_span);
    let help = "write what RKE2 of this version was built with (`charts/chart_versions.yaml` of its tag)";
    Some(finding(Rule::Chart, about, title, span, help))
}

/// A chart that the patch before does not have, and whose name is one or two letters away from one that both have.
fn misspelt(
    distribution: Distribution,
    release: &Release<'_>,
    version: Text<'_>,
    before: &Release<'_>,
) -> Vec<Diagnostic> {
    const LETTERS: usize = 2;
    let (charts, known) = (release.table(ReleaseTable::Charts), before.table(ReleaseTable::Charts));
    let new = charts.entries().iter().filter(|chart| known.get(chart.key).is_none());
    let found = new.filter_map(|chart| {
        let others =
            known.entries().iter().map(|other| other.key).filter(|other| charts.get(other).is_some());
        let meant =
            nearest(chart.key, others).filter(|other| strsim::osa_distance(chart.key, other) <= LETTERS)?;
        let title = format!("`{}` has a new chart `{}`, beside `{meant}`", version.value, chart.key);
        let about = part(&subject(distribution.key(), version.value), chart.key);
        Some(finding(Rule::Chart, &about, title, chart.key_span, &format!("did you mean `{meant}`?")))
    });
    found.collect()
}

/// A chart of a release.
#[derive(Clone, Copy)]
struct Place<'s> {
    minor: (u64, u64),
    version: Text<'s>,
    repo: Text<'s>,
}

/// The charts of a release that come from another repository than before.
struct Moved<'c> {
    charts: Vec<&'c str>,
    at: Option<Span>,
    there: Option<Span>,
}

/// Charts whose repository changes from one patch of a minor to the next, to one that the last release of the minor
/// before does not have.
fn moved(distribution: Distribution, section: &ChannelData<'_>) -> Vec<Diagnostic> {
    let mut releases: Vec<(&Version, &Release<'_>)> =
        section.releases().filter_map(|release| Some((release.number()?, release))).collect();
    releases.sort_by(|a, b| a.0.cmp(b.0));
    let mut charts: BTreeMap<&str, Vec<Place<'_>>> = BTreeMap::new();
    for (number, release) in &releases {
        let Some(version) = release.version() else { continue };
        for chart in release.table(ReleaseTable::Charts).entries() {
            if let Some(repo) = chart.node.value.fields().text("repo") {
                let place = Place { minor: number.minor(), version, repo };
                charts.entry(chart.key).or_default().push(place);
            }
        }
    }
    // What moved at once is one finding.
    let mut groups: BTreeMap<[&str; 3], Moved<'_>> = BTreeMap::new();
    for (chart, places) in &charts {
        for (nth, pair) in places.windows(2).enumerate() {
            let [before, now] = pair else { continue };
            // They are ascending.
            let older = places[..nth].partition_point(|place| place.minor < now.minor);
            let of_minor_before = places[..older].last();
            let followed = of_minor_before.is_some_and(|place| place.repo.value == now.repo.value);
            if before.minor == now.minor && before.repo.value != now.repo.value && !followed {
                let moved = Moved { charts: Vec::new(), at: now.repo.span, there: before.repo.span };
                let key = [now.version.value, before.repo.value, now.repo.value];
                groups.entry(key).or_insert(moved).charts.push(chart);
            }
        }
    }
    let moved = groups.into_iter().map(|([version, before, now], Moved { charts, at, there })| {
        let title = format!("{} of `{version}` moved from `{before}` to `{now}`", names_of(&charts));
        let help = "use the repository of the patch before, unless the chart was moved";
        let about = charts.iter().map(|chart| part(&subject(distribution.key(), version), chart)).collect();
        finding_of_all(Rule::ChartRepo, about, title, at, help).at(there, "before")
    });
    moved.collect()
}
