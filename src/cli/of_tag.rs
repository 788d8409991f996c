//! Whether the build at hand is that of a tag.

use std::path::Path;

use super::terminal::Terminal;
use crate::{
    diagnostic::words::shell_word,
    model::Tag,
    repository::{Place, changed_since, commit_of, git_folder, tag_commit},
};

/// Whether what a root has is what a tag names: who fetches a tag later, from git or from where it is published, must get the
/// same. Where there is no git, nobody can ask. Says what is wrong.
pub(super) fn is_of_tag(root: &Path, tag: Tag, undone: &str, terminal: &Terminal) -> anyhow::Result<bool> {
    let place = Place::root(root);
    let Some(commit) = commit_of(place)? else { return Ok(true) };
    let folder = git_folder(place);
    let name = tag.to_string();
    let (what, help) = match tag_commit(&folder, &name) {
        None => (
            format!("there is no tag `{name}` in this clone"),
            format!("make it with `kdm tag {name} --write`, or fetch it with `git fetch --tags`"),
        ),
        Some(of_tag) if of_tag != commit => {
            let shown = |commit: &str| commit.chars().take(8).collect::<String>();
            (
                format!(
                    "the build is of commit {}, and the tag `{name}` is of {}",
                    shown(&commit),
                    shown(&of_tag)
                ),
                format!("take the build of the tag with `--root {}`", shell_word(&name)),
            )
        }
        Some(of_tag) => {
            let changed = if root.is_dir() { changed_since(root, &of_tag)? } else { None };
            let Some(changed) = changed else { return Ok(true) };
            (
                format!("`{changed}` is not as the tag `{name}` has it"),
                format!(
                    "commit it and make another tag, or take the build of this one with `--root {}`",
                    shell_word(&name)
                ),
            )
        }
    };
    terminal.fail(&format!("{what}; {undone}"), Some(&help));
    Ok(false)
}
