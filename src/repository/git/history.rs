//! What the history of a repository says: its branches, where two of them part, and how far one is behind.

use std::{collections::BTreeSet, path::Path};

use super::run::output;

/// A branch, or a branch of a remote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// As people name it: `dev-v2.9`, `origin/dev-v2.9`.
    pub name: String,
    /// The remote that it is of; nothing for one of this repository.
    pub remote: Option<String>,
    /// Its name without the remote.
    pub short: String,
    /// Its commit.
    pub commit: String,
}

/// The branches of the repository that a folder is in, those of remotes included, by name.
///
/// # Errors
///
/// What git says, or why it cannot be run.
pub fn branches(folder: &Path) -> Result<Vec<Branch>, String> {
    let format = "--format=%(objectname) %(refname)";
    let text = output(folder, &["for-each-ref", format, "refs/heads", "refs/remotes"])?;
    Ok(text.lines().filter_map(branch).collect())
}

fn branch(line: &str) -> Option<Branch> {
    let (commit, name) = line.split_once(' ')?;
    let commit = commit.to_owned();
    if let Some(name) = name.strip_prefix("refs/heads/") {
        return Some(Branch { name: name.to_owned(), remote: None, short: name.to_owned(), commit });
    }
    let name = name.strip_prefix("refs/remotes/")?;
    let (remote, short) = name.split_once('/')?;
    Some(Branch { name: name.to_owned(), remote: Some(remote.to_owned()), short: short.to_owned(), commit })
}

/// The branch that is checked out; nothing for a commit of no branch.
pub fn checked_out(folder: &Path) -> Option<String> {
    let name = output(folder, &["symbolic-ref", "--quiet", "--short", "HEAD"]).ok()?;
    Some(name.trim().to_owned())
}

/// The addresses of the remotes, by name, without what may be secret.
///
/// # Errors
///
/// As [`branches`].
pub fn remotes(folder: &Path) -> Result<Vec<(String, String)>, String> {
    // Nothing found is an error for git.
    let text = output(folder, &["config", "--get-regexp", r"^remote\..*\.url$"]).unwrap_or_default();
    let remotes = text.lines().filter_map(|line| {
        let (key, url) = line.split_once(' ')?;
        let name = key.strip_prefix("remote.")?.strip_suffix(".url")?;
        Some((name.to_owned(), super::without_secrets(url.trim())?))
    });
    Ok(remotes.collect())
}

/// How many commits `to` has that `from` has not; nothing where this clone does not have both.
pub fn distance(folder: &Path, from: &str, to: &str) -> Option<usize> {
    output(folder, &["rev-list", "--count", &format!("{from}..{to}")]).ok()?.trim().parse().ok()
}

/// The newest commit that both have; nothing where they have none, or the clone does not reach so far.
pub fn merge_base(folder: &Path, one: &str, other: &str) -> Option<String> {
    commit(&output(folder, &["merge-base", one, other]).ok()?)
}

/// Where a branch began that was made from another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Began {
    /// With this commit.
    At(String),
    /// Its commits are those of the other branch: it was merged without a commit for it, or has none of its own.
    Within,
    /// This clone does not have what they have in common.
    Unknown,
}

/// Where a branch began that was made from `main`, and perhaps merged into it since: the newest commit that it has in common
/// with `main` as that was before the merge.
pub fn began(folder: &Path, branch: &str, main: &str) -> Began {
    let Some(base) = merge_base(folder, branch, main) else { return Began::Unknown };
    if base != branch {
        return Began::At(base);
    }
    before_merge(folder, branch, main)
        .and_then(|before| merge_base(folder, branch, &before))
        .filter(|base| base != branch)
        .map_or(Began::Within, Began::At)
}

/// What `main` was before the first commit of its own that has the branch.
fn before_merge(folder: &Path, branch: &str, main: &str) -> Option<String> {
    // Of a branch that was merged only the commits of the merge and behind it have it; `--first-parent` in the same question
    // would not see that, because the way to it goes over a second parent.
    let range = format!("{branch}..{main}");
    let with_it = output(folder, &["rev-list", "--ancestry-path", &range]).ok()?;
    let with_it: BTreeSet<&str> = with_it.lines().collect();
    let own = output(folder, &["rev-list", "--first-parent", main]).ok()?;
    own.lines().find(|commit| !with_it.contains(commit)).and_then(commit)
}

fn commit(text: &str) -> Option<String> {
    let text = text.trim();
    (text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_of_a_remote_has_a_short_name() {
        let id = "7c2ba528f3463bcef49d456717d9924fbc9a0ad8";
        let names = ["refs/heads/dev-v2.9", "refs/remotes/origin/feature/x", "refs/tags/v1"];
        let found =
            names.map(|name| branch(&format!("{id} {name}")).map(|branch| (branch.remote, branch.short)));
        let found = found.map(|found| found.map(|(remote, short)| (remote.unwrap_or_default(), short)));
        let own = |remote: &str, short: &str| Some((remote.to_owned(), short.to_owned()));
        assert_eq!(found, [own("", "dev-v2.9"), own("origin", "feature/x"), None]);
    }
}
