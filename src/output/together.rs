//! Replacing several files at once: all of them, or none, as far as the file system can.

use std::path::Path;

use super::{
    error::OutputError,
    temporary::{committed, hold, kept, uninterrupted},
};

/// Something on disk that is complete and waits for its name.
pub trait Replacement {
    /// What it will replace, without links.
    fn target(&self) -> &Path;

    /// Where it is for now, if it is written at all.
    fn temporary(&self) -> Option<&Path>;

    /// Gives it its name. What it replaces is kept until [`Replacement::done`], as far as the file system can.
    ///
    /// # Errors
    ///
    /// When the file system refuses. The target is as it was.
    fn put(&mut self) -> Result<(), OutputError>;

    /// Puts the old one back; where it cannot, how things are now.
    fn undo(&mut self) -> Option<String>;

    /// Removes the old one; what people should know, as sentences.
    fn done(&mut self) -> Vec<String>;
}

/// That something could not be put back, and where the old one is, if it is anywhere.
pub(super) fn not_back(name: &Path, old: Option<&Path>) -> String {
    let old = old.map(|old| format!(", and what was there is in `{}`", kept(old).display()));
    format!("`{}` is replaced already{}", name.display(), old.unwrap_or_default())
}

/// Gives each of them its name, or puts back those that had theirs already; two runs of kdm do not mix theirs. Returns what
/// people should know, as sentences.
///
/// # Errors
///
/// When the file system refuses one of them, with what could not be put back; when another run holds a folder for long.
pub fn commit(all: &mut [&mut dyn Replacement]) -> Result<Vec<String>, OutputError> {
    uninterrupted(|temporary| {
        let mut folders: Vec<_> = all.iter().filter_map(|one| one.target().parent()).collect();
        folders.sort_unstable();
        folders.dedup();
        let held = folders.into_iter().map(|folder| {
            let failed = |error| OutputError::new(folder, &error);
            hold(folder).map_err(failed)
        });
        let _held = held.collect::<Result<Vec<_>, _>>()?;
        let is_any = all.iter().any(|one| one.temporary().is_some());
        for nth in 0..all.len() {
            if let Err(error) = all[nth].put() {
                let kept = all[..nth].iter_mut().rev().filter_map(|one| one.undo());
                return Err(error.and(kept.collect()));
            }
        }
        if is_any {
            committed();
        }
        for path in all.iter().filter_map(|one| one.temporary()) {
            temporary.remove(path);
        }
        Ok(all.iter_mut().flat_map(|one| one.done()).collect())
    })
}
