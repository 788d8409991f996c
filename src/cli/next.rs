//! `kdm` alone: what stands here, and what to do next.

use std::path::Path;

use anyhow::bail;

use super::{
    candidate::{Given, stale_files},
    check::examine::examine_alone,
    outcome::Outcome,
    terminal::{BOLD, Terminal},
};
use crate::{
    diagnostic::{
        Shown,
        shown::shown,
        words::{count, shell_word},
    },
    model::{Distribution, Metadata, ReleaseVersion},
    repository::{Arenas, Place, Repository, root_around},
    source::{Arena, join},
};

/// A command, and what it is good for.
type Step = (&'static str, String);

/// Says what this folder is, and what to do next.
pub(super) fn next(root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
    if !root.is_dir() {
        bail!("there is no folder `{}`", root.display());
    }
    let is_repository = root_around(root).is_some_and(|around| around == root);
    let (mut text, steps) = if is_repository { of_repository(root)? } else { nowhere(root) };
    text += shown!("\nnext\n");
    for (command, what) in &steps {
        text += shown!("  {BOLD}{command:<38}{BOLD:#}  {what}\n"; BOLD, command, what);
    }
    text += shown!("\n`kdm help` lists all commands, `kdm help COMMAND` explains one\n");
    terminal.print_styled(&text)
}

/// Where there is no repository.
fn nowhere(root: &Path) -> (Shown, Vec<Step>) {
    let text = shown!("{BOLD}`{}` is no KDM repository, nor in one{BOLD:#}: it has no channel file\n", root.display(); BOLD);
    let steps = [
        ("kdm init my-kdm", "makes a repository that builds"),
        ("kdm show --data FILE rancher 2.15", "says what a Rancher makes of any data.json"),
        ("kdm diff OLD NEW", "compares two of them"),
        ("kdm page --data FILE --out page.html", "makes one a page to look through"),
        ("kdm mirror-list --root REPOSITORY", "lists the images to copy to a site without network"),
    ];
    (text, steps.map(|(command, what)| (command, what.to_owned())).into())
}

/// What a repository is, and what is to be done in it, the most urgent first.
fn of_repository(root: &Path) -> anyhow::Result<(Shown, Vec<Step>)> {
    let repository = Repository::load(Place::root(root), None)?;
    let (mut arenas, arena) = (Arenas::default(), Arena::new());
    let examined = examine_alone(&repository, Given::default(), (&mut arenas, &arena));
    let (metadata, unreadable) = (&examined.metadata, examined.found.forbid());
    let (line, judged) = (examined.line, examined.policy.judge(examined.found));

    let of_line = line.map(|line| format!(" for Rancher {line}")).unwrap_or_default();
    let parts = parts(metadata);
    let mut text = shown!("{BOLD}`{}` is a KDM repository{of_line}{BOLD:#}: {parts}\n", root.display(); BOLD, of_line, parts);
    let mut steps = Vec::new();
    let errors = judged.iter().filter(|judged| judged.stops()).count();
    if errors > 0 {
        let errors = count(errors, "error");
        text += shown!("  {errors} in it: nothing should be released like this\n"; errors);
        steps.push(("kdm check", "shows what is wrong, where, and what to do".to_owned()));
    }
    let stale = if unreadable { Vec::new() } else { stale_files(metadata, &repository) };
    if let Some(name) = stale.first() {
        let is_there = repository.sources.is_file(&join(repository.root(), name));
        let state = if is_there { "not what its sources compile to" } else { "not there yet" };
        text += shown!("  `{name}` is {state}\n"; name, state);
        steps.push(("kdm generate", format!("compiles the sources into `{name}`")));
    }
    let candidates = candidates(metadata);
    if candidates > 0 {
        let candidates = count(candidates, "candidate");
        text += shown!("  {candidates} in the channel files\n"; candidates);
        steps.push(("kdm release promote", "makes releases of them, once they are out".to_owned()));
    }
    if errors == 0 && stale.is_empty() {
        text += shown!("  the build is fresh, and nothing stops a release\n");
        steps.push(("kdm release add VERSION", "enters the next release".to_owned()));
        let lines = "shows all branches: what waits, what is missing";
        steps.extend(root.join(".git").exists().then(|| ("kdm lines", lines.to_owned())));
    }
    steps.push(("kdm show rancher head", "says what the newest Rancher makes of it".to_owned()));
    steps.push(("kdm page --out page.html", "makes the build a page to look through".to_owned()));
    if root != Path::new(".") && !root.components().all(|part| part.as_os_str() == "..") {
        let root = shell_word(&root.display().to_string());
        text += shown!("  the commands below need `--root {root}`\n"; root);
    }
    Ok((text, steps))
}

/// How much of what the repository has.
fn parts(metadata: &Metadata<'_>) -> String {
    let counts = metadata.counts();
    let releases = Distribution::ALL.iter().zip(counts.releases);
    let releases = releases.filter_map(|(distribution, releases)| Some((distribution.key(), releases?)));
    let mut parts: Vec<_> =
        releases.map(|(key, releases)| format!("{key} {}", count(releases, "release"))).collect();
    parts.extend(counts.rke_versions.map(|versions| format!("rke {}", count(versions, "version"))));
    parts.join(", ")
}

/// How many releases are not out yet.
fn candidates(metadata: &Metadata<'_>) -> usize {
    let releases = metadata.sections().flat_map(|(_, section)| section.releases());
    let versions = releases.filter_map(|release| ReleaseVersion::parse(release.version()?.value));
    versions.filter(|version| version.candidate.is_some()).count()
}
