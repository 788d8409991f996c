//! Findings as JSON, in the form of `kdm schema findings`.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Findings, level, path, reason, region};
use crate::{
    diagnostic::{Diagnostic, Judged, Label, Mend, Rule, Shown, Span},
    report::json::{one, pretty},
    source::Sources,
};

/// What is wrong with a build
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What is wrong with a build")]
pub struct FindingsJson<'f> {
    /// of this form; programs must ignore keys that they do not know
    #[schemars(schema_with = "one")]
    version: u32,
    summary: SummaryJson,
    findings: Vec<FindingJson<'f>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SummaryJson {
    /// findings that stop a release
    errors: usize,
    /// the others
    warnings: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct FindingJson<'f> {
    #[schemars(schema_with = "rules")]
    rule: &'static str,
    /// a warning stops nothing
    #[schemars(schema_with = "levels")]
    level: &'static str,
    /// what is wrong, in one sentence
    title: &'f str,
    /// what breaks, and for whom
    breaks: &'f str,
    /// what to do
    help: Option<&'f str>,
    /// the same for a program, where it is only to write something else: all of them together
    mends: Vec<MendJson>,
    /// what it is about, as `allow` in data/kdm.yaml names it
    about: &'f [String],
    /// why it is let through, if it is
    allowed: Option<String>,
    /// the first is where it is, the others explain it; empty where it is about something that is in no file
    places: Vec<PlaceJson<'f>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PlaceJson<'f> {
    #[serde(flatten)]
    region: RegionJson,
    /// a note about the place; may be empty
    text: &'f str,
}

/// Other text at a place
#[derive(Debug, Serialize, JsonSchema)]
struct MendJson {
    #[serde(flatten)]
    region: RegionJson,
    /// what to write there
    text: String,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RegionJson {
    file: String,
    /// from 1
    line: usize,
    /// from 1, in characters
    column: usize,
    /// from 1
    end_line: usize,
    /// after the last character
    end_column: usize,
}

fn rules(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"enum": Rule::ALL.iter().map(|rule| rule.name()).collect::<Vec<_>>()})
}

fn levels(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"enum": ["error", "warning"]})
}

/// All findings as JSON.
pub fn render_findings_json(findings: &Findings<'_>) -> String {
    pretty(&FindingsJson::of(findings))
}

impl<'f> FindingsJson<'f> {
    /// The form of findings.
    pub(in crate::report) fn of(findings: &Findings<'f>) -> Self {
        let Findings { found, sources } = findings;
        let errors = found.iter().filter(|judged| judged.stops()).count();
        Self {
            version: 1,
            summary: SummaryJson { errors, warnings: found.len() - errors },
            findings: found.iter().map(|judged| FindingJson::of(judged, sources)).collect(),
        }
    }
}

impl<'f> FindingJson<'f> {
    fn of(judged: &'f Judged, sources: &Sources) -> Self {
        let Diagnostic { rule, title, labels, note: _, help, mends: _, subjects, weight: _, follows: _ } =
            &judged.finding;
        Self {
            rule: rule.name(),
            level: level(judged),
            title: title.as_str(),
            breaks: judged.finding.breaks(),
            help: help.as_ref().map(Shown::as_str),
            mends: sources.mends(&judged.finding).iter().map(|mend| MendJson::of(mend, sources)).collect(),
            about: subjects,
            allowed: reason(judged),
            places: labels.iter().map(|label| PlaceJson::of(label, sources)).collect(),
        }
    }
}

impl MendJson {
    fn of(mend: &Mend, sources: &Sources) -> Self {
        let text = mend.written(sources.slice(mend.span));
        Self { region: RegionJson::of(mend.span, sources), text }
    }
}

impl<'f> PlaceJson<'f> {
    fn of(label: &'f Label, sources: &Sources) -> Self {
        Self { region: RegionJson::of(label.span, sources), text: label.text.as_str() }
    }
}

impl RegionJson {
    fn of(span: Span, sources: &Sources) -> Self {
        let (start, end) = region(span, sources);
        Self {
            file: path(&start.file),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}
