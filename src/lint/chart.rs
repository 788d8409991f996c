//! Charts that cannot be fetched, or come from elsewhere than before.
//!
//! The dashboard fetches the values of a chart by its repository and version, and upstream's validation looks each one up.
//! The charts of vSphere were put back to `rancher-charts`, where their new versions are not.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, Span, words::names as names_of},
    model::{
        Distribution, Text,
        channel::{ChannelData, Release, ReleaseTable},
        version::Version,
    },
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        // What is shared through an anchor is wrong in one place.
        let mut checked = BTreeSet::new();
        for release in subject_of.seen_first(section) {
            let Some(version) = release.version() else { continue };
            let charts = release.table(ReleaseTable::Charts).entries().iter();
            for chart in charts.filter(|chart| checked.insert(chart.node.span)) {
                for key in ["repo", "version"] {
                    let text = chart.node.value.fields().text(key);
                    let span = text.map_or(chart.key_span, |text| text.span);
                    // Of a wrong type it is `channel-type`.
                    let text = text.map_or("", |text| text.value);
                    if text.is_empty() || (key == "version" && text.starts_with("0.0.0")) {
                        let title = match text {
                            "" => format!("the chart `{}` has no `{key}`", chart.key),
                            _ => format!("the chart `{}` has the version `{text}`", chart.key),
                        };
                        let about = subject(distribution.key(), version.value);
                        let help =
                            "write what RKE2 of this version was built with (`rke2-charts` in its release)";
                        diagnostics.report(finding(Rule::Chart, &about, title, span, help));
                    }
                }
            }
        }
        diagnostics.report_all(moved(distribution, section));
    }
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
            let of_minor_before = places[..nth].iter().rfind(|place| place.minor < now.minor);
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
        finding(Rule::ChartRepo, &subject(distribution.key(), version), title, at, help).at(there, "before")
    });
    moved.collect()
}
