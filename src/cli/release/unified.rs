//! The change of a file as a unified diff.

use similar::{Algorithm, ChangeTag, TextDiff};

use super::finish::Changed;
use crate::diagnostic::{Shown, shown::shown};

const REMOVED: anstyle::Style = anstyle::AnsiColor::Red.on_default();
const ADDED: anstyle::Style = anstyle::AnsiColor::Green.on_default();

/// The diff, for a screen: what a terminal would obey is escaped in it.
pub(super) fn unified(change: &Changed) -> Shown {
    const AROUND: usize = 3;
    let name = change.path.display().to_string();
    // The lines with versions are there once, and cut the texts into small parts.
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(&change.old, &change.new);
    let mut text = shown!("--- {name}\n+++ {name}\n"; name);
    for hunk in diff.unified_diff().context_radius(AROUND).iter_hunks() {
        let header = hunk.header().to_string();
        text += shown!("{header}\n"; header);
        for line in hunk.iter_changes() {
            let value = line.value().trim_end_matches(['\n', '\r']);
            text += match line.tag() {
                ChangeTag::Equal => shown!(" {value}\n"; value),
                ChangeTag::Delete => shown!("{REMOVED}-{value}{REMOVED:#}\n"; REMOVED, value),
                ChangeTag::Insert => shown!("{ADDED}+{value}{ADDED:#}\n"; ADDED, value),
            };
        }
    }
    text
}
