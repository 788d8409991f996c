//! Findings for programs: CI jobs, GitHub's annotations and code scanning.

mod github;
mod json;
mod sarif;
mod terminal;

pub use github::render_github;
pub use json::render_findings_json;
pub use sarif::render_sarif;
pub use terminal::Screen;

use crate::{
    diagnostic::{Allowed, Diagnostic, Label, Level, Place, Span},
    source::Sources,
};

/// Findings and the files that they are in.
#[derive(Debug)]
pub struct Findings<'f> {
    /// The findings.
    pub found: &'f [Diagnostic],
    /// Their files.
    pub sources: &'f Sources,
}

/// `error`, or `warning` for what stops nothing.
fn level(finding: &Diagnostic) -> &'static str {
    if finding.stops() { "error" } else { "warning" }
}

/// What to do, or why nothing needs to be done.
fn advice(finding: &Diagnostic) -> Option<String> {
    match reason(finding) {
        Some(reason) => Some(format!("let through: {reason}")),
        None => finding.help.clone(),
    }
}

/// What let a finding through.
fn reason(finding: &Diagnostic) -> Option<String> {
    match finding.allowed.as_ref()? {
        Allowed::ByOption => Some(format!("--allow {}", finding.rule)),
        Allowed::BySettings(reason) => Some(reason.clone()),
        Allowed::BySeverity => None,
        Allowed::Unseen(line) => Some(format!("no Rancher of {line} offers it")),
    }
}

/// A label's first and last place. Both numbers count from 1, columns in characters; the end is behind the last one.
fn region(label: &Label, sources: &Sources) -> (Place, Place) {
    let Span { file, .. } = label.span;
    let bytes = &sources.file(file).bytes;
    let range = label.span.range();
    // A whole map is meant by its first line.
    let rest = bytes.get(range.start..range.end.min(bytes.len())).unwrap_or_default();
    let length = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
    let end = Span::new(file, range.start + length, range.start + length);
    (sources.place(label.span), sources.place(end))
}

/// A path as programs write it.
fn uri(file: &str) -> String {
    file.strip_prefix("./").unwrap_or(file).replace('\\', "/")
}

/// The level of a rule where nothing lets it through.
fn default_level(level: Level) -> &'static str {
    if level == Level::Warn { "warning" } else { "error" }
}
