//! A diff for a terminal.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};

use super::{Report, phrase};
use crate::{
    diagnostic::{Shown, shown::shown, words::count},
    diff::{Area, Change, Kind, Step, Tracked, Weight, describe_item, describe_value, unified_diff},
    source::Value,
};

/// How much is printed of each change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What fits a screen: the first ranges of versions, the first parts, of manifests the number of lines.
    Summary,
    /// Every version, every part, and the differences of the manifests.
    Everything,
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();

/// How many ranges of versions and parts a summary names.
const NAMED: usize = 3;

/// Where the text of a change begins.
const INDENT: usize = 8;

fn style(weight: Weight) -> Style {
    match weight {
        Weight::Breaking => AnsiColor::BrightRed.on_default().bold(),
        Weight::Notable => AnsiColor::Yellow.on_default().bold(),
        Weight::Routine => AnsiColor::Cyan.on_default().bold(),
    }
}

/// The diff, wrapped at `width` columns.
pub fn render_diff(report: &Report<'_, '_>, detail: Detail, width: usize) -> Shown {
    let mut text = shown!("{BOLD}{} → {}{BOLD:#}: {}\n", report.old, report.new, report.counts(); BOLD);
    for weight in Weight::ALL {
        let mut changes = report.of(weight).peekable();
        if changes.peek().is_some() {
            let style = style(weight);
            text += shown!("{style}{}{style:#}\n", weight.name(); style);
        }
        render_changes(changes, detail, width, &mut text);
    }
    if detail == Detail::Everything {
        render_new(report, width, &mut text);
    }
    text
}

/// The new releases: what each has otherwise than the release before it, as the tables of the markdown say it.
fn render_new(report: &Report<'_, '_>, width: usize, text: &mut Shown) {
    let mut new = report.tracked.iter().filter(|tracked| tracked.is_new).peekable();
    if new.peek().is_some() {
        *text += shown!("{BOLD}new releases, since the one before{BOLD:#}\n"; BOLD);
    }
    for Tracked { distribution, version, min, max, previous, charts, args, .. } in new {
        let since = previous.map_or(String::new(), |previous| format!(", since {previous}"));
        *text += shown!("  {:<6}", distribution.key());
        let head = format!("{version} for Rancher {min} – {max}{since}");
        wrap(&head, INDENT, width, BOLD, text);
        let charts: Vec<_> = charts.iter().map(|step| said(step, phrase::chart)).collect();
        let args: Vec<_> = args.iter().map(|step| said(step, describe_value)).collect();
        for (title, steps) in [("charts", charts), ("arguments", args)] {
            if !steps.is_empty() {
                *text += Shown::spaces(INDENT);
                wrap(&format!("{title}: {}", steps.join(", ")), INDENT, width, Style::new(), text);
            }
        }
    }
}

/// `rke2-canal 1.0.0 → 1.1.0`.
fn said(step: &Step<'_>, show: fn(&Value<'_>) -> String) -> String {
    let value = |value: &Option<Value<'_>>| value.as_ref().map_or("none".to_owned(), show);
    format!("{} {} → {}", step.name, value(&step.old), value(&step.new))
}

/// What differs in a few lines: how much, and the first of it.
pub fn render_diff_summary(report: &Report<'_, '_>, width: usize) -> Shown {
    const SHOWN: usize = 10;
    let mut text = shown!("  {}\n", report.counts());
    let changes = || Weight::ALL.into_iter().flat_map(|weight| report.of(weight));
    render_changes(changes().take(SHOWN), Detail::Summary, width, &mut text);
    let more = changes().count().saturating_sub(SHOWN);
    if more > 0 {
        text += Shown::spaces(INDENT);
        text += shown!("and {more} more; `kdm diff` and `--diff FILE` show all of them\n"; more);
    }
    text
}

/// Adds changes of one weight, those of one kind and with the same words together.
fn render_changes<'r, 's: 'r>(
    changes: impl Iterator<Item = &'r Change<'s>>,
    detail: Detail,
    width: usize,
    text: &mut Shown,
) {
    let mut lines: Vec<Line<'r, 's>> = Vec::new();
    // The lines by what those that join them have, too.
    let mut alike: BTreeMap<(Kind, &str, Vec<String>), usize> = BTreeMap::new();
    let mut defaults: BTreeMap<Area, usize> = BTreeMap::new();
    for change in changes {
        let parts = parts(change, detail);
        // What the rules of defaults lead to says more than they do.
        if detail == Detail::Summary
            && change.kind == Kind::DefaultRule
            && let Some(line) = defaults.get(&change.area)
        {
            lines[*line].parts = vec![count(change.items.len(), "rule")];
            continue;
        }
        let key = (change.kind, change.hits.as_str(), parts.clone());
        let line = alike.get(&key).filter(|_| detail == Detail::Summary && !change.versions.is_empty());
        if let Some(line) = line {
            lines[*line].changes.push(change);
            continue;
        }
        alike.entry(key).or_insert(lines.len());
        if change.kind == Kind::DefaultChanged {
            defaults.entry(change.area).or_insert(lines.len());
        }
        lines.push(Line { parts, changes: vec![change] });
    }
    let mut lines = lines.iter().peekable();
    while let Some(line) = lines.next() {
        line.render(detail, width, text);
        let change = line.changes[0];
        let next = lines.peek().map(|next| (next.changes[0].kind, &next.changes[0].hits));
        if next != Some((change.kind, &change.hits)) && change.kind.weight() == Weight::Breaking {
            *text += Shown::spaces(INDENT);
            wrap(&format!("= {}", change.hits), INDENT, width, DIM, text);
        }
    }
}

/// What is printed of a change besides its versions.
fn parts(change: &Change<'_>, detail: Detail) -> Vec<String> {
    let parts = phrase::items(change, most(detail));
    // What every build brings is not shown in detail.
    let brief = detail == Detail::Summary && matches!(change.kind, Kind::BoundsAdded | Kind::DockerAdded);
    if brief || matches!(change.kind, Kind::DefaultChanged | Kind::DefaultLost) { Vec::new() } else { parts }
}

fn most(detail: Detail) -> usize {
    if detail == Detail::Summary { NAMED } else { usize::MAX }
}

/// Changes of one kind and with the same words.
struct Line<'r, 's> {
    parts: Vec<String>,
    changes: Vec<&'r Change<'s>>,
}

impl Line<'_, '_> {
    fn render(&self, detail: Detail, width: usize, text: &mut Shown) {
        let change = self.changes[0];
        let (title, style) = (change.kind.title(), style(change.kind.weight()));
        *text += shown!("  {:<6}{style}{title}{style:#}", change.area.name(); style, title);
        // Answers to different questions stand below each other.
        if matches!(change.kind, Kind::DefaultChanged | Kind::DefaultLost) {
            let by =
                if self.parts.is_empty() { String::new() } else { format!(" ({})", self.parts.join(", ")) };
            *text += shown!("{by}\n"; by);
            for part in change.items.iter().map(|item| describe_item(change.kind, item)) {
                *text += Shown::spaces(INDENT);
                wrap(&part, INDENT, width, Style::new(), text);
            }
            return;
        }
        let mut areas: Vec<(Area, Vec<String>)> = Vec::new();
        for change in &self.changes {
            let versions = match change.kind {
                Kind::BoundsAdded | Kind::DockerAdded => phrase::version_names(change, most(detail)),
                _ => phrase::versions(change, most(detail)),
            };
            match areas.iter_mut().find(|(area, _)| *area == change.area) {
                Some((_, all)) => all.push(versions),
                None => areas.push((change.area, vec![versions])),
            }
        }
        let (first, others) = areas.split_at(1);
        let apart = !others.is_empty();
        let versions = first.iter().map(|(_, versions)| versions.join(", "));
        let versions: Vec<_> = versions.filter(|versions| !versions.is_empty()).collect();
        let mut words = vec![self.parts.join(", ")];
        if !apart {
            words.extend(versions.iter().cloned());
        }
        words.retain(|words| !words.is_empty());
        let rest = if words.is_empty() { String::new() } else { format!(": {}", words.join("; ")) };
        wrap(&rest, INDENT + title.len(), width, Style::new(), text);
        if apart {
            for (nth, (area, versions)) in areas.iter().enumerate() {
                let name = if nth > 0 { area.name() } else { "" };
                *text += shown!("  {name:<6}"; name);
                wrap(&versions.join("; "), INDENT, width, Style::new(), text);
            }
        }
        if detail == Detail::Everything {
            for manifests in change.items.iter().filter_map(|item| item.manifests) {
                render_manifests(manifests, text);
            }
        }
    }
}

fn render_manifests(manifests: (&str, &str), text: &mut Shown) {
    for line in unified_diff(manifests).lines() {
        let style = match line.as_bytes().first() {
            Some(b'+') => ADDED,
            Some(b'-') => REMOVED,
            Some(b'@') => DIM,
            _ => Style::new(),
        };
        *text += Shown::spaces(INDENT);
        *text += shown!("{style}{}{style:#}\n", Shown::data(line); style);
    }
}

/// Adds words from `column` on, with line breaks between them where the width asks for it.
fn wrap(words: &str, mut column: usize, width: usize, style: Style, text: &mut Shown) {
    *text += shown!("{style}"; style);
    for (nth, word) in words.split(' ').map(Shown::data).enumerate() {
        let length = word.width();
        if nth > 0 {
            if column + 1 + length > width {
                *text += shown!("{style:#}\n{}{style}", Shown::spaces(INDENT + 2); style);
                column = INDENT + 2;
            } else {
                *text += " ";
                column += 1;
            }
        }
        *text += word;
        column += length;
    }
    *text += shown!("{style:#}\n"; style);
}
