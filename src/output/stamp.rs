//! Files that look the same whoever made them, and when.

use std::{
    fs::{self, File},
    path::Path,
    time::{Duration, SystemTime},
};

use super::error::OutputError;

/// Gives all files and folders in a folder the same time, in seconds since 1970, and the rights to be read by everybody: nginx
/// makes its ETag of time and size, and runs as somebody else than who made the files.
///
/// # Errors
///
/// When one of them cannot be changed.
pub fn stamp(folder: &Path, seconds: u64) -> Result<(), OutputError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: std::io::Error| OutputError::new(&path, &error)
    };
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        if path.is_dir() {
            stamp(&path, seconds)?;
            continue;
        }
        readable(&path, 0o644).map_err(failed(&path))?;
        File::options()
            .append(true)
            .open(&path)
            .and_then(|file| file.set_modified(time))
            .map_err(failed(&path))?;
    }
    readable(folder, 0o755).map_err(failed(folder))?;
    set_time_of_folder(folder, time).map_err(failed(folder))
}

#[cfg(unix)]
fn readable(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(unix)]
fn set_time_of_folder(folder: &Path, time: SystemTime) -> std::io::Result<()> {
    File::open(folder)?.set_modified(time)
}

#[cfg(not(unix))]
fn readable(_path: &Path, _mode: u32) -> std::io::Result<()> {
    Ok(())
}

/// Nobody is served a folder.
#[cfg(not(unix))]
fn set_time_of_folder(_folder: &Path, _time: SystemTime) -> std::io::Result<()> {
    Ok(())
}
