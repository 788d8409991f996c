//! Findings as JSON, in the form of `kdm schema findings`.

use serde_json::{Value, json};

use super::{Findings, level, reason, region, uri};
use crate::diagnostic::Diagnostic;

/// The version of the form.
const VERSION: u32 = 1;

/// All findings as JSON.
pub fn render_findings_json(findings: &Findings<'_>) -> String {
    let stopping = findings.found.iter().filter(|finding| finding.stops()).count();
    let all: Vec<_> = findings.found.iter().map(|finding| value(finding, findings)).collect();
    let value = json!({
        "version": VERSION,
        "summary": {"errors": stopping, "warnings": findings.found.len() - stopping},
        "findings": all,
    });
    format!("{value:#}\n")
}

fn value(finding: &Diagnostic, findings: &Findings<'_>) -> Value {
    let Diagnostic { rule, title, labels, help, subjects, raised: _, allowed: _ } = finding;
    let places: Vec<_> = labels
        .iter()
        .map(|label| {
            let (start, end) = region(label, findings.sources);
            json!({
                "file": uri(&start.file),
                "line": start.line,
                "column": start.column,
                "endLine": end.line,
                "endColumn": end.column,
                "text": label.text,
            })
        })
        .collect();
    json!({
        "rule": rule.name(),
        "level": level(finding),
        "title": title,
        "breaks": rule.breaks(),
        "help": help,
        "about": subjects,
        "allowed": reason(finding),
        "places": places,
    })
}
