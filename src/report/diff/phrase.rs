//! The parts of a sentence about a change.

use std::collections::BTreeMap;

use crate::{
    diagnostic::words::{and_more, count},
    diff::{Area, Change, Kind, Touched, describe_item, describe_value},
    source::Value,
};

/// The parts that differ, at most `most` of them.
pub(super) fn items(change: &Change<'_>, most: usize) -> Vec<String> {
    if most < change.items.len() && matches!(change.kind, Kind::RangesChanged | Kind::DefaultRule) {
        return counted(change, most);
    }
    let mut parts: Vec<_> =
        change.items.iter().take(most).map(|item| describe_item(change.kind, item)).collect();
    parts.retain(|part| !part.is_empty());
    and_more(&mut parts, change.items.len().saturating_sub(most));
    parts
}

/// `1.2.3`, and its repository where that is not the usual one.
pub(in crate::report) fn chart(chart: &Value<'_>) -> String {
    let text = |key| chart.fields().value(key).as_str();
    match (text("version"), text("repo")) {
        (Some(version), Some("rancher-rke2-charts") | None) => version.to_owned(),
        (Some(version), Some(repo)) => format!("{version} ({repo})"),
        (None, _) => describe_value(chart),
    }
}

/// The versions without their number.
pub(super) fn version_names(change: &Change<'_>, most: usize) -> String {
    let name = |nth: usize| change.versions.get(nth).map_or("", |version: &Touched<'_>| version.name);
    let run = |&(first, last): &(usize, usize)| match last - first {
        0 => name(first).to_owned(),
        1 => format!("{}, {}", name(first), name(last)),
        _ => format!("{} … {}", name(first), name(last)),
    };
    let mut texts: Vec<_> = change.runs.iter().take(most).map(run).collect();
    and_more(&mut texts, change.runs.iter().skip(most).map(|(first, last)| last - first + 1).sum());
    texts.join(", ")
}

/// What they are in, with the number of them.
fn counted(change: &Change<'_>, most: usize) -> Vec<String> {
    if change.kind == Kind::DefaultRule {
        return vec![count(change.items.len(), "rule")];
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for item in &change.items {
        // The addon, without the range.
        let of = item.label.split(' ').next().unwrap_or_default();
        *counts.entry(of).or_default() += 1;
    }
    let mut parts: Vec<_> = counts.iter().map(|(of, number)| format!("{number} {of}")).collect();
    parts.truncate(most);
    and_more(&mut parts, counts.values().skip(most).sum());
    parts
}

/// Versions as ranges of neighbours, at most `most` of them.
pub(super) fn versions(change: &Change<'_>, most: usize) -> String {
    let all = version_names(change, most);
    match (change.versions.len(), change.area) {
        (0, _) => String::new(),
        (1, _) => all,
        (number, Area::Section(_)) => format!("{}: {all}", count(number, "release")),
        (number, _) => format!("{}: {all}", count(number, "version")),
    }
}
