//! What could stand where somebody is writing.

use gen_lsp_types::{CompletionItem, CompletionItemKind, Range, TextEdit};

use super::{
    asked::{Asked, document},
    texts::range,
};
use crate::{
    editor::{Names, Positions, Wanted, wanted},
    source::Arena,
};

/// The names of a text; of one that cannot be read those without the line that is being written, or the ones that were known.
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
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[offset..].find(['\n', '\r']).map_or(text.len(), |newline| offset + newline);
    format!("{}{}{}", &text[..start], " ".repeat(end - start), &text[end..])
}

/// What could stand at a place, the likeliest first.
pub(super) fn items(asked: &Asked, names: &Names) -> Vec<CompletionItem> {
    let Some((wanted, begins)) = wanted(&asked.text, asked.offset) else { return Vec::new() };
    let range = range(&Positions::of(&asked.text), begins..asked.offset);
    let item = |(nth, (label, detail, text, kind)): (usize, Choice)| CompletionItem {
        label: label.clone(),
        kind: Some(kind),
        detail: (!detail.is_empty()).then_some(detail),
        sort_text: Some(format!("{nth:05}")),
        filter_text: Some(text.clone()),
        text_edit: Some(edit(range, text)),
        ..CompletionItem::default()
    };
    choices(&wanted, begins, names).into_iter().enumerate().map(item).collect()
}

fn edit(range: Range, new_text: String) -> gen_lsp_types::CompletionItemTextEdit {
    TextEdit { range, new_text }.into()
}

/// What is shown, what is said of it, and what is written.
type Choice = (String, String, String, CompletionItemKind);

fn choices(wanted: &Wanted, begins: usize, names: &Names) -> Vec<Choice> {
    match wanted {
        Wanted::Alias => {
            // An alias means the nearest anchor above.
            let mut above: Vec<_> = names.anchors.iter().filter(|(at, ..)| *at < begins).collect();
            above.reverse();
            let mut seen = std::collections::BTreeSet::new();
            above.retain(|(_, name, _)| seen.insert(name));
            let choice = |(_, name, what): &(usize, String, String)| {
                (name.clone(), what.clone(), format!("*{name}"), CompletionItemKind::Reference)
            };
            above.into_iter().map(choice).collect()
        }
        Wanted::Argument => {
            let choice = |(name, what): (&String, &String)| {
                (name.clone(), what.clone(), format!("{name}:"), CompletionItemKind::Property)
            };
            names.arguments.iter().map(choice).collect()
        }
        Wanted::Chart => {
            let choice = |(name, versions): (&String, &Vec<String>)| {
                let newest = versions.first().cloned().unwrap_or_default();
                (name.clone(), newest, format!("{name}:"), CompletionItemKind::Module)
            };
            names.charts.iter().map(choice).collect()
        }
        Wanted::ChartVersion(chart) => {
            let versions = names.charts.get(chart).into_iter().flatten();
            versions.map(|version| value(version, String::new())).collect()
        }
        Wanted::Value(key) => {
            let mut values: Vec<_> = names.values.get(key).into_iter().flatten().collect();
            values.sort_by(|(a, times), (b, others)| others.cmp(times).then_with(|| b.cmp(a)));
            values.into_iter().map(|(text, times)| value(text, format!("{times} times here"))).collect()
        }
    }
}

fn value(text: &str, detail: String) -> Choice {
    let quoted = crate::source::yaml::is_plain_string(text);
    let written = if quoted { text.to_owned() } else { format!("\"{text}\"") };
    (text.to_owned(), detail, written, CompletionItemKind::Value)
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
        items(&asked, &names).into_iter().map(|item| item.label).collect()
    }

    #[test]
    fn what_is_written_is_completed_from_the_rest_of_the_text() {
        let above = "releases:\n- version: v1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: &one {a: {type: boolean}, b: {type: array}}\n  agentArgs: &two {}\n";
        assert_eq!(labels(&format!("{above}- version: v2\n  serverArgs: *|\n")), ["two", "one"]);
        assert_eq!(labels(&format!("{above}- version: v2\n  serverArgs: &three\n    |\n")), ["a", "b"]);
        assert_eq!(labels(&format!("{above}- version: v2\n  maxChannelServerVersion: |\n")), ["v2.9.99"]);
        // An anchor below means nothing here.
        assert_eq!(labels("a: *|\nb: &b {}\n"), [""; 0]);
        assert_eq!(labels("# *|\n"), [""; 0]);
    }
}
