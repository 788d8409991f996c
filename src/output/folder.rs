//! Replacing a folder: whole or not at all.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{
    error::OutputError,
    exchange::exchange,
    target::target_of,
    temporary::{Folder, uninterrupted},
    together::{Replacement, not_back},
};
use crate::{emit::Files, source::folder_of};

/// Files that are on disk beside the folder that they are going to replace.
#[derive(Debug)]
#[must_use = "nothing is replaced before `commit`"]
pub struct StagedFolder {
    target: PathBuf,
    /// The same as the user named it.
    name: PathBuf,
    state: Waiting,
    /// What becomes of which file.
    pub changes: Vec<(FileChange, String)>,
}

/// Where a complete folder is.
#[derive(Debug)]
enum Waiting {
    /// Nothing is to be replaced, or it is done.
    No,
    /// Beside the target.
    Beside(Folder),
    /// At the target, and the old one in its place.
    Exchanged(Folder),
    /// At the target, and the old one, if there was one, in a folder of its own.
    Moved(Option<Folder>),
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
        let resolved = target_of(target);
        Self::try_write(&resolved, target, files).map_err(|error| OutputError::new(target, &error))
    }

    fn try_write(target: &Path, shown: &Path, files: &Files) -> io::Result<Self> {
        let parent = folder_of(target);
        fs::create_dir_all(parent)?;
        let made = Folder::for_new(parent)?;
        let staged = made.folder.path();
        open_to_everybody(staged)?;
        for (name, contents) in files {
            let path = staged.join(name);
            uninterrupted(|_| {
                fs::create_dir_all(folder_of(&path))?;
                let mut file = File::create(&path)?;
                file.write_all(contents.as_ref())?;
                file.sync_all()
            })?;
        }
        let mut changes = Vec::new();
        for name in files_in(target)? {
            let ours = !name.split('/').any(|part| part.starts_with('.') || part == "README.md");
            match files.get(&name) {
                Some(contents) if !has(&target.join(&name), contents.as_ref())? => {
                    changes.push((FileChange::Changed, name))
                }
                Some(_) => {}
                None if ours => changes.push((FileChange::Removed, name)),
                None => uninterrupted(|_| take_along(&target.join(&name), &staged.join(&name)))?,
            }
        }
        let new = files.keys().filter(|name| !target.join(name).is_file());
        changes.extend(new.map(|name| (FileChange::New, name.clone())));
        changes.sort();
        Ok(Self { target: target.to_owned(), name: shown.to_owned(), state: Waiting::Beside(made), changes })
    }

    /// Where the files are for now; where they belong, once they are there.
    pub fn path(&self) -> &Path {
        self.temporary().unwrap_or(&self.target)
    }
}

impl Replacement for StagedFolder {
    fn target(&self) -> &Path {
        &self.target
    }

    fn temporary(&self) -> Option<&Path> {
        match &self.state {
            Waiting::Beside(made) | Waiting::Exchanged(made) => Some(made.folder.path()),
            Waiting::No | Waiting::Moved(_) => None,
        }
    }

    fn put(&mut self) -> Result<(), OutputError> {
        let Waiting::Beside(made) = &self.state else { return Ok(()) };
        let new = made.folder.path();
        let exchanged = exchange(new, &self.target).is_ok();
        let old = if exchanged { Ok(None) } else { move_in(new, &self.target) };
        let old = old.map_err(|error| OutputError::new(&self.name, &error))?;
        self.state = match std::mem::replace(&mut self.state, Waiting::No) {
            Waiting::Beside(made) if exchanged => Waiting::Exchanged(made),
            Waiting::Beside(made) => {
                // There is nothing left to remove.
                let _ = made.folder.keep();
                Waiting::Moved(old)
            }
            other => other,
        };
        Ok(())
    }

    fn undo(&mut self) -> Option<String> {
        let old = match std::mem::replace(&mut self.state, Waiting::No) {
            Waiting::No | Waiting::Beside(_) => return None,
            Waiting::Exchanged(made) => {
                if exchange(made.folder.path(), &self.target).is_ok() {
                    return None;
                }
                return Some(not_back(&self.name, Some(&made.folder.keep())));
            }
            Waiting::Moved(old) => old,
        };
        // The new one goes away, and the old one back; neither is lost where that fails.
        let aside = Folder::for_old(folder_of(&self.target));
        let aside =
            aside.and_then(|aside| fs::rename(&self.target, in_it(&aside, &self.target)).map(|()| aside));
        let is_back = match (&aside, &old) {
            (Ok(_), Some(old)) => fs::rename(in_it(old, &self.target), &self.target).is_ok(),
            (Ok(_), None) => true,
            (Err(_), _) => false,
        };
        if is_back {
            return None;
        }
        if let Ok(aside) = aside {
            let _ = aside.folder.keep();
        }
        Some(not_back(&self.name, old.map(|old| old.folder.keep()).as_deref()))
    }

    fn done(&mut self) -> Vec<String> {
        let old = match std::mem::replace(&mut self.state, Waiting::No) {
            Waiting::Exchanged(old) | Waiting::Moved(Some(old)) => old,
            Waiting::No | Waiting::Beside(_) | Waiting::Moved(None) => return Vec::new(),
        };
        let path = old.folder.path().to_owned();
        let left = |_| format!("`{}`, the old one, cannot be removed", path.display());
        old.folder.close().err().map(left).into_iter().collect()
    }
}

/// Puts `new` in the place of `target` where the two cannot change places in one step: the old one waits in a folder of its
/// own, from where the next run puts it back if this one is killed before `new` is in place.
fn move_in(new: &Path, target: &Path) -> io::Result<Option<Folder>> {
    if fs::symlink_metadata(target).is_err() {
        return fs::rename(new, target).map(|()| None);
    }
    let aside = Folder::for_old(folder_of(target))?;
    let old = in_it(&aside, target);
    fs::rename(target, &old)?;
    let Err(error) = fs::rename(new, target) else { return Ok(Some(aside)) };
    if fs::rename(&old, target).is_err() {
        let kept = aside.folder.keep().join(old.file_name().unwrap_or_default());
        return Err(io::Error::other(format!("{error}; what was there is in `{}`", kept.display())));
    }
    Err(error)
}

fn in_it(aside: &Folder, target: &Path) -> PathBuf {
    aside.folder.path().join(target.file_name().unwrap_or_default())
}

/// Whether there is a file with these bytes. What is no regular file has none: reading a pipe or a device might not end.
fn has(path: &Path, contents: &[u8]) -> io::Result<bool> {
    let metadata = fs::metadata(path)?;
    Ok(metadata.is_file() && metadata.len() == contents.len() as u64 && fs::read(path)? == contents)
}

/// Copies a file that is none of the tree's: a link as a link, wherever it leads.
fn take_along(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(folder_of(to))?;
    let kind = fs::symlink_metadata(from)?.file_type();
    if kind.is_file() {
        return fs::copy(from, to).map(drop);
    }
    #[cfg(unix)]
    if kind.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    let reason = format!("`{}` cannot be taken along: it is not a regular file", from.display());
    Err(io::Error::other(reason))
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
