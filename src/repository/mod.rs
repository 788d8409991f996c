//! A KDM repository: its files, and the way from them to a [`Catalog`].

mod checkout;
mod git;
mod image_lists;
mod loading;
mod parse;
mod tree;

use std::path::{Path, PathBuf};

pub use git::Revision;
pub use image_lists::ImageLists;
use parse::Parsed;
pub(crate) use parse::STACK;
pub use parse::{Arenas, read_settings};
pub use tree::TREE;
pub(crate) use tree::{SYSTEM_IMAGES, TEMPLATE_SUFFIX, TEMPLATES};

use crate::{
    diagnostic::{Diagnostics, FileId},
    model::{
        Catalog, DataJson, Distribution,
        channel::{ChannelData, Origin},
        patch::Patch,
        reader::Reader,
        rke::Rke,
        settings::Settings,
    },
    source::{LoadError, Sources, go, join},
};

/// What the enterprise build adds to upstream's data.
pub const PATCH: &str = "rancher-prime-patch.yaml";

/// The list of images to mirror, which goes with a patch.
pub const MIRROR_LIST: &str = "data/mirror-list.txt";

/// The settings of a repository.
pub const SETTINGS: &str = "data/kdm.yaml";

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
    Channels(Distribution, Origin),
    /// A compiled data.json.
    DataJson,
    /// A file of the tree `data/rke`.
    Tree(tree::Part),
    /// The channel file of a distribution in another line, and in which of them.
    Adjacent(usize, Distribution),
    /// `data/kdm.yaml`.
    Settings,
    /// `rancher-prime-patch.yaml`.
    Patch,
    /// A file of upstream's Go code.
    Go(checkout::Package),
}

/// Where the RKE tables are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RkeSource {
    /// What it is.
    pub kind: SourceKind,
    /// The file or folder that has the tables.
    pub path: PathBuf,
}

/// The three forms of RKE tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// A compiled data.json, which can stand in for channel files, too.
    Compiled,
    /// A tree like `data/rke`.
    Tree,
    /// Go code as upstream has it.
    Go,
}

impl RkeSource {
    /// What a path that somebody named is: a file is a data.json; a folder is a tree, a repository with one, or a
    /// checkout of upstream's. Nothing for a checkout without tables.
    fn named(path: &Path) -> Result<Option<Self>, LoadError> {
        if !path.is_dir() {
            return Ok(Some(Self { kind: SourceKind::Compiled, path: path.to_owned() }));
        }
        if tree::is_tree(path) {
            return Ok(Some(Self { kind: SourceKind::Tree, path: path.to_owned() }));
        }
        let inside = path.join(TREE);
        let found = Self::one_of(path, tree::is_tree(&inside).then_some(inside))?;
        if found.is_none() && !checkout::is_checkout(path) {
            let reason = "it is neither a data.json nor a folder with RKE tables";
            return Err(LoadError::new(path, reason));
        }
        Ok(found)
    }

    /// The tables of the repository itself, if it has any.
    fn own(root: &Path) -> Result<Option<Self>, LoadError> {
        let tree = join(root, TREE);
        // A link to nothing, or a file, is no wish to do without.
        let tree = std::fs::symlink_metadata(&tree).is_ok().then_some(tree);
        Self::one_of(root, tree)
    }

    fn one_of(folder: &Path, tree: Option<PathBuf>) -> Result<Option<Self>, LoadError> {
        match (tree, checkout::find_tables(folder)?) {
            (Some(_), Some(tables)) => {
                let tables = tables.strip_prefix(folder).unwrap_or(&tables).display();
                let reason = format!(
                    "it has RKE tables in `{TREE}` and in `{tables}`; name one of them with `--rke-source`"
                );
                Err(LoadError::new(folder, &reason))
            }
            (Some(path), None) => Ok(Some(Self { kind: SourceKind::Tree, path })),
            (None, tables) => Ok(tables.map(|path| Self { kind: SourceKind::Go, path })),
        }
    }
}

impl Repository {
    /// Loads the channel files in `root` that are there, and the RKE tables: from `rke_source`, which is a
    /// compiled data.json, a tree or a checkout of upstream's, else from the repository itself if it has any. A
    /// channel file that is not there is taken from such a checkout.
    ///
    /// # Errors
    ///
    /// A `root` that is no folder, or every file that cannot be read: a channel file may be missing, but not
    /// `channels.yaml` when nothing can stand in for it.
    pub fn load(root: &Path, rke_source: Option<&Path>) -> Result<Self, Vec<LoadError>> {
        if !root.is_dir() {
            return Err(vec![LoadError::no_folder(root)]);
        }
        let mut repository = Self::default();
        let mut failed = Vec::new();
        match rke_source.map_or_else(|| RkeSource::own(root), RkeSource::named) {
            Ok(found) => repository.rke = found,
            Err(error) => failed.push(error),
        }
        let compiled = repository.rke.as_ref().is_some_and(|source| source.kind == SourceKind::Compiled);
        for distribution in Distribution::ALL {
            let path = join(root, distribution.channel_file());
            let error = match repository.sources.load_own(&path) {
                Ok(file) => {
                    repository.files.push((Part::Channels(distribution, Origin::Own), file));
                    continue;
                }
                Err(error) => error,
            };
            let checkout = rke_source.filter(|source| error.is_missing() && checkout::is_checkout(source));
            let stands_in =
                checkout.map(|folder| repository.sources.load_own(&folder.join(distribution.channel_file())));
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
            match repository.sources.load_own(&join(root, name)) {
                Ok(file) => repository.files.push((part, file)),
                Err(error) if error.is_missing() => {}
                Err(error) => failed.push(error),
            }
        }
        failed.extend(repository.load_tables());
        if failed.is_empty() { Ok(repository) } else { Err(failed) }
    }

    /// Loads the channel files of other lines beside those of this one: those that are there.
    ///
    /// # Errors
    ///
    /// Every folder without `channels.yaml`, and every file that cannot be read.
    pub fn load_adjacent(&mut self, roots: &[PathBuf]) -> Result<(), Vec<LoadError>> {
        let mut failed = Vec::new();
        for (nth, root) in roots.iter().enumerate() {
            if !root.is_dir() {
                failed.push(LoadError::no_folder(root));
                continue;
            }
            for distribution in Distribution::ALL {
                match self.sources.load_own(&join(root, distribution.channel_file())) {
                    Ok(file) => self.files.push((Part::Adjacent(nth, distribution), file)),
                    Err(error) if error.is_missing() && distribution != Distribution::K3s => {}
                    Err(error) => failed.push(error),
                }
            }
        }
        if failed.is_empty() { Ok(()) } else { Err(failed) }
    }

    /// Loads nothing but RKE tables.
    ///
    /// # Errors
    ///
    /// Every file that cannot be read, or a folder without tables.
    pub fn load_only_tables(source: &Path) -> Result<Self, Vec<LoadError>> {
        let rke = match RkeSource::named(source) {
            Ok(Some(found)) => Some(found),
            Ok(None) => {
                let reason = "there are no RKE tables in it; upstream has none since dev-v2.12";
                return Err(vec![LoadError::new(source, reason)]);
            }
            Err(error) => return Err(vec![error]),
        };
        let mut repository = Self { rke, ..Self::default() };
        let failed = repository.load_tables();
        if failed.is_empty() { Ok(repository) } else { Err(failed) }
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
        let file = self.sources.load(path)?;
        self.sources.replace_invalid(file, &mut self.found);
        self.files.push((Part::DataJson, file));
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

    /// Where the checkout stands that the RKE tables come from, as far as it can be known.
    pub fn revision(&self) -> Revision {
        match &self.rke {
            Some(RkeSource { kind: SourceKind::Go, path }) => git::revision(path),
            _ => Revision::default(),
        }
    }

    /// Reads the files.
    pub fn read<'s>(&'s self, arenas: &'s mut Arenas, diagnostics: &mut Diagnostics) -> Catalog<'s> {
        diagnostics.report_all(self.found.iter().cloned());
        let (parsed, arena) = self.parse(arenas, diagnostics);
        let mut catalog = Catalog::default();
        let mut parts = Vec::new();
        let mut packages: [Vec<&go::File<'s>>; 2] = Default::default();
        let mut whole = true;
        for ((part, file), parsed) in self.files.iter().zip(&parsed) {
            match (part, parsed) {
                (Part::Channels(distribution, origin), Some(Parsed::Value(node))) => {
                    let data = ChannelData::read(node, *origin, diagnostics);
                    catalog.channel_files.extend(data.map(|data| (*distribution, data)));
                }
                (Part::Adjacent(nth, distribution), Some(Parsed::Value(node))) => {
                    let data = ChannelData::read(node, Origin::Own, diagnostics);
                    let line = catalog.adjacent.entry(*nth).or_default();
                    line.extend(data.map(|data| (*distribution, data)));
                }
                (Part::DataJson, Some(Parsed::Value(node))) => {
                    catalog.compiled = Some(DataJson::read(node, diagnostics));
                }
                (Part::Settings, Some(Parsed::Value(node))) => {
                    catalog.settings = Some(Settings::read(&mut Reader::of_own(diagnostics), node));
                }
                (Part::Patch, Some(Parsed::Value(node))) => {
                    catalog.patch = Some(Patch::read(&mut Reader::of_own(diagnostics), node, arena));
                }
                (Part::Tree(part), Some(Parsed::Value(node))) => parts.push((part, *file, *node)),
                (Part::Go(package), Some(Parsed::Go(file))) => packages[*package as usize].push(file),
                // Without all of its files a package would seem to lack names.
                (Part::Go(_), None) => whole = false,
                _ => {}
            }
        }
        catalog.rke = match self.rke.as_ref().map(|source| source.kind) {
            Some(SourceKind::Tree) => Some(self.read_tree(&parts, diagnostics)),
            Some(SourceKind::Go) if whole => {
                let [tables, templates] = packages;
                Some(Rke::read_go(tables, templates, arena, diagnostics))
            }
            Some(SourceKind::Go) => Some(Rke::default()),
            Some(SourceKind::Compiled) | None => None,
        };
        catalog
    }
}
