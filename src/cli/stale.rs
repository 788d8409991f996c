//! A build that is not what its sources compile to goes nowhere.

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::{
    generate::{Generate, Made},
    terminal::Terminal,
};
use crate::{
    diagnostic::{Rule, words::shell_word},
    emit::Digest,
    output::Change,
    repository::{DATA_JSON, Place, path_of},
    source::{Sources, join},
};

/// The data.json of a root, if it is what its sources compile to; nothing, said to the user, where it is not. `undone` is what is
/// not done then.
pub(super) fn fresh_build(
    root: &Path,
    rke_source: Option<&PathBuf>,
    allow: &[Rule],
    undone: &'static str,
    terminal: &Terminal,
) -> anyhow::Result<Option<Vec<u8>>> {
    let checking = Generate::checking(rke_source.cloned(), allow, undone);
    let Some(made) = checking.make(root, Sources::default(), terminal)? else { return Ok(None) };
    if refuse_stale(&made, root, undone, terminal) {
        return Ok(None);
    }
    let mut sources = Sources::default();
    let build = join(&path_of(Place::root(root), &mut sources)?, DATA_JSON);
    let bytes = sources.read_bytes(&build)?;
    if made.files.first().is_none_or(|written| written.sha256 != Digest::of(&bytes)) {
        bail!("`{}` was changed while it was read; run kdm again", build.display());
    }
    Ok(Some(bytes))
}

/// Says which files of a build are stale; whether one is. `undone` is what is not done then.
pub(super) fn refuse_stale(made: &Made, root: &Path, undone: &str, terminal: &Terminal) -> bool {
    for written in made.files.iter().filter(|written| written.change != Change::Unchanged) {
        let state = match written.change {
            Change::Created => "not there",
            _ => "not what its sources compile to",
        };
        let root = root_option(root);
        let help = format!("run `kdm generate{root}`, look at what it changes, and commit it");
        terminal.fail(&format!("`{}` is {state}; {undone}", written.name().display()), Some(&help));
    }
    made.stale
}

/// How a command that is named to the user finds a repository; nothing for that of this folder.
pub(super) fn root_option(root: &Path) -> String {
    match root == Path::new(".") {
        true => String::new(),
        false => format!(" --root {}", shell_word(&root.display().to_string())),
    }
}
