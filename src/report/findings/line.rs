//! Findings one per line, for the problem matchers of editors and for grep.

use super::{Findings, level, path, region};
use crate::diagnostic::{Shown, shown::shown};

/// `file:line:column: error[rule]: title`; without a place where it is in no file. What the settings except is left out.
pub fn render_lines(findings: &Findings<'_>) -> Shown {
    let mut text = Shown::new();
    for judged in findings.found.iter().filter(|judged| !judged.is_excepted()) {
        let finding = &judged.finding;
        let place = finding.labels.first().map(|label| {
            let (start, _) = region(label.span, findings.sources);
            shown!("{}:{}:{}: ", path(&start.file), start.line, start.column)
        });
        let place = place.unwrap_or_default();
        let (level, rule, title) = (level(judged), finding.rule.name(), &finding.title);
        text += shown!("{place}{level}[{rule}]: {title}\n"; place, level, rule, title);
    }
    text
}
