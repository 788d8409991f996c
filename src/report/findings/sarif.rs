//! Findings as SARIF 2.1.0, for code scanning.

use serde_json::{Value, json};

use super::{Findings, advice, default_level, identity, level, path, reason, region};
use crate::{
    diagnostic::{Judged, Label, Rule},
    report::json::pretty,
    source::Sources,
};

/// All findings as a SARIF log.
pub fn render_sarif(findings: &Findings<'_>) -> String {
    let rules = Rule::ALL.iter().map(|rule| {
        json!({
            "id": rule.name(),
            "shortDescription": {"text": rule.breaks()},
            "fullDescription": {"text": rule.breaks()},
            "help": {"text": rule.essay(), "markdown": rule.essay()},
            "defaultConfiguration": {"level": default_level(rule.level())},
        })
    });
    let driver = json!({
        "name": "kdm",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules.collect::<Vec<_>>(),
    });
    let results = findings.found.iter().map(|judged| result(judged, findings.sources));
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            // Places count characters.
            "columnKind": "unicodeCodePoints",
            "tool": {"driver": driver},
            "results": results.collect::<Vec<_>>(),
        }],
    }))
}

fn result(judged: &Judged, sources: &Sources) -> Value {
    let finding = &judged.finding;
    let mut text = format!("{}: {}", finding.title, finding.breaks());
    if let Some(advice) = advice(judged) {
        text = format!("{text}. {advice}");
    }
    let locations =
        |labels: &[Label]| labels.iter().map(|label| location(label, sources)).collect::<Vec<_>>();
    let (first, others) = finding.labels.split_at(finding.labels.len().min(1));
    let mut result = json!({
        "ruleId": finding.rule.name(),
        "ruleIndex": Rule::ALL.iter().position(|rule| *rule == finding.rule),
        "level": level(judged),
        "message": {"text": text},
        "locations": locations(first),
        "relatedLocations": locations(others),
        // The same finding after an edit elsewhere in the file is the same one.
        "partialFingerprints": {"kdm/v1": identity(finding)},
    });
    if let Some(reason) = reason(judged) {
        result["suppressions"] = json!([{"kind": "external", "justification": reason}]);
    }
    result
}

fn location(label: &Label, sources: &Sources) -> Value {
    let (start, end) = region(label, sources);
    let mut location = json!({"physicalLocation": {
        "artifactLocation": {"uri": uri(&start.file), "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    }});
    if !label.text.is_empty() {
        location["message"] = json!({"text": label.text.as_str()});
    }
    location
}

/// A path as a relative URI: what RFC 3986 does not let stand in a segment is encoded.
fn uri(file: &str) -> String {
    let mut uri = String::new();
    for byte in path(file).bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b'/'
            | b'+'
            | b'@'
            | b',' => {
                uri.push(char::from(byte));
            }
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("./data/a b#c%d:e.yaml"), "data/a%20b%23c%25d%3Ae.yaml");
        assert_eq!(uri("channels-rke2.yaml"), "channels-rke2.yaml");
    }
}
