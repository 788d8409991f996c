//! Arguments that Rancher does not pass on as intended.
//!
//! `filterField` of its planner keeps an argument that is listed for the release, and converts a value only where the
//! type is `boolean`: with `bool` it passes the string "true". Without any argument a cluster is blocked (`KDM release
//! data is empty`, Rancher 2.7 and later).

use std::collections::BTreeSet;

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule},
    model::{
        channel::{Release, ReleaseTable},
        field::Named,
    },
    source::{Map, Value},
};

/// The types that Rancher and its dashboard know.
const TYPES: [&str; 4] = ["string", "boolean", "array", "enum"];

/// Rancher provisions clusters of these minors and later (v2.6).
const PROVISIONED: (u64, u64) = (1, 21);

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        // An anchor is wrong in one place, not in ninety.
        let mut checked = BTreeSet::new();
        for release in subject_of.seen_first(section) {
            let Some(version) = release.version() else { continue };
            let about = subject(distribution.key(), version.value);
            for table in ReleaseTable::ARGUMENTS {
                let arguments = release.table(table);
                if arguments.entries().is_empty() && is_provisioned(release) {
                    let title = format!("`{}` has no `{}`", version.value, table.name());
                    let help = "copy the list of the release before";
                    diagnostics.report(finding(Rule::ArgsEmpty, &about, title, version.span, help));
                }
                for entry in arguments.entries().iter().filter(|entry| checked.insert(entry.node.span)) {
                    if let Value::Map(argument) = entry.node.value {
                        check_argument(entry.key, argument, release, &about, diagnostics);
                    }
                }
            }
        }
    }
}

fn is_provisioned(release: &Release<'_>) -> bool {
    release.number().is_some_and(|number| number.minor() >= PROVISIONED)
}

fn check_argument(
    name: &str,
    argument: Map<'_>,
    release: &Release<'_>,
    about: &str,
    diagnostics: &mut Diagnostics,
) {
    let span = |key: &str| argument.get(key).map_or(release.span, |entry| entry.node.span);
    let kind = argument.value("type").as_str();
    if let Some(kind) = kind.filter(|kind| !TYPES.contains(kind)) {
        let help = match kind {
            "bool" => "write `boolean`: Rancher converts only that type".to_owned(),
            _ => format!("use one of {}", TYPES.map(|kind| format!("`{kind}`")).join(", ")),
        };
        let title = format!("`{name}` has the type `{kind}`");
        diagnostics.report(finding(Rule::ArgType, about, title, span("type"), &help));
    }
    let options = argument.value("options").items();
    if kind == Some("enum") && options.is_empty() {
        let title = format!("`{name}` is an `enum` without `options`");
        let help = "list what can be chosen, or write `string`";
        diagnostics.report(finding(Rule::ArgOptions, about, title, span("type"), help));
    }
    if let Some(default) =
        argument.value("default").as_str().filter(|_| kind == Some("enum") && !options.is_empty())
        && !options.iter().any(|option| option.value == Value::String(default))
    {
        let title = format!("the default `{default}` of `{name}` is not one of its options");
        let help = "add it to `options`, or choose one of them";
        diagnostics.report(finding(Rule::ArgOptions, about, title, span("default"), help));
    }
}
