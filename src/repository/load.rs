//! From a folder to the files of a build.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    build_file::load_data_json,
    files::{BuildFiles, Repository},
    git::{self, FileConflict},
    layout::{DATA_JSON, MIRROR_LIST, PATCH, SETTINGS},
    part::Part,
    place::{Place, open},
    rke_source::{RkeSource, SourceKind, is_checkout},
    stray::stray_files,
};
use crate::{
    model::{Distribution, channel::Origin},
    source::{LoadError, LoadErrors, Sources, join},
};

impl Repository {
    /// Loads the channel files in `root` that are there, and the RKE tables: from `rke_source`, which is a
    /// compiled data.json, a tree or a checkout of upstream's, else from the repository itself if it has any. A
    /// channel file that is not there is taken from such a checkout.
    ///
    /// # Errors
    ///
    /// A `root` that is not a folder, or every file that cannot be read: a channel file may be missing, but not
    /// `channels.yaml` when nothing can stand in for it.
    pub fn load(root: Place<'_>, rke_source: Option<Place<'_>>) -> Result<Self, LoadErrors> {
        Self::load_into(Sources::default(), root, rke_source)
    }

    /// The same, some files with the texts that they will have ([`Sources::over`]).
    ///
    /// # Errors
    ///
    /// As [`Repository::load`].
    pub fn load_into(
        mut sources: Sources,
        root: Place<'_>,
        rke_source: Option<Place<'_>>,
    ) -> Result<Self, LoadErrors> {
        let files = BuildFiles::load(root, rke_source, &mut sources)?;
        Ok(Self { sources, files })
    }

    /// Loads a repository that stands for itself: RKE tables that it has in no other form are those of its data.json.
    ///
    /// # Errors
    ///
    /// As [`Repository::load`].
    pub fn load_whole(root: Place<'_>) -> Result<Self, LoadErrors> {
        let mut sources = Sources::default();
        let root = open(root, &mut sources)?.path;
        if !sources.is_folder(&root) {
            return Err(LoadError::no_folder(&root).into());
        }
        let files = BuildFiles::load_whole(root, &mut sources)?;
        Ok(Self { sources, files })
    }

    /// Loads what two branches would be together, merged into the one that is `ours`; and the files that cannot be merged, of
    /// which ours are loaded. `name` is what its places begin with.
    ///
    /// # Errors
    ///
    /// What git says, and as [`Repository::load`].
    pub fn load_merged(
        folder: &Path,
        commits: [&str; 3],
        name: &str,
    ) -> Result<(Result<Self, LoadErrors>, Vec<FileConflict>), String> {
        let (merged, conflicts) = git::merge(folder, commits, &[DATA_JSON, MIRROR_LIST])?;
        let mut sources = Sources::default();
        let root = format!("{name}:");
        sources.mount(root.clone(), Arc::new(merged));
        let files = BuildFiles::load_whole(PathBuf::from(root), &mut sources);
        Ok((files.map(|files| Self { sources, files }), conflicts))
    }

    /// Loads nothing but RKE tables.
    ///
    /// # Errors
    ///
    /// Every file that cannot be read, or a folder without tables.
    pub fn load_only_tables(source: Place<'_>) -> Result<Self, LoadErrors> {
        let mut sources = Sources::default();
        let opened = open(source, &mut sources)?;
        let Some(found) = RkeSource::named(&opened.path, &sources)? else {
            let reason = "there are no RKE tables in it; upstream has had none since dev-v2.12";
            return Err(LoadError::new(source.named(), reason).into());
        };
        let revision = opened.revision;
        let mut files = BuildFiles { root: opened.path, rke: Some(found), revision, ..BuildFiles::default() };
        let failed = files.load_tables(&mut sources);
        LoadErrors::or(failed, Self { sources, files })
    }
}

impl BuildFiles {
    /// As [`Repository::load`], among other sources.
    pub(super) fn load(
        root: Place<'_>,
        rke_source: Option<Place<'_>>,
        sources: &mut Sources,
    ) -> Result<Self, LoadErrors> {
        let root = open(root, sources)?.path;
        if !sources.is_folder(&root) {
            return Err(LoadError::no_folder(&root).into());
        }
        let rke_source = rke_source.map(|source| open(source, sources)).transpose()?;
        let named = rke_source.as_ref().map(|source| source.path.as_path());
        Self::load_opened(root, named, sources)
            .map(|files| Self { revision: rke_source.and_then(|source| source.revision), ..files })
    }

    /// The same of places that are open.
    pub(super) fn load_opened(
        root: PathBuf,
        rke_source: Option<&Path>,
        sources: &mut Sources,
    ) -> Result<Self, LoadErrors> {
        let mut loaded = Self { root, ..Self::default() };
        let root = &loaded.root.clone();
        let mut failed = Vec::new();
        let rke = match rke_source {
            Some(path) => RkeSource::named(path, sources),
            None => RkeSource::own(root, sources),
        };
        match rke {
            Ok(found) => loaded.rke = found,
            Err(error) => failed.push(error),
        }
        failed.extend(loaded.load_channels(rke_source, sources));
        for (part, name) in [(Part::Settings, SETTINGS), (Part::Patch, PATCH)] {
            match sources.load(&join(root, name)) {
                Ok(file) => loaded.files.push((part, file)),
                Err(error) if error.is_missing() => {}
                Err(error) => failed.push(error),
            }
        }
        let has_patch = loaded.files.iter().any(|(part, _)| *part == Part::Patch);
        loaded.found.report_all(stray_files(root, has_patch, sources));
        match sources.read_text(&join(root, "go.mod")) {
            Ok(text) => loaded.requires_rke = requires_rke(&text),
            Err(error) if error.is_missing() => {}
            Err(error) => failed.push(error),
        }
        failed.extend(loaded.load_tables(sources));
        LoadErrors::or(failed, loaded)
    }

    /// Loads the channel files.
    fn load_channels(&mut self, rke_source: Option<&Path>, sources: &mut Sources) -> Vec<LoadError> {
        let mut failed = Vec::new();
        let compiled = self.rke.as_ref().is_some_and(|source| source.kind == SourceKind::Compiled);
        for distribution in Distribution::ALL {
            let error = match sources.load(&join(&self.root, distribution.channel_file())) {
                Ok(file) => {
                    self.files.push((Part::Channels(distribution, Origin::Own), file));
                    continue;
                }
                Err(error) => error,
            };
            let checkout = rke_source.filter(|source| error.is_missing() && is_checkout(source, sources));
            let stands_in = checkout.map(|folder| sources.load(&join(folder, distribution.channel_file())));
            match stands_in {
                Some(Ok(file)) => self.files.push((Part::Channels(distribution, Origin::Checkout), file)),
                Some(Err(other)) if !other.is_missing() => failed.push(other),
                _ if error.is_missing() && (compiled || distribution != Distribution::K3s) => {}
                _ => failed.push(error),
            }
        }
        failed
    }

    /// Loads the files of the RKE tables.
    fn load_tables(&mut self, sources: &mut Sources) -> Vec<LoadError> {
        let Some(RkeSource { kind, path }) = self.rke.clone() else { return Vec::new() };
        match kind {
            SourceKind::Compiled => self.load_compiled(&path, sources).err().into_iter().collect(),
            SourceKind::Tree => self.load_tree(&path, sources),
            SourceKind::Go => self.load_go(&path, sources),
        }
    }

    fn load_compiled(&mut self, path: &Path, sources: &mut Sources) -> Result<(), LoadError> {
        let build = load_data_json(path, sources, &mut self.found)?;
        self.files.push((Part::DataJson, build.file()));
        Ok(())
    }
}

/// Whether a `go.mod` names rancher/rke among what it requires.
fn requires_rke(text: &str) -> bool {
    let mut lines = text.lines().map(|line| line.trim().trim_start_matches("require ").trim_start());
    lines.any(|line| line.starts_with("github.com/rancher/rke "))
}
