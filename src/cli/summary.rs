//! What `kdm generate` prints about what it wrote.

use std::path::Path;

use super::{previous::Previous, terminal::BOLD};
use crate::{
    consumer::RegsyncCounts,
    diagnostic::{
        Shown,
        shown::shown,
        words::{count, thousands},
    },
    model::{Counts, Distribution, Metadata, channel::ChannelData},
    output::{Change, Written},
    repository::Repository,
};

/// The files that the parts of a build were read from.
#[derive(Debug)]
pub(super) struct Origins {
    sections: [Option<String>; Distribution::ALL.len()],
    rke: Option<String>,
}

impl Origins {
    pub(super) fn of(metadata: &Metadata<'_>, repository: &Repository) -> Self {
        let name = |section: &ChannelData<'_>| Some(repository.sources.file(section.span?.file).name.clone());
        Self {
            sections: Distribution::ALL.map(|distribution| metadata.section(distribution).and_then(name)),
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
pub(super) fn of_build(
    target: &Path,
    written: &Written,
    check: bool,
    counts: &Counts,
    previous: &Previous<'_>,
    origins: &Origins,
) -> Shown {
    let state = state(written, check);
    let would_be = if check && written.change != Change::Unchanged { "would be " } else { "" };
    let bytes = thousands(written.bytes);
    let mut text = shown!(
        "{BOLD}{}: {state}{BOLD:#}; {would_be}{bytes} bytes, sha256 {}\n",
        target.display(), written.sha256; BOLD, state, would_be, bytes
    );
    let before = match previous {
        Previous::Build(build) => Some(build.metadata.counts()),
        Previous::None => None,
        Previous::Unreadable { why, .. } => {
            text += shown!("  the old file cannot be read: {why}\n"; why);
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
    text: &mut Shown,
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
    match (now, origin) {
        (Some(now), origin) => {
            let plural = if now == 1 { "" } else { "s" };
            let origin = origin.map(|origin| format!(", from {origin}")).unwrap_or_default();
            *text += shown!(
                "  {name:<5}{now:>4} {noun}{plural}{before}{origin}\n";
                name, now, noun, plural, before, origin
            );
        }
        (None, _) if !before.is_empty() => *text += shown!("  {name:<5}none{before}\n"; name, before),
        (None, _) => {}
    }
}

/// What was written of a list.
pub(super) fn of_list(target: &Path, lines: usize, written: &Written, check: bool) -> Shown {
    let state = state(written, check);
    let lines = count(lines, "line");
    let text = shown!("{BOLD}{}: {state}{BOLD:#}; {lines}\n", target.display(); BOLD, state, lines);
    if check && written.change != Change::Unchanged { text + STALE } else { text }
}

/// What was written of a regsync.yaml.
pub(super) fn of_regsync(target: &Path, counts: &RegsyncCounts, written: &Written, check: bool) -> Shown {
    let state = state(written, check);
    let RegsyncCounts { sources, tags, only_kept } = *counts;
    let kept = match only_kept {
        0 => String::new(),
        number => format!(", {} only kept", count(number, "tag")),
    };
    let counts = format!("{}, {}{kept}", count(sources, "source"), count(tags, "tag"));
    shown!("{BOLD}{}: {state}{BOLD:#}; {counts}\n", target.display(); BOLD, state, counts)
}

/// That a regsync.yaml is there, and was not looked at.
pub(super) fn no_regsync(target: &Path, check: bool) -> Shown {
    let verb = if check { "checked" } else { "written" };
    shown!("{}: not {verb}: no image lists; see `kdm regsync`\n", target.display(); verb)
}
