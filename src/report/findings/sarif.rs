//! Findings as SARIF 2.1.0, for code scanning.

use serde_json::{Value, json};

use super::{Findings, advice, default_level, level, reason, region, uri};
use crate::{
    diagnostic::{Diagnostic, Label, Rule},
    source::Sources,
};

/// All findings as a SARIF log. Places count characters, so it says so (`columnKind`).
pub fn render_sarif(findings: &Findings<'_>) -> String {
    let rules: Vec<_> = Rule::ALL
        .iter()
        .map(|rule| {
            json!({
                "id": rule.name(),
                "shortDescription": {"text": rule.breaks()},
                "defaultConfiguration": {"level": default_level(rule.level())},
            })
        })
        .collect();
    let results: Vec<_> = findings.found.iter().map(|finding| result(finding, findings.sources)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "columnKind": "unicodeCodePoints",
            "tool": {"driver": {"name": "kdm", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn result(finding: &Diagnostic, sources: &Sources) -> Value {
    let mut message = format!("{}: {}", finding.title, finding.rule.breaks());
    if let Some(advice) = advice(finding) {
        message = format!("{message}. {advice}");
    }
    let mut result = json!({
        "ruleId": finding.rule.name(),
        "ruleIndex": Rule::ALL.iter().position(|rule| *rule == finding.rule),
        "level": level(finding),
        "message": {"text": message},
        "locations": finding.labels.iter().take(1).map(|label| location(label, sources)).collect::<Vec<_>>(),
        "relatedLocations": finding.labels.iter().skip(1).map(|label| location(label, sources)).collect::<Vec<_>>(),
        // The same finding after an edit elsewhere in the file is the same one.
        "partialFingerprints": {"kdm/v1": format!("{}:{}", finding.rule, finding.title)},
    });
    if let Some(reason) = reason(finding) {
        result["suppressions"] = json!([{"kind": "external", "justification": reason}]);
    }
    result
}

fn location(label: &Label, sources: &Sources) -> Value {
    let (start, end) = region(label, sources);
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri(&start.file)},
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        },
    });
    if !label.text.is_empty() {
        location["message"] = json!({"text": label.text});
    }
    location
}
