//! Files and folders that are still being written: an interrupted run removes them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

static TEMPORARY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Removes what is still being written. For a run that is interrupted.
pub fn remove_temporary() {
    // The lock is not given back: nothing may be begun any more.
    let paths = TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner);
    for path in paths.iter() {
        // Nothing can be done about a failure, and the target is whole in any case.
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
    }
    std::mem::forget(paths);
}

/// From now on an interrupted run removes this file or folder.
pub(super) fn remember_temporary(path: &Path) {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
}

/// What was temporary is in its place, or gone.
pub(super) fn forget_temporary(path: &Path) {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
}
