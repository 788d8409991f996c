//! Where a generated file goes: to disk, or for a comparison only, to where a revision has it.

use std::path::Path;

use anyhow::bail;

use crate::{
    model::Distribution,
    output::{Output, target_of},
    repository::{MIRROR_LIST, PATCH, REGSYNC, Repository, SETTINGS, TREE},
    source::{LoadErrors, STANDARD_STREAM, Sources, join},
};

/// An output that replaces a file; with `check`, or where the file is in a revision, it only says whether it would.
pub(super) fn output_at(sources: &Sources, target: &Path, check: bool) -> anyhow::Result<Output> {
    if !sources.is_mounted(target) {
        return Ok(Output::new(target, check)?);
    }
    let old = sources.is_file(target).then(|| sources.read_bytes(target)).transpose();
    Ok(Output::compared(target, old.map_err(LoadErrors::from)?.as_deref())?)
}

/// Whether a path leads to a file that a build is made from, or to the list that goes with it, whether there is one or
/// not: the next build would read what is written there. `tables` is the folder of RKE tables elsewhere.
pub(super) fn is_reserved(root: &Path, tables: Option<&Path>, file: &Path) -> bool {
    if file == Path::new(STANDARD_STREAM) {
        return false;
    }
    let channels = Distribution::ALL.map(Distribution::channel_file);
    let files =
        channels.into_iter().chain([MIRROR_LIST, REGSYNC, PATCH, SETTINGS]).map(|name| join(root, name));
    let tree = join(root, TREE);
    let file = target_of(file);
    files.into_iter().any(|path| target_of(&path) == file)
        || tables.into_iter().chain([tree.as_path()]).any(|folder| file.starts_with(target_of(folder)))
}

/// Refuses to write something where there is no folder for it.
pub(super) fn has_folder(what: &str, file: &Path) -> anyhow::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        bail!("cannot write the {what} to `{}`: there is no folder `{}`", file.display(), folder.display());
    }
    Ok(())
}

/// The folder that a repository's RKE tables are in, if they are in one.
pub(super) fn tables_of(repository: &Repository) -> Option<&Path> {
    repository.rke_source().map(|source| source.path.as_path()).filter(|path| path.is_dir())
}
