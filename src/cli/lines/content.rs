//! What commits have, by values, each read once for all that are compared with it.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    diagnostic::Diagnostics,
    diff::{Build, Things},
    emit::rke_digest,
    repository::{Arenas, Place, load_build, why_unreadable},
    source::{LoadErrors, Sources},
};

/// What a commit has.
pub(super) struct Content {
    pub(super) things: Things,
    /// The digest of its RKE tables.
    pub(super) rke: Option<String>,
}

impl Content {
    pub(super) fn of(build: &Build<'_>) -> Self {
        Self { things: Things::of(build), rke: build.metadata.rke.as_ref().map(rke_digest) }
    }
}

/// Those of many commits; or why they cannot be known.
#[derive(Default)]
pub(super) struct Contents {
    known: Mutex<BTreeMap<String, Result<Arc<Content>, String>>>,
}

impl Contents {
    pub(super) fn add(&self, commit: &str, content: Content) {
        self.keep(commit, Ok(Arc::new(content)));
    }

    /// What a commit has. `label` is shown for it.
    pub(super) fn of(&self, root: &Path, commit: &str, label: &str) -> Result<Arc<Content>, String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(commit).cloned();
        known.unwrap_or_else(|| {
            let content = read(root, commit, label).map(Arc::new);
            self.keep(commit, content.clone());
            content
        })
    }

    fn keep(&self, commit: &str, content: Result<Arc<Content>, String>) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(commit.to_owned(), content);
    }
}

fn read(root: &Path, commit: &str, label: &str) -> Result<Content, String> {
    let (mut sources, mut found, mut arenas) =
        (Sources::default(), Diagnostics::default(), Arenas::default());
    let place = load_build(Place::commit(root, commit, label), &mut sources, &mut found)
        .map_err(|LoadErrors(errors)| errors.first().map(ToString::to_string).unwrap_or_default())?;
    let content = Build::read(&sources, &place, &mut arenas, &mut found).map(|build| Content::of(&build));
    content.ok_or_else(|| why_unreadable(found, &sources))
}
