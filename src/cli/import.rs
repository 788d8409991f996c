//! `kdm import`: RKE tables of upstream's into a tree that people can keep.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{anyhow, bail};
use clap::Args;

use super::{
    outcome::Outcome,
    terminal::{BOLD, Terminal},
};
use crate::{
    diagnostic::{Diagnostics, Judged, Policy, shown::shown, words::count},
    edit::{self, NewPin},
    emit::{render_tree, rke_digest, write_rke_tables},
    model::rke::Rke,
    output::{self, FileChange, Output, Replacement, StagedFolder, Written},
    pass,
    repository::{Arenas, Place, Repository, Revision, SETTINGS, SourceKind, TREE, writable},
    source::{Arena, describe, join},
};

/// Write the RKE tables of a checkout of upstream's repository, or of a compiled data.json, as the tree data/rke.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 written or unchanged, 1 findings or a tree that differs, 2 could not run."
)]
pub(super) struct Import {
    /// The checkout, a revision of one (../kdm@dev-v2.9), or the compiled data.json.
    source: PathBuf,

    /// Overwrite a tree that differs.
    #[arg(long)]
    force: bool,

    /// The address of the repository, where the source does not say it.
    #[arg(skip)]
    address: Option<String>,
}

impl Import {
    /// What `kdm import SOURCE` does.
    pub(super) fn of(source: PathBuf) -> Self {
        Self { source, force: false, address: None }
    }

    /// What `kdm import SOURCE --force` does; a source that does not say which repository it is of has this address.
    pub(super) fn pinning(source: PathBuf, address: Option<String>) -> Self {
        Self { source, force: true, address }
    }

    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        writable(root)?;
        if !root.is_dir() {
            bail!("cannot write to `{}`: there is no such folder", root.display());
        }

        // The tables as they are in the source.
        let repository = Repository::load_only_tables(Place::beside(root, &self.source))?;
        let mut arenas = Arenas::default();
        let mut diagnostics = Diagnostics::default();
        let catalog = repository.read(&mut arenas, &mut diagnostics);
        let target = join(root, TREE);
        let found = Policy::default().judge(diagnostics);
        let undone = format!("nothing is written to `{}`", target.display());
        if terminal.stopped(&found, &repository.sources, &undone) {
            return Ok(Outcome::Findings);
        }
        let arena = Arena::new();
        let rke = pass::compile(catalog, &arena, &mut Diagnostics::default()).rke;
        let Some(rke) = rke.filter(|rke| !rke.is_null()) else {
            bail!("`{}` has no RKE tables: there is nothing to import", self.source.display());
        };

        output::within(root, &target)?;
        output::within(root, &join(root, SETTINGS))?;

        // As a tree, written beside the old one; and read back, to see that it is the same.
        let files = render_tree(&rke)?;
        repository.sources.unchanged()?;
        let mut staged = StagedFolder::write(&target, &files)?;
        let expected = write_rke_tables(&rke, Vec::new())?;
        let (found, why) = read_back(staged.path())?;
        if found != expected {
            let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
            bail!("`{}` has tables that a tree cannot hold{why}; nothing is written", self.source.display());
        }

        let pin = self.pin(&repository, &rke);
        let settings = edit::renewed(root, pin.as_ref())?;

        // The old tree gives way if it may.
        say_changes(&target, &staged.changes, files.len(), terminal);
        let differs = staged.changes.iter().any(|(change, _)| *change != FileChange::New);
        if differs && !self.force {
            terminal.fail(
                &format!("`{}` differs and is left as it is", target.display()),
                Some("overwrite it with `--force`; what only the old tree has is then lost"),
            );
            return Ok(Outcome::Findings);
        }
        // The settings say where it comes from, or lose a pin that is no longer true. Both are on disk before either
        // takes its place.
        let mut settings = settings.map(|settings| write(root, &settings)).transpose()?;
        let mut replaced: Vec<&mut dyn Replacement> = Vec::new();
        if !staged.changes.is_empty() {
            replaced.push(&mut staged);
        }
        replaced.extend(settings.as_mut().map(|settings| settings as &mut dyn Replacement));
        terminal.told(&output::commit(&mut replaced)?);
        if settings.is_some() {
            say_pin(&join(root, SETTINGS), pin.as_ref(), terminal);
        }
        Ok(Outcome::Clean)
    }

    /// The pin of a checkout.
    fn pin(&self, repository: &Repository, rke: &Rke<'_>) -> Option<NewPin> {
        let source = repository.rke_source()?;
        let Revision { commit, repository } = repository.revision();
        let repository = repository.or_else(|| self.address.clone());
        (source.kind == SourceKind::Go).then(|| NewPin { repository, commit, sha256: rke_digest(rke) })
    }
}

/// The RKE part of the data.json that a tree compiles to, and what is wrong with the tree.
fn read_back(tree: &Path) -> anyhow::Result<(Vec<u8>, Option<String>)> {
    let repository = Repository::load_only_tables(Place::root(tree))?;
    let mut arenas = Arenas::default();
    let mut found = Diagnostics::default();
    let catalog = repository.read(&mut arenas, &mut found);
    let arena = Arena::new();
    let rke = pass::compile(catalog, &arena, &mut Diagnostics::default()).rke.unwrap_or_default();
    let why = Policy::default().judge(found).into_iter().find(Judged::stops);
    let why = why.map(|judged| judged.finding.title.to_string());
    Ok((write_rke_tables(&rke, Vec::new())?, why))
}

/// Writes `data/kdm.yaml`; it takes its place with [`Written::commit`].
fn write(root: &Path, text: &str) -> anyhow::Result<Written> {
    let path = join(root, SETTINGS);
    let failed = |error: &io::Error| anyhow!("cannot write `{}`: {}", path.display(), describe(error));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    }
    Ok(Output::whole(&path, text.as_bytes())?)
}

/// What becomes of the files of a tree: the first of them by name.
fn say_changes(target: &Path, changes: &[(FileChange, String)], files: usize, terminal: &Terminal) {
    const LISTED: usize = 20;
    let unchanged = if changes.is_empty() { ", unchanged" } else { "" };
    let files = count(files, "file");
    terminal.say(&shown!("{BOLD}{}{BOLD:#}: {files}{unchanged}\n", target.display(); BOLD, files, unchanged));
    for (change, name) in changes.iter().take(LISTED) {
        let change = match change {
            FileChange::New => "new",
            FileChange::Changed => "changed",
            FileChange::Removed => "removed",
        };
        terminal.say(&shown!("  {change:<8}{name}\n"; change, name));
    }
    if changes.len() > LISTED {
        terminal.say(&shown!("  ... and {} more\n", changes.len() - LISTED));
    }
}

/// What the settings say now of where the tree comes from.
fn say_pin(settings: &Path, pin: Option<&NewPin>, terminal: &Terminal) {
    let what = match pin {
        Some(NewPin { commit: Some(commit), .. }) => format!("pinned to commit {commit}"),
        Some(NewPin { commit: None, sha256, .. }) => {
            format!("pinned to sha256 {sha256}; the checkout has no `.git` that names a commit")
        }
        None => "the pin is removed, because this source is not a checkout".to_owned(),
    };
    terminal.say(&shown!("{BOLD}{}{BOLD:#}: {what}\n", settings.display(); BOLD, what));
}
