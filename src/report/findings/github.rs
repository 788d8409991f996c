//! Findings as annotations of a pull request: the workflow commands that GitHub's runner reads from standard output.

use std::fmt::Write as _;

use super::{Findings, advice, from_root, level, region};
use crate::diagnostic::{Judged, shown::visible, words::count};

/// How many annotations of a level GitHub shows of one step.
const SHOWN: usize = 10;

/// One command a line: errors first, of each level as many as GitHub shows, and the others counted in the last of them. What
/// the settings except is left out.
pub fn render_github(findings: &Findings<'_>) -> String {
    let mut text = String::new();
    let shown = findings.found.iter().filter(|judged| !judged.is_excepted());
    let (errors, warnings): (Vec<_>, Vec<_>) = shown.partition(|judged| judged.stops());
    for of_level in [errors, warnings] {
        let shown = if of_level.len() > SHOWN { SHOWN - 1 } else { of_level.len() };
        of_level[..shown].iter().for_each(|judged| annotation(judged, findings, &mut text));
        if let Some(first) = of_level.get(shown) {
            let level = level(first);
            let more = count(of_level.len() - shown, &format!("more {level}"));
            let _ = writeln!(text, "::{level} title=kdm::{more}; `kdm check` prints them all");
        }
    }
    text
}

fn annotation(judged: &Judged, findings: &Findings<'_>, text: &mut String) {
    let finding = &judged.finding;
    let _ = write!(text, "::{} ", level(judged));
    if let Some(label) = finding.labels.first() {
        let (start, end) = region(label.span, findings.sources);
        let file = property(&visible(&from_root(&start.file)));
        let _ = write!(text, "file={file},line={},endLine={},col={},", start.line, end.line, start.column);
        let _ = write!(text, "endColumn={},", end.column);
    }
    let mut message = format!("{}\n{}", finding.title, finding.breaks());
    if let Some(advice) = advice(judged) {
        message = format!("{message}\n{advice}");
    }
    let _ = writeln!(text, "title={}::{}", property(finding.rule.name()), data(&message));
}

/// What the runner does not take for the end of a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The same in a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
