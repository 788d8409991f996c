//! Files and folders that are still being written: an interrupted run removes them.

use std::{
    collections::BTreeSet,
    fs,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

static TEMPORARY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Removes what is still being written, when a run is interrupted. It waits for steps that must not be split,
/// and no such step begins after it.
pub fn remove_temporary() {
    let paths = TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner);
    for path in paths.iter() {
        // Nothing can be done about a failure, and the target is whole in any case.
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
    }
    std::mem::forget(paths);
}

/// Does something that an interruption must not split. `paths` are what an interrupted run removes.
pub(super) fn uninterrupted<T>(work: impl FnOnce(&mut BTreeSet<PathBuf>) -> T) -> T {
    work(&mut TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner))
}
