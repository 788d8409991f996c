//! A line and the next newer one: what the newer lacks, and what it has otherwise.

use std::path::Path;

use super::line::Newest;
use crate::{
    diagnostic::Diagnostics,
    diff::Build,
    lint,
    report::{Between, Gap},
    repository::{OtherLines, Place},
    source::{Arena, Sources},
};

/// What the board says between two lines.
pub(super) fn board(root: &Path, older: &Newest, newer: &Newest) -> Between {
    let gaps = newer.versions.gaps_behind(&older.versions).into_iter().map(|(distribution, versions)| {
        let command = match distribution {
            "rke" => format!("kdm diff --only rke {} {}", older.name, newer.name),
            _ => format!("kdm release port --from {} {}", older.name, versions.join(" ")),
        };
        Gap { distribution, versions, command }
    });
    Between {
        older: older.name.clone(),
        newer: newer.name.clone(),
        gaps: gaps.collect(),
        drift: drift(root, older, newer),
    }
}

/// The releases that both have, and that differ in what belongs to the release; as `kdm check --line` finds it.
fn drift(root: &Path, older: &Newest, newer: &Newest) -> Vec<String> {
    let (mut sources, arena, mut found) = (Sources::default(), Arena::new(), Diagnostics::default());
    let places = [older, newer].map(|line| Place::revision(root, &line.name));
    // What cannot be read is said of the branch.
    let Ok(loaded) = OtherLines::load(&places, &mut sources) else { return Vec::new() };
    let builds = loaded.read(&sources, &arena, &mut found).into_iter();
    let builds: Vec<_> = builds.map(|line| Build::of(line.metadata, &arena)).collect();
    let [old, new] = &builds[..] else { return Vec::new() };
    let mut found = Diagnostics::default();
    lint::adjacent(old, &older.name, new, Some(newer.line), &mut found);
    found.sorted().into_iter().map(|finding| finding.title.to_string()).collect()
}
