//! Replacing several files at once: all of them, or none.

use std::path::Path;

use super::{
    error::OutputError,
    temporary::{committed, hold, uninterrupted},
};

/// Something on disk that is complete and waits for its name.
pub trait Replacement {
    /// What it will replace.
    fn target(&self) -> &Path;

    /// Where it is for now, if it is written at all.
    fn temporary(&self) -> Option<&Path>;

    /// Gives it its name. What it replaces is kept until [`Replacement::done`], as far as the file system can.
    ///
    /// # Errors
    ///
    /// When the file system refuses. The target is as it was.
    fn put(&mut self) -> Result<(), OutputError>;

    /// Puts the old one back; whether it could.
    fn undo(&mut self) -> bool;

    /// Removes the old one; what people should know, as sentences.
    fn done(&mut self) -> Vec<String>;
}

/// Gives each of them its name, or leaves all targets as they were; two runs of kdm do not mix theirs. Returns what
/// people should know, as sentences.
///
/// # Errors
///
/// When the file system refuses one of them, with the names of what could not be put back.
pub fn commit(all: &mut [&mut dyn Replacement]) -> Result<Vec<String>, OutputError> {
    uninterrupted(|temporary| {
        let mut folders: Vec<_> = all.iter().filter_map(|one| one.target().parent()).collect();
        folders.sort_unstable();
        folders.dedup();
        let _held: Vec<_> = folders.into_iter().map(hold).collect();
        for nth in 0..all.len() {
            if let Err(error) = all[nth].put() {
                let kept = all[..nth].iter_mut().rev().filter_map(|one| {
                    (!one.undo()).then(|| format!("`{}` is replaced already", one.target().display()))
                });
                return Err(error.and(kept.collect()));
            }
        }
        committed();
        for path in all.iter().filter_map(|one| one.temporary()) {
            temporary.remove(path);
        }
        Ok(all.iter_mut().flat_map(|one| one.done()).collect())
    })
}
