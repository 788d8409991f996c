//! The files of Releases: `PROVIDER FOLDER/[archived/]vX.Y.Z/release.yaml`, in a checkout, a folder, or a revision.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use super::place::{Place, open};
use crate::{
    diagnostic::FileId,
    source::{LoadError, LoadErrors, Sources, join},
};

/// What each Release is in.
const RELEASE_FILE: &str = "release.yaml";

/// Folders in which nothing is looked for: Go's own name for what is only for tests (`sdk/testdata` in giantswarm/releases).
const PASSED_OVER: &str = "testdata";

/// The file of a Release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseFile {
    /// Its text.
    pub file: FileId,
    /// Its path below the folder that was named; empty where the file itself was.
    pub inside: PathBuf,
}

/// Loads the Releases that are at places: the file that a place is, whatever its name, or every `release.yaml` below it. Links
/// below a folder are not followed. Each file is loaded once, in the order of the places and then of the paths.
///
/// # Errors
///
/// Every place that is not there, everything that cannot be read, and where nothing is found at all.
pub fn load_releases(places: &[Place<'_>], sources: &mut Sources) -> Result<Vec<ReleaseFile>, LoadErrors> {
    let (mut paths, mut failed) = (Vec::new(), Vec::new());
    for place in places {
        match open(*place, sources) {
            Ok(opened) if sources.is_folder(&opened.path) => {
                paths.extend(below(&opened.path, sources, &mut failed));
            }
            Ok(opened) => paths.push((opened.path, PathBuf::new())),
            Err(error) => failed.push(error),
        }
    }
    if paths.is_empty() && failed.is_empty() {
        let named = places.first().map_or(Path::new("."), |place| place.named());
        let reason = match places.len() {
            0 | 1 => "there is no `release.yaml` in it or below",
            _ => "there is no `release.yaml` in it, in the other folders, or below",
        };
        failed.push(LoadError::new(named, reason));
    }
    let files = load(paths, sources, &mut failed);
    LoadErrors::or(failed, files)
}

/// Loads the Releases of another state of a repository; there may be none.
///
/// # Errors
///
/// A state that is not there, and everything that cannot be read.
pub fn load_releases_of_state(
    state: Place<'_>,
    sources: &mut Sources,
) -> Result<Vec<ReleaseFile>, LoadErrors> {
    let root = open(state, sources)?.path;
    if !sources.is_folder(&root) {
        return Err(LoadError::no_folder(&root).into());
    }
    let mut failed = Vec::new();
    let paths = below(&root, sources, &mut failed);
    let files = load(paths, sources, &mut failed);
    LoadErrors::or(failed, files)
}

fn load(
    paths: Vec<(PathBuf, PathBuf)>,
    sources: &mut Sources,
    failed: &mut Vec<LoadError>,
) -> Vec<ReleaseFile> {
    let mut seen = BTreeSet::new();
    let mut files = Vec::with_capacity(paths.len());
    for (path, inside) in paths {
        // `x`, `./x` and `y/../x` are one file.
        let real = if sources.is_mounted(&path) { None } else { fs::canonicalize(&path).ok() };
        if !seen.insert(real.unwrap_or_else(|| path.clone())) {
            continue;
        }
        match sources.load(&path) {
            Ok(file) => files.push(ReleaseFile { file, inside }),
            Err(error) => failed.push(error),
        }
    }
    files
}

/// The files below a folder, by path, each with its path below it.
fn below(root: &Path, sources: &Sources, failed: &mut Vec<LoadError>) -> Vec<(PathBuf, PathBuf)> {
    let (mut found, mut waiting) = (Vec::new(), vec![(root.to_owned(), PathBuf::new())]);
    while let Some((folder, inside)) = waiting.pop() {
        let (entries, not_listed) = sources.entries(&folder);
        failed.extend(not_listed);
        for (name, _) in entries {
            let (path, inside) = (join(&folder, &name), inside.join(&name));
            let is_passed_over = name.starts_with('.') || name == PASSED_OVER;
            if name == RELEASE_FILE && !sources.is_folder(&path) {
                // What a link leads to is found where it is; one that leads nowhere is an error.
                if sources.is_link(&path) && sources.is_file(&path) {
                    continue;
                }
                found.push((path, inside));
            } else if !is_passed_over && !sources.is_link(&path) && sources.is_folder(&path) {
                waiting.push((path, inside));
            }
        }
    }
    found.sort();
    found
}
