//! Files and folders that are still being written: an interrupted run removes them, and what a killed run left behind
//! the next one does.
//!
//! Who writes holds a lock on what it writes; the lock goes with the process. So what nobody holds is a leftover, however
//! old it is and whatever runs beside. Locks are flock(2): a file system without them keeps its leftovers.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use tempfile::{Builder, NamedTempFile, TempDir};

static TEMPORARY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static COMMITTED: AtomicBool = AtomicBool::new(false);

/// How a temporary name begins. It does not have that of the target, which may be as long as a name can be.
const PREFIX: &str = ".kdm-";
/// How the name of what becomes the target ends.
const NEW: &str = ".tmp";
/// How the name of a folder with what the target was ends.
const OLD: &str = ".old";

/// Removes what is still being written, when a run is interrupted. It waits for steps that must not be split,
/// and no such step begins after it. Once the run has replaced its files it does nothing and returns false: the run then ends
/// by itself, and the exit code of an interruption would say that nothing was written.
pub fn remove_temporary() -> bool {
    let paths = TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner);
    if COMMITTED.load(Ordering::SeqCst) {
        return false;
    }
    INTERRUPTED.store(true, Ordering::SeqCst);
    for path in paths.iter() {
        // Nothing can be done about a failure, and the target is whole in any case.
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
    }
    std::mem::forget(paths);
    true
}

/// Notes that this run has replaced files.
pub(super) fn committed() {
    COMMITTED.store(true, Ordering::SeqCst);
}

/// Whether [`remove_temporary`] is at work: what fails from then on fails because its files are gone.
pub fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Does something that an interruption must not split. `paths` are what an interrupted run removes. It must not be called
/// again inside of itself: [`super::Replacement`]s are put, undone and done in it.
pub(super) fn uninterrupted<T>(work: impl FnOnce(&mut BTreeSet<PathBuf>) -> T) -> T {
    work(&mut TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A file in `folder` that nothing else uses, with the permissions of any new file.
pub(super) fn file_in(folder: &Path) -> io::Result<NamedTempFile> {
    uninterrupted(|paths| {
        let _held = hold(folder)?;
        remove_leftovers(folder, Leftovers::New);
        let mut builder = Builder::new();
        builder.prefix(PREFIX).suffix(NEW);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The umask is applied to it; tempfile's own default would hide the file from everybody else.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder)?;
        let _ = file.as_file().try_lock();
        paths.insert(file.path().to_owned());
        Ok(file)
    })
}

/// A folder in another one that nothing else uses, and the lock on it.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) folder: TempDir,
    _lock: Option<File>,
}

impl Folder {
    /// One for what becomes the target: an interrupted run removes it.
    pub(super) fn for_new(parent: &Path) -> io::Result<Self> {
        uninterrupted(|paths| {
            let _held = hold(parent)?;
            remove_leftovers(parent, Leftovers::All);
            let made = Self::new(parent, NEW)?;
            paths.insert(made.folder.path().to_owned());
            Ok(made)
        })
    }

    /// One for what the target was: whoever finds it without its owner puts it back. It may be made in a step that is not
    /// to be interrupted.
    pub(super) fn for_old(parent: &Path) -> io::Result<Self> {
        Self::new(parent, OLD)
    }

    fn new(parent: &Path, suffix: &str) -> io::Result<Self> {
        let folder = Builder::new().prefix(PREFIX).suffix(suffix).tempdir_in(parent)?;
        let lock = File::open(folder.path()).ok().filter(|lock| lock.try_lock().is_ok());
        Ok(Self { folder, _lock: lock })
    }
}

/// Keeps what is the only copy of something old under a name that no later run takes for a leftover; where it is then.
pub(super) fn kept(path: &Path) -> PathBuf {
    let name = path.with_extension("kept");
    if fs::rename(path, &name).is_ok() { name } else { path.to_owned() }
}

/// Puts right what a killed run left in a folder: a target that waited aside goes back where nothing has taken its place,
/// and the rest is removed.
pub fn recover(folder: &Path) {
    remove_in(folder, Leftovers::All);
}

/// Removes the temporary files that killed runs left in a folder.
pub(super) fn tidy(folder: &Path) {
    remove_in(folder, Leftovers::New);
}

fn remove_in(folder: &Path, which: Leftovers) {
    uninterrupted(|_| {
        // Whoever writes there now will do it.
        if let Ok(_held) = hold(folder) {
            remove_leftovers(folder, which);
        }
    });
}

/// The lock on a folder, for steps that two runs must not mix; nothing where there are no locks.
///
/// # Errors
///
/// When another run holds it for long.
pub(super) fn hold(folder: &Path) -> io::Result<Option<File>> {
    const TRIES: u32 = 500;
    const PAUSE: Duration = Duration::from_millis(10);
    // Opening a pipe waits for somebody to write to it.
    if !folder.is_dir() {
        return Ok(None);
    }
    let Ok(lock) = File::open(folder) else { return Ok(None) };
    for _ in 0..TRIES {
        match lock.try_lock() {
            Ok(()) => return Ok(Some(lock)),
            Err(fs::TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(fs::TryLockError::Error(_)) => return Ok(None),
        }
    }
    Err(io::Error::other("another run of kdm is writing in its folder"))
}

/// What of a killed run is put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leftovers {
    /// What should have become a target.
    New,
    /// And what a target was.
    All,
}

fn remove_leftovers(folder: &Path, which: Leftovers) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
        let Ok(kind) = entry.file_type() else { continue };
        let path = entry.path();
        let is_left = || File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
        // What cannot be removed stays: the run does not need its name.
        if name.ends_with(OLD) && kind.is_dir() {
            // What could not go back is the only copy.
            if which == Leftovers::All && is_left() && put_back(&path, folder).is_ok() {
                let _ = fs::remove_dir_all(&path);
            }
        } else if name.ends_with(NEW) && kind.is_dir() && is_left() {
            let _ = fs::remove_dir_all(&path);
        } else if name.ends_with(NEW) && kind.is_file() && is_left() {
            let _ = fs::remove_file(&path);
        }
    }
}

/// What waited in the folder `aside` goes back where it was, if nothing is there.
fn put_back(aside: &Path, folder: &Path) -> io::Result<()> {
    for old in fs::read_dir(aside)? {
        let old = old?;
        let target = folder.join(old.file_name());
        match fs::symlink_metadata(&target) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => fs::rename(old.path(), target)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_nobody_holds_is_removed_and_what_was_aside_goes_back() {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at(".kdm-dead00.tmp"), "half").unwrap();
        fs::create_dir_all(at(".kdm-dead01.old/rke")).unwrap();
        fs::write(at(".kdm-dead01.old/rke/cis.yaml"), "the old one").unwrap();
        fs::write(at(".kdm.tmp"), "not ours").unwrap();
        let held = file_in(folder.path()).unwrap();
        assert!(!at(".kdm-dead00.tmp").exists() && at(".kdm-dead01.old").exists());
        recover(folder.path());
        assert!(!at(".kdm-dead01.old").exists());
        assert_eq!(fs::read_to_string(at("rke/cis.yaml")).unwrap(), "the old one");
        assert!(at(".kdm.tmp").exists());
        recover(folder.path());
        assert!(held.path().exists(), "somebody writes it");
    }

    #[test]
    fn what_is_kept_is_no_leftover() {
        let folder = TempDir::new().unwrap();
        let old = folder.path().join(".kdm-abcdef.tmp");
        fs::write(&old, "the only copy").unwrap();
        let kept = kept(&old);
        recover(folder.path());
        assert_eq!(fs::read_to_string(kept).unwrap(), "the only copy");
    }

    #[test]
    fn what_was_aside_takes_nothing_from_what_is_there() {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at(".kdm-dead01.old/rke")).unwrap();
        fs::create_dir_all(at("rke")).unwrap();
        fs::write(at("rke/new"), "").unwrap();
        recover(folder.path());
        assert!(at("rke/new").exists() && !at(".kdm-dead01.old").exists());
    }
}
