//! Findings as annotations of a pull request: the workflow commands that GitHub's runner reads from standard output.

use std::fmt::Write as _;

use super::{Findings, advice, level, region, uri};

/// One command a line.
pub fn render_github(findings: &Findings<'_>) -> String {
    let mut text = String::new();
    for judged in findings.found {
        let finding = &judged.finding;
        let _ = write!(text, "::{} ", level(judged));
        if let Some(label) = finding.labels.first() {
            let (start, end) = region(label, findings.sources);
            let file = property(&uri(&start.file));
            let _ =
                write!(text, "file={file},line={},endLine={},col={},", start.line, end.line, start.column);
            let _ = write!(text, "endColumn={},", end.column);
        }
        let mut message = format!("{}\n{}", finding.title, finding.rule.breaks());
        if let Some(advice) = advice(judged) {
            message = format!("{message}\n{advice}");
        }
        let _ = writeln!(text, "title={}::{}", property(finding.rule.name()), data(&message));
    }
    text
}

/// What the runner does not take for the end of a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The same in a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
