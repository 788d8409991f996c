//! One line: its branches, and what waits.

use std::{collections::BTreeMap, path::Path};

use super::{
    compiled::{Compiled, Memory},
    content::{Content, Contents},
    offers::offers,
    pins::Pins,
    select::OfLine,
};
use crate::{
    diagnostic::Policy,
    diff::{self, Build, Weight, said},
    lint::LineVersions,
    model::RancherLine,
    report::{BranchBoard, LineBoard, Waiting, WaitingChange},
    repository::Branch,
    source::Arena,
};

/// What is needed of a line to compare it with the next one.
pub(super) struct Newest {
    pub(super) line: RancherLine,
    /// Its dev branch, or where there is none its release branch.
    pub(super) branch: Branch,
    pub(super) versions: LineVersions,
    /// What is released: of its release branch, or where there is none of the same.
    pub(super) released: LineVersions,
    /// How findings count there.
    pub(super) policy: Policy,
}

/// What the board says of a line, without its months, and what is needed of it for the next one.
pub(super) fn board(
    root: &Path,
    of_line: &OfLine,
    pins: &Pins,
    contents: &Contents,
) -> (LineBoard, Option<Newest>) {
    let branches: Vec<&Branch> = of_line.mains().collect();
    // A commit is compiled once, whatever names it has.
    let mut memories: BTreeMap<&str, Memory> = BTreeMap::new();
    for branch in &branches {
        memories.entry(&branch.commit).or_insert_with(|| Memory::load(root, branch));
    }
    let compiled: BTreeMap<&str, Compiled<'_>> =
        memories.iter_mut().map(|(commit, memory)| (*commit, memory.compile(of_line.line))).collect();
    let of = |branch: &Branch| &compiled[branch.commit.as_str()];
    let build = |branch: &Option<Branch>| of(branch.as_ref()?).build.as_ref().ok();
    let waiting = build(&of_line.release).zip(build(&of_line.dev)).map(|(old, new)| waiting(old, new));
    if !of_line.monthly.is_empty() {
        for (commit, compiled) in &compiled {
            if let Ok(build) = &compiled.build {
                contents.add(commit, Content::of(build));
            }
        }
    }
    let name = || branches.first().map(|branch| branch.name.clone()).unwrap_or_default();
    let board = LineBoard {
        line: of_line.line.map_or_else(name, |line| line.to_string()),
        branches: branches.iter().map(|branch| of_branch(branch, of(branch), pins)).collect(),
        waiting,
        monthly: Vec::new(),
    };
    (board, of_line.line.and_then(|line| newest(line, &branches, of)))
}

fn newest<'c>(
    line: RancherLine,
    branches: &[&Branch],
    of: impl Fn(&Branch) -> &'c Compiled<'c>,
) -> Option<Newest> {
    let known = branches.iter().filter_map(|&branch| Some((branch, of(branch).metadata()?)));
    let known: Vec<_> = known.collect();
    let (&(branch, newest), &(_, released)) = known.first().zip(known.last())?;
    Some(Newest {
        line,
        branch: branch.clone(),
        versions: LineVersions::of(newest, line),
        released: LineVersions::of(released, line),
        policy: of(branch).policy.clone(),
    })
}

fn of_branch(branch: &Branch, compiled: &Compiled<'_>, pins: &Pins) -> BranchBoard {
    let offered = compiled.metadata().zip(compiled.line).map(|(metadata, line)| offers(metadata, line));
    BranchBoard {
        name: branch.name.clone(),
        commit: branch.commit.clone(),
        behind: pins.behind(branch),
        unreadable: compiled.build.as_ref().err().cloned(),
        stale: compiled.stale().into_iter().map(str::to_owned).collect(),
        rke_from_build: compiled.has_tables_of_build,
        errors: compiled.errors,
        first_error: compiled.first_error.clone(),
        windows: compiled.windows.clone(),
        pin: compiled.settings.upstream.as_ref().map(|pin| pins.of(pin, &branch.short)),
        offers: offered.unwrap_or_default(),
    }
}

/// What the dev branch has otherwise than the release branch.
fn waiting(old: &Build<'_>, new: &Build<'_>) -> Waiting {
    let arena = Arena::new();
    let mut changes = diff::compare(old, new, &arena);
    changes.sort_by_key(|change| change.kind.weight());
    let of = |weight: Weight| changes.iter().filter(|change| change.kind.weight() == weight).count();
    let (breaking, notable, routine) = (of(Weight::Breaking), of(Weight::Notable), of(Weight::Routine));
    let changes = changes.iter().map(|change| {
        let names: Vec<_> = change.versions.iter().map(|version| version.name).collect();
        WaitingChange {
            weight: change.kind.weight().name(),
            area: change.area.name(),
            kind: change.kind.name(),
            title: change.kind.title(),
            what: said(change.kind, &change.items, &names),
        }
    });
    Waiting { breaking, notable, routine, changes: changes.collect() }
}
