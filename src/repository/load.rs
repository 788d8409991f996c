//! From a folder to the files of a build.

use std::path::Path;

use super::{
    build::load_build,
    files::Repository,
    layout::{PATCH, SETTINGS},
    part::Part,
    rke_source::{RkeSource, SourceKind, is_checkout},
    stray::stray_files,
};
use crate::{
    model::{Distribution, channel::Origin},
    source::{LoadError, LoadErrors, Sources, join, read_text},
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
    pub fn load(root: &Path, rke_source: Option<&Path>) -> Result<Self, LoadErrors> {
        Self::load_into(Sources::default(), root, rke_source)
    }

    /// The same, some files with the texts that they will have ([`Sources::over`]).
    ///
    /// # Errors
    ///
    /// As [`Repository::load`].
    pub fn load_into(sources: Sources, root: &Path, rke_source: Option<&Path>) -> Result<Self, LoadErrors> {
        if !root.is_dir() {
            return Err(LoadError::no_folder(root).into());
        }
        let mut repository = Self { sources, ..Self::default() };
        let mut failed = Vec::new();
        match rke_source.map_or_else(|| RkeSource::own(root), RkeSource::named) {
            Ok(found) => repository.rke = found,
            Err(error) => failed.push(error),
        }
        let compiled = repository.rke.as_ref().is_some_and(|source| source.kind == SourceKind::Compiled);
        for distribution in Distribution::ALL {
            let path = join(root, distribution.channel_file());
            let error = match repository.sources.load(&path) {
                Ok(file) => {
                    repository.files.push((Part::Channels(distribution, Origin::Own), file));
                    continue;
                }
                Err(error) => error,
            };
            let checkout = rke_source.filter(|source| error.is_missing() && is_checkout(source));
            let stands_in =
                checkout.map(|folder| repository.sources.load(&folder.join(distribution.channel_file())));
            match stands_in {
                Some(Ok(file)) => {
                    repository.files.push((Part::Channels(distribution, Origin::Checkout), file))
                }
                Some(Err(other)) if !other.is_missing() => failed.push(other),
                _ if error.is_missing() && (compiled || distribution != Distribution::K3s) => {}
                _ => failed.push(error),
            }
        }
        for (part, name) in [(Part::Settings, SETTINGS), (Part::Patch, PATCH)] {
            match repository.sources.load(&join(root, name)) {
                Ok(file) => repository.files.push((part, file)),
                Err(error) if error.is_missing() => {}
                Err(error) => failed.push(error),
            }
        }
        let has_patch = repository.files.iter().any(|(part, _)| *part == Part::Patch);
        repository.found.report_all(stray_files(root, has_patch));
        match read_text(&join(root, "go.mod")) {
            Ok(text) => repository.requires_rke = requires_rke(&text),
            Err(error) if error.is_missing() => {}
            Err(error) => failed.push(error),
        }
        failed.extend(repository.load_tables());
        LoadErrors::or(failed, repository)
    }

    /// Loads nothing but RKE tables.
    ///
    /// # Errors
    ///
    /// Every file that cannot be read, or a folder without tables.
    pub fn load_only_tables(source: &Path) -> Result<Self, LoadErrors> {
        let Some(found) = RkeSource::named(source)? else {
            let reason = "there are no RKE tables in it; upstream has had none since dev-v2.12";
            return Err(LoadError::new(source, reason).into());
        };
        let mut repository = Self { rke: Some(found), ..Self::default() };
        let failed = repository.load_tables();
        LoadErrors::or(failed, repository)
    }

    /// Loads the files of the RKE tables.
    fn load_tables(&mut self) -> Vec<LoadError> {
        let Some(RkeSource { kind, path }) = self.rke.clone() else { return Vec::new() };
        match kind {
            SourceKind::Compiled => self.load_data_json(&path).err().into_iter().collect(),
            SourceKind::Tree => self.load_tree(&path),
            SourceKind::Go => self.load_go(&path),
        }
    }

    fn load_data_json(&mut self, path: &Path) -> Result<(), LoadError> {
        let build = load_build(path, &mut self.sources, &mut self.found)?;
        self.files.push((Part::DataJson, build.file()));
        Ok(())
    }
}

/// Whether a `go.mod` names rancher/rke among what it requires.
fn requires_rke(text: &str) -> bool {
    let mut lines = text.lines().map(|line| line.trim().trim_start_matches("require ").trim_start());
    lines.any(|line| line.starts_with("github.com/rancher/rke "))
}
