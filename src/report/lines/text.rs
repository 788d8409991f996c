//! The board on a terminal.

use anstyle::{AnsiColor, Style};

use super::{Between, Board, BranchBoard, LineBoard, Monthly, Waiting, distributions, short, table};
use crate::diagnostic::{
    Shown,
    shown::shown,
    words::{and_more, count},
};

const BOLD: Style = Style::new().bold();
const BAD: Style = AnsiColor::BrightRed.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default();

/// How many changes, windows and differences are named.
const NAMED: usize = 6;

/// The board as text.
pub fn render_lines_board(board: &Board) -> Shown {
    let mut text = Shown::new();
    for line in &board.lines {
        line_of(line, &mut text);
    }
    for between in &board.between {
        between_of(between, &mut text);
    }
    text
}

fn line_of(line: &LineBoard, text: &mut Shown) {
    let names: Vec<_> = line.branches.iter().map(|branch| shown!("{}", branch.head())).collect();
    *text += shown!("{BOLD}{}{BOLD:#}  ", line.line; BOLD) + Shown::join(names, ", ").trim_end() + "\n";
    for (nth, branch) in line.branches.iter().enumerate() {
        branch_of(branch, text);
        let windows = line.windows_of(nth);
        let windows: Vec<_> = windows.iter().map(|window| format!("window: {window}")).collect();
        listed("    ", &windows, text);
    }
    let (dev, release) = (line.branches.first(), line.branches.get(1));
    for distribution in distributions(line) {
        offers(distribution, (dev, release), text);
    }
    if let Some(waiting) = &line.waiting {
        waiting_of(waiting, text);
    }
    line.monthly.iter().for_each(|monthly| monthly_of(monthly, text));
    *text += Shown::from("\n");
}

/// What is wrong with a branch, or that nothing is.
fn branch_of(branch: &BranchBoard, text: &mut Shown) {
    let name = &branch.name;
    if let Some(why) = &branch.unreadable {
        *text += shown!("  {name}: {BAD}cannot be compiled{BAD:#}: {why}\n"; name, BAD, why);
        return;
    }
    let build = match &branch.stale[..] {
        [] => shown!("{GOOD}up to date{GOOD:#}"; GOOD),
        stale => {
            let stale = stale.join(", ");
            shown!("{BAD}stale{BAD:#} ({stale}; `kdm generate` writes it)"; BAD, stale)
        }
    };
    let found = match (branch.errors, &branch.first_error) {
        (0, _) | (_, None) => shown!("nothing that stops a release"),
        (errors, Some(first)) => {
            let which = if errors == 1 { "" } else { ", the first" };
            let errors = count(errors, "error");
            shown!("{BAD}{errors}{BAD:#}{which}: {first}"; BAD, errors, which, first)
        }
    };
    let tables = if branch.rke_from_build { " (RKE as it is in there)" } else { "" };
    *text += shown!("  {name}: "; name) + build + tables + ", " + found + "\n";
    if let Some(pin) = &branch.pin {
        *text += shown!("    upstream: {}\n", pin.words());
    }
}

/// Lines with the first of some sentences.
fn listed(indent: &'static str, sentences: &[String], text: &mut Shown) {
    let mut shown: Vec<String> = sentences.iter().take(NAMED).cloned().collect();
    and_more(&mut shown, sentences.len().saturating_sub(NAMED));
    for sentence in shown {
        *text += shown!("{indent}{sentence}\n"; indent, sentence);
    }
}

/// The newest releases of a distribution, on dev and on release.
fn offers(
    distribution: &'static str,
    (dev, release): (Option<&BranchBoard>, Option<&BranchBoard>),
    text: &mut Shown,
) {
    let mut head = distribution;
    for (what, on_dev, on_release) in table(distribution, (dev, release)) {
        let here = if on_dev.is_empty() { "-" } else { &on_dev };
        let there = match release {
            Some(release) if on_dev != on_release => {
                let there = if on_release.is_empty() { "nothing" } else { &on_release };
                format!("  {}: {there}", release.name)
            }
            _ => String::new(),
        };
        *text +=
            shown!("  {head:<5} {what:<10} {here:<24}{there}"; head, what, here, there).trim_end() + "\n";
        head = "";
    }
}

fn waiting_of(waiting: &Waiting, text: &mut Shown) {
    let Some(counts) = waiting.counts() else {
        *text += Shown::from("  nothing waits on dev\n");
        return;
    };
    *text += shown!("  waits on dev: {BOLD}{counts}{BOLD:#}\n"; BOLD, counts);
    for change in waiting.changes.iter().take(NAMED) {
        let (weight, area, title, what) = (change.weight, change.area, change.title, &change.what);
        let colon = if what.is_empty() { "" } else { ": " };
        *text += shown!("    {weight:<9} {area:<5} {title}{colon}{what}\n"; weight, area, title, colon, what);
    }
    let more = waiting.changes.len().saturating_sub(NAMED);
    if more > 0 {
        *text += shown!("    ... and {more} more; `kdm diff` shows all\n"; more);
    }
}

fn monthly_of(monthly: &Monthly, text: &mut Shown) {
    let brought = monthly.brought();
    *text += shown!("  {} {}: {brought}\n", monthly.name, short(&monthly.commit); brought);
    for merged in &monthly.into {
        *text += shown!("    {}\n", monthly.words(merged));
    }
}

fn between_of(between: &Between, text: &mut Shown) {
    if between.gaps.is_empty() && between.drift.is_empty() {
        return;
    }
    *text += shown!("{BOLD}{} → {}{BOLD:#}\n", between.older, between.newer; BOLD);
    for gap in &between.gaps {
        let versions = gap.versions.join(" ");
        let verb = gap.verb();
        *text += shown!("  {BAD}{verb}{BAD:#} {} {versions}\n", gap.distribution; BAD, verb, versions);
        *text += shown!("    {}\n", gap.command);
    }
    listed("  ", &between.drift, text);
    *text += Shown::from("\n");
}
