//! Where the RKE tables come from: a tree, upstream's Go code, or a compiled data.json.

use std::path::{Path, PathBuf};

use super::{
    layout::{GO_TABLES, SYSTEM_IMAGES, TEMPLATES, TREE},
    part::TreePart,
};
use crate::source::{LoadError, Sources, join};

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
    pub(super) fn named(path: &Path, sources: &Sources) -> Result<Option<Self>, LoadError> {
        if !sources.is_folder(path) {
            return Ok(Some(Self { kind: SourceKind::Compiled, path: path.to_owned() }));
        }
        if is_tree(path, sources) {
            return Ok(Some(Self { kind: SourceKind::Tree, path: path.to_owned() }));
        }
        let inside = join(path, TREE);
        let found = Self::one_of(path, is_tree(&inside, sources).then_some(inside), sources)?;
        if found.is_none() && !is_checkout(path, sources) {
            let reason = "it is neither a data.json nor a folder with RKE tables";
            return Err(LoadError::new(path, reason));
        }
        Ok(found)
    }

    /// The tables of the repository itself, if it has any.
    pub(super) fn own(root: &Path, sources: &Sources) -> Result<Option<Self>, LoadError> {
        let tree = join(root, TREE);
        // A link to nothing, or a file, does not mean that there is no tree.
        let tree = sources.has_name(&tree).then_some(tree);
        Self::one_of(root, tree, sources)
    }

    fn one_of(folder: &Path, tree: Option<PathBuf>, sources: &Sources) -> Result<Option<Self>, LoadError> {
        match (tree, find_tables(folder, sources)?) {
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

/// The file of upstream's tables that each checkout with tables has had since 2019.
const SYSTEM_IMAGES_GO: &str = "k8s_rke_system_images.go";

/// Whether a folder is a tree.
fn is_tree(folder: &Path, sources: &Sources) -> bool {
    sources.is_folder(&join(folder, SYSTEM_IMAGES))
        || TreePart::FILES.iter().any(|(name, _)| sources.is_file(&join(folder, name)))
}

/// The folder of the tables in a checkout, or a folder that is it; nothing when there are none.
///
/// # Errors
///
/// When there are two, or one of the folders cannot be read.
fn find_tables(folder: &Path, sources: &Sources) -> Result<Option<PathBuf>, LoadError> {
    let is_package = |folder: &Path| -> Result<bool, LoadError> {
        Ok(has_go_files(folder, sources)?
            && (sources.is_file(&join(folder, SYSTEM_IMAGES_GO))
                || has_go_files(&join(folder, TEMPLATES), sources)?))
    };
    if is_package(folder)? {
        return Ok(Some(folder.to_owned()));
    }
    let mut found = Vec::new();
    for layout in GO_TABLES {
        let folder = join(folder, layout);
        if is_package(&folder)? {
            found.push(folder);
        }
    }
    match &found[..] {
        [] => Ok(None),
        [tables] => Ok(Some(tables.clone())),
        _ => {
            let reason = "it has RKE tables in `pkg/rke` and in `rke`; name one of them with `--rke-source`";
            Err(LoadError::new(folder, reason))
        }
    }
}

/// Whether a folder looks like a checkout of upstream's repository, tables or not.
pub(super) fn is_checkout(folder: &Path, sources: &Sources) -> bool {
    ["go.mod", "channels.yaml"].iter().all(|name| sources.is_file(&join(folder, name)))
}

/// Whether there is Go code in a folder, if that is one.
fn has_go_files(folder: &Path, sources: &Sources) -> Result<bool, LoadError> {
    if sources.is_file(folder) {
        return Ok(false);
    }
    let (entries, failed) = sources.entries(folder);
    match failed.into_iter().next() {
        Some(error) => Err(error),
        None => Ok(entries.iter().any(|(name, _)| is_part(name))),
    }
}

/// Whether `go build` takes a file: not tests, nor files that begin with `_` or `.`.
pub(super) fn is_part(name: &str) -> bool {
    name.ends_with(".go") && !name.ends_with("_test.go") && !name.starts_with(['_', '.'])
}
