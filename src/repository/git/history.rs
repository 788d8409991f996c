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

/// How many commits `to` has that `from` has not; nothing where this clone does not have both, or one is no commit.
pub fn distance(folder: &Path, from: &str, to: &str) -> Option<usize> {
    // What stands in a pin comes from a pull request: an option in its place would be obeyed.
    let range = format!("{}..{}", commit(from)?, commit(to)?);
    output(folder, &["rev-list", "--count", "--end-of-options", &range]).ok()?.trim().parse().ok()
}

/// The newest commits that both have: of branches that were merged into each other several. None where they have none, or the clone
/// does not reach so far.
pub fn merge_bases(folder: &Path, one: &str, other: &str) -> Vec<String> {
    let Some((one, other)) = commit(one).zip(commit(other)) else { return Vec::new() };
    let text = output(folder, &["merge-base", "--all", &one, &other]).unwrap_or_default();
    text.lines().filter_map(commit).collect()
}

/// Where a branch began that was made from another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Began {
    /// With this commit.
    At(String),
    /// It is a commit of the other branch: it was merged without a commit for it, or has none of its own.
    Within,
    /// This clone does not have what they have in common.
    Unknown,
}

/// The commits of a branch itself, newest first: of a merge its first parent.
pub fn own_commits(folder: &Path, tip: &str) -> Vec<String> {
    newest_own(folder, tip, None)
}

/// The first so many of them.
fn newest_own(folder: &Path, tip: &str, most: Option<usize>) -> Vec<String> {
    let Some(tip) = commit(tip) else { return Vec::new() };
    let most = most.map_or_else(|| "--max-count=-1".to_owned(), |most| format!("--max-count={most}"));
    let arguments = ["rev-list", "--first-parent", &most, "--end-of-options", &tip];
    output(folder, &arguments).unwrap_or_default().lines().filter_map(commit).collect()
}

/// Where a branch began: with the newest of its own commits that is one of another branch itself, however often it was merged
/// into that since, and opened again. `others` are the own commits of the branches that it may be made from.
pub fn began(folder: &Path, branch: &str, others: &[&BTreeSet<String>]) -> Began {
    let is_of_others = |commit: &str| others.iter().any(|of_other| of_other.contains(commit));
    if is_of_others(branch) {
        return Began::Within;
    }
    // A month is short, and the history behind it is long.
    let mut most = 64;
    loop {
        let own = newest_own(folder, branch, Some(most));
        if let Some(base) = own.iter().find(|commit| is_of_others(commit)) {
            return Began::At(base.clone());
        }
        if own.len() < most {
            return Began::Unknown;
        }
        most *= 8;
    }
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
