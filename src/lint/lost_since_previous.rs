//! Arguments, charts and features that the patch before has and a release lacks.
//!
//! A release is written by copying the one before it, and its lists through anchors; one anchor too old, and what the
//! last patch brought is gone. Rancher then silently drops the argument from the clusters that set it (`filterField`
//! of its planner). RKE2 v1.27.16+rke2r1 lost `bind-address` and `enable-pprof` this way.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    finding::{finding_of_all, part, subject},
    subject::Subject,
};
use crate::{
    consumer::{Line, arguments, features},
    diagnostic::{
        Diagnostics, Rule, Span,
        words::{names as names_of, nearest},
    },
    model::{
        Distribution,
        channel::{ChannelData, Release, ReleaseTable},
        field::Named,
        rke::minor_of,
    },
};

/// The rule that a loss from a table breaks.
fn rule_of(table: ReleaseTable) -> Rule {
    match table {
        ReleaseTable::ServerArgs | ReleaseTable::AgentArgs => Rule::ArgsLost,
        ReleaseTable::Charts => Rule::ChartLost,
        ReleaseTable::FeatureVersions => Rule::FeatureLost,
    }
}

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject.metadata.sections() {
        for table in ReleaseTable::all() {
            check_table(subject, distribution, section, table, diagnostics);
        }
    }
}

/// Releases that lack the same since the same list.
#[derive(Default)]
struct Losses<'s> {
    releases: Vec<(&'s str, Option<Span>)>,
    before: Vec<(&'s str, Option<Span>)>,
    /// The name in the first release that was probably meant, and its place.
    misspelt: Option<(&'s str, Option<Span>)>,
}

fn check_table(
    subject_of: &Subject<'_, '_>,
    distribution: Distribution,
    section: &ChannelData<'_>,
    table: ReleaseTable,
    diagnostics: &mut Diagnostics,
) {
    let line = Line::of(section);
    let mut losses: BTreeMap<(&str, Vec<&str>), Losses<'_>> = BTreeMap::new();
    for release in section.releases().filter(|release| subject_of.is_seen(release)) {
        let Some(version) = release.version() else { continue };
        if table == ReleaseTable::FeatureVersions && release.number().is_some_and(features::is_let_off) {
            continue;
        }
        let mut told = BTreeSet::new();
        for before in line.previous_patches(version.value) {
            let had = before.table(table).entries().iter().map(|entry| entry.key);
            let lost = had.filter(|key| !arguments::has(release, table, key));
            let lost: Vec<_> = lost.filter(|key| told.insert(*key)).collect();
            if !lost.is_empty() {
                let misspelt = misspelt(release, before, table, &lost);
                let losses = losses.entry((minor_of(version.value), lost)).or_default();
                losses.misspelt = losses.misspelt.or(misspelt.filter(|_| losses.releases.is_empty()));
                losses.releases.push((version.value, place(release, table)));
                losses.before.extend(before.version().map(|version| (version.value, place(before, table))));
            }
        }
    }
    for ((_, lost), Losses { releases, before, misspelt }) in losses {
        // What was lost once is missing from then on, in the patches after it that lost nothing more.
        let (Some((_, at)), Some((since, there))) = (releases.first(), before.first()) else { continue };
        let names: Vec<_> = releases.iter().map(|(version, _)| *version).collect();
        let title = format!("`{}` of {} lost {}", table.name(), names_of(&names), names_of(&lost));
        let (at, help) = match misspelt {
            Some((name, span)) => (span, format!("did you mean `{}` by `{name}`?", lost[0])),
            None => (*at, format!("use the list of `{since}`")),
        };
        let parts = names.iter().flat_map(|version| {
            let about = subject(distribution.key(), version);
            lost.iter().map(move |key| part(&about, &format!("{}.{key}", table.name())))
        });
        let diagnostic = finding_of_all(rule_of(table), parts.collect(), title, at, &help)
            .at(*there, format!("`{since}` has it"));
        diagnostics.report(diagnostic);
    }
}

/// The one name in a release that the release before does not have and that is close to the one that is lost.
fn misspelt<'s>(
    release: &Release<'s>,
    before: &Release<'s>,
    table: ReleaseTable,
    lost: &[&str],
) -> Option<(&'s str, Option<Span>)> {
    let [lost] = lost else { return None };
    let entries = release.table(table).entries().iter();
    let mut new = entries.filter(|entry| before.table(table).get(entry.key).is_none());
    let found = new.find(|entry| nearest(entry.key, [*lost]).is_some())?;
    Some((found.key, found.key_span))
}

/// Where the release says what it has: not in the anchor that it names.
fn place(release: &Release<'_>, table: ReleaseTable) -> Option<Span> {
    let version = || release.version().map_or(release.span, |version| version.span);
    release.map.get(table.name()).map_or_else(version, |entry| entry.key_span)
}
