//! Findings as SARIF 2.1.0, for code scanning.

use serde::Serialize;

use super::{Findings, advice, default_level, level, reason, region, uri};
use crate::{
    diagnostic::{Judged, Label, Rule},
    report::json::pretty,
    source::Sources,
};

#[derive(Debug, Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    /// Places count characters.
    column_kind: &'static str,
    tool: Tool,
    results: Vec<Finding>,
}

#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<ReportingDescriptor>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportingDescriptor {
    id: &'static str,
    short_description: Message,
    default_configuration: Configuration,
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Serialize)]
struct Message {
    text: String,
}

/// A `result` of SARIF's.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: Vec<Location>,
    related_locations: Vec<Location>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
}

#[derive(Debug, Serialize)]
struct Fingerprints {
    /// The same finding after an edit elsewhere in the file is the same one.
    #[serde(rename = "kdm/v1")]
    first: String,
}

#[derive(Debug, Serialize)]
struct Suppression {
    kind: &'static str,
    justification: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Debug, Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// All findings as a SARIF log.
pub fn render_sarif(findings: &Findings<'_>) -> String {
    let rules = Rule::ALL.iter().map(|rule| ReportingDescriptor {
        id: rule.name(),
        short_description: Message { text: rule.breaks().to_owned() },
        default_configuration: Configuration { level: default_level(rule.level()) },
    });
    let driver = Driver { name: "kdm", version: env!("CARGO_PKG_VERSION"), rules: rules.collect() };
    let results = findings.found.iter().map(|judged| Finding::of(judged, findings.sources));
    pretty(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run { column_kind: "unicodeCodePoints", tool: Tool { driver }, results: results.collect() }],
    })
}

impl Finding {
    fn of(judged: &Judged, sources: &Sources) -> Self {
        let finding = &judged.finding;
        let mut text = format!("{}: {}", finding.title, finding.rule.breaks());
        if let Some(advice) = advice(judged) {
            text = format!("{text}. {advice}");
        }
        let locations = |labels: &[Label]| labels.iter().map(|label| Location::of(label, sources)).collect();
        let (first, others) = finding.labels.split_at(finding.labels.len().min(1));
        let suppression = |justification| Suppression { kind: "external", justification };
        Self {
            rule_id: finding.rule.name(),
            rule_index: Rule::ALL.iter().position(|rule| *rule == finding.rule),
            level: level(judged),
            message: Message { text },
            locations: locations(first),
            related_locations: locations(others),
            partial_fingerprints: Fingerprints { first: format!("{}:{}", finding.rule, finding.title) },
            suppressions: reason(judged).map(suppression).into_iter().collect(),
        }
    }
}

impl Location {
    fn of(label: &Label, sources: &Sources) -> Self {
        let (start, end) = region(label, sources);
        Self {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri: uri(&start.file) },
                region: Region {
                    start_line: start.line,
                    start_column: start.column,
                    end_line: end.line,
                    end_column: end.column,
                },
            },
            message: (!label.text.is_empty()).then(|| Message { text: label.text.clone() }),
        }
    }
}
