//! A KDM repository: its files, and the way from them to a [`Catalog`].

mod parse;
mod tree;

use std::path::Path;

pub(crate) use parse::STACK;
pub use parse::{Arenas, read_data_json};
pub use tree::TREE;
pub(crate) use tree::{SYSTEM_IMAGES, TEMPLATE_SUFFIX, TEMPLATES};

use crate::{
    diagnostic::Diagnostics,
    model::{Catalog, DataJson, Distribution, channel::ChannelData},
    source::{FileId, LoadError, Sources, join},
};

/// The files of a build, in memory.
#[derive(Debug, Default)]
pub struct Repository {
    /// Their texts, in the order of loading.
    pub sources: Sources,
    /// The files that hold values, and what for.
    files: Vec<(Part, FileId)>,
    /// The templates of the tree by key.
    templates: Vec<(String, FileId)>,
    rke: Option<RkeSource>,
    /// What was found while loading.
    found: Diagnostics,
}

/// What a file is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// The channel file of a distribution.
    Channels(Distribution),
    /// A compiled data.json.
    DataJson,
    /// A file of the tree `data/rke`.
    Tree(tree::Part),
}

/// Where the RKE tables are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RkeSource {
    /// The path as people name it.
    pub name: String,
    /// Whether it is a compiled data.json, which can stand in for channel files, too.
    pub compiled: bool,
}

impl Repository {
    /// Loads the channel files in `root` that are there, and the RKE tables: from `rke_source`, which is a
    /// compiled data.json or a tree, else from the repository's own tree if it has one.
    ///
    /// # Errors
    ///
    /// A `root` that is no folder, or every file that cannot be read: a channel file may be missing, but not
    /// `channels.yaml` when no compiled data.json can stand in for it.
    pub fn load(root: &Path, rke_source: Option<&Path>) -> Result<Self, Vec<LoadError>> {
        if !root.is_dir() {
            return Err(vec![LoadError::no_folder(root)]);
        }
        let mut repository = Self::default();
        let mut failed = Vec::new();
        let compiled = rke_source.is_some_and(|source| !source.is_dir());
        for distribution in Distribution::ALL {
            match repository.sources.load(&join(root, distribution.channel_file())) {
                Ok(file) => repository.files.push((Part::Channels(distribution), file)),
                Err(error) => {
                    let optional = distribution != Distribution::K3s || compiled;
                    if !(optional && error.is_missing()) {
                        failed.push(error);
                    }
                }
            }
        }
        match rke_source {
            Some(path) if compiled => failed.extend(repository.load_data_json(path).err()),
            Some(folder) => failed.extend(repository.load_tree_of(folder)),
            None => {
                let folder = join(root, TREE);
                // A link to nothing, or a file, is no wish to do without.
                if std::fs::symlink_metadata(&folder).is_ok() {
                    failed.extend(repository.load_tree(&folder));
                }
            }
        }
        if failed.is_empty() { Ok(repository) } else { Err(failed) }
    }

    /// Loads nothing but a compiled data.json.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn load_compiled(path: &Path) -> Result<Self, LoadError> {
        let mut repository = Self::default();
        repository.load_data_json(path)?;
        Ok(repository)
    }

    /// Loads nothing but a tree.
    ///
    /// # Errors
    ///
    /// Every file that cannot be read.
    pub fn load_only_tree(folder: &Path) -> Result<Self, Vec<LoadError>> {
        let mut repository = Self::default();
        let failed = repository.load_tree(folder);
        if failed.is_empty() { Ok(repository) } else { Err(failed) }
    }

    fn load_data_json(&mut self, path: &Path) -> Result<(), LoadError> {
        let file = self.sources.load(path)?;
        self.sources.replace_invalid(file, &mut self.found);
        self.files.push((Part::DataJson, file));
        self.rke = Some(RkeSource { name: path.display().to_string(), compiled: true });
        Ok(())
    }

    /// Whether a file is one that people wrote for this build; a compiled data.json may be written again.
    pub fn is_source(&self, path: &Path) -> bool {
        let Ok(path) = std::fs::canonicalize(path) else { return false };
        let written = self.files.iter().filter(|(part, _)| *part != Part::DataJson).map(|(_, file)| *file);
        written.chain(self.templates.iter().map(|(_, file)| *file)).any(|file| {
            std::fs::canonicalize(&self.sources.file(file).name).is_ok_and(|source| source == path)
        })
    }

    /// Where the RKE tables come from; nothing without any.
    pub fn rke_source(&self) -> Option<&RkeSource> {
        self.rke.as_ref()
    }

    /// Reads the files.
    pub fn read<'s>(&'s self, arenas: &'s mut Arenas, diagnostics: &mut Diagnostics) -> Catalog<'s> {
        diagnostics.report_all(self.found.iter().cloned());
        let nodes = self.parse(arenas, diagnostics);
        let mut catalog = Catalog::default();
        let mut parts = Vec::new();
        for ((part, file), node) in self.files.iter().zip(nodes) {
            let Some(node) = node else { continue };
            match part {
                Part::Channels(distribution) => {
                    let data = ChannelData::read(&node, diagnostics);
                    catalog.channel_files.extend(data.map(|data| (*distribution, data)));
                }
                Part::DataJson => catalog.compiled = Some(DataJson::read(&node, diagnostics)),
                Part::Tree(part) => parts.push((part, *file, node)),
            }
        }
        if self.rke.as_ref().is_some_and(|source| !source.compiled) {
            catalog.tree = Some(self.read_tree(&parts, diagnostics));
        }
        catalog
    }
}
