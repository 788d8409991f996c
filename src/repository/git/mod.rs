//! Repositories of git: what a revision names, and the state of a checkout.

mod address;
mod folder;
mod history;
mod merged;
mod objects;
mod remotes;
mod run;
mod snapshot;
mod tags;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

pub use folder::Revision;
pub(super) use folder::below_top;
pub(super) use folder::{is_in_repository, names_ref, revision};
pub use history::{Began, Branch, began, branches, checked_out, distance, merge_bases, own_commits};
pub use merged::FileConflict;
pub(super) use merged::merge;
pub use remotes::Remotes;
pub use tags::{TagRef, head, make_tag, tag_commit, tag_time, tags};

use self::{
    objects::{Object, Objects, missing},
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
    pub(super) state: Named,
}

impl Opened {
    /// The same, a whole revision, under another name.
    pub(super) fn shown_as(self, name: &str) -> Self {
        let inside = self.path.strip_prefix(self.prefix.as_str()).unwrap_or_default();
        Self { path: format!("{name}:{inside}"), prefix: format!("{name}:"), ..self }
    }
}

/// A revision that was named.
#[derive(Debug, Clone)]
pub(super) struct Named {
    folder: PathBuf,
    name: String,
    commit: Option<String>,
}

impl Named {
    /// Its commit, and the address of the repository that it is of: of the remote whose branch was named; of `origin` where
    /// a whole other repository was (`is_elsewhere`). Nothing where nobody can know.
    pub(super) fn revision(&self, is_elsewhere: bool) -> Revision {
        // `upstream/dev-v2.9~1` is of the remote that `upstream/dev-v2.9` is of.
        let branch = self.name.split(['^', '~', '@', '{']).next().unwrap_or_default();
        let full = output(&self.folder, &["rev-parse", "--symbolic-full-name", branch]);
        let full = full.unwrap_or_default();
        let remotes = Remotes::load(&self.folder, &[]);
        let origin = || remotes.address("origin").filter(|_| is_elsewhere);
        let repository = remotes.address_of(full.trim()).or_else(origin).map(str::to_owned);
        Revision { commit: self.commit.clone(), repository: repository.filter(|_| self.commit.is_some()) }
    }
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
        // A commit by its message, to which nothing can be added.
        Some(("", message)) if message.starts_with('/') => {
            let commit = objects.get(name)?.filter(|object| object.kind == "commit");
            return match commit {
                Some(commit) => Ok(open(folder, &commit.id)?.map(|opened| opened.shown_as(name))),
                None => Ok(None),
            };
        }
        Some((revision, path))
            if !revision.is_empty() && !path.starts_with("./") && !path.starts_with("../") =>
        {
            (revision, Some(path))
        }
        None => (name, None),
        // The index, or a path beside the folder: only git knows the place.
        Some(_) => return Ok(objects.get(name)?.and_then(|object| single(&objects, name, object))),
    };
    let commit = objects.get(&format!("{revision}^{{commit}}"))?;
    let tree = match &commit {
        Some(commit) => tree_of(commit),
        None => objects.get(&format!("{revision}^{{tree}}"))?.map(|tree| tree.id),
    };
    let Some(tree) = tree else {
        let object = if path.is_none() { objects.get(&format!("{name}^{{}}"))? } else { None };
        let opened = object.and_then(|object| single(&objects, name, object));
        // What git knows by name and cannot hand over.
        return match (opened, output(folder, &["rev-parse", "--verify", "--quiet", revision])) {
            (None, Ok(id)) if !id.trim().is_empty() => Err(missing(id.trim())),
            (opened, _) => Ok(opened),
        };
    };
    refuse_two_meanings(&objects, revision)?;
    let files = Snapshot::of_tree(Arc::clone(&objects), tree);
    let path = match path {
        Some(path) => path.to_owned(),
        None => folder_of_root(folder, &files)?,
    };
    if files.find(&path)?.is_none() {
        return Err(format!("there is no `{path}` in the revision `{revision}`"));
    }
    let state = Named {
        folder: objects.folder().to_owned(),
        name: revision.to_owned(),
        commit: commit.map(|commit| commit.id),
    };
    let prefix = format!("{revision}:");
    Ok(Some(Opened { path: format!("{prefix}{path}"), prefix, files: Arc::new(files), state }))
}

/// Where a repository is in a revision that is named alone: where the folder is that git is asked in, if that is one there; else
/// at the top.
fn folder_of_root(folder: &Path, files: &Snapshot) -> Result<String, String> {
    let below = below_top(folder).unwrap_or_default();
    let is_root = !below.is_empty() && files.find(&format!("{below}/channels.yaml"))?.is_some();
    Ok(if is_root { below } else { String::new() })
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
    let state = Named { folder: objects.folder().to_owned(), name: String::new(), commit: None };
    let objects = Arc::clone(objects);
    let (prefix, files) = match object.kind.as_str() {
        "blob" => (name.to_owned(), Snapshot::of_file(objects, object.id)),
        "tree" => (format!("{}/", name.trim_end_matches('/')), Snapshot::of_tree(objects, object.id)),
        _ => return None,
    };
    Some(Opened { prefix, files: Arc::new(files), path: name.trim_end_matches('/').to_owned(), state })
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
