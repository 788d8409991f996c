//! Findings for people at a terminal, and for programs: CI jobs, GitHub's annotations and code scanning.

mod excepted;
mod github;
mod json;
mod line;
mod sarif;
mod terminal;

pub use excepted::render_excepted;
pub use github::render_github;
pub use json::{FindingsJson, render_findings_json};
pub use line::render_lines;
pub use sarif::render_sarif;
pub use terminal::Screen;

use crate::{
    diagnostic::{Diagnostic, Judged, LetThrough, Level, Place, Shown, Span, Verdict, shown::shown},
    source::Sources,
};

/// Findings and the files that they are in.
#[derive(Debug)]
pub struct Findings<'f> {
    /// The findings.
    pub found: &'f [Judged],
    /// Their files.
    pub sources: &'f Sources,
}

/// `error`, or `warning` for what stops nothing.
fn level(judged: &Judged) -> &'static str {
    if judged.stops() { "error" } else { "warning" }
}

/// What a finding is, whatever its words and its line: its rule and what it is about; where it does not say, its words.
fn identity(finding: &Diagnostic) -> String {
    match &finding.subjects[..] {
        [] => format!("{}:{}", finding.rule, finding.title),
        subjects => format!("{}:{}", finding.rule, subjects.join(",")),
    }
}

/// What to do, or why nothing needs to be done.
fn advice(judged: &Judged) -> Option<Shown> {
    match reason(judged) {
        Some(reason) => Some(shown!("let through: {reason}"; reason)),
        None => judged.finding.help.clone(),
    }
}

/// What let a finding through.
fn reason(judged: &Judged) -> Option<String> {
    let Verdict::LetThrough(by) = &judged.verdict else { return None };
    Some(match by {
        LetThrough::ByOption => format!("--allow {}", judged.finding.rule),
        LetThrough::BySettings(reason) => reason.clone(),
    })
}

/// The first and last place of a label or a mend. Both numbers count from 1, columns in characters; the end is after the last one.
fn region(span: Span, sources: &Sources) -> (Place, Place) {
    let Span { file, .. } = span;
    let range = span.range();
    // A whole map is meant by its first line.
    let end = range.end.min(sources.line(file, range.start).1.end).max(range.start);
    let end = Span::new(file, end, end);
    (sources.place(span), sources.place(end))
}

/// A path as programs write it.
fn path(file: &str) -> String {
    file.strip_prefix("./").unwrap_or(file).replace('\\', "/")
}

/// A path from the repository on, where that is above the folder that somebody stands in.
fn from_root(file: &str) -> String {
    path(file).trim_start_matches("../").to_owned()
}

/// The level of a rule where nothing lets it through.
fn default_level(level: Level) -> &'static str {
    if level == Level::Warn { "warning" } else { "error" }
}
