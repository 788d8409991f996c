//! What is put into a list: an argument, a chart, a feature.

use crate::{
    emit::json::{JsonWriter, Layout},
    source::{
        Map, Value,
        yaml::{Document, Form, WrittenId, is_plain_string},
    },
};

/// A value that is to be written, its keys in the order in which they were given.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A text.
    Text(String),
    /// A number, `true`, `false` or `null`, as it was written.
    Plain(String),
    /// Items.
    List(Vec<Given>),
    /// Keys and values.
    Map(Vec<(String, Given)>),
}

impl Given {
    /// A value of a document.
    pub(crate) fn of(document: &Document<'_>, id: WrittenId) -> Self {
        let written = &document.values[id];
        match &written.form {
            Form::List { items, .. } => {
                Self::List(items.iter().map(|item| Self::of(document, *item)).collect())
            }
            Form::Map { pairs, .. } if pairs.iter().all(|pair| !pair.is_merge) => Self::Map(
                pairs.iter().map(|pair| (pair.name.to_owned(), Self::of(document, pair.value))).collect(),
            ),
            _ => Self::of_value(&written.value),
        }
    }

    /// A value, its keys in the order in which they were written.
    pub(crate) fn of_value(value: &Value<'_>) -> Self {
        match value {
            Value::String(text) => Self::Text((*text).to_owned()),
            Value::List(items) => Self::List(items.iter().map(|item| Self::of_value(&item.value)).collect()),
            Value::Map(map) => Self::Map(Self::of_map(*map)),
            other => Self::Plain(json(other)),
        }
    }

    /// The entries of a map, in the order in which they were written.
    pub fn of_map(map: Map<'_>) -> Vec<(String, Self)> {
        let entries = map.in_source_order().into_iter();
        entries.map(|entry| (entry.key.to_owned(), Self::of_value(&entry.node.value))).collect()
    }

    /// As compact JSON.
    pub fn json(&self) -> String {
        match self {
            Self::Text(text) => json(&Value::String(text)),
            Self::Plain(text) => text.clone(),
            Self::List(items) => format!("[{}]", items.iter().map(Self::json).collect::<Vec<_>>().join(",")),
            Self::Map(pairs) => {
                let mut pairs: Vec<_> = pairs.iter().collect();
                pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
                let pairs = pairs
                    .into_iter()
                    .map(|(key, value)| format!("{}:{}", json(&Value::String(key)), value.json()));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
            }
        }
    }

    /// In one line, between braces where it is a map.
    pub(crate) fn flow(&self) -> String {
        match self {
            Self::Text(text) if text.contains([',', '[', ']', '{', '}', '?']) => quoted(text),
            Self::Text(text) => scalar(text),
            Self::Plain(text) => text.clone(),
            Self::List(items) => format!("[{}]", items.iter().map(Self::flow).collect::<Vec<_>>().join(", ")),
            Self::Map(pairs) => {
                let pairs = pairs.iter().map(|(key, value)| format!("{}: {}", scalar(key), value.flow()));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// Its lines in a block behind a key: the first continues the key's line.
    pub(crate) fn block(&self, key: &str, property: usize, item: usize, flow: bool) -> Vec<String> {
        let key = scalar(key);
        match self {
            Self::Map(pairs) if !flow && !pairs.is_empty() => {
                let mut lines = vec![format!("{key}:")];
                for (name, value) in pairs {
                    let inner = match value {
                        Self::Map(_) => vec![format!("{}: {}", scalar(name), value.flow())],
                        other => other.block(name, property, item, false),
                    };
                    lines.extend(inner.into_iter().map(|line| format!("{:property$}{line}", "")));
                }
                lines
            }
            Self::List(items) if !flow && !items.is_empty() => {
                let mut lines = vec![format!("{key}:")];
                lines.extend(items.iter().map(|value| format!("{:item$}- {}", "", value.flow())));
                lines
            }
            Self::Text(text) => vec![format!("{key}: {}", scalar(text))],
            other => vec![format!("{key}: {}", other.flow())],
        }
    }
}

/// A value as compact JSON.
pub(crate) fn json(value: &Value<'_>) -> String {
    let mut json = JsonWriter::new(Vec::new(), Layout::Compact);
    let node = crate::source::Node { value: *value, span: None };
    // Writing to memory does not fail.
    let _ = json.node(&node);
    json.finish().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// A text as YAML, without quotes where it may.
pub(crate) fn scalar(text: &str) -> String {
    if is_plain_string(text) { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
