//! What could stand where somebody is writing.

use std::collections::BTreeSet;

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, InsertReplaceEdit, TextEdit,
};

use super::{
    asked::{Asked, document},
    texts::range,
};
use crate::{
    diagnostic::words::count,
    editor::{AnchorName, Names, Place, Positions, Wanted, newest_first, wanted},
    source::{Arena, yaml::is_plain_string},
};

/// The names of a text. If it cannot be read: those without the line that is being written, else those that were known before.
pub(super) fn names(asked: &Asked, known: Names) -> Names {
    let arena = Arena::new();
    if let Some(document) = asked.document(&arena) {
        return Names::of(&document);
    }
    let text = without_line(&asked.text, asked.offset);
    document(&text, &arena).map_or(known, |document| Names::of(&document))
}

/// The text with the line of a byte empty, so that all others stay where they are.
fn without_line(text: &str, offset: usize) -> String {
    let start = text[..offset].rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
    let end = text[offset..].find(['\n', '\r']).map_or(text.len(), |newline| offset + newline);
    format!("{}{}{}", &text[..start], " ".repeat(end - start), &text[end..])
}

/// What could stand at a place, the likeliest first. An editor that `can_choose` inserts or replaces; for others, what stands
/// behind the place is replaced.
pub(super) fn items(asked: &Asked, names: &Names, can_choose: bool) -> Vec<CompletionItem> {
    let Some(place) = wanted(&asked.text, asked.offset) else { return Vec::new() };
    let positions = Positions::of(&asked.text);
    let insert = range(&positions, place.begins..asked.offset);
    let replace = range(&positions, place.begins..place.ends);
    let edit = |new_text| -> CompletionItemTextEdit {
        if can_choose {
            InsertReplaceEdit { new_text, insert, replace }.into()
        } else {
            TextEdit { range: replace, new_text }.into()
        }
    };
    let item = |(nth, choice): (usize, Choice)| CompletionItem {
        label: choice.label,
        kind: Some(choice.kind),
        detail: (!choice.detail.is_empty()).then_some(choice.detail),
        sort_text: Some(format!("{nth:05}")),
        filter_text: Some(choice.text.clone()),
        text_edit: Some(edit(choice.text)),
        ..CompletionItem::default()
    };
    let behind = asked.text[place.ends..].trim_start_matches([' ', '\t']);
    let has_colon = behind.starts_with(':');
    choices(&place, has_colon, names).into_iter().enumerate().map(item).collect()
}

/// Something that could be written.
struct Choice {
    label: String,
    /// What is said of it.
    detail: String,
    /// What is written.
    text: String,
    kind: CompletionItemKind,
}

/// Those of a place; a key that has its colon keeps it.
fn choices(place: &Place, has_colon: bool, names: &Names) -> Vec<Choice> {
    let colon = if has_colon { "" } else { ":" };
    let key = |name: &String, detail: String, kind| Choice {
        label: name.clone(),
        detail,
        text: format!("{name}{colon}"),
        kind,
    };
    let value = |text: &str, detail| Choice {
        label: text.to_owned(),
        detail,
        text: written(text, place.quote),
        kind: CompletionItemKind::Value,
    };
    match &place.wanted {
        Wanted::Alias { is_merged } => aliases(place.begins, *is_merged, names),
        Wanted::Argument => {
            let arguments = names.arguments.iter();
            arguments.map(|(name, what)| key(name, what.clone(), CompletionItemKind::Property)).collect()
        }
        Wanted::Chart => {
            let newest =
                |versions| newest_first(versions).first().map(ToString::to_string).unwrap_or_default();
            let charts = names.charts.iter();
            charts.map(|(name, versions)| key(name, newest(versions), CompletionItemKind::Module)).collect()
        }
        Wanted::ChartVersion(chart) => {
            let versions = names.charts.get(chart).map(newest_first).unwrap_or_default();
            versions.into_iter().map(|version| value(version, String::new())).collect()
        }
        Wanted::Value(of) => {
            let mut values: Vec<_> = names.values.get(of).into_iter().flatten().collect();
            values.sort_by(|(a, times), (b, others)| others.cmp(times).then_with(|| b.cmp(a)));
            values
                .into_iter()
                .map(|(text, times)| value(text, format!("{} here", count(*times, "time"))))
                .collect()
        }
    }
}

/// The anchors above a place, the nearest first: of two with one name an alias means that one.
fn aliases(begins: usize, is_merged: bool, names: &Names) -> Vec<Choice> {
    let mut seen = BTreeSet::new();
    let above = names.anchors.iter().rev().filter(|anchor| anchor.at < begins);
    let above = above.filter(|anchor| seen.insert(&anchor.name) && (anchor.is_map || !is_merged));
    let choice = |anchor: &AnchorName| Choice {
        label: anchor.name.clone(),
        detail: anchor.what.clone(),
        text: format!("*{}", anchor.name),
        kind: CompletionItemKind::Reference,
    };
    above.map(choice).collect()
}

/// A text as a value of YAML, or the part of one in a quote that is open.
fn written(text: &str, quote: Option<char>) -> String {
    let in_quotes = || serde_json::Value::from(text).to_string();
    match quote {
        Some('\'') => text.replace('\'', "''"),
        Some(_) => in_quotes().trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned(),
        None if is_plain_string(text) => text.to_owned(),
        None => in_quotes(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn labels(text: &str) -> Vec<String> {
        let (before, after) = text.split_once('|').expect("a place");
        let asked = Asked {
            path: PathBuf::new(),
            root: PathBuf::new(),
            text: format!("{before}{after}"),
            offset: before.len(),
        };
        let names = names(&asked, Names::default());
        items(&asked, &names, false).into_iter().map(|item| item.label).collect()
    }

    #[test]
    fn a_value_is_written_as_where_it_stands_needs_it() {
        assert_eq!(written("v2.9", None), "v2.9");
        assert_eq!(written(">= 2.9", None), "\">= 2.9\"");
        assert_eq!(written(">= 2.9", Some('\'')), ">= 2.9");
        assert_eq!(written("it's \"a\"", Some('\'')), "it''s \"a\"");
        assert_eq!(written("\"a\\\"", Some('"')), "\\\"a\\\\\\\"");
    }

    #[test]
    fn what_is_written_is_completed_from_the_rest_of_the_text() {
        let above = "releases:\n- version: v1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: &one {a: {type: boolean}, b: {type: array}}\n  agentArgs: &two {}\n";
        assert_eq!(labels(&format!("{above}- version: v2\n  serverArgs: *|\n")), ["two", "one"]);
        assert_eq!(labels(&format!("{above}- version: v2\n  serverArgs: &three\n    |\n")), ["a", "b"]);
        assert_eq!(labels(&format!("{above}- version: v2\n  maxChannelServerVersion: |\n")), ["v2.9.99"]);
        // Only a map is merged.
        assert_eq!(labels("a: &a 1\nb: &b {}\nserverArgs:\n  <<: *|\n"), ["b"]);
        // An anchor below means nothing here.
        assert_eq!(labels("a: *|\nb: &b {}\n"), [""; 0]);
        assert_eq!(labels("# *|\n"), [""; 0]);
        // What is being written is not read, whatever ends the lines.
        assert_eq!(
            labels(&format!("{above}- version: v2\n  serverArgs: *|\n").replace('\n', "\r")),
            ["two", "one"]
        );
    }
}
