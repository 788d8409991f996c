//! `kdm lines --merge`: what a merge would do, before it is made.

use std::path::Path;

use anyhow::{anyhow, bail};

use super::{compiled::Memory, select::find};
use crate::{
    cli::{
        outcome::Outcome,
        terminal::{BOLD, Terminal},
    },
    diagnostic::{Shown, shown::shown, words::count},
    diff::{self, Build, Conflict},
    report::{Report, render_diff_summary},
    repository::{Branch, FileConflict, Repository, Role, merge_bases},
    source::Arena,
};

/// How many conflicts of one kind are named.
const NAMED: usize = 10;

/// Says whether one branch merges into another, and what becomes of that one's build.
pub(super) fn run(
    root: &Path,
    all: &[Branch],
    [from, to]: [&String; 2],
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let [from, to] = [find(all, from), find(all, to)].map(|found| found.map_err(|why| anyhow!("{why}")));
    let (from, to) = (from?, to?);
    let head = shown!("{BOLD}{} → {}{BOLD:#}: ", from.name, to.name; BOLD);
    let bases = merge_bases(root, &to.commit, &from.commit);
    let Some(base) = bases.first() else {
        bail!("`{}` and `{}` have no commit in common in this clone", from.name, to.name);
    };
    if *base == from.commit {
        return terminal.print_styled(&(head + "there is nothing to merge\n"));
    }

    // The sources, merged; and what they compile to.
    let commits = [base.as_str(), &to.commit, &from.commit];
    let name = format!("{} + {}", to.name, from.name);
    let (merged, files) = Repository::load_merged(root, commits, &name).map_err(|why| anyhow!("{why}"))?;
    let mut text = head + of_files(&files);
    if bases.len() > 1 && !files.is_empty() {
        text += Shown::from(
            "  these were merged into each other before; git takes that into account, and may merge more\n",
        );
    }
    let mut merged = Memory::new(&name, merged);
    let line = Role::of(&to.short).map(|(line, _)| line);
    let merged = merged.compile(line);
    let base = Branch { commit: base.clone(), name: base.clone(), remote: None, short: base.clone() };
    let mut sides = [&base, to, from].map(|branch| Memory::load(root, branch));
    let [base, ours, theirs] = sides.each_mut().map(|memory| memory.compile(line));
    let after = match &merged.build {
        Ok(build) if files.is_empty() => Some(build),
        Ok(_) => None,
        Err(why) => {
            text += shown!("  the merged sources cannot be compiled: {why}\n"; why);
            None
        }
    };
    let arena = Arena::new();
    let mut is_clean = files.is_empty() && merged.build.is_ok();
    if let (Ok(base), Ok(ours), Ok(theirs)) = (&base.build, &ours.build, &theirs.build) {
        match diff::merge(Some(base.root), ours.root, theirs.root, &arena) {
            Ok(_) => text += Shown::from("  the builds merge (`kdm merge-driver`)\n"),
            Err(conflicts) => {
                is_clean = false;
                text += of_builds(&conflicts);
            }
        }
    }
    for (branch, side) in [(to, &ours), (from, &theirs)] {
        if let Err(why) = &side.build {
            is_clean = false;
            text += shown!("  {} cannot be compiled: {why}\n", branch.name; why);
        }
    }
    if let (Some(after), Ok(before)) = (after, &ours.build) {
        text += changes(before, after, (&to.name, &name), terminal);
        if merged.errors > ours.errors {
            let (errors, first) = (count(merged.errors, "error"), merged.first_error.clone());
            let first = first.unwrap_or_default();
            text += shown!("  `kdm check` would find {errors}, {} before; the first: {first}\n", ours.errors; errors, first);
        }
    }
    terminal.print_styled(&text)?;
    Ok(if is_clean { Outcome::Clean } else { Outcome::Findings })
}

fn of_files(files: &[FileConflict]) -> Shown {
    if files.is_empty() {
        return Shown::from("the sources merge\n");
    }
    let number = count(files.len(), "file");
    let mut text = shown!("{number} cannot be merged\n"; number);
    for FileConflict { path, what } in files.iter().take(NAMED) {
        text += shown!("  {path}: {what}\n"; path, what);
    }
    text + more(files.len(), "  ")
}

fn of_builds(conflicts: &[Conflict<'_>]) -> Shown {
    let number = count(conflicts.len(), "place");
    let mut text = shown!("  the builds do not merge: both changed {number}\n"; number);
    for conflict in conflicts.iter().take(NAMED) {
        text += shown!("    {}\n", conflict.path);
    }
    text + more(conflicts.len(), "    ")
}

/// That there is more than what was named.
fn more(all: usize, indent: &'static str) -> Shown {
    let more = all.saturating_sub(NAMED);
    if more > 0 { shown!("{indent}... and {more} more\n"; indent, more) } else { Shown::new() }
}

/// What the merge changes for the Ranchers that read the target.
fn changes(before: &Build<'_>, after: &Build<'_>, (old, new): (&str, &str), terminal: &Terminal) -> Shown {
    let arena = Arena::new();
    let changes = diff::compare(before, after, &arena);
    if changes.is_empty() {
        return shown!("  nothing changes for those who read {old}\n"; old);
    }
    let report = Report { old, new, changes: &changes, tracked: &[] };
    shown!("  for those who read {old}:"; old) + render_diff_summary(&report, terminal.width())
}
