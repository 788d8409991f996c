//! A file, its key, and what is there.

use crate::{
    publish::{Failure, File, Seen, Store},
    repository::Published,
};

/// A file on its way: where to, and what is there.
pub(super) struct Step {
    pub(super) key: String,
    pub(super) file: File,
    pub(super) there: Option<Seen>,
    /// Whether what is there stays there.
    pub(super) is_once: bool,
}

/// What is at the keys of files.
pub(super) fn look(store: &dyn Store, target: &Published, files: Vec<File>) -> Result<Vec<Step>, Failure> {
    let (folder, is_once) = (target.folder(), matches!(target, Published::Tag(_)));
    let look = |file: File| {
        let key = format!("{folder}{}", file.name);
        let there = store.look(&key)?;
        Ok(Step { key, file, there, is_once })
    };
    files.into_iter().map(look).collect()
}

/// The same steps, each file with the commit that the build's tables are of.
pub(super) fn dressed(steps: Vec<Step>, commit: Option<&str>) -> Vec<Step> {
    let dress = |step: Step| Step { file: step.file.with_upstream_commit(commit), ..step };
    steps.into_iter().map(dress).collect()
}
