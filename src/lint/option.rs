//! Options of arguments that a release lacks, or that lead nowhere.
//!
//! The dashboard offers what is listed: an option that is gone is gone from the forms of new clusters. And it needs a chart for
//! each part of a `cni` and for a cloud provider, or the form of the add-on is missing.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    finding::{finding, finding_of_all, part, subject},
    subject::Subject,
};
use crate::{
    consumer::Line,
    diagnostic::{Diagnostic, Diagnostics, Rule, Span, words::names as names_of},
    model::{
        Distribution,
        channel::{Release, ReleaseTable},
        field::Named,
    },
    source::{Entry, Value},
};

/// The charts that the dashboard asks for where a cloud provider is chosen (`shell/models/provisioning.cattle.io.cluster`).
const OF_PROVIDERS: [(&str, &[&str]); 2] = [
    ("rancher-vsphere", &["rancher-vsphere-cpi", "rancher-vsphere-csi"]),
    ("harvester", &["harvester-cloud-provider", "harvester-csi-driver"]),
];

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        let line = Line::of(section);
        // An anchor is wrong in one place, not in ninety.
        let mut compared = BTreeSet::new();
        let mut lacking: Lacking<'_> = BTreeMap::new();
        for release in subject_of.seen_first(section) {
            let Some(version) = release.version().filter(|_| subject_of.is_seen(release)) else { continue };
            let about = subject(distribution.key(), version.value);
            let before = line.previous_patches(version.value).last();
            for table in ReleaseTable::ARGUMENTS {
                for entry in release.table(table).entries() {
                    let about = part(&about, &format!("{}.{}", table.name(), entry.key));
                    let other = before.and_then(|before| before.table(table).get(entry.key));
                    if let (Some(other), Some(before)) = (other, before.and_then(|before| before.version()))
                        && compared.insert((entry.node.span, other.node.span))
                    {
                        diagnostics.report_all(lost(entry, other, version.value, before.value, &about));
                        diagnostics.report_all(no_enum(entry, other, version.value, before.value, &about));
                    }
                    if distribution == Distribution::Rke2 {
                        without_chart(entry, release, before, &about, &mut lacking);
                    }
                }
            }
        }
        diagnostics.report_all(lacking.into_values().map(|Lack { argument, at, options, charts, about }| {
            let (are, chart) = if charts.len() == 1 { ("is", "chart") } else { ("are", "charts") };
            let options: Vec<_> = options.into_iter().collect();
            let charts: Vec<_> = charts.into_iter().collect();
            let title = format!(
                "`{argument}` offers {}, and there {are} no {chart} {}",
                names_of(&options),
                names_of(&charts)
            );
            let help = "add what is missing to `charts`, or take the options out";
            let found = finding_of_all(Rule::ArgOptions, about.into_iter().collect(), title, at, help);
            found.because("the dashboard has no form for the add-on of clusters that choose it")
        }));
    }
}

fn options<'s>(entry: &Entry<'s>) -> Vec<&'s str> {
    let options = entry.node.value.fields().value("options").items();
    options.iter().filter_map(|option| option.value.as_str()).collect()
}

fn place(entry: &Entry<'_>) -> Option<Span> {
    entry.node.value.fields().get("options").map_or(entry.key_span, |options| options.key_span)
}

/// Options that the patch before has.
fn lost(
    entry: &Entry<'_>,
    other: &Entry<'_>,
    version: &str,
    before: &str,
    about: &str,
) -> Option<Diagnostic> {
    let own: BTreeSet<_> = options(entry).into_iter().collect();
    let lost: Vec<_> = options(other).into_iter().filter(|option| !own.contains(option)).collect();
    // Without any it is another finding.
    (!own.is_empty() && !lost.is_empty()).then(|| {
        let title = format!(
            "`{}` of `{version}` lost {} {}",
            entry.key,
            if lost.len() == 1 { "the option" } else { "the options" },
            names_of(&lost)
        );
        let help = format!("write the options of `{before}`, unless this patch was built without it");
        let about = lost.iter().map(|option| part(about, option)).collect();
        finding_of_all(Rule::ArgOptions, about, title, place(entry), &help)
            .because("new clusters cannot choose it any more")
            .at(place(other), format!("`{before}` has it"))
    })
}

/// An argument that was an `enum` in the patch before.
fn no_enum(
    entry: &Entry<'_>,
    other: &Entry<'_>,
    version: &str,
    before: &str,
    about: &str,
) -> Option<Diagnostic> {
    let own = entry.node.value.fields().text("type")?;
    let theirs = other.node.value.fields().text("type").filter(|kind| kind.value == "enum")?;
    (own.value != "enum" && !own.value.is_empty()).then(|| {
        let title = format!("`{}` of `{version}` is `{}`, and an `enum` in `{before}`", entry.key, own.value);
        let found = finding(
            Rule::ArgType,
            about,
            title,
            own.span,
            "write `enum`, or leave the options out on purpose",
        );
        found
            .because("the dashboard no longer offers what can be chosen")
            .at(theirs.span, format!("`{before}`"))
    })
}

/// Options of an argument whose charts are not there.
struct Lack<'s> {
    argument: &'s str,
    /// The first of them.
    at: Option<Span>,
    options: BTreeSet<&'s str>,
    charts: BTreeSet<String>,
    about: BTreeSet<String>,
}

/// By the place of the options: an anchor is wrong in one place.
type Lacking<'s> = BTreeMap<Option<Span>, Lack<'s>>;

/// Options whose charts are not there, and were not there in the patch before either (then it is `chart-lost`).
fn without_chart<'s>(
    entry: &Entry<'s>,
    release: &Release<'_>,
    before: Option<&Release<'_>>,
    about: &str,
    lacking: &mut Lacking<'s>,
) {
    let charts = release.table(ReleaseTable::Charts);
    if charts.entries().is_empty() {
        return;
    }
    let known = before.map(|before| before.table(ReleaseTable::Charts));
    let is_missing =
        |chart: &str| charts.get(chart).is_none() && known.is_none_or(|known| known.get(chart).is_none());
    for option in entry.node.value.fields().value("options").items() {
        let Value::String(value) = option.value else { continue };
        let missing: Vec<_> =
            needed(entry.key, value).into_iter().filter(|chart| is_missing(chart)).collect();
        if !missing.is_empty() {
            let lack = lacking.entry(place(entry)).or_insert_with(|| Lack {
                argument: entry.key,
                at: option.span,
                options: BTreeSet::new(),
                charts: BTreeSet::new(),
                about: BTreeSet::new(),
            });
            lack.options.insert(value);
            lack.charts.extend(missing);
            lack.about.insert(part(about, value));
        }
    }
}

/// The charts that an option needs.
fn needed(argument: &str, option: &str) -> Vec<String> {
    match argument {
        "cni" => {
            option.split(',').filter(|name| *name != "none").map(|name| format!("rke2-{name}")).collect()
        }
        "cloud-provider-name" => {
            let charts =
                OF_PROVIDERS.iter().find(|(provider, _)| *provider == option).map(|(_, charts)| *charts);
            charts.into_iter().flatten().map(|chart| (*chart).to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_cni_is_a_chart() {
        assert_eq!(needed("cni", "multus,canal"), ["rke2-multus", "rke2-canal"]);
        assert_eq!(needed("cni", "none"), [""; 0]);
        assert_eq!(needed("cloud-provider-name", "harvester").len(), 2);
        assert_eq!(needed("disable", "rke2-canal"), [""; 0]);
    }
}
