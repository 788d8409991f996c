//! Texts without quotes that YAML reads as something else.
//!
//! `y`, `no`, `on` and `off` are booleans, `1.20` is the number 1.2, and as a key each gets the name of what it was read as.
//! Most places demand a string, and then it is `channel-type`; the names of arguments and charts and the defaults of
//! arguments do not.

use std::collections::BTreeSet;

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule},
    model::{channel::ReleaseTable, field::Named},
    source::{KeyKind, Value},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        // What is shared through an anchor is wrong in one place.
        let mut checked = BTreeSet::new();
        for release in subject_of.seen_first(section) {
            let Some(version) = release.version() else { continue };
            let about = subject(distribution.key(), version.value);
            let mut report = |title: String, span| {
                let help = "put quotes around it";
                diagnostics.report(finding(Rule::ScalarChanged, &about, title, span, help));
            };
            for table in ReleaseTable::all() {
                let entries = release.table(table).entries();
                for entry in entries.iter().filter(|entry| checked.insert(entry.key_span)) {
                    if entry.key_kind != KeyKind::String {
                        report(format!("the name is read as `{}`", entry.key), entry.key_span);
                    }
                    let fields = entry.node.value.fields();
                    let kind = fields.text("type").map_or("", |kind| kind.value);
                    let Some(default) =
                        fields.get("default").filter(|_| ReleaseTable::ARGUMENTS.contains(&table))
                    else {
                        continue;
                    };
                    let read_as = match default.node.value {
                        // Without a type it is `arg-type`.
                        _ if kind.is_empty() || kind.starts_with("bool") => continue,
                        Value::Bool(read) => read.to_string(),
                        Value::Number(read) => read.to_string(),
                        _ => continue,
                    };
                    report(
                        format!("the default of `{}` is read as `{read_as}`", entry.key),
                        default.node.span,
                    );
                }
            }
        }
    }
}
