//! Findings as SARIF 2.1.0, for code scanning.

use serde::Serialize;

use super::{Findings, advice, default_level, from_root, identity, level, reason, region};
use crate::{
    diagnostic::{Diagnostic, Judged, Label, Mend, Rule, Span},
    report::json::pretty,
    source::Sources,
};

#[derive(Serialize)]
struct Log<'f> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'f>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'f> {
    column_kind: &'static str,
    tool: Tool,
    results: Vec<Finding<'f>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<RuleOf>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleOf {
    id: &'static str,
    short_description: Message<&'static str>,
    full_description: Message<&'static str>,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message<T> {
    text: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'f> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message<String>,
    locations: Vec<Location<'f>>,
    related_locations: Vec<Location<'f>>,
    /// The same finding after an edit elsewhere in the file is the same one.
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<[Suppression; 1]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix {
    description: Message<String>,
    artifact_changes: Vec<Changed>,
}

/// What changes in a file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Changed {
    artifact_location: Artifact,
    replacements: [Replaced; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replaced {
    deleted_region: Region,
    inserted_content: Message<String>,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "kdm/v1")]
    identity: String,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    justification: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'f> {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<&'f str>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    /// Nothing for an absolute one.
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// All findings as a SARIF log.
pub fn render_sarif(findings: &Findings<'_>) -> String {
    let rules = Rule::ALL.iter().map(|rule| RuleOf {
        id: rule.name(),
        short_description: Message { text: rule.breaks() },
        full_description: Message { text: rule.breaks() },
        help: Help { text: rule.essay(), markdown: rule.essay() },
        default_configuration: Configuration { level: default_level(rule.level()) },
    });
    let driver = Driver { name: "kdm", version: env!("CARGO_PKG_VERSION"), rules: rules.collect() };
    pretty(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            // Places count characters.
            column_kind: "unicodeCodePoints",
            tool: Tool { driver },
            results: findings.found.iter().map(|judged| Finding::of(judged, findings.sources)).collect(),
        }],
    })
}

impl<'f> Finding<'f> {
    fn of(judged: &'f Judged, sources: &Sources) -> Self {
        let finding = &judged.finding;
        let mut text = format!("{}: {}", finding.title, finding.breaks());
        if let Some(advice) = advice(judged) {
            text = format!("{text}. {advice}");
        }
        let locations =
            |labels: &'f [Label]| labels.iter().map(|label| Location::of(label, sources)).collect::<Vec<_>>();
        let (first, others) = finding.labels.split_at(finding.labels.len().min(1));
        Self {
            rule_id: finding.rule.name(),
            rule_index: Rule::ALL.iter().position(|rule| *rule == finding.rule).unwrap_or_default(),
            level: level(judged),
            message: Message { text },
            locations: locations(first),
            related_locations: locations(others),
            partial_fingerprints: Fingerprints { identity: identity(finding) },
            suppressions: reason(judged)
                .map(|justification| [Suppression { kind: "external", justification }]),
            fixes: Fix::of(finding, sources).into_iter().collect(),
        }
    }
}

impl<'f> Location<'f> {
    fn of(label: &'f Label, sources: &Sources) -> Self {
        let (artifact_location, region) = place(label.span, sources);
        let text = label.text.as_str();
        Self {
            physical_location: Physical { artifact_location, region },
            message: (!text.is_empty()).then_some(Message { text }),
        }
    }
}

/// Where bytes are.
fn place(span: Span, sources: &Sources) -> (Artifact, Region) {
    let (start, end) = region(span, sources);
    let region = Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
    };
    (Artifact::of(&start.file), region)
}

impl Fix {
    /// The mends of a finding, which belong together.
    fn of(finding: &Diagnostic, sources: &Sources) -> Option<Self> {
        let changed = |mend: &Mend| {
            let (artifact_location, deleted_region) = place(mend.span, sources);
            let inserted_content = Message { text: mend.written(sources.slice(mend.span)) };
            Changed { artifact_location, replacements: [Replaced { deleted_region, inserted_content }] }
        };
        let mends = sources.mends(finding);
        let first = mends.first()?;
        let description = Message { text: format!("write `{}`", first.text) };
        Some(Self { description, artifact_changes: mends.iter().map(changed).collect() })
    }
}

impl Artifact {
    /// A file of the repository is told from its root; one that is named by an absolute path has its own address.
    fn of(file: &str) -> Self {
        let uri = uri(file);
        if uri.starts_with('/') {
            Self { uri: format!("file://{uri}"), uri_base_id: None }
        } else {
            Self { uri, uri_base_id: Some("%SRCROOT%") }
        }
    }
}

/// A path as a relative URI: what RFC 3986 does not let stand in a segment is encoded.
fn uri(file: &str) -> String {
    let mut uri = String::new();
    for byte in from_root(file).bytes() {
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
        let artifact = |file| {
            let Artifact { uri, uri_base_id } = Artifact::of(file);
            (uri, uri_base_id)
        };
        assert_eq!(artifact("./a b"), ("a%20b".to_owned(), Some("%SRCROOT%")));
        assert_eq!(artifact("/srv/a:b"), ("file:///srv/a%3Ab".to_owned(), None));
    }
}
