//! YAML text that reads back as the same values.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use crate::source::{Node, Value, yaml::is_plain_string};

/// A YAML text in block style, two spaces a level.
#[derive(Debug)]
pub(super) struct YamlWriter {
    text: String,
    heading: usize,
    depth: usize,
    /// What comes before the next value.
    after: After,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// The start of a line.
    Nothing,
    /// `key:` or `key: &anchor`.
    Key,
    /// `- `.
    Dash,
}

impl YamlWriter {
    /// A text that begins with a comment.
    pub(super) fn new(heading: &str) -> Self {
        let text = if heading.is_empty() { String::new() } else { format!("# {heading}\n") };
        Self { heading: text.len(), text, depth: 0, after: After::Nothing }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.len() == self.heading
    }

    /// The whole text. A map without entries at the top is `{}`.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.is_empty() {
            self.text.push_str("{}\n");
        }
        self.text.into_bytes()
    }

    pub(super) fn comment(&mut self, comment: &str) {
        self.write_line(&format!("# {comment}"));
    }

    /// Begins an entry of a map.
    pub(super) fn key(&mut self, key: &str) {
        let key = quoted(key);
        match self.after {
            // The first entry of a map that is an item comes after its dash.
            After::Dash => self.text.push_str(&key),
            _ => {
                self.indent();
                self.text.push_str(&key);
            }
        }
        self.text.push(':');
        self.after = After::Key;
    }

    pub(super) fn scalar(&mut self, text: &str) {
        self.value(&quoted(text));
    }

    pub(super) fn bool(&mut self, value: bool) {
        self.value(if value { "true" } else { "false" });
    }

    pub(super) fn null(&mut self) {
        self.value("null");
    }

    /// `[a, b]`, for lists of a few short texts.
    pub(super) fn flow_list<'t>(&mut self, items: impl Iterator<Item = &'t str>) {
        let items: Vec<_> = items.map(quoted_in_flow).collect();
        self.value(&format!("[{}]", items.join(", ")));
    }

    /// A map whose entries `content` writes.
    pub(super) fn map(&mut self, content: impl FnOnce(&mut Self)) {
        self.block("{}", content);
    }

    /// A map from rows.
    pub(super) fn table<'k, T>(
        &mut self,
        rows: impl IntoIterator<Item = (&'k str, T)>,
        mut value: impl FnMut(&mut Self, T),
    ) {
        let mut rows = rows.into_iter().peekable();
        if rows.peek().is_none() {
            return self.value("{}");
        }
        if self.depth == 0 && self.after == After::Nothing {
            // The map at the top.
            for (key, row) in rows {
                self.key(key);
                value(self, row);
            }
            return;
        }
        self.map(|yaml| {
            for (key, row) in rows {
                yaml.key(key);
                value(yaml, row);
            }
        });
    }

    /// A list.
    pub(super) fn list<T>(&mut self, items: impl Iterator<Item = T>, mut value: impl FnMut(&mut Self, T)) {
        self.block("[]", |yaml| {
            for item in items {
                // The first item of a list that is an item comes after its dash.
                if yaml.after != After::Dash {
                    yaml.indent();
                }
                yaml.text.push_str("- ");
                yaml.after = After::Dash;
                value(yaml, item);
            }
        });
    }

    /// Any value.
    pub(super) fn node(&mut self, node: &Node<'_>) {
        match node.value {
            Value::Null => self.null(),
            Value::Bool(value) => self.bool(value),
            // `-0` would be an integer, which has no sign.
            Value::Number(number) if number == 0.0 && number.is_sign_negative() => self.value("-0.0"),
            // Rust's shortest form is read back as the same float64.
            Value::Number(number) => self.value(&number.to_string()),
            Value::String(text) => self.scalar(text),
            Value::List(items) => self.list(items.iter(), Self::node),
            Value::Map(map) => self.map(|yaml| {
                for entry in map.in_source_order() {
                    yaml.key(entry.key);
                    yaml.node(&entry.node);
                }
            }),
        }
    }

    /// `&name`, before the value that follows.
    pub(super) fn anchor(&mut self, name: &str) {
        // Writing to a String does not fail.
        let _ = write!(self.text, " &{name}");
    }

    /// `*name`.
    pub(super) fn alias(&mut self, name: &str) {
        self.value(&format!("*{name}"));
    }

    fn block(&mut self, empty: &str, content: impl FnOnce(&mut Self)) {
        let after = self.after;
        let start = self.text.len();
        if after == After::Key {
            self.text.push('\n');
        }
        let begun = self.text.len();
        self.depth += 1;
        if after == After::Key {
            self.after = After::Nothing;
        }
        content(self);
        self.depth -= 1;
        if self.text.len() == begun {
            self.text.truncate(start);
            self.after = after;
            self.value(empty);
        }
        self.after = After::Nothing;
    }

    fn value(&mut self, text: &str) {
        if self.after == After::Key {
            self.text.push(' ');
        }
        self.text.push_str(text);
        self.text.push('\n');
        self.after = After::Nothing;
    }

    fn write_line(&mut self, line: &str) {
        self.indent();
        self.text.push_str(line);
        self.text.push('\n');
        self.after = After::Nothing;
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.text.push_str("  ");
        }
    }
}

/// The text that `content` writes, to see whether two are the same.
pub(super) fn rendered(content: impl FnOnce(&mut YamlWriter)) -> String {
    let mut yaml = YamlWriter::new("");
    yaml.after = After::Key;
    content(&mut yaml);
    yaml.text
}

/// Values that occur more than once, and the anchors of those that were written already.
#[derive(Debug)]
pub(super) struct Anchors {
    repeated: BTreeSet<String>,
    written: BTreeMap<String, String>,
}

impl Anchors {
    pub(super) fn new(values: impl Iterator<Item = String>) -> Self {
        let mut seen = BTreeSet::new();
        let mut repeated = BTreeSet::new();
        for value in values {
            // An alias to a short value is no help.
            if value.lines().count() > 2 && !seen.insert(value.clone()) {
                repeated.insert(value);
            }
        }
        Self { repeated, written: BTreeMap::new() }
    }

    /// Writes an alias if the value is above, else an anchor if it is going to occur again. Says whether
    /// the value is written with that.
    pub(super) fn refer(&mut self, yaml: &mut YamlWriter, value: &str, name: &str) -> bool {
        if let Some(name) = self.written.get(value) {
            yaml.alias(name);
            return true;
        }
        if self.repeated.contains(value) {
            // Anchors are of letters, digits, `-` and `_`.
            let mut name = name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "-");
            while self.written.values().any(|written| *written == name) {
                name.push_str("-2");
            }
            yaml.anchor(&name);
            self.written.insert(value.to_owned(), name);
        }
        false
    }
}

/// A text as a scalar: plain where YAML reads it as this text.
fn quoted(text: &str) -> String {
    if is_plain_string(text) { text.to_owned() } else { escaped(text) }
}

fn quoted_in_flow(text: &str) -> String {
    if text.contains(['[', ']', '{', '}', ',', '?', ':']) { escaped(text) } else { quoted(text) }
}

/// In double quotes, everything but plain characters escaped.
fn escaped(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            // What people can see and YAML has no use for.
            ' '..='~'
            | '\u{a1}'..='\u{1fff}'
            | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{205e}'
            | '\u{20a0}'..='\u{d7ff}' => quoted.push(c),
            c => {
                // Writing to a String does not fail.
                let _ = write!(quoted, "\\U{:08x}", u32::from(c));
            }
        }
    }
    quoted + "\""
}
