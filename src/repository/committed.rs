//! Whether what lies in a folder is what a commit has.

use std::{fs, io, path::Path};

use super::{
    layout::{DATA_JSON, MIRROR_LIST, PATCH, REGSYNC, SETTINGS},
    place::{Place, path_of},
};
use crate::{
    model::Distribution,
    source::{LoadError, Sources, describe, join},
};

/// The first file of a build's that is not as a commit has it; nothing where all are. The tree of RKE tables is left out: where it
/// differs, the build does. Git is not asked: it would run the filters that the repository names.
///
/// # Errors
///
/// When a file cannot be read, on disk or in the commit.
pub fn changed_since(root: &Path, commit: &str) -> Result<Option<&'static str>, LoadError> {
    let mut sources = Sources::default();
    let there = path_of(Place::commit(root, commit, "HEAD"), &mut sources)?;
    let channels = Distribution::ALL.map(Distribution::channel_file);
    for name in [DATA_JSON, MIRROR_LIST, PATCH, REGSYNC, SETTINGS].into_iter().chain(channels) {
        let (here, there) = (join(root, name), join(&there, name));
        let is_same = match fs::read(&here) {
            Ok(bytes) => sources.is_file(&there) && sources.has_bytes(&there, &bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => !sources.has_name(&there),
            Err(error) => return Err(LoadError::new(&here, &describe(&error))),
        };
        if !is_same {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
