//! What a command says besides findings: what it could not do, and what it did.

use std::{any::Any, fmt::Write as _, path::Path};

use anstyle::{AnsiColor, Style};

use super::{Outcome, previous::Previous, terminal::Terminal};
use crate::{
    diagnostic::{
        Diagnostic, Level, Rule,
        words::{count, visible},
    },
    diff::Conflict,
    edit::NewPin,
    model::{Counts, Distribution, Metadata, RancherLine, channel::ChannelData},
    output::{Change, FileChange, Written},
    repository::Repository,
    show::NotFound,
    source::{LoadError, Sources, Value, compact},
};

const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
const BOLD: Style = Style::new().bold();

/// A command that could not do its work.
pub(super) fn failure(error: &anyhow::Error) -> String {
    sentence_of_failure(&format!("{error:#}"))
}

fn sentence_of_failure(what: &str) -> String {
    format!("{ERROR}error{ERROR:#}{BOLD}: {what}{BOLD:#}\n")
}

/// A defect of this program.
pub(super) fn internal_error(panic: &(dyn Any + Send)) -> String {
    let what = panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    sentence_of_failure(&format!("this is a defect of kdm, please report it with the input: {what}"))
}

/// A file that could not be read.
pub(super) fn failed_to_load(error: &LoadError) -> String {
    sentence_of_failure(&error.to_string())
}

/// Files that could not be read.
pub(super) fn unreadable(errors: &[LoadError], terminal: &Terminal) -> Outcome {
    for error in errors {
        terminal.say(&failed_to_load(error));
        if error.is_missing() && error.path().ends_with(Distribution::K3s.channel_file()) {
            terminal
                .say("  = help: run kdm in the folder of a KDM repository, or name it with `--root DIR`\n");
        }
    }
    Outcome::Failed
}

/// The last line when findings keep a file from being written.
pub(super) fn stopped(findings: usize, target: &Path) -> String {
    let noun = if findings == 1 { "error" } else { "errors" };
    sentence_of_failure(&format!("{findings} {noun}; nothing is written to `{}`", target.display()))
}

/// What was merged.
pub(super) fn merged(path: &str) -> String {
    format!(
        "{BOLD}{path}: merged{BOLD:#}; `kdm generate --check` says whether the merged sources give the same\n"
    )
}

/// What was not merged: the places that both sides changed, with what each has.
pub(super) fn not_merged(path: &str, conflicts: &[Conflict<'_>]) -> String {
    const SHOWN: usize = 10;
    let mut text = sentence_of_failure(&format!("`{path}` is not merged, ours is kept"));
    let value = |value: &Option<Value<'_>>| value.as_ref().map_or("gone".to_owned(), compact);
    for Conflict { path, ours, theirs } in conflicts.iter().take(SHOWN) {
        let short = |side: &Option<Value<'_>>| value(side).chars().take(60).collect::<String>();
        let _ = writeln!(text, "  both changed {path}: ours {}, theirs {}", short(ours), short(theirs));
    }
    if conflicts.len() > SHOWN {
        let _ = writeln!(text, "  ... and {} more", conflicts.len() - SHOWN);
    }
    text + "  = help: merge the sources, run `kdm generate` and add the result\n"
}

/// All rules: those that nothing lets through first, then those that `--allow` does, then warnings.
pub(super) fn rules() -> String {
    let mut text = String::new();
    let width = Rule::ALL.iter().map(|rule| rule.name().len()).max().unwrap_or_default();
    for (level, title) in [
        (Level::Forbid, "errors that nothing lets through"),
        (Level::Deny, "errors"),
        (Level::Warn, "warnings"),
    ] {
        let _ = writeln!(text, "{BOLD}{title}{BOLD:#}");
        for rule in Rule::ALL.iter().filter(|rule| rule.level() == level) {
            let by = if rule.is_before_shipping() { "check" } else { "" };
            let _ = writeln!(text, "  {:<width$} {by:<7}{}", rule.name(), rule.breaks());
        }
    }
    text + "`check` marks what only `kdm check` looks for; the others are found by every command that builds\n"
}

/// That nothing has the name that was asked for, and what was probably meant.
pub(super) fn not_found(not_found: &NotFound) -> String {
    const SHOWN: usize = 12;
    const LONGEST: usize = 200;
    let what: String = visible(&not_found.what).chars().take(LONGEST).collect();
    let mut text = sentence_of_failure(&format!("there is no {what}"));
    let shown: Vec<_> =
        not_found.meant.iter().take(SHOWN).map(|name| format!("`{}`", visible(name))).collect();
    if !shown.is_empty() {
        let more = match not_found.meant.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        text += &format!("  = help: did you mean {}{more}?\n", shown.join(", "));
    }
    text
}

/// What there is to say about a rule, and how it counts.
pub(super) fn essay(rule: Rule) -> String {
    let (title, text) = rule.essay().split_once('\n').unwrap_or((rule.essay(), ""));
    let level = match rule.level() {
        Level::Forbid => "an error that nothing lets through",
        Level::Deny => "an error",
        Level::Warn => "a warning",
    };
    let by = if rule.is_before_shipping() { ", found by `kdm check`" } else { "" };
    format!("{BOLD}{}{BOLD:#}  {level}{by}\n{text}", title.trim_start_matches("# "))
}

/// The last line of a check.
pub(super) fn checked(errors: usize, warnings: usize, line: Option<RancherLine>, is_set: bool) -> String {
    let of = match line {
        Some(line) if is_set => format!(", for Rancher {line}"),
        Some(line) => format!(", for Rancher {line}, the newest that its defaults name"),
        None => String::new(),
    };
    match (errors, warnings) {
        (0, 0) => format!("{BOLD}nothing found{BOLD:#}{of}\n"),
        (0, _) => format!("{BOLD}{}{BOLD:#}, nothing that stops a release{of}\n", count(warnings, "warning")),
        (_, 0) => sentence_of_failure(&(count(errors, "error") + &of)),
        _ => {
            sentence_of_failure(&format!("{} and {}{of}", count(errors, "error"), count(warnings, "warning")))
        }
    }
}

/// What was written of a list.
pub(super) fn list(target: &Path, lines: usize, written: &Written, check: bool) -> String {
    let state = state(written, check);
    let lines = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
    let text = format!("{BOLD}{}: {state}{BOLD:#}; {lines}\n", target.display());
    if check && written.change != Change::Unchanged { text + STALE } else { text }
}

/// The last line when findings keep a list from being printed.
pub(super) fn no_list(findings: usize) -> String {
    let noun = if findings == 1 { "error" } else { "errors" };
    sentence_of_failure(&format!("{findings} {noun}; nothing is printed"))
}

/// A selection without an image.
pub(super) fn nothing_selected() -> String {
    sentence_of_failure(
        "no image is selected: there is no version that `--from`, `--k8s`, `--rancher` and `--os` admit",
    )
}

/// A mirror list without a line.
pub(super) fn empty_list(without_rules: bool) -> String {
    let why = if without_rules {
        "there are no `mirrorOptions` that say where images are copied to"
    } else {
        "the `mirrorOptions` copy no image to another name"
    };
    sentence_of_failure(&format!("the list is empty: {why}"))
        + "  = help: name a registry with `--target-registry HOST`, or print the images with `--format images`\n"
}

/// A finding in one line, for where it is no finding of this run.
pub(super) fn sentence(finding: &Diagnostic, sources: &Sources) -> String {
    match finding.labels.first() {
        Some(label) => {
            let place = sources.place(label.span);
            format!("line {}, column {}: {}", place.line, place.column, finding.title)
        }
        None => finding.title.clone(),
    }
}

/// The files that the parts of a build were read from.
#[derive(Debug)]
pub(super) struct Origins {
    sections: [Option<String>; Distribution::ALL.len()],
    rke: Option<String>,
}

impl Origins {
    pub(super) fn of(metadata: &Metadata<'_>, repository: &Repository) -> Self {
        let name = |section: &ChannelData<'_>| repository.sources.file(section.span.file).name.clone();
        Self {
            sections: Distribution::ALL.map(|distribution| metadata.section(distribution).map(name)),
            rke: repository.rke_source().map(|source| source.path.display().to_string()),
        }
    }
}

/// What to do about a file that is stale.
pub(super) const STALE: &str = "  = help: run the same command without `--check` and commit the result\n";

/// What became of a file.
fn state(written: &Written, check: bool) -> String {
    match (written.change, check) {
        (Change::Unchanged, true) => "up to date".to_owned(),
        (Change::Unchanged, false) => "unchanged".to_owned(),
        (Change::Created, true) => "missing".to_owned(),
        (Change::Created, false) => "created".to_owned(),
        (Change::Replaced { line }, true) => format!("stale from line {line} on"),
        (Change::Replaced { .. }, false) => "replaced".to_owned(),
    }
}

/// What was written, how big, with which digest; how much of everything, and how that changed.
pub(super) fn summary(
    target: &Path,
    written: &Written,
    check: bool,
    counts: &Counts,
    previous: &Previous<'_>,
    origins: &Origins,
) -> String {
    let state = state(written, check);
    let would_be = if check && written.change != Change::Unchanged { "would be " } else { "" };
    let mut text = format!(
        "{BOLD}{}: {state}{BOLD:#}; {would_be}{} bytes, sha256 {}\n",
        target.display(),
        thousands(written.bytes),
        written.sha256
    );
    let before = match previous {
        Previous::Build(build) => Some(build.metadata.counts()),
        Previous::None => None,
        Previous::Unreadable { why, .. } => {
            let _ = writeln!(text, "  the old file cannot be read: {why}");
            None
        }
    };
    for (nth, distribution) in Distribution::ALL.into_iter().enumerate() {
        let before = before.map(|counts| counts.releases[nth]);
        line(
            &mut text,
            distribution.key(),
            "release",
            counts.releases[nth],
            before,
            origins.sections[nth].as_deref(),
        );
    }
    let before = before.map(|counts| counts.rke_versions);
    line(&mut text, "rke", "version", counts.rke_versions, before, origins.rke.as_deref());
    text
}

/// `rke2    91 releases (90 before), from channels-rke2.yaml`; nothing for what neither build has.
fn line(
    text: &mut String,
    name: &str,
    noun: &str,
    now: Option<usize>,
    before: Option<Option<usize>>,
    origin: Option<&str>,
) {
    let before = before.filter(|before| *before != now).map(|before| match before {
        Some(before) => format!(" ({before} before)"),
        None => " (none before)".to_owned(),
    });
    let before = before.as_deref().unwrap_or_default();
    // Writing to a String does not fail.
    let _ = match (now, origin) {
        (Some(now), origin) => {
            let plural = if now == 1 { "" } else { "s" };
            let origin = origin.map(|origin| format!(", from {origin}")).unwrap_or_default();
            writeln!(text, "  {name:<5}{now:>4} {noun}{plural}{before}{origin}")
        }
        (None, _) if !before.is_empty() => writeln!(text, "  {name:<5}none{before}"),
        (None, _) => Ok(()),
    };
}

/// How many files of a tree are listed by name.
const LISTED: usize = 20;

/// What becomes of the files of a tree.
pub(super) fn tree_changes(target: &Path, changes: &[(FileChange, String)], files: usize) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}: {files} files", target.display());
    if changes.is_empty() {
        return text + ", unchanged\n";
    }
    text.push('\n');
    for (change, name) in changes.iter().take(LISTED) {
        let change = match change {
            FileChange::New => "new",
            FileChange::Changed => "changed",
            FileChange::Removed => "removed",
        };
        let _ = writeln!(text, "  {change:<8}{name}");
    }
    if changes.len() > LISTED {
        let _ = writeln!(text, "  ... and {} more", changes.len() - LISTED);
    }
    text
}

/// What the settings say now of where the tree comes from.
pub(super) fn pinned(settings: &Path, pin: Option<&NewPin>) -> String {
    let settings = settings.display();
    match pin {
        Some(NewPin { commit: Some(commit), .. }) => {
            format!("{BOLD}{settings}{BOLD:#}: pinned to commit {commit}\n")
        }
        Some(NewPin { commit: None, sha256, .. }) => format!(
            "{BOLD}{settings}{BOLD:#}: pinned to sha256 {sha256}; the checkout has no `.git` that names a commit\n"
        ),
        None => format!("{BOLD}{settings}{BOLD:#}: the pin is removed; this source is no checkout\n"),
    }
}

/// A tree that is left as it is.
pub(super) fn tree_differs(target: &Path) -> String {
    let target = target.display();
    sentence_of_failure(&format!("`{target}` differs and is left as it is"))
        + "  = help: overwrite it with `--force`; what only it has is then lost\n"
}

/// `11,215,022`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
