//! Charts that a new patch of RKE2 does not change as a patch does.
//!
//! Every patch of RKE2 since 1.27 comes with other charts than the one before it (150 of 155 entries; the others were slips):
//! an alias that was not moved on ships the values of last month. And versions of charts go up.

use std::cmp::Ordering;

use super::{
    finding::{finding, finding_of_all, part, subject},
    subject::Subject,
};
use crate::{
    consumer::Line,
    diagnostic::{Diagnostic, Diagnostics, Rule, words::names as names_of},
    model::{
        Distribution, Text,
        channel::{Release, ReleaseTable},
        field::Named,
    },
};

/// From this minor on no two patches have the same charts on purpose.
const CHANGED_SINCE: (u64, u64) = (1, 27);

/// The version of a chart that is gone.
const GONE: &str = "0.0.0";

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        let line = Line::of(section);
        for release in section.releases().filter(|release| subject_of.is_seen(release)) {
            let (Some(version), Some(number)) = (release.version(), release.number()) else { continue };
            let Some(before) = line.previous_patches(version.value).last() else { continue };
            diagnostics.report_all(older(distribution, release, version, before));
            let is_next_patch = before.number().is_some_and(|before| before.patch() < number.patch());
            if distribution == Distribution::Rke2
                && number.minor() >= CHANGED_SINCE
                && is_next_patch
                && !number.is_pre_release()
            {
                diagnostics.report_all(same(distribution, release, version, before));
            }
        }
    }
}

/// All charts are those of the patch before.
fn same(
    distribution: Distribution,
    release: &Release<'_>,
    version: Text<'_>,
    before: &Release<'_>,
) -> Option<Diagnostic> {
    let charts = ReleaseTable::Charts.name();
    let entry = release.map.get(charts).filter(|entry| !entry.node.value.fields().entries().is_empty())?;
    let other = before.map.get(charts)?;
    let name = before.version()?.value;
    (entry.node.value.is_same(&other.node.value)).then(|| {
        let title = format!("the charts of `{}` are those of `{name}`", version.value);
        let help =
            "write the charts that this patch was built with (`charts/chart_versions.yaml` of its tag)";
        let about = part(&subject(distribution.key(), version.value), charts);
        finding(Rule::ChartSame, &about, title, entry.key_span, help).at(other.key_span, format!("`{name}`"))
    })
}

/// Charts whose version went down.
fn older(
    distribution: Distribution,
    release: &Release<'_>,
    version: Text<'_>,
    before: &Release<'_>,
) -> Vec<Diagnostic> {
    let name = before.version().map_or("", |version| version.value);
    let charts = release.table(ReleaseTable::Charts);
    let mut down: Vec<(&str, Text<'_>, Text<'_>)> = Vec::new();
    for chart in charts.entries() {
        let had = before.table(ReleaseTable::Charts).get(chart.key);
        let (Some(now), Some(had)) = (
            chart.node.value.fields().text("version"),
            had.and_then(|had| had.node.value.fields().text("version")),
        ) else {
            continue;
        };
        if now.value != GONE && had.value != GONE && order(now.value, had.value) == Ordering::Less {
            down.push((chart.key, now, had));
        }
    }
    // What an alias to an older list takes back is one slip, at the alias.
    let shared = down.iter().any(|(_, now, _)| !release.writes(now.span));
    match (&down[..], shared) {
        ([], _) => Vec::new(),
        ([(chart, now, had), ..], true) => {
            let names: Vec<_> = down.iter().map(|(chart, ..)| *chart).collect();
            let verb = if names.len() == 1 { "is" } else { "are" };
            let title = format!(
                "{} of `{}` {verb} older than in `{name}`: `{chart}` {} after {}",
                names_of(&names),
                version.value,
                now.value,
                had.value
            );
            let about: Vec<_> =
                names.iter().map(|chart| part(&subject(distribution.key(), version.value), chart)).collect();
            let at =
                release.map.get(ReleaseTable::Charts.name()).map_or(release.span, |entry| entry.key_span);
            let help = format!("build the list on that of `{name}`, or write the newer versions");
            vec![finding_of_all(Rule::ChartOlder, about, title, at, &help).at(had.span, format!("`{name}`"))]
        }
        (down, false) => {
            let finding = |(chart, now, had): &(&str, Text<'_>, Text<'_>)| {
                let title = format!(
                    "`{chart}` of `{}` has the version `{}`, after `{}`",
                    version.value, now.value, had.value
                );
                let about = part(&subject(distribution.key(), version.value), chart);
                let help = "write the version that this patch was built with";
                finding(Rule::ChartOlder, &about, title, now.span, help).at(had.span, format!("`{name}`"))
            };
            down.iter().map(finding).collect()
        }
    }
}

/// The order of two versions of charts: number by number, as in `3.27.002`, `v3.28.200` and `25.0.200+up25.0.0`.
fn order(a: &str, b: &str) -> Ordering {
    let numbers = |text: &str| -> Vec<u64> {
        let text = text.split(['+', '-']).next().unwrap_or_default();
        text.split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().unwrap_or(u64::MAX))
            .collect()
    };
    numbers(a).cmp(&numbers(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_charts_are_compared_by_their_numbers() {
        for (a, b, expected) in [
            ("v3.28.200", "v3.28.1000", Ordering::Less),
            ("3.27.002", "3.27.2", Ordering::Equal),
            ("25.0.200+up25.0.0", "25.0.3+up24.0.0", Ordering::Greater),
            ("1.15.100", "1.15.100-build2024", Ordering::Equal),
            ("4.8.0", "v3.9", Ordering::Greater),
        ] {
            assert_eq!(order(a, b), expected, "{a} {b}");
        }
    }
}
