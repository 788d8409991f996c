//! From values to typed tables, as Go's `encoding/json` decodes them into structs: `null` is a zero value
//! everywhere, every other mismatch of types is an error for the whole document.

use super::table::{Row, Table, Text};
use crate::{
    diagnostic::{
        Diagnostic, Diagnostics, Rule,
        words::{did_you_mean, nearest},
    },
    model::field::Named,
    source::{Entry, KeyKind, Map, Node, Value},
};

/// Reads typed values and reports what is not of the type.
pub(crate) struct Reader<'d> {
    diagnostics: &'d mut Diagnostics,
    /// People wrote it, so an unknown field is probably misspelt.
    written: bool,
    /// What a value of the wrong type breaks.
    rule: Rule,
}

impl<'d> Reader<'d> {
    /// For data that a program wrote.
    pub(crate) fn new(diagnostics: &'d mut Diagnostics) -> Self {
        Self { diagnostics, written: false, rule: Rule::TableType }
    }

    /// For data that people wrote.
    pub(crate) fn of_tree(diagnostics: &'d mut Diagnostics) -> Self {
        Self { diagnostics, written: true, rule: Rule::TableType }
    }

    /// For files of our own, which are read here and nowhere else.
    pub(crate) fn of_own(diagnostics: &'d mut Diagnostics) -> Self {
        Self { diagnostics, written: true, rule: Rule::ValueType }
    }

    /// Takes a finding.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.report(diagnostic);
    }

    /// A `string`; `""` for null.
    pub(crate) fn text<'s>(&mut self, node: &Node<'s>, name: &str) -> Text<'s> {
        let value = match node.value {
            Value::String(value) => value,
            Value::Null => "",
            _ => {
                self.mismatch(node, name, "a string");
                ""
            }
        };
        Text { value, span: node.span }
    }

    /// A `bool`; false for null.
    pub(crate) fn bool(&mut self, node: &Node<'_>, name: &str) -> bool {
        match node.value {
            Value::Bool(value) => value,
            Value::Null => false,
            _ => {
                self.mismatch(node, name, "a boolean");
                false
            }
        }
    }

    /// A slice; nothing for null.
    pub(crate) fn list<'s, T>(
        &mut self,
        node: &Node<'s>,
        name: &str,
        mut read: impl FnMut(&mut Self, &Node<'s>) -> T,
    ) -> Option<Vec<T>> {
        match node.value {
            Value::List(items) => Some(items.iter().map(|item| read(self, item)).collect()),
            Value::Null => None,
            _ => {
                self.mismatch(node, name, "a list");
                None
            }
        }
    }

    /// A map of strings to `T`; nothing for null.
    pub(crate) fn table<'s, T>(
        &mut self,
        node: &Node<'s>,
        name: &str,
        mut read: impl FnMut(&mut Self, &Node<'s>, &str) -> T,
    ) -> Option<Table<'s, T>> {
        let entries = self.map(node, name)?.entries();
        for entry in entries.iter().filter(|entry| entry.key_kind != KeyKind::String) {
            // `1.10` would become `1.1`.
            self.report(
                Diagnostic::new(
                    self.rule,
                    format!("a key must be a string, and this is read as `{}`", entry.key),
                )
                .at(entry.key_span, "")
                .help("put quotes around it"),
            );
        }
        let entries = entries.iter();
        Some(Table::new(
            entries
                .map(|entry| Row {
                    key: Text { value: entry.key, span: entry.key_span },
                    value: read(self, &entry.node, entry.key),
                })
                .collect(),
        ))
    }

    /// A `map[string]string`; nothing for null.
    pub(crate) fn texts<'s>(&mut self, node: &Node<'s>, name: &str) -> Option<Table<'s, Text<'s>>> {
        self.table(node, name, Self::text)
    }

    /// The fields of a struct: each known one goes to `field`, the others come back in the order that they
    /// were written. A null has no fields.
    pub(crate) fn fields<'s, F: Named>(
        &mut self,
        node: &Node<'s>,
        name: &str,
        mut field: impl FnMut(&mut Self, F, &Node<'s>),
    ) -> Vec<Entry<'s>> {
        let mut unknown = Vec::new();
        let Some(map) = self.map(node, name) else { return unknown };
        for entry in map.in_source_order() {
            match F::by_name(entry.key) {
                Some(known) => field(self, known, &entry.node),
                None => {
                    self.report_unknown::<F>(entry);
                    unknown.push(*entry);
                }
            }
        }
        unknown
    }

    fn map<'s>(&mut self, node: &Node<'s>, name: &str) -> Option<Map<'s>> {
        match node.value {
            Value::Map(map) => Some(map),
            Value::Null => None,
            _ => {
                self.mismatch(node, name, "a map");
                None
            }
        }
    }

    /// The parts of a file or entry of our own: unlike the fields of a struct an unknown one has no place in
    /// what is written.
    pub(crate) fn parts<'s, F: Named>(
        &mut self,
        node: &Node<'s>,
        mut part: impl FnMut(&mut Self, F, &Node<'s>),
    ) {
        let Value::Map(map) = node.value else {
            if node.value != Value::Null {
                self.diagnostics.report(mismatch(self.rule, node, "a part of this file", "a map"));
            }
            return;
        };
        for entry in map.in_source_order() {
            match F::by_name(entry.key) {
                Some(known) => part(self, known, &entry.node),
                None => {
                    let names = F::all().map(|part| format!("`{}`", part.name())).collect::<Vec<_>>();
                    let others = format!("use one of {}", names.join(", "));
                    let help = did_you_mean(entry.key, F::all().map(F::name), &others);
                    // Beside the one that is meant it would be there twice.
                    let absent = F::all().map(F::name).filter(|name| map.get(name).is_none());
                    let meant = nearest(entry.key, absent);
                    self.report(
                        Diagnostic::new(Rule::UnknownPart, format!("there is no `{}` here", entry.key))
                            .at(entry.key_span, "")
                            .help(help)
                            .mend(entry.key_span, meant),
                    );
                }
            }
        }
    }

    fn report_unknown<F: Named>(&mut self, entry: &Entry<'_>) {
        let known: Vec<_> = F::all().map(F::name).collect();
        // Go's decoder falls back to a field whose name differs in case only.
        let same = known.iter().find(|name| folded(name) == folded(entry.key));
        let diagnostic = match same {
            Some(same) => {
                Diagnostic::new(Rule::KeyCase, format!("`{}` differs from `{same}` only in case", entry.key))
                    .help(format!("write `{same}`, or another name"))
            }
            None if self.rule == Rule::ValueType => {
                let help = did_you_mean(entry.key, known, "delete it");
                Diagnostic::new(Rule::UnknownPart, format!("there is no `{}` here", entry.key)).help(help)
            }
            None if self.written => {
                let help = did_you_mean(entry.key, known, "delete it if it is a mistake");
                Diagnostic::new(Rule::UnknownKey, format!("no consumer knows `{}`", entry.key)).help(help)
            }
            None => return,
        };
        self.report(diagnostic.at(entry.key_span, ""));
    }

    /// Reports a value that is not of the type.
    pub(crate) fn mismatch(&mut self, node: &Node<'_>, name: &str, expected: &str) {
        self.diagnostics.report(mismatch(self.rule, node, &quoted(name), expected));
    }
}

/// The finding for a value of the wrong type; `subject` is what has it.
pub(crate) fn mismatch(rule: Rule, node: &Node<'_>, subject: &str, expected: &str) -> Diagnostic {
    let title = format!("{subject} must be {expected}, and this is {}", node.value.kind());
    let diagnostic = Diagnostic::new(rule, title);
    match (node.value, expected) {
        (Value::Number(number), "a string") => {
            let help = if subject.ends_with("ersion`") {
                "write the whole version, in quotes if it has only two numbers"
            } else {
                "put quotes around it"
            };
            let number = if number.abs() < 1e21 { number.to_string() } else { format!("{number:e}") };
            diagnostic.at(node.span, format!("read as the number {number}")).help(help)
        }
        (Value::Bool(value), "a string") => {
            diagnostic.at(node.span, format!("read as the boolean {value}")).help("put quotes around it")
        }
        (Value::String(text), "a map" | "a list") if !text.is_empty() && !text.contains(' ') => {
            let name = text.strip_prefix('*').unwrap_or(text);
            diagnostic
                .at(node.span, "")
                .help(format!("write {expected} here, or `*{name}` if an anchor is meant"))
        }
        (_, "a boolean") => diagnostic.at(node.span, "").help("write `true` or `false`, without quotes"),
        _ => diagnostic.at(node.span, "").help(format!("write {expected} here")),
    }
}

/// A field or entry of a map, as the subject of a sentence.
pub(crate) fn quoted(name: &str) -> String {
    format!("`{name}`")
}

/// Without the difference of case that Go's decoder ignores: two letters beyond ASCII fold into it.
fn folded(name: &str) -> String {
    name.replace('\u{17f}', "s").replace('\u{212a}', "k").to_ascii_lowercase()
}
