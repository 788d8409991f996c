//! One line: its branches, what waits, and its months.

use std::{collections::BTreeMap, path::Path};

use super::{
    compiled::{Compiled, Memory},
    monthly::{self, Main},
    offers::offers,
    pins::Pins,
    select::OfLine,
};
use crate::{
    diff::{self, Build, Weight},
    lint::{LineVersions, said},
    model::RancherLine,
    report::{BranchBoard, LineBoard, Waiting, WaitingChange},
    repository::Branch,
    source::Arena,
};

/// What is needed of a line to compare it with the next one.
pub(super) struct Newest {
    /// Its dev branch, or where there is none its release branch.
    pub(super) name: String,
    pub(super) line: RancherLine,
    pub(super) versions: LineVersions,
}

/// What the board says of a line, and what is needed of it for the next one.
pub(super) fn board(root: &Path, of_line: &OfLine, pins: &Pins) -> (LineBoard, Option<Newest>) {
    let branches: Vec<&Branch> = [&of_line.dev, &of_line.release].into_iter().flatten().collect();
    // A commit is compiled once, whatever names it has.
    let mut memories: BTreeMap<&str, Memory> = BTreeMap::new();
    for branch in &branches {
        memories.entry(&branch.commit).or_insert_with(|| Memory::load(root, &branch.name));
    }
    let compiled: BTreeMap<&str, Compiled<'_>> =
        memories.iter_mut().map(|(commit, memory)| (*commit, memory.compile(of_line.line))).collect();
    let of =
        |branch: &Option<Branch>| branch.as_ref().and_then(|branch| compiled.get(branch.commit.as_str()));
    let build = |branch: &Option<Branch>| of(branch).and_then(|compiled| compiled.build.as_ref().ok());
    let waiting = build(&of_line.release).zip(build(&of_line.dev)).map(|(old, new)| waiting(old, new));
    let boards: Vec<_> =
        branches.iter().map(|branch| of_branch(branch, &compiled[branch.commit.as_str()], pins)).collect();
    let newest = branches.iter().find_map(|branch| {
        let metadata = compiled[branch.commit.as_str()].metadata()?;
        let line = of_line.line?;
        Some(Newest { name: branch.name.clone(), line, versions: LineVersions::of(metadata, line) })
    });
    let mut mains = Vec::new();
    for &branch in branches.iter().filter(|_| !of_line.monthly.is_empty()) {
        let build = compiled[branch.commit.as_str()].build.as_ref();
        mains.extend(build.ok().map(|build| Main::of(branch, build)));
    }
    let monthly = of_line.monthly.iter().map(|branch| monthly::board(root, branch, &mains)).collect();
    let line = of_line.line.map(|line| line.to_string());
    let name = || branches.first().map(|branch| branch.name.clone()).unwrap_or_default();
    (LineBoard { line: line.unwrap_or_else(name), branches: boards, waiting, monthly }, newest)
}

fn of_branch(branch: &Branch, compiled: &Compiled<'_>, pins: &Pins) -> BranchBoard {
    let line: Option<RancherLine> = compiled.line;
    BranchBoard {
        name: branch.name.clone(),
        commit: branch.commit.clone(),
        unreadable: compiled.build.as_ref().err().cloned(),
        stale: compiled.stale.clone(),
        errors: compiled.errors,
        first_error: compiled.first_error.clone(),
        windows: compiled.windows.clone(),
        pin: compiled.settings.upstream.as_ref().map(|pin| pins.of(pin, &branch.short)),
        offers: compiled
            .metadata()
            .zip(line)
            .map(|(metadata, line)| offers(metadata, line))
            .unwrap_or_default(),
    }
}

/// What the dev branch has otherwise than the release branch.
fn waiting(old: &Build<'_>, new: &Build<'_>) -> Waiting {
    let arena = Arena::new();
    let changes = diff::compare(old, new, &arena);
    let of = |weight: Weight| changes.iter().filter(|change| change.kind.weight() == weight).count();
    let mut sorted: Vec<_> = changes.iter().collect();
    sorted.sort_by_key(|change| change.kind.weight());
    let changes_of = sorted.into_iter().map(|change| {
        let names: Vec<_> = change.versions.iter().map(|version| version.name).collect();
        WaitingChange {
            weight: change.kind.weight().name(),
            area: change.area.name(),
            kind: change.kind.name(),
            title: change.kind.title(),
            what: said(change.kind, &change.items, &names),
        }
    });
    Waiting {
        breaking: of(Weight::Breaking),
        notable: of(Weight::Notable),
        routine: of(Weight::Routine),
        changes: changes_of.collect(),
    }
}
