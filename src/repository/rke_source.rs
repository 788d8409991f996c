//! Where the RKE tables come from: a tree, upstream's Go code, or a compiled data.json.

use std::path::{Path, PathBuf};

use super::{
    layout::{GO_TABLES, SYSTEM_IMAGES, TEMPLATES, TREE},
    part::TreePart,
};
use crate::source::{LoadError, join};

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
    pub(super) fn named(path: &Path) -> Result<Option<Self>, LoadError> {
        if !path.is_dir() {
            return Ok(Some(Self { kind: SourceKind::Compiled, path: path.to_owned() }));
        }
        if is_tree(path) {
            return Ok(Some(Self { kind: SourceKind::Tree, path: path.to_owned() }));
        }
        let inside = path.join(TREE);
        let found = Self::one_of(path, is_tree(&inside).then_some(inside))?;
        if found.is_none() && !is_checkout(path) {
            let reason = "it is neither a data.json nor a folder with RKE tables";
            return Err(LoadError::new(path, reason));
        }
        Ok(found)
    }

    /// The tables of the repository itself, if it has any.
    pub(super) fn own(root: &Path) -> Result<Option<Self>, LoadError> {
        let tree = join(root, TREE);
        // A link to nothing, or a file, does not mean that there is no tree.
        let tree = std::fs::symlink_metadata(&tree).is_ok().then_some(tree);
        Self::one_of(root, tree)
    }

    fn one_of(folder: &Path, tree: Option<PathBuf>) -> Result<Option<Self>, LoadError> {
        match (tree, find_tables(folder)?) {
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
fn is_tree(folder: &Path) -> bool {
    folder.join(SYSTEM_IMAGES).is_dir() || TreePart::FILES.iter().any(|(name, _)| folder.join(name).is_file())
}

/// The folder of the tables in a checkout, or a folder that is it; nothing when there are none.
///
/// # Errors
///
/// When there are two.
fn find_tables(folder: &Path) -> Result<Option<PathBuf>, LoadError> {
    let is_package = |folder: &Path| {
        has_go_files(folder)
            && (has_go_files(&folder.join(TEMPLATES)) || folder.join(SYSTEM_IMAGES_GO).is_file())
    };
    if is_package(folder) {
        return Ok(Some(folder.to_owned()));
    }
    let found = GO_TABLES.map(|layout| join(folder, layout)).into_iter();
    let found: Vec<_> = found.filter(|folder| is_package(folder)).collect();
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
pub(super) fn is_checkout(folder: &Path) -> bool {
    folder.join("go.mod").is_file() && folder.join("channels.yaml").is_file()
}

fn has_go_files(folder: &Path) -> bool {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| is_part(&path))
}

/// Whether `go build` takes a file: not tests, nor files that begin with `_` or `.`.
pub(super) fn is_part(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.ends_with(".go") && !name.ends_with("_test.go") && !name.starts_with(['_', '.'])
}
