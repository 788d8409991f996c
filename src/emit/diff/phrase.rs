//! The parts of a sentence about a change.

use std::collections::BTreeMap;

use similar::{Algorithm, ChangeTag, TextDiff};

use crate::{
    diff::{Area, Change, Item, Kind, Touched},
    emit::compact,
    source::Value,
};

/// How long a value may be in a sentence.
const LONGEST_VALUE: usize = 60;

/// A value in a sentence, not too long: strings without quotes, maps as in YAML.
pub(super) fn value(value: &Value<'_>) -> String {
    let mut text = String::new();
    push(value, &mut text);
    if text.chars().count() <= LONGEST_VALUE {
        return text;
    }
    text.chars().take(LONGEST_VALUE - 1).chain(['…']).collect()
}

fn push(value: &Value<'_>, text: &mut String) {
    match value {
        Value::String(string)
            if !string.is_empty() && !string.contains(|c: char| c.is_control() || c == '"') =>
        {
            text.push_str(string);
        }
        Value::List(items) if !items.is_empty() => {
            for (nth, item) in items.iter().enumerate() {
                text.push_str(if nth > 0 { ", " } else { "[" });
                push(&item.value, text);
            }
            text.push(']');
        }
        Value::Map(map) if !map.entries().is_empty() => {
            for (nth, entry) in map.entries().iter().enumerate() {
                text.push_str(if nth > 0 { ", " } else { "{" });
                text.push_str(entry.key);
                text.push_str(": ");
                push(&entry.node.value, text);
            }
            text.push('}');
        }
        other => text.push_str(&compact(other)),
    }
}

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

/// Says at the end of a list how much is not in it.
fn and_more(parts: &mut Vec<String>, more: usize) {
    match parts.last_mut().filter(|_| more > 0) {
        Some(last) => *last += &format!(" and {more} more"),
        None if more > 0 => parts.push(format!("{more} of them")),
        None => {}
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

/// `1 rule`, `2 rules`.
pub(super) fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
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

/// A part that differs: `debug: a → b`.
pub fn describe_item(kind: Kind, item: &Item<'_>) -> String {
    let text = values(kind, item);
    match item.manifests {
        Some(manifests) => format!("{text} {}", lines(manifests)),
        None => text,
    }
}

fn values(kind: Kind, item: &Item<'_>) -> String {
    let label = &item.label;
    let colon = matches!(kind, Kind::DefaultChanged | Kind::DefaultLost | Kind::DefaultRule);
    let with = |text: String| match (label.is_empty(), colon) {
        (true, _) => text,
        (_, true) => format!("{label}: {text}"),
        (_, false) => format!("{label} {text}"),
    };
    match (kind, &item.old, &item.new) {
        (Kind::ReleaseAdded | Kind::ReleaseRemoved, ..) => {
            format!("for Rancher {}", window(item.new.or(item.old)))
        }
        (Kind::WindowNarrowed | Kind::WindowWidened, old, new) => {
            format!("{} → {}", window(*old), window(*new))
        }
        (Kind::SectionAdded | Kind::SectionRemoved, ..) | (_, None, None) => label.clone(),
        // What is lost is named, not shown.
        (Kind::ArgsLost | Kind::ArgsGone | Kind::ChartLost | Kind::ChannelRemoved, Some(_), None) => {
            label.clone()
        }
        (Kind::Reordered, old, new) => {
            let behind = |name: &Option<Value<'_>>| name.map_or("the start".to_owned(), |name| value(&name));
            with(format!("after {} → {}", behind(old), behind(new)))
        }
        (_, Some(old), Some(new)) => with(format!("{} → {}", value(old), value(new))),
        (Kind::TemplateLost | Kind::DefaultLost, Some(old), None) => with(format!("{} → none", value(old))),
        (Kind::ArgsAdded | Kind::BoundsAdded | Kind::DockerAdded, None, Some(new)) => with(value(new)),
        (_, None, Some(new)) => with(format!("none → {}", value(new))),
        (_, Some(old), None) => with(format!("{} → none", value(old))),
    }
}

/// `v2.8.0-alpha1 – v2.9.99`.
fn window(bounds: Option<Value<'_>>) -> String {
    match bounds {
        Some(Value::List([min, max])) => format!("{} – {}", value(&min.value), value(&max.value)),
        _ => "none".to_owned(),
    }
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

/// How many lines of two manifests differ.
fn lines((old, new): (&str, &str)) -> String {
    let (mut added, mut removed) = (0, 0);
    for change in text_diff(old, new).iter_all_changes() {
        match change.tag() {
            ChangeTag::Delete => removed += 1,
            ChangeTag::Insert => added += 1,
            ChangeTag::Equal => {}
        }
    }
    format!("(+{added} −{removed} lines)")
}

/// The difference of two manifests as `diff -u` has it, without names.
pub(super) fn unified((old, new): (&str, &str)) -> String {
    text_diff(old, new).unified_diff().context_radius(3).to_string()
}

fn text_diff<'t>(old: &'t str, new: &'t str) -> TextDiff<'t, 't, str> {
    TextDiff::configure().algorithm(Algorithm::Myers).diff_lines(old, new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item_of(label: &str, old: Option<&'static str>, new: Option<&'static str>) -> Item<'static> {
        let value = |text: Option<&'static str>| text.map(Value::String);
        Item {
            path: String::new(),
            label: label.to_owned(),
            old: value(old),
            new: value(new),
            manifests: None,
            place: None,
        }
    }

    #[track_caller]
    fn check(kind: Kind, item: &Item<'_>, expected: &str) {
        assert_eq!(describe_item(kind, item), expected);
    }

    #[test]
    fn a_part_is_said_with_what_matters_of_it() {
        check(Kind::ArgsChanged, &item_of("debug", Some("a"), Some("b")), "debug a → b");
        check(Kind::ArgsLost, &item_of("debug", Some("a"), None), "debug");
        check(Kind::ArgsAdded, &item_of("debug", None, Some("b")), "debug b");
        check(Kind::ImagesChanged, &item_of("etcd", None, Some("b")), "etcd none → b");
        check(Kind::TemplateLost, &item_of("weave", Some("w"), None), "weave w → none");
        check(Kind::DefaultChanged, &item_of("Rancher 2.7.1", Some("a"), Some("b")), "Rancher 2.7.1: a → b");
        check(Kind::Reordered, &item_of("", None, Some("b")), "after the start → b");
        let manifests = Some(("a\nb\nc\n", "a\nx\ny\nc\n"));
        let changed = Item { manifests, ..item_of("canal", None, None) };
        check(Kind::TemplateChanged, &changed, "canal (+2 −1 lines)");
    }

    #[test]
    fn values_are_short_and_never_more_than_one_line() {
        assert_eq!(value(&Value::String("a\nb")), r#""a\nb""#);
        assert_eq!(value(&Value::String("")), r#""""#);
        assert_eq!(value(&Value::String(&"é".repeat(100))).chars().count(), LONGEST_VALUE);
    }
}
