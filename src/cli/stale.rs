//! A build that is not what its sources compile to goes nowhere.

use std::path::Path;

use super::{generate::Made, terminal::Terminal};
use crate::{diagnostic::words::shell_word, output::Change};

/// Says which files of a build are stale; whether one is. `undone` is what is not done then.
pub(super) fn refuse_stale(made: &Made, root: &Path, undone: &str, terminal: &Terminal) -> bool {
    for written in made.files.iter().filter(|written| written.change != Change::Unchanged) {
        let state = match written.change {
            Change::Created => "not there",
            _ => "not what its sources compile to",
        };
        let root = match root == Path::new(".") {
            true => String::new(),
            false => format!(" --root {}", shell_word(&root.display().to_string())),
        };
        let help = format!("run `kdm generate{root}`, look at what it changes, and commit it");
        terminal.fail(&format!("`{}` is {state}; {undone}", written.name().display()), Some(&help));
    }
    made.stale
}
