//! A repository that a command edits.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use anyhow::bail;

use super::common::Common;
use crate::{
    cli::{data::read_build, terminal::Terminal},
    diagnostic::{Diagnostics, Exceptions, FileId, Rule, Severity},
    model::{Distribution, RancherLine},
    output::target_of,
    repository::{Arenas, Place, SETTINGS, load_build, settings_of, writable},
    source::{Arena, LoadErrors, Sources, join},
};

/// A repository, the files that a command edits in memory.
pub(super) struct Root {
    pub(super) path: PathBuf,
    pub(super) sources: Sources,
    pub(super) files: BTreeMap<Distribution, FileId>,
    /// What `--line` or data/kdm.yaml says.
    pub(super) line: Option<RancherLine>,
    /// How findings count here, where the repository says it.
    pub(super) severities: BTreeMap<Rule, Severity>,
    pub(super) exceptions: Exceptions,
}

impl Root {
    /// Loads all of them, with the channel files of some distributions: of several those that are there.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, and when two roots are one, or of one line.
    pub(super) fn load_all(
        roots: &[PathBuf],
        common: &Common,
        of: &[Distribution],
        file: Option<&Path>,
    ) -> anyhow::Result<Vec<Self>> {
        for root in roots {
            writable(root)?;
        }
        let mut seen = BTreeSet::new();
        if let Some(again) = roots.iter().find(|root| !seen.insert(target_of(root))) {
            bail!("`{}` is named twice with `--root`", again.display());
        }
        let (mut loaded, mut failed) = (Vec::new(), Vec::new());
        for root in roots {
            match Self::load(root, common, of, file) {
                Ok(root) => loaded.push(root),
                Err(LoadErrors(errors)) => failed.extend(errors),
            }
        }
        let loaded = LoadErrors::or(failed, loaded)?;
        let mut lines: BTreeMap<RancherLine, &Self> = BTreeMap::new();
        for root in loaded.iter().filter(|_| common.line.is_none()) {
            let Some(line) = root.line else { continue };
            if let Some(other) = lines.insert(line, root) {
                bail!(
                    "`{}` and `{}` are both of the line {line}: one of them is not the branch that is meant",
                    other.path.display(),
                    root.path.display()
                );
            }
        }
        if common.line.is_some() && loaded.len() > 1 {
            bail!("`--line` is for one root; write `line:` into the data/kdm.yaml of each");
        }
        Ok(loaded)
    }

    fn load(
        path: &Path,
        common: &Common,
        of: &[Distribution],
        file: Option<&Path>,
    ) -> Result<Self, LoadErrors> {
        let mut root = Self {
            path: path.to_owned(),
            sources: Sources::default(),
            files: BTreeMap::new(),
            line: common.line,
            severities: BTreeMap::new(),
            exceptions: Exceptions::default(),
        };
        let mut failed = Vec::new();
        for &distribution in of {
            let name = file.map_or_else(|| join(path, distribution.channel_file()), Path::to_owned);
            match root.sources.load(&name) {
                Ok(file) => drop(root.files.insert(distribution, file)),
                Err(error) if error.is_missing() && (of.len() > 1 && distribution != Distribution::K3s) => {}
                Err(error) => failed.push(error),
            }
        }
        match root.sources.load(&join(path, SETTINGS)) {
            Ok(file) => root.read_settings(file),
            Err(error) if error.is_missing() => {}
            Err(error) => failed.push(error),
        }
        LoadErrors::or(failed, root)
    }

    /// What data/kdm.yaml says; what is wrong with it `kdm check` says.
    fn read_settings(&mut self, file: FileId) {
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        if let Some(settings) = settings_of(&self.sources, file, &arena, &mut found) {
            self.line = self.line.or(settings.line);
            self.severities = settings.rules.clone();
            self.exceptions = settings.allow.clone();
        }
    }
}

/// The releases that were released, by distribution.
pub(super) fn released(
    root: &Path,
    builds: &[PathBuf],
    terminal: &Terminal,
) -> anyhow::Result<BTreeMap<Distribution, BTreeSet<String>>> {
    let mut released: BTreeMap<Distribution, BTreeSet<String>> = BTreeMap::new();
    for path in builds {
        let (mut sources, mut found, mut arenas) =
            (Sources::default(), Diagnostics::default(), Arenas::default());
        let place = Place::beside(root, path);
        let loaded = load_build(place, &mut sources, &mut found)?;
        let build = read_build(place, &loaded, &sources, &mut arenas, &mut found, terminal)?;
        for (distribution, section) in build.metadata.sections() {
            let versions = section.releases().filter_map(|release| release.version());
            released
                .entry(distribution)
                .or_default()
                .extend(versions.map(|version| version.value.to_owned()));
        }
    }
    Ok(released)
}
