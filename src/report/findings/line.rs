//! Findings one per line, for the problem matchers of editors and for grep.

use super::{Findings, level, path, region};
use crate::diagnostic::words::visible;

/// `file:line:column: error[rule]: title`; without a place where it is in no file. What the settings except is left out.
pub fn render_lines(findings: &Findings<'_>) -> String {
    let mut text = String::new();
    for judged in findings.found.iter().filter(|judged| !judged.is_excepted()) {
        let finding = &judged.finding;
        let place = finding.labels.first().map(|label| {
            let (start, _) = region(label, findings.sources);
            format!("{}:{}:{}: ", visible(&path(&start.file)), start.line, start.column)
        });
        let title = visible(&finding.title);
        text += &format!("{}{}[{}]: {title}\n", place.unwrap_or_default(), level(judged), finding.rule);
    }
    text
}
