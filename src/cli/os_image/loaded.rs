//! From places to named Releases.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::selection::Selection;
use crate::{
    consumer::os_image::{Named, name},
    diagnostic::{Diagnostics, FileId},
    lint::os_image::{unknown_placeholders, unnamed},
    model::os_image::{BUILT_IN, NamingRules, Release, read_release, read_rules},
    repository::{Place, ReleaseFile, load_releases, path_of},
    source::{Arena, LoadErrors, Sources},
};

/// Files that have been read, and are not looked into yet.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) sources: Sources,
    pub(super) files: Vec<ReleaseFile>,
    pub(super) rules: FileId,
}

/// What the rules are shown as where no file has them.
const BUILT_IN_NAME: &str = "<built-in rules>";

impl Loaded {
    /// Loads rules, and the Releases of places; those of the repository where no place is named.
    pub(super) fn of(root: &Path, paths: &[PathBuf], rules: Option<&Path>) -> Result<Self, LoadErrors> {
        let places = match paths {
            [] => vec![Place::root(root)],
            paths => paths.iter().map(|path| Place::of_releases(root, path)).collect(),
        };
        let mut sources = Sources::default();
        let rules = load_rules(root, rules, &mut sources);
        let files = load_releases(&places, &mut sources);
        match (rules, files) {
            (Ok(rules), Ok(files)) => Ok(Self { sources, files, rules }),
            (Err(rules), Err(files)) => Err(LoadErrors(rules.0.into_iter().chain(files.0).collect())),
            (Err(failed), Ok(_)) | (Ok(_), Err(failed)) => Err(failed),
        }
    }

    /// Reads some of the files; those that the selection leaves out are there for others to be compared with, and no errors.
    pub(super) fn read<'s>(
        &'s self,
        files: &[ReleaseFile],
        selection: &Selection,
        is_asked: impl Fn(&ReleaseFile) -> bool,
        arena: &'s Arena,
    ) -> Releases<'s> {
        let mut releases = Releases::default();
        for of in files {
            let file = of.file;
            let read = read_release(file, &self.sources, arena);
            if is_asked(of) && selection.includes(&read) {
                releases.found.push((file, read.found));
                // Without its state it cannot be told whether it counts.
                if read.state.is_some() || !selection.asks_for_state() {
                    releases.counting.insert(file);
                    releases.beside.push((file, read.beside));
                } else {
                    releases.found.push((file, read.beside));
                }
            }
            releases.unsound += usize::from(read.release.is_none());
            releases.all.extend(read.release);
        }
        releases.all.sort_by_cached_key(|release| (release.identity.clone(), release.name.value));
        releases
    }

    /// The rules; nothing where they cannot be used.
    pub(super) fn rules<'s>(&'s self, arena: &'s Arena, found: &mut Diagnostics) -> Option<NamingRules<'s>> {
        read_rules(self.rules, &self.sources, arena, found)
    }

    /// The image of each Release; nothing for those that have no name, which is reported of those that are asked for.
    pub(super) fn names<'r>(
        &self,
        releases: &[&Release<'_>],
        rules: &'r NamingRules<'_>,
        is_asked: impl Fn(&Release<'_>) -> bool,
        found: &mut Diagnostics,
    ) -> Vec<Option<Named<'r>>> {
        let unknown: BTreeSet<&str> = unknown_placeholders(rules, releases, &is_asked, &self.sources, found);
        let named = releases.iter().map(|release| match name(release, rules) {
            Ok(named) => Some(named),
            Err(why) => {
                if is_asked(release) {
                    unnamed(release, &why, &unknown, found);
                }
                None
            }
        });
        named.collect()
    }
}

/// Releases, and what was found on the way to them.
#[derive(Debug, Default)]
pub(super) struct Releases<'s> {
    /// By provider and version.
    pub(super) all: Vec<Release<'s>>,
    counting: BTreeSet<FileId>,
    /// How many files are Releases that cannot be read, or something else.
    unsound: usize,
    /// Why files cannot be read as Releases.
    found: Vec<(FileId, Diagnostics)>,
    /// What is wrong with them and names nothing.
    beside: Vec<(FileId, Diagnostics)>,
}

impl<'s> Releases<'s> {
    /// Whether every file can be read as a Release.
    pub(super) fn are_sound(&self) -> bool {
        self.unsound == 0
    }

    /// Whether the selection has it.
    pub(super) fn counts(&self, release: &Release<'_>) -> bool {
        self.counting.contains(&release.file)
    }

    /// Moves why files cannot be read to other findings.
    pub(super) fn report(&mut self, is_asked: impl Fn(FileId) -> bool, found: &mut Diagnostics) {
        move_asked(&mut self.found, is_asked, found);
    }

    /// Moves what names nothing to other findings.
    pub(super) fn report_beside(&mut self, is_asked: impl Fn(FileId) -> bool, found: &mut Diagnostics) {
        move_asked(&mut self.beside, is_asked, found);
    }

    /// Those that count, with their images; what has none is reported.
    pub(super) fn named<'r>(
        &'r self,
        loaded: &Loaded,
        rules: &'r NamingRules<'_>,
        found: &mut Diagnostics,
    ) -> Vec<(&'r Release<'s>, Named<'r>)> {
        let counting: Vec<_> = self.all.iter().filter(|release| self.counts(release)).collect();
        let names = loaded.names(&counting, rules, |_| true, found);
        counting.into_iter().zip(names).filter_map(|(release, named)| Some((release, named?))).collect()
    }
}

/// Moves the findings of files that are asked for to others, and drops the rest.
fn move_asked(
    of_files: &mut Vec<(FileId, Diagnostics)>,
    is_asked: impl Fn(FileId) -> bool,
    found: &mut Diagnostics,
) {
    for (_, of_file) in of_files.drain(..).filter(|(file, _)| is_asked(*file)) {
        found.append(of_file);
    }
}

/// Loads rules: those of a file, or the built-in ones.
pub(super) fn load_rules(
    root: &Path,
    file: Option<&Path>,
    sources: &mut Sources,
) -> Result<FileId, LoadErrors> {
    match file {
        Some(file) => Ok(path_of(Place::beside(root, file), sources).and_then(|path| sources.load(&path))?),
        None => Ok(sources.add(BUILT_IN_NAME, BUILT_IN)),
    }
}
