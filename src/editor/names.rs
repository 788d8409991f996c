//! The names that a text has, for those who write the next one.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{
    diagnostic::words::count,
    model::{channel::ReleaseTable, field::Named},
    source::{
        Entry, Value,
        yaml::{Document, Form},
    },
};

/// The names of a text, each with what helps to choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Anchors in the order of the text.
    pub anchors: Vec<AnchorName>,
    /// What is below `serverArgs` and `agentArgs`, and what it is there.
    pub arguments: BTreeMap<String, String>,
    /// What is below `charts`, and the versions that it has, each with where the last one stands among all that are written.
    pub charts: BTreeMap<String, BTreeMap<String, usize>>,
    /// The values of keys that are bounds or versions, each with how often it is there.
    pub values: BTreeMap<String, BTreeMap<String, usize>>,
}

/// An anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorName {
    /// The byte where it begins.
    pub at: usize,
    /// Its name.
    pub name: String,
    /// What it is the name of, in a few words.
    pub what: String,
    /// Whether that is a map, as what is merged must be.
    pub is_map: bool,
}

/// The keys whose values are offered again.
const OFFERED: [&str; 8] = [
    "minChannelServerVersion",
    "maxChannelServerVersion",
    "defaultVersion",
    "appVersion",
    "latest",
    "referenceVersion",
    "repo",
    "type",
];

impl Names {
    /// Those of a text.
    pub fn of(document: &Document<'_>) -> Self {
        let mut names = Self::default();
        for anchor in document.anchors.all() {
            let at = anchor.at.range().start;
            let (name, what) = (anchor.name.clone(), String::new());
            names.anchors.push(AnchorName { at, name, what, is_map: false });
        }
        for written in &document.values {
            if let Some(anchor) = written.anchor.and_then(|nth| names.anchors.get_mut(nth)) {
                anchor.what = describe(&written.value);
                anchor.is_map = matches!(written.value, Value::Map(_));
            }
            let Form::Map { pairs, .. } = &written.form else { continue };
            for pair in pairs {
                names.take(document, pair.name, pair.value);
            }
        }
        names
    }

    fn take(&mut self, document: &Document<'_>, key: &str, value: usize) {
        let written = &document.values[value];
        match ReleaseTable::by_name(key) {
            Some(ReleaseTable::ServerArgs | ReleaseTable::AgentArgs) => {
                for pair in document.pairs(value).iter().filter(|pair| !pair.is_merge) {
                    let what = describe(&document.values[pair.value].value);
                    self.arguments.insert(pair.name.to_owned(), what);
                }
            }
            Some(ReleaseTable::Charts) => {
                for pair in document.pairs(value).iter().filter(|pair| !pair.is_merge) {
                    let version = document.values[pair.value].value.fields().value("version");
                    let versions = self.charts.entry(pair.name.to_owned()).or_default();
                    versions.extend(version.as_str().map(|version| (version.to_owned(), pair.value)));
                }
            }
            _ => {}
        }
        if let Some(text) = written.value.as_str().filter(|_| OFFERED.contains(&key)) {
            *self.values.entry(key.to_owned()).or_default().entry(text.to_owned()).or_default() += 1;
        }
    }
}

/// The versions of a chart, the last one first.
pub fn newest_first(versions: &BTreeMap<String, usize>) -> Vec<&str> {
    let mut versions: Vec<_> = versions.iter().collect();
    versions.sort_by_key(|(_, at)| Reverse(**at));
    versions.into_iter().map(|(version, _)| version.as_str()).collect()
}

/// A value in lines: each key of a map with what it is.
pub fn lines_of(value: &Value<'_>) -> Vec<String> {
    let Value::Map(map) = value else { return vec![describe(value)] };
    let line = |entry: &&Entry<'_>| match describe(&entry.node.value) {
        what if what.is_empty() => entry.key.to_owned(),
        what => format!("{}: {what}", entry.key),
    };
    map.in_source_order().iter().map(line).collect()
}

/// A value in a few words.
fn describe(value: &Value<'_>) -> String {
    const LONGEST: usize = 60;
    let text = match value {
        Value::Map(map) if ["type", "repo"].iter().any(|key| map.get(key).is_some()) => {
            let parts = map.in_source_order().into_iter().filter_map(|entry| {
                let text = match entry.node.value {
                    Value::String(text) => text.to_owned(),
                    Value::Bool(value) => value.to_string(),
                    Value::List(items) => {
                        items.iter().filter_map(|item| item.value.as_str()).collect::<Vec<_>>().join(" | ")
                    }
                    _ => return None,
                };
                Some(format!("{}: {text}", entry.key))
            });
            parts.collect::<Vec<_>>().join(", ")
        }
        Value::Map(map) => count(map.entries().len(), "entry"),
        Value::List(items) => count(items.len(), "item"),
        Value::String(text) => (*text).to_owned(),
        _ => String::new(),
    };
    let short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() { short + "…" } else { short }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{
        diagnostic::{Diagnostics, FileId},
        source::{Arena, yaml},
    };

    #[test]
    fn names_are_those_of_the_text() {
        let text = "releases:\n- version: v1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: &server\n    cni: {type: array, options: [canal, calico]}\n  charts: &charts {rke2-canal: {repo: x, version: '1'}}\n- maxChannelServerVersion: v2.9.99\n  charts: {<<: *charts, rke2-canal: {repo: x, version: '2'}}\n";
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let (_, document) = yaml::document(FileId::default(), text, &arena, &mut found).unwrap();
        let names = Names::of(&document);
        let anchors: Vec<_> =
            names.anchors.iter().map(|anchor| (anchor.name.as_str(), anchor.what.as_str())).collect();
        assert_eq!(anchors, [("server", "1 entry"), ("charts", "1 entry")]);
        assert_eq!(names.arguments["cni"], "type: array, options: canal | calico");
        assert_eq!(newest_first(&names.charts["rke2-canal"]), ["2", "1"]);
        assert_eq!(names.values["maxChannelServerVersion"]["v2.9.99"], 2);
    }
}
