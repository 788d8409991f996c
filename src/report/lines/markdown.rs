//! The board as a release captain pastes it into the tracking issue.

use std::fmt::Write as _;

use super::{Board, BranchBoard, LineBoard, distributions, offered, rows, short};
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
                "- [ ] {} lacks {}: {}",
                gap.distribution,
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
    for branch in &line.branches {
        let _ = writeln!(text, "- {}", branch_of(branch));
    }
    text.push('\n');
    let (dev, release) = (line.branches.first(), line.branches.get(1));
    let name = |branch: Option<&BranchBoard>| branch.map(|branch| escape(&branch.name)).unwrap_or_default();
    let _ = writeln!(text, "| | | {} | {} |\n|---|---|---|---|", name(dev), name(release));
    for distribution in distributions(line) {
        let (on_dev, on_release) = (offered(dev, distribution), offered(release, distribution));
        let mut head = distribution;
        let mut row = |what: &str, dev: &str, release: &str| {
            let cell = |text: &str| if text.is_empty() { String::new() } else { code(text) };
            let _ = writeln!(text, "| {head} | {what} | {} | {} |", cell(dev), cell(release));
            head = "";
        };
        for (minor, dev, release) in rows(on_dev, on_release) {
            row(&minor, &dev, &release);
        }
        let default = |offered: Option<&super::Offered>| {
            offered.and_then(|offered| offered.default.clone()).unwrap_or_default()
        };
        row("default", &default(on_dev), &default(on_release));
        let candidates = |offered: Option<&super::Offered>| {
            offered.map(|offered| offered.candidates.join(" ")).unwrap_or_default()
        };
        if !candidates(on_dev).is_empty() {
            row("candidates", &candidates(on_dev), &candidates(on_release));
        }
    }
    text.push('\n');
    if let Some(waiting) = line.waiting.as_ref().filter(|waiting| !waiting.changes.is_empty()) {
        let _ = writeln!(
            text,
            "Waits on dev: {} breaking, {} notable, {} routine\n",
            waiting.breaking, waiting.notable, waiting.routine
        );
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
    }
    for monthly in &line.monthly {
        let into: Vec<_> = monthly.into.iter().map(|merged| escape(&monthly.words(merged))).collect();
        let unknown = monthly.unknown.iter().map(|why| escape(why));
        let said: Vec<_> = unknown.chain(into).collect();
        let _ = writeln!(text, "- {}: {}", code(&monthly.name), said.join("; "));
    }
    if !line.monthly.is_empty() {
        text.push('\n');
    }
}

fn branch_of(branch: &BranchBoard) -> String {
    let mut parts = Vec::new();
    if let Some(why) = &branch.unreadable {
        parts.push(format!("**cannot be compiled**: {}", escape(why)));
    } else if branch.stale.is_empty() {
        parts.push("up to date".to_owned());
    } else {
        parts.push(format!("**stale**: {}", escape(&branch.stale.join(", "))));
    }
    if let Some(first) = &branch.first_error {
        parts.push(format!("**{}**: {}", count(branch.errors, "error"), escape(first)));
    }
    if let Some(pin) = &branch.pin {
        parts.push(format!("upstream: {}", escape(&pin.words())));
    }
    parts.extend(branch.windows.iter().map(|window| escape(window)));
    format!("{} {}: {}", code(&branch.name), short(&branch.commit), parts.join("; "))
}
