//! Files that look the same whoever made them, and when.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use super::error::OutputError;
use crate::emit::Files;

/// Gives the files of a folder, and the folders that they are in, the same time, in seconds since 1970, and the rights to be read
/// by everybody: nginx makes its ETag of time and size, and runs as somebody else than who made the files. What else is there
/// stays as it is.
///
/// # Errors
///
/// When one of them cannot be changed.
pub fn stamp(folder: &Path, files: &Files, seconds: u64) -> Result<(), OutputError> {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let mut folders = BTreeSet::from([folder.to_owned()]);
    for name in files.keys() {
        let path = folder.join(name);
        let parents = Path::new(name).ancestors().skip(1).filter(|parent| !parent.as_os_str().is_empty());
        folders.extend(parents.map(|parent| folder.join(parent)));
        give(&path, 0o644, time).map_err(|error| OutputError::new(&path, &error))?;
    }
    // What is inside first: to write there changes the time of a folder.
    let inner_first: Vec<PathBuf> = folders.into_iter().rev().collect();
    inner_first
        .iter()
        .try_for_each(|path| give(path, 0o755, time).map_err(|error| OutputError::new(path, &error)))
}

#[cfg(unix)]
fn give(path: &Path, mode: u32, time: SystemTime) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    File::open(path)?.set_modified(time)
}

/// Nobody is served a folder.
#[cfg(not(unix))]
fn give(path: &Path, _mode: u32, time: SystemTime) -> io::Result<()> {
    if fs::metadata(path)?.is_dir() {
        Ok(())
    } else {
        File::options().append(true).open(path)?.set_modified(time)
    }
}
