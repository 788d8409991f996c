//! Replacing a folder: whole or not at all.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{file::OutputError, temporary::uninterrupted};
use crate::emit::Files;

/// Files that are on disk beside the folder that they are going to replace.
#[derive(Debug)]
#[must_use = "nothing is replaced before `commit`"]
pub struct StagedFolder {
    target: PathBuf,
    staged: TempDir,
    /// What becomes of which file.
    pub changes: Vec<(FileChange, String)>,
}

/// What becomes of a file; what is lost comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileChange {
    /// It is there and will be removed.
    Removed,
    /// It has other contents.
    Changed,
    /// It is not there yet.
    New,
}

impl StagedFolder {
    /// Writes `files` beside `target`. Hidden files and a README in `target` are taken along.
    ///
    /// # Errors
    ///
    /// When something cannot be read or written. `target` is as it was.
    pub fn write(target: &Path, files: &Files) -> Result<Self, OutputError> {
        // A link stays a link.
        let resolved = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        Self::try_write(&resolved, files).map_err(|error| OutputError::new(target, &error))
    }

    fn try_write(target: &Path, files: &Files) -> io::Result<Self> {
        let parent =
            target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent)?;
        let staged = uninterrupted(|paths| {
            let staged = tempfile::Builder::new().prefix(".rke.").suffix(".tmp").tempdir_in(parent)?;
            paths.insert(staged.path().to_owned());
            io::Result::Ok(staged)
        })?;
        open_to_everybody(staged.path())?;
        for (name, contents) in files {
            let path = staged.path().join(name);
            uninterrupted(|_| {
                fs::create_dir_all(path.parent().unwrap_or(staged.path()))?;
                fs::write(&path, contents)
            })?;
        }
        let mut changes = Vec::new();
        for name in files_in(target)? {
            let ours = !name.split('/').any(|part| part.starts_with('.') || part == "README.md");
            match files.get(&name) {
                Some(contents) if fs::read(target.join(&name))? != *contents => {
                    changes.push((FileChange::Changed, name))
                }
                Some(_) => {}
                None if ours => changes.push((FileChange::Removed, name)),
                None => {
                    let path = staged.path().join(&name);
                    fs::create_dir_all(path.parent().unwrap_or(staged.path()))?;
                    fs::copy(target.join(&name), path)?;
                }
            }
        }
        let new = files.keys().filter(|name| !target.join(name).is_file());
        changes.extend(new.map(|name| (FileChange::New, name.clone())));
        changes.sort();
        Ok(Self { target: target.to_owned(), staged, changes })
    }

    /// Where the files are for now.
    pub fn path(&self) -> &Path {
        self.staged.path()
    }

    /// Puts the files in the place of the old ones.
    ///
    /// # Errors
    ///
    /// When the file system refuses. The old folder then is where it was.
    pub fn commit(self) -> Result<(), OutputError> {
        let Self { target, staged, changes: _ } = self;
        let replaced = uninterrupted(|paths| {
            paths.remove(staged.path());
            replace(staged.path(), &target)
        });
        replaced.map_err(|error| OutputError::new(&target, &error))?;
        // There is nothing left to remove.
        let _ = staged.keep();
        Ok(())
    }
}

/// Puts `new` in the place of `target`. A folder cannot replace another in one step: the old one waits aside until
/// the new one is in place.
fn replace(new: &Path, target: &Path) -> io::Result<()> {
    if !target.exists() {
        return fs::rename(new, target);
    }
    let parent = new.parent().unwrap_or(Path::new("."));
    let aside = tempfile::Builder::new().prefix(".rke.").suffix(".old").tempdir_in(parent)?;
    let old = aside.path().join("rke");
    fs::rename(target, &old)?;
    if let Err(error) = fs::rename(new, target) {
        if fs::rename(&old, target).is_err() {
            let kept = aside.keep().join("rke");
            return Err(io::Error::other(format!("{error}; what was there is in `{}`", kept.display())));
        }
        return Err(error);
    }
    Ok(())
}

/// The temporary folder is for its owner only, and becomes one for everybody.
fn open_to_everybody(folder: &Path) -> io::Result<()> {
    // A new folder has the permissions that the umask leaves.
    let model = folder.join("model");
    fs::create_dir(&model)?;
    let permissions = fs::metadata(&model)?.permissions();
    fs::remove_dir(&model)?;
    fs::set_permissions(folder, permissions)
}

/// The paths of all files in a folder, relative to it; none if there is no such folder.
fn files_in(folder: &Path) -> io::Result<Vec<String>> {
    fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                collect(&entry.path(), &format!("{name}/"), names)?;
            } else {
                names.push(name);
            }
        }
        Ok(())
    }
    let mut names = Vec::new();
    match collect(folder, "", &mut names) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && names.is_empty() => {}
        collected => collected?,
    }
    names.sort();
    Ok(names)
}
