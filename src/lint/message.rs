//! Messages of releases, which upstream decodes strictly since 2025 (`pkg/validation`): ids are unique over all
//! distributions, and no other keys are allowed.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{
        Diagnostics, Rule, Span,
        words::{did_you_mean, nearest},
    },
    source::{Entry, Node, Value},
};

const KEYS: [&str; 5] = ["id", "type", "severity", "summary", "message"];
const TYPES: [&str; 3] = ["info", "warning", "critical"];
const SEVERITIES: [&str; 3] = ["low", "medium", "high"];

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for (distribution, section) in subject_of.metadata.sections() {
        for release in section.releases() {
            let Some(version) = release.version() else { continue };
            let about = subject(distribution.key(), version.value);
            let mut report = |title: String, span: Option<Span>, help: String| {
                diagnostics.report(finding(Rule::Message, &about, title, span, &help));
            };
            if let Some(entry) = release.map.get("messages")
                && !matches!(entry.node.value, Value::List(_) | Value::Null)
            {
                let title = format!("`messages` must be a list, and this is {}", entry.node.value.kind());
                report(title, entry.key_span, "put a `-` before each message".to_owned());
            }
            for message in release.map.value("messages").items() {
                check_message(message, &mut seen, &mut report);
            }
        }
    }
}

fn check_message<'s>(
    message: &Node<'s>,
    seen: &mut BTreeMap<&'s str, Option<Span>>,
    report: &mut dyn FnMut(String, Option<Span>, String),
) {
    let Value::Map(map) = message.value else {
        let title = format!("a message must be a map, and this is {}", message.value.kind());
        return report(title, message.span, "write a map".to_owned());
    };
    let mut misspelt = BTreeSet::new();
    for Entry { key, key_span, .. } in map.entries().iter().filter(|entry| !KEYS.contains(&entry.key)) {
        misspelt.extend(nearest(key, KEYS));
        report(format!("a message has no key `{key}`"), *key_span, did_you_mean(key, KEYS, "delete it"));
    }
    for key in KEYS.into_iter().filter(|key| map.get(key).is_some() || !misspelt.contains(key)) {
        let entry = map.get(key);
        let text = map.value(key).as_str();
        let span = entry.map_or(message.span, |entry| entry.node.span);
        let known = match key {
            "type" => &TYPES[..],
            "severity" => &SEVERITIES[..],
            _ => &[],
        };
        match text {
            Some(text) if !known.is_empty() && !known.contains(&text) => {
                report(
                    format!("`{text}` is not a `{key}`"),
                    span,
                    format!("use one of {}", known.join(", ")),
                );
            }
            Some(text) if !text.is_empty() => {}
            None if entry.is_none() && key == "severity" => {}
            _ => report(format!("a message needs a `{key}`"), span, format!("write a text for `{key}`")),
        }
        if let Some(id) = text.filter(|_| key == "id")
            && seen.insert(id, span).is_some_and(|first| first != span)
        {
            let help = "choose one that no other message has".to_owned();
            report(format!("the id `{id}` is taken"), span, help);
        }
    }
}
