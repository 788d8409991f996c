//! A line and the next newer one: what the newer lacks, and what it has otherwise.

use std::{collections::BTreeMap, path::Path};

use super::line::Newest;
use crate::{
    diagnostic::{Diagnostics, words::shell_word},
    diff::Build,
    lint,
    report::{Between, Gap},
    repository::{OtherLines, Place},
    source::{Arena, Sources},
};

/// What the board says between two lines.
pub(super) fn board(root: &Path, older: &Newest, newer: &Newest) -> Between {
    let (old, new) = (&older.branch.name, &newer.branch.name);
    let gap = |distribution: &'static str, versions: Vec<String>, waits: bool| {
        let (from, to) = (shell_word(old), shell_word(new));
        let command = match distribution {
            "rke" => format!("kdm diff --only rke {to} {from}"),
            _ => format!("kdm release port --from {from} {}", versions.join(" ")),
        };
        Gap { distribution, versions, waits, command }
    };
    let released: BTreeMap<_, _> = newer.versions.gaps_behind(&older.released).into_iter().collect();
    let mut gaps: Vec<_> =
        released.iter().map(|(distribution, versions)| gap(distribution, versions.clone(), false)).collect();
    for (distribution, mut versions) in newer.versions.gaps_behind(&older.versions) {
        versions.retain(|version| !released.get(distribution).is_some_and(|known| known.contains(version)));
        if !versions.is_empty() {
            gaps.push(gap(distribution, versions, true));
        }
    }
    Between { older: old.clone(), newer: new.clone(), gaps, drift: drift(root, older, newer) }
}

/// The releases that both have, and that differ in what belongs to the release; as `kdm check --line` finds it.
fn drift(root: &Path, older: &Newest, newer: &Newest) -> Vec<String> {
    let (mut sources, arena, mut found) = (Sources::default(), Arena::new(), Diagnostics::default());
    let places = [older, newer].map(|line| Place::commit(root, &line.branch.commit, &line.branch.name));
    // What cannot be read is said of the branch.
    let Ok(loaded) = OtherLines::load(&places, &mut sources) else { return Vec::new() };
    let builds = loaded.read(&sources, &arena, &mut found).into_iter();
    let builds: Vec<_> = builds.map(|line| Build::of(line.metadata, &arena)).collect();
    let [old, new] = &builds[..] else { return Vec::new() };
    let mut found = Diagnostics::default();
    lint::adjacent(old, &older.branch.name, new, Some(newer.line), &mut found);
    let judged = newer.policy.judge(found).into_iter().filter(|judged| !judged.is_excepted());
    judged.map(|judged| judged.finding.title.to_string()).collect()
}
