//! A commit, compiled: what it builds, and what is found in it.

use std::path::Path;

use crate::{
    cli::{
        candidate::{Given, stale_files},
        check::examine::{Examined, examine_alone},
    },
    diagnostic::{Judged, Level, Policy, Rule},
    diff::Build,
    model::{Metadata, RancherLine, settings::Settings},
    repository::{Arenas, Branch, Place, Repository, SETTINGS},
    source::{Arena, LoadErrors},
};

/// The files of a commit and the memory of what is made of them.
pub(super) struct Memory {
    /// What its places begin with.
    label: String,
    repository: Result<Repository, LoadErrors>,
    arenas: Arenas,
    arena: Arena,
}

/// What is made of a commit.
pub(super) struct Compiled<'s> {
    /// What would ship; or why that cannot be known.
    pub(super) build: Result<Build<'s>, String>,
    /// Findings that stop a release.
    pub(super) errors: usize,
    /// The first of them, with its place.
    pub(super) first_error: Option<String>,
    /// What is found about windows besides.
    pub(super) windows: Vec<String>,
    pub(super) settings: Settings<'s>,
    pub(super) policy: Policy,
    /// The line that it is judged for.
    pub(super) line: Option<RancherLine>,
    /// The files that it is made of, where they can be read.
    repository: Option<&'s Repository>,
    /// Whether RKE's tables are those of its data.json, because it has no others.
    pub(super) has_tables_of_build: bool,
}

/// What says that a window does not fit its line.
const OF_WINDOWS: [Rule; 3] = [Rule::WindowMax, Rule::WindowNewest, Rule::Window];

impl Memory {
    /// Loads the commit of a branch.
    pub(super) fn load(root: &Path, branch: &Branch) -> Self {
        Self::new(&branch.name, Repository::load_whole(Place::commit(root, &branch.commit, &branch.name)))
    }

    /// Takes files that are in memory.
    pub(super) fn new(label: &str, repository: Result<Repository, LoadErrors>) -> Self {
        Self { label: format!("{label}:"), repository, arenas: Arenas::default(), arena: Arena::new() }
    }

    /// Compiles it and looks at it as `kdm check` does. `line` is what the name of the branch says.
    pub(super) fn compile(&mut self, line: Option<RancherLine>) -> Compiled<'_> {
        let repository = match &self.repository {
            Ok(repository) => repository,
            Err(LoadErrors(errors)) => {
                let why = errors.first().map(ToString::to_string).unwrap_or_default();
                return Compiled::unreadable(why.replacen(&self.label, "", 1));
            }
        };
        let given = Given { rke_source: None, line };
        let examined = examine_alone(repository, given, (&mut self.arenas, &self.arena));
        let Examined { found, settings, policy, line: judged_for, metadata } = examined;
        let cannot_be_read = found.forbid();
        let judged = policy.judge(found);
        let said = |judged: &Judged| said(judged, repository);
        if cannot_be_read {
            let why = judged.iter().find(|judged| judged.finding.rule.level() == Level::Forbid);
            return Compiled::unreadable(why.map(said).unwrap_or_default());
        }
        let stopping = || judged.iter().filter(|judged| judged.stops());
        let first_error = stopping().next().map(said);
        let of_windows =
            judged.iter().filter(|judged| OF_WINDOWS.contains(&judged.finding.rule) && !judged.is_excepted());
        let mut windows: Vec<_> = of_windows.map(said).collect();
        windows.retain(|window| Some(window) != first_error.as_ref());
        if let (Some(of_name), Some(set)) = (line, settings.line.filter(|set| Some(*set) != line)) {
            windows.insert(0, format!("`{SETTINGS}` says that this is the line {set}, and not {of_name}"));
        }
        Compiled {
            errors: stopping().count(),
            first_error,
            windows,
            repository: Some(repository),
            has_tables_of_build: repository.has_tables_of_its_build(),
            line: judged_for,
            settings,
            policy,
            build: Ok(Build::of(metadata, &self.arena)),
        }
    }
}

/// A finding in a line, its file as it is named in the branch.
fn said(judged: &Judged, repository: &Repository) -> String {
    let finding = &judged.finding;
    let root = repository.root().to_string_lossy();
    let place = finding.labels.first().map(|label| repository.sources.place(label.span));
    let place = place.map(|place| {
        let file = place.file.strip_prefix(root.as_ref()).unwrap_or(&place.file);
        format!("{file}:{}:{}: ", place.line, place.column)
    });
    format!("{}{}", place.unwrap_or_default(), finding.title)
}

impl Compiled<'_> {
    fn unreadable(why: String) -> Self {
        Self {
            build: Err(why),
            errors: 0,
            first_error: None,
            windows: Vec::new(),
            settings: Settings::default(),
            policy: Policy::default(),
            line: None,
            repository: None,
            has_tables_of_build: false,
        }
    }

    /// The build, if there is one.
    pub(super) fn metadata(&self) -> Option<&Metadata<'_>> {
        self.build.as_ref().ok().map(|build| &build.metadata)
    }

    /// The generated files that are not what is made here.
    pub(super) fn stale(&self) -> Vec<&'static str> {
        let made = self.repository.zip(self.metadata());
        made.map(|(repository, metadata)| stale_files(metadata, repository)).unwrap_or_default()
    }
}
