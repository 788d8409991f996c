//! Monthly branches: what they brought, and whether that is still in the branches that people read.

use std::{path::Path, sync::Arc};

use super::compiled::Memory;
use crate::{
    diff::{Brought, Build, Fate, Things},
    emit::rke_digest,
    report::{Merged, Monthly},
    repository::{Began, Branch, began},
};

/// The dev or the release branch of a line, ready to be compared with.
pub(super) struct Main<'b> {
    branch: &'b Branch,
    things: Arc<Things>,
    /// The digest of its RKE tables.
    rke: Option<String>,
}

impl<'b> Main<'b> {
    pub(super) fn of(branch: &'b Branch, build: &Build<'_>) -> Self {
        Self { branch, things: Arc::new(Things::of(build)), rke: build.metadata.rke.as_ref().map(rke_digest) }
    }
}

/// What the board says of a monthly branch, beside the dev and the release branch of its line.
pub(super) fn board(root: &Path, branch: &Branch, mains: &[Main<'_>]) -> Monthly {
    let mut monthly = Monthly {
        name: branch.name.clone(),
        commit: branch.commit.clone(),
        unknown: None,
        versions: Vec::new(),
        templates: Vec::new(),
        into: Vec::new(),
    };
    let of_commit = |name: &str, commit: &str| {
        // A month begins with a commit of these branches, and may end with one.
        if let Some(main) = mains.iter().find(|main| main.branch.commit == commit) {
            return Ok((Arc::clone(&main.things), main.rke.clone()));
        }
        let mut memory = Memory::load(root, name);
        let compiled = memory.compile(None);
        compiled
            .build
            .map(|build| (Arc::new(Things::of(&build)), build.metadata.rke.as_ref().map(rke_digest)))
    };
    let (things, rke) = match of_commit(&branch.name, &branch.commit) {
        Ok(found) => found,
        Err(why) => {
            monthly.unknown = Some(format!("it cannot be compiled: {why}"));
            return monthly;
        }
    };
    let began = mains.iter().map(|main| began(root, &branch.commit, &main.branch.commit));
    let began = began.collect::<Vec<_>>();
    let at = began.iter().find_map(|began| if let Began::At(commit) = began { Some(commit) } else { None });
    let mut of_month = Brought::default();
    match at.map(|commit| of_commit(commit, commit)) {
        Some(Ok((base, _))) => of_month = things.brought_since(&base),
        Some(Err(why)) => {
            monthly.unknown = Some(format!("the commit where it began cannot be compiled: {why}"));
        }
        None if began.contains(&Began::Within) => {
            monthly.unknown = Some("its commits are those of the branches below".to_owned());
        }
        None => {
            let why = "this clone does not have the commit where it began";
            monthly.unknown = Some(why.to_owned());
        }
    }
    let into = mains.iter().map(|main| {
        let Fate { lacks, differs, windows } = things.fate_in(&of_month, &main.things);
        let branch = main.branch.name.clone();
        Merged { branch, lacks, differs, windows, same_rke: main.rke == rke }
    });
    monthly.into = into.collect();
    Brought { versions: monthly.versions, templates: monthly.templates } = of_month;
    monthly
}
