//! Repositories of git: what a revision names, and the state of a checkout.

mod address;
mod folder;
mod history;
mod merged;
mod objects;
mod run;
mod snapshot;

use std::{path::Path, sync::Arc};

pub use address::same_address;
pub use folder::Revision;
pub(super) use folder::{is_in_repository, names_ref, revision};
pub use history::{Began, Branch, began, branches, checked_out, distance, merge_base, remotes};
pub use merged::FileConflict;
pub(super) use merged::merge;

use self::{
    folder::without_secrets,
    objects::{Object, Objects},
    run::output,
    snapshot::Snapshot,
};
use crate::source::Mounted;

/// Files of a revision, under the paths that they get.
#[derive(Debug)]
pub(super) struct Opened {
    /// What all of them begin with; see [`crate::source::Sources::mount`].
    pub(super) prefix: String,
    pub(super) files: Arc<dyn Mounted>,
    /// The path of what was named.
    pub(super) path: String,
    pub(super) revision: Revision,
}

/// What a name names in the repository that a folder is in: a revision, what is in one (`REV:PATH`), or any other object, in
/// git's own syntax. Nothing where there is nothing of this name.
///
/// # Errors
///
/// When git cannot tell, or the name has two meanings.
pub(super) fn open(folder: &Path, name: &str) -> Result<Option<Opened>, String> {
    let objects = Objects::of(folder)?;
    let (revision, path) = match split(name) {
        Some((revision, path))
            if !revision.is_empty() && !path.starts_with("./") && !path.starts_with("../") =>
        {
            (revision, path)
        }
        None => (name, ""),
        // The index, or a path beside the folder: only git knows the place.
        Some(_) => return Ok(objects.get(name)?.and_then(|object| single(&objects, name, object))),
    };
    let commit = objects.get(&format!("{revision}^{{commit}}"))?;
    let tree = match &commit {
        Some(commit) => tree_of(commit),
        None => objects.get(&format!("{revision}^{{tree}}"))?.map(|tree| tree.id),
    };
    let Some(tree) = tree else {
        let object = if path.is_empty() { objects.get(name)? } else { None };
        return Ok(object.and_then(|object| single(&objects, name, object)));
    };
    refuse_two_meanings(&objects, revision)?;
    let files = Snapshot::of_tree(Arc::clone(&objects), tree);
    if files.find(path)?.is_none() {
        return Err(format!("there is no `{path}` in the revision `{revision}`"));
    }
    let url = || output(objects.folder(), &["config", "--get", "remote.origin.url"]).ok();
    let repository = commit.as_ref().and_then(|_| without_secrets(url()?.trim()));
    let state = Revision { commit: commit.map(|commit| commit.id), repository };
    let prefix = format!("{revision}:");
    Ok(Some(Opened { path: format!("{prefix}{path}"), prefix, files: Arc::new(files), revision: state }))
}

/// A name as a revision and what is in it: at the first `:` outside of braces (`HEAD^{/fix: it}`).
fn split(name: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let at = name.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => return Some(at),
            _ => {}
        }
        None
    })?;
    Some((&name[..at], &name[at + 1..]))
}

/// The tree that a commit names in its first line.
fn tree_of(commit: &Object) -> Option<String> {
    let text = String::from_utf8_lossy(&commit.bytes);
    text.lines().next()?.strip_prefix("tree ").map(str::to_owned)
}

/// An object that is in no revision that the name names.
fn single(objects: &Arc<Objects>, name: &str, object: Object) -> Option<Opened> {
    let objects = Arc::clone(objects);
    let (prefix, files) = match object.kind.as_str() {
        "blob" => (name.to_owned(), Snapshot::of_file(objects, object.id)),
        "tree" => (format!("{name}/"), Snapshot::of_tree(objects, object.id)),
        _ => return None,
    };
    Some(Opened { prefix, files: Arc::new(files), path: name.to_owned(), revision: Revision::default() })
}

/// Git takes the tag where a branch has the same name, and warns; nobody would see that here.
fn refuse_two_meanings(objects: &Objects, name: &str) -> Result<(), String> {
    let [branch, tag] = ["heads", "tags"].map(|kind| objects.get(&format!("refs/{kind}/{name}^{{commit}}")));
    match (branch?, tag?) {
        (Some(branch), Some(tag)) if branch.id != tag.id => Err(format!(
            "it is a branch and a tag, of two commits; write `refs/heads/{name}` or `refs/tags/{name}`"
        )),
        _ => Ok(()),
    }
}

/// The name that a branch of the remote `origin` has here, if there is one.
pub(super) fn of_origin(folder: &Path, name: &str) -> Option<String> {
    let here = format!("origin/{}", split(name).map_or(name, |(revision, _)| revision));
    let objects = Objects::of(folder).ok()?;
    objects.get(&format!("refs/remotes/{here}^{{commit}}")).ok()??;
    Some(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_ends_at_the_first_colon_outside_of_braces() {
        for (name, expected) in [
            ("HEAD", None),
            ("HEAD:", Some(("HEAD", ""))),
            ("origin/a:data/b:c", Some(("origin/a", "data/b:c"))),
            ("HEAD^{/fix: it}", None),
            ("HEAD^{/fix: it}:a", Some(("HEAD^{/fix: it}", "a"))),
            (":data/data.json", Some(("", "data/data.json"))),
        ] {
            assert_eq!(split(name), expected, "{name}");
        }
    }
}
