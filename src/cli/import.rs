//! `kdm import`: RKE tables of upstream's into a tree that people can keep.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::Args;

use super::{Outcome, interrupt, pin, report, terminal::Terminal};
use crate::{
    diagnostic::Diagnostics,
    edit::NewPin,
    emit::{render_tree, write_rke_tables},
    model::rke::Rke,
    output::{FileChange, StagedFolder},
    pass,
    report::Screen,
    repository::{Arenas, Repository, Revision, SETTINGS, SourceKind, TREE},
    source::{Arena, join},
};

/// Write the RKE tables of a checkout of upstream's repository, or of a compiled data.json, as the tree data/rke.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 written or unchanged, 1 findings or a tree that differs, 2 could not run."
)]
pub(super) struct Import {
    /// The checkout or the compiled data.json.
    source: PathBuf,

    /// Overwrite a tree that differs.
    #[arg(long)]
    force: bool,
}

impl Import {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        if !root.is_dir() {
            bail!("cannot write to `{}`: there is no such folder", root.display());
        }

        // The tables as they are in the source.
        let repository = match Repository::load_only_tables(&self.source) {
            Ok(repository) => repository,
            Err(errors) => return Ok(report::unreadable(&errors, terminal)),
        };
        let mut arenas = Arenas::default();
        let mut diagnostics = Diagnostics::default();
        let catalog = repository.read(&mut arenas, &mut diagnostics);
        let stopped = diagnostics.stop();
        let found = diagnostics.sorted();
        terminal.say(&Screen::new(&repository.sources).render(&found));
        let target = join(root, TREE);
        if stopped {
            let errors = found.iter().filter(|finding| finding.stops()).count();
            terminal.say(&report::stopped(errors, &target));
            return Ok(Outcome::Findings);
        }
        let arena = Arena::new();
        let Some(rke) = pass::compile(catalog, &arena, &mut Diagnostics::default()).rke else {
            bail!("`{}` has no RKE tables: there is nothing to import", self.source.display());
        };

        // As a tree, written beside the old one; and back, to see that it says the same.
        let files = render_tree(&rke)?;
        interrupt::clean_up_on_interrupt();
        let staged = StagedFolder::write(&target, &files)?;
        let expected = write_rke_tables(&rke, Vec::new())?;
        let (found, why) = read_back(staged.path())?;
        if found != expected {
            let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
            bail!("`{}` has tables that a tree cannot say{why}; nothing is written", self.source.display());
        }

        let pin = Self::pin(&repository, &rke);
        let settings = pin::renewed(root, pin.as_ref())?;

        // The old tree gives way if it may.
        terminal.say(&report::tree_changes(&target, &staged.changes, files.len()));
        let differs = staged.changes.iter().any(|(change, _)| *change != FileChange::New);
        if differs && !self.force {
            terminal.say(&report::tree_differs(&target));
            return Ok(Outcome::Findings);
        }
        // The settings say where it comes from, or no longer say what is not true. Both are on disk before either
        // takes its place.
        let settings = settings.map(|settings| pin::write(root, &settings)).transpose()?;
        if !staged.changes.is_empty() {
            staged.commit()?;
        }
        if let Some(mut settings) = settings {
            settings.commit()?;
            terminal.say(&report::pinned(&join(root, SETTINGS), pin.as_ref()));
        }
        Ok(Outcome::Clean)
    }

    /// The pin of a checkout.
    fn pin(repository: &Repository, rke: &Rke<'_>) -> Option<NewPin> {
        let source = repository.rke_source()?;
        let Revision { commit, repository } = repository.revision();
        (source.kind == SourceKind::Go).then(|| NewPin { repository, commit, sha256: pin::digest(rke) })
    }
}

/// The RKE part of the data.json that a tree compiles to, and what is wrong with the tree.
fn read_back(tree: &Path) -> anyhow::Result<(Vec<u8>, Option<String>)> {
    let repository = Repository::load_only_tables(tree).map_err(|errors| anyhow!("{}", errors[0]))?;
    let mut arenas = Arenas::default();
    let mut found = Diagnostics::default();
    let catalog = repository.read(&mut arenas, &mut found);
    let why = found.iter().find(|finding| finding.stops()).map(|finding| finding.title.clone());
    let arena = Arena::new();
    let rke = pass::compile(catalog, &arena, &mut found).rke.unwrap_or_default();
    Ok((write_rke_tables(&rke, Vec::new())?, why))
}
