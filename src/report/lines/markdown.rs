//! The board as a release captain pastes it into the tracking issue.

use std::fmt::Write as _;

use super::{Board, BranchBoard, LineBoard, distributions, short, table};
use crate::{
    diagnostic::words::count,
    report::markdown::{code, escape},
};

/// How many changes and differences of one kind a list names.
const NAMED: usize = 20;

/// The board as GitHub's markdown.
pub fn render_lines_markdown(board: &Board) -> String {
    let mut text = String::new();
    for line in &board.lines {
        line_of(line, &mut text);
    }
    for between in
        board.between.iter().filter(|between| !between.gaps.is_empty() || !between.drift.is_empty())
    {
        let _ = writeln!(text, "### {} → {}\n", escape(&between.older), escape(&between.newer));
        for gap in &between.gaps {
            let versions: Vec<_> = gap.versions.iter().map(|version| code(version)).collect();
            let _ = writeln!(
                text,
                "- [ ] {} {} {}: {}",
                gap.distribution,
                gap.verb(),
                versions.join(", "),
                code(&gap.command)
            );
        }
        listed(between.drift.iter().map(|drift| escape(drift)), &mut text);
        text.push('\n');
    }
    text
}

/// A list with the first of some items.
fn listed(items: impl ExactSizeIterator<Item = String>, text: &mut String) {
    let more = items.len().saturating_sub(NAMED);
    for item in items.take(NAMED) {
        let _ = writeln!(text, "- {item}");
    }
    if more > 0 {
        let _ = writeln!(text, "- … and {more} more");
    }
}

fn line_of(line: &LineBoard, text: &mut String) {
    let _ = writeln!(text, "### {}\n", escape(&line.line));
    for (nth, branch) in line.branches.iter().enumerate() {
        let _ = writeln!(text, "- {}", branch_of(branch, &line.windows_of(nth)));
    }
    text.push('\n');
    let (dev, release) = (line.branches.first(), line.branches.get(1));
    let name = |branch: Option<&BranchBoard>| branch.map(|branch| escape(&branch.name)).unwrap_or_default();
    if !line.branches.is_empty() {
        let _ = writeln!(text, "| | | {} | {} |\n|---|---|---|---|", name(dev), name(release));
    }
    for distribution in distributions(line) {
        let mut head = distribution;
        for (what, dev, release) in table(distribution, (dev, release)) {
            let cell = |text: &str| if text.is_empty() { String::new() } else { code(text) };
            let _ = writeln!(text, "| {head} | {what} | {} | {} |", cell(&dev), cell(&release));
            head = "";
        }
    }
    text.push('\n');
    if let Some((waiting, counts)) =
        line.waiting.as_ref().and_then(|waiting| Some((waiting, waiting.counts()?)))
    {
        let _ = writeln!(text, "Waits on dev: {counts}\n");
        listed(
            waiting.changes.iter().map(|change| {
                let what = if change.what.is_empty() {
                    String::new()
                } else {
                    format!(": {}", escape(&change.what))
                };
                format!("{} {} {}{what}", change.weight, change.area, change.title)
            }),
            text,
        );
        text.push('\n');
    } else if line.waiting.is_some() {
        text.push_str("Nothing waits on dev.\n\n");
    }
    for monthly in &line.monthly {
        let into: Vec<_> = monthly.into.iter().map(|merged| escape(&monthly.words(merged))).collect();
        let said = into;
        let head = format!("{} {}", code(&monthly.name), short(&monthly.commit));
        let _ = writeln!(
            text,
            "- {head}: {}{}",
            monthly.brought(),
            said.iter().map(|said| format!("; {said}")).collect::<String>()
        );
    }
    if !line.monthly.is_empty() {
        text.push('\n');
    }
}

fn branch_of(branch: &BranchBoard, windows: &[String]) -> String {
    let mut parts = Vec::new();
    if let Some(why) = &branch.unreadable {
        parts.push(format!("**cannot be compiled**: {}", escape(why)));
    } else if branch.stale.is_empty() {
        let tables = if branch.rke_from_build { " (RKE as it is in there)" } else { "" };
        parts.push(format!("up to date{tables}"));
    } else {
        parts.push(format!("**stale**: {}", escape(&branch.stale.join(", "))));
    }
    if let Some(first) = &branch.first_error {
        parts.push(format!("**{}**: {}", count(branch.errors, "error"), escape(first)));
    } else if branch.unreadable.is_none() {
        parts.push("nothing that stops a release".to_owned());
    }
    if let Some(pin) = &branch.pin {
        parts.push(format!("upstream: {}", escape(&pin.words())));
    }
    parts.extend(windows.iter().map(|window| escape(window)));
    format!("{}: {}", escape(&branch.head()), parts.join("; "))
}
