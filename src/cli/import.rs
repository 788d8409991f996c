//! `kdm import`: compiled RKE tables into a tree that people can keep.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::Args;

use super::{Outcome, interrupt, report, terminal::Terminal};
use crate::{
    diagnostic::{Diagnostics, Screen},
    emit::{FileChange, StagedFolder, render_tree, write_data_json},
    model::{Metadata, rke::Rke},
    pass,
    repository::{Arenas, Repository, TREE},
    source::join,
};

/// Write the RKE tables of a compiled data.json as the tree data/rke.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 written or unchanged, 1 findings or a tree that differs, 2 could not run."
)]
pub(super) struct Import {
    /// The compiled data.json.
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
        let repository = Repository::load_compiled(&self.source)?;
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
        let Some(rke) = pass::compile(catalog).rke else {
            bail!("`{}` has no RKE tables: there is nothing to import", self.source.display());
        };

        // As a tree, written beside the old one; and back, to see that it says the same.
        let files = render_tree(&rke)?;
        interrupt::clean_up_on_interrupt();
        let staged = StagedFolder::write(&target, &files)?;
        let expected = tables_as_json(rke)?;
        let (found, why) = read_back(staged.path())?;
        if found != expected {
            let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
            bail!("`{}` has tables that a tree cannot say{why}; nothing is written", self.source.display());
        }

        // The old tree gives way if it may.
        terminal.say(&report::tree_changes(&target, &staged.changes, files.len()));
        let differs = staged.changes.iter().any(|(change, _)| *change != FileChange::New);
        if differs && !self.force {
            terminal.say(&report::tree_differs(&target));
            return Ok(Outcome::Findings);
        }
        if !staged.changes.is_empty() {
            staged.commit()?;
        }
        Ok(Outcome::Clean)
    }
}

/// The RKE part of the data.json that a tree compiles to, and what is wrong with the tree.
fn read_back(tree: &Path) -> anyhow::Result<(Vec<u8>, Option<String>)> {
    let repository = Repository::load_only_tree(tree).map_err(|errors| anyhow!("{}", errors[0]))?;
    let mut arenas = Arenas::default();
    let mut found = Diagnostics::default();
    let catalog = repository.read(&mut arenas, &mut found);
    let why = found.iter().find(|finding| finding.stops()).map(|finding| finding.title.clone());
    Ok((tables_as_json(pass::compile(catalog).rke.unwrap_or_default())?, why))
}

fn tables_as_json(rke: Rke<'_>) -> anyhow::Result<Vec<u8>> {
    Ok(write_data_json(&Metadata { rke: Some(rke), ..Metadata::default() }, Vec::new())?)
}
