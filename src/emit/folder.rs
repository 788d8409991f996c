//! Replacing a folder: whole or not at all.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{
    output::OutputError,
    temporary::{forget_temporary, remember_temporary},
    tree::Files,
};

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
    /// It is there and is not going to be.
    Removed,
    /// It has other contents.
    Changed,
    /// There is none yet.
    New,
}

impl StagedFolder {
    /// Writes `files` beside `target`. Hidden files and a README in `target` are taken along.
    ///
    /// # Errors
    ///
    /// When something cannot be read or written. `target` is as it was.
    pub fn write(target: &Path, files: &Files) -> Result<Self, OutputError> {
        Self::try_write(target, files).map_err(|error| OutputError::new(target, &error))
    }

    fn try_write(target: &Path, files: &Files) -> io::Result<Self> {
        let parent =
            target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent)?;
        let staged = tempfile::Builder::new().prefix(".rke.").suffix(".tmp").tempdir_in(parent)?;
        remember_temporary(staged.path());
        open_to_everybody(staged.path())?;
        for (name, contents) in files {
            let path = staged.path().join(name);
            fs::create_dir_all(path.parent().unwrap_or(staged.path()))?;
            fs::write(path, contents)?;
        }
        let mut changes = Vec::new();
        for name in files_in(target)? {
            let file = Path::new(&name).file_name().unwrap_or_default().to_string_lossy();
            let ours = !file.starts_with('.') && file != "README.md";
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
        let failed = |error: io::Error| OutputError::new(&target, &error);
        let place = staged.path().to_owned();
        if target.exists() {
            // A folder cannot replace another in one step: the old one waits aside until the new one is in place.
            let parent = place.parent().unwrap_or(Path::new("."));
            let aside =
                tempfile::Builder::new().prefix(".rke.").suffix(".old").tempdir_in(parent).map_err(failed)?;
            let old = aside.path().join("rke");
            fs::rename(&target, &old).map_err(failed)?;
            if let Err(error) = fs::rename(&place, &target) {
                // Back to where it was.
                let _ = fs::rename(&old, &target);
                return Err(failed(error));
            }
        } else {
            fs::rename(&place, &target).map_err(failed)?;
        }
        // There is nothing left to remove.
        let _ = staged.keep();
        forget_temporary(&place);
        Ok(())
    }
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
