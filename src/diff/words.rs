//! What differs, in words.

use similar::{Algorithm, ChangeTag, TextDiff};

use super::{change::Item, kind::Kind};
use crate::{
    diagnostic::words::{first, names as names_of},
    source::{Value, compact},
};

/// How long a value may be in a sentence.
const LONGEST_VALUE: usize = 60;

/// A value in a sentence, not too long: strings without quotes, maps as in YAML.
pub fn describe_value(value: &Value<'_>) -> String {
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
        (Kind::SectionAdded | Kind::SectionLost, ..) | (_, None, None) => label.clone(),
        // What is lost is named, not shown.
        (Kind::ArgsLost | Kind::ArgsGone | Kind::ChartLost | Kind::ChannelRemoved, Some(_), None) => {
            label.clone()
        }
        (Kind::Reordered, None | Some(Value::List(_)), None | Some(Value::List(_))) => label.clone(),
        (Kind::Reordered, old, new) => {
            let behind =
                |name: &Option<Value<'_>>| name.map_or("the start".to_owned(), |name| describe_value(&name));
            with(format!("after {} → {}", behind(old), behind(new)))
        }
        (_, Some(old), Some(new)) => match (describe_value(old), describe_value(new)) {
            // Cut to their beginnings they would look the same.
            (one, other) if one == other => with(apart(&compact(old), &compact(new))),
            (one, other) => with(format!("{one} → {other}")),
        },
        (Kind::TemplateLost | Kind::DefaultLost, Some(old), None) => {
            with(format!("{} → none", describe_value(old)))
        }
        (Kind::ArgsAdded | Kind::BoundsAdded | Kind::DockerAdded, None, Some(new)) => {
            with(describe_value(new))
        }
        (_, None, Some(new)) => with(format!("none → {}", describe_value(new))),
        (_, Some(old), None) => with(format!("{} → none", describe_value(old))),
    }
}

/// Two texts from shortly before they differ on, each not too long.
fn apart(one: &str, other: &str) -> String {
    const BEFORE: usize = 20;
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(BEFORE);
    let part = |text: &str| {
        let start = if from > 0 { "…" } else { "" };
        let mut rest = text.chars().skip(from);
        let part: String = rest.by_ref().take(LONGEST_VALUE).collect();
        let end = if rest.next().is_some() { "…" } else { "" };
        format!("{start}{part}{end}")
    };
    format!("{} → {}", part(one), part(other))
}

/// `v2.8.0-alpha1 – v2.9.99`.
fn window(bounds: Option<Value<'_>>) -> String {
    match bounds {
        Some(Value::List([min, max])) => {
            format!("{} – {}", describe_value(&min.value), describe_value(&max.value))
        }
        _ => "none".to_owned(),
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
pub fn unified_diff((old, new): (&str, &str)) -> String {
    text_diff(old, new).unified_diff().context_radius(3).to_string()
}

fn text_diff<'t>(old: &'t str, new: &'t str) -> TextDiff<'t, 't, str> {
    TextDiff::configure().algorithm(Algorithm::Myers).diff_lines(old, new)
}

/// What differs in which versions, in a sentence.
pub fn said(kind: Kind, items: &[Item<'_>], versions: &[&str]) -> String {
    const NAMED: usize = 3;
    let parts = items.iter().map(|item| describe_item(kind, item)).filter(|part| !part.is_empty());
    let said = first(&parts.collect::<Vec<_>>(), NAMED, String::clone);
    match (said.is_empty(), versions.is_empty()) {
        (true, _) => names_of(versions),
        (false, true) => said,
        (false, false) => format!("{said}; {}", names_of(versions)),
    }
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
    fn long_values_are_shown_where_they_differ() {
        let long = |end: &str| format!("{}{end}{}", "a".repeat(100), "b".repeat(100));
        let expected = format!("…{0}x{1}… → …{0}y{1}…", "a".repeat(20), "b".repeat(LONGEST_VALUE - 21));
        assert_eq!(apart(&long("x"), &long("y")), expected);
        assert_eq!(apart("a", "ab"), "a → ab");
    }

    #[test]
    fn values_are_short_and_never_more_than_one_line() {
        assert_eq!(describe_value(&Value::String("a\nb")), r#""a\nb""#);
        assert_eq!(describe_value(&Value::String("")), r#""""#);
        assert_eq!(describe_value(&Value::String(&"é".repeat(100))).chars().count(), LONGEST_VALUE);
    }
}
