//! A diff as a comment on a pull request: what breaks at a glance, everything else folded, and the tables of the
//! monthly tracking issue to paste.

use std::fmt::Write as _;

use super::{Report, phrase};
use crate::{
    diagnostic::Shown,
    diff::{Change, Step, Tracked, Weight, describe_value, unified_diff},
    model::Distribution,
    report::markdown::{code, escape, html},
    source::Value,
};

/// The longest comment that GitHub accepts, in characters.
pub const MARKDOWN_LIMIT: usize = 65_536;

/// What is kept for the sentence that counts what was cut.
const RESERVE: usize = 512;

/// The rows of the table at the top.
const ROWS: usize = 40;

/// How many ranges of versions a row names.
const NAMED: usize = 4;

/// The diff as GitHub's markdown, at most [`MARKDOWN_LIMIT`] characters; what does not fit is counted at its end.
pub fn render_diff_markdown(report: &Report<'_, '_>) -> String {
    let mut page = Page { text: String::new(), length: 0, cut: [0; 3] };
    page.add(format!("### {}: {}\n\n", escape(report.new), report.counts()), None);
    if report.changes.is_empty() {
        return page.text;
    }
    summary(report, &mut page);
    for weight in Weight::ALL {
        let changes: Vec<_> = report.of(weight).collect();
        let entries = changes.iter().map(|change| (details(change), Cut::Change));
        page.fold(&format!("{} ({})", weight.name(), changes.len()), "", entries, weight == Weight::Breaking);
    }
    tables(report, &mut page);
    let manifests = report.changes.iter().flat_map(|change| &change.items).filter_map(|item| {
        let [old, new] = [item.old, item.new].map(|value| value.map(|value| describe_value(&value)));
        let keys = if let (Some(old), Some(new)) = (&old, &new) {
            format!("{old} → {new}")
        } else {
            String::new()
        };
        Some((format!("{} {keys}", item.label), item.manifests?))
    });
    for (title, manifests) in manifests {
        let diff = unified_diff(manifests);
        let entry = (fence(&diff), Cut::Manifest);
        page.fold(&format!("manifest of {}", title.trim()), "", std::iter::once(entry), false);
    }
    page.finish()
}

/// A page that has nothing but a sentence about a build.
pub fn render_notice_markdown(name: &str, what: &'static str) -> String {
    format!("### {}: {what}\n", code(name))
}

/// What can be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Change,
    Row,
    Manifest,
}

struct Page {
    text: String,
    /// In characters.
    length: usize,
    cut: [usize; 3],
}

impl Page {
    /// Adds a piece, or counts it as cut.
    fn add(&mut self, piece: String, cut: Option<Cut>) -> bool {
        let length = piece.chars().count();
        if self.length + length + RESERVE > MARKDOWN_LIMIT {
            if let Some(cut) = cut {
                self.cut[cut as usize] += 1;
            }
            return false;
        }
        self.text += &piece;
        self.length += length;
        true
    }

    /// Adds a part that is folded away, with its head and as many of its entries as fit; nothing where none does.
    fn fold(&mut self, title: &str, head: &str, entries: impl Iterator<Item = (String, Cut)>, open: bool) {
        const END: &str = "\n</details>\n\n";
        let open = if open { " open" } else { "" };
        let start = format!("<details{open}><summary>{}</summary>\n\n{head}", html(title));
        let around = start.chars().count() + END.len();
        let mut begun = false;
        for (entry, cut) in entries {
            let length = entry.chars().count() + if begun { 0 } else { around };
            if self.length + length + RESERVE > MARKDOWN_LIMIT {
                self.cut[cut as usize] += 1;
                continue;
            }
            if !begun {
                self.text += &start;
                begun = true;
            }
            self.text += &entry;
            self.length += length;
        }
        if begun {
            self.text += END;
        }
    }

    fn finish(mut self) -> String {
        let parts: Vec<_> = self
            .cut
            .iter()
            .zip([["change", "changes"], ["row", "rows"], ["manifest", "manifests"]])
            .filter(|(count, _)| **count > 0)
            .map(|(count, [one, many])| format!("{count} {}", if *count == 1 { one } else { many }))
            .collect();
        if !parts.is_empty() {
            let _ = write!(
                self.text,
                "\n> **Cut to fit a comment:** {} not shown. `kdm diff --details` has everything.\n",
                parts.join(", ")
            );
        }
        self.text
    }
}

fn summary(report: &Report<'_, '_>, page: &mut Page) {
    page.add("| | where | what | |\n|---|---|---|---|\n".to_owned(), None);
    for change in report.changes.iter().take(ROWS) {
        let row = format!(
            "| {} | {} | {} | {} |\n",
            mark(change.kind.weight()),
            change.area.name(),
            escape(&sentence(change, NAMED)),
            escape(&phrase::versions(change, NAMED))
        );
        page.add(row, Some(Cut::Row));
    }
    let more = report.changes.len().saturating_sub(ROWS);
    if more > 0 {
        page.add(format!("| | | and {more} more | |\n"), None);
    }
    page.add("\n".to_owned(), None);
}

fn mark(weight: Weight) -> &'static str {
    match weight {
        Weight::Breaking => "**breaking**",
        Weight::Notable => "notable",
        Weight::Routine => "routine",
    }
}

fn sentence(change: &Change<'_>, most: usize) -> String {
    let parts = phrase::items(change, most);
    let title = change.kind.title();
    if parts.is_empty() { title.to_owned() } else { format!("{title}: {}", parts.join(", ")) }
}

/// A change with all its parts and versions.
fn details(change: &Change<'_>) -> String {
    let mut text = format!("- **{}** {}\n", change.area.name(), escape(&sentence(change, usize::MAX)));
    let versions = phrase::versions(change, usize::MAX);
    if !versions.is_empty() {
        let _ = writeln!(text, "  - {}", escape(&versions));
    }
    if change.kind.weight() == Weight::Breaking {
        let _ = writeln!(text, "  - {}", escape(&change.hits));
    }
    text
}

/// The three tables of the tracking issue, for each distribution.
fn tables(report: &Report<'_, '_>, page: &mut Page) {
    for distribution in Distribution::ALL {
        let tracked = || report.tracked.iter().filter(move |tracked| tracked.distribution == distribution);
        let name = distribution.key();
        let versions = tracked().map(|tracked| {
            let Tracked { version, is_new, min, max, .. } = tracked;
            let state = if *is_new { "new" } else { "window changed" };
            format!("| {} | {} | {} | {state} |\n", escape(version), escape(min), escape(max))
        });
        table(
            page,
            &format!("{name}: versions"),
            "| version | min Rancher | max Rancher | |\n|---|---|---|---|\n",
            versions,
        );
        let charts = tracked().flat_map(|tracked| {
            tracked.charts.iter().map(move |step| step_row(tracked, step, phrase::chart))
        });
        table(
            page,
            &format!("{name}: charts"),
            "| version | since | chart | from | to |\n|---|---|---|---|---|\n",
            charts,
        );
        let args = tracked()
            .flat_map(|tracked| tracked.args.iter().map(move |step| step_row(tracked, step, describe_value)));
        table(
            page,
            &format!("{name}: arguments"),
            "| version | since | argument | from | to |\n|---|---|---|---|---|\n",
            args,
        );
    }
}

fn table(page: &mut Page, title: &str, head: &str, rows: impl Iterator<Item = String>) {
    page.fold(title, head, rows.map(|row| (row, Cut::Row)), false);
}

fn step_row(tracked: &Tracked<'_>, step: &Step<'_>, show: fn(&Value<'_>) -> String) -> String {
    let value =
        |value: Option<Value<'_>>| value.map_or_else(|| "–".to_owned(), |value| escape(&show(&value)));
    format!(
        "| {} | {} | {} | {} | {} |\n",
        escape(tracked.version),
        escape(tracked.previous.unwrap_or("–")),
        escape(&step.name),
        value(step.old),
        value(step.new)
    )
}

/// A block that shows a text as it is, whatever is in it.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let text: Vec<_> = text.lines().map(Shown::data).collect();
    format!("{fence}diff\n{}\n{fence}\n", Shown::join(text, "\n"))
}
