//! What a checkout's `.git` says of it, read without git.
//!
//! The format is that of gitrepository-layout(5): `HEAD` names a commit or a ref, a ref is a file or a line of
//! `packed-refs`, and a worktree has a `.git` file that leads to its folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where a checkout stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revision {
    /// The commit that is checked out.
    pub commit: Option<String>,
    /// The address of the remote `origin`, without a password.
    pub repository: Option<String>,
}

/// What is known of the checkout that has `folder` in it, which is at most two levels below its top.
pub(super) fn revision(folder: &Path) -> Revision {
    let Ok(folder) = fs::canonicalize(folder) else { return Revision::default() };
    let Some(git) = folder.ancestors().take(3).map(|top| top.join(".git")).find(|git| git.exists()) else {
        return Revision::default();
    };
    let Some(folder) = git_folder(&git) else { return Revision::default() };
    // A worktree has a HEAD of its own and shares the rest.
    let shared = read(&folder.join("commondir")).map(|common| folder.join(common.trim()));
    let shared = shared.unwrap_or_else(|| folder.clone());
    Revision { commit: commit(&folder, &shared), repository: origin(&shared) }
}

fn git_folder(git: &Path) -> Option<PathBuf> {
    if git.is_dir() {
        return Some(git.to_owned());
    }
    let text = read(git)?;
    Some(git.parent()?.join(text.strip_prefix("gitdir:")?.trim()))
}

fn commit(folder: &Path, shared: &Path) -> Option<String> {
    // A ref may lead to a ref, but not round and round.
    const MOST_REFS: usize = 5;
    let mut text = read(&folder.join("HEAD"))?;
    for _ in 0..MOST_REFS {
        let Some(name) = text.strip_prefix("ref:").map(str::trim) else { break };
        if name.split('/').any(|part| part == "..") {
            return None;
        }
        text = read(&shared.join(name)).or_else(|| packed(shared, name))?;
    }
    let commit = text.trim();
    is_commit(commit).then(|| commit.to_owned())
}

/// Whether a text is the name of a commit: SHA-1 or SHA-256 in lower-case hexadecimal digits.
pub(crate) fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn packed(shared: &Path, name: &str) -> Option<String> {
    let refs = read(&shared.join("packed-refs"))?;
    refs.lines()
        .find_map(|line| line.split_once(' ').filter(|(_, found)| *found == name))
        .map(|(id, _)| id.to_owned())
}

fn origin(shared: &Path) -> Option<String> {
    let config = read(&shared.join("config"))?;
    let mut lines = config.lines().map(str::trim).skip_while(|line| *line != r#"[remote "origin"]"#).skip(1);
    let url = lines.by_ref().take_while(|line| !line.starts_with('[')).find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "url").then(|| value.trim().to_owned())
    })?;
    Some(without_password(&url))
}

/// `https://user:token@host/path` without the user: the pin is committed.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (host, path) = rest.split_once('/').map_or((rest, ""), |(host, path)| (host, path));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    if path.is_empty() { format!("{scheme}://{host}") } else { format!("{scheme}://{host}/{path}") }
}

fn read(path: &Path) -> Option<String> {
    // A real one is small; what is none might not end.
    const LARGEST: u64 = 64 << 20;
    let metadata = fs::metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return None;
    }
    fs::read_to_string(path).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    #[track_caller]
    fn check(files: &[(&str, &str)], commit: Option<&str>, repository: Option<&str>) {
        let folder = tempfile::TempDir::new().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fs::create_dir_all(folder.path().join("top/pkg/rke")).unwrap();
        let found = revision(&folder.path().join("top/pkg/rke"));
        assert_eq!((found.commit.as_deref(), found.repository.as_deref()), (commit, repository));
    }

    #[test]
    fn a_commit_is_found_behind_every_kind_of_head() {
        let line = format!("{COMMIT}\n");
        check(&[("top/.git/HEAD", &line)], Some(COMMIT), None);
        check(
            &[("top/.git/HEAD", "ref: refs/heads/a/b\n"), ("top/.git/refs/heads/a/b", &line)],
            Some(COMMIT),
            None,
        );
        let packed = format!("# pack-refs with: peeled\n{COMMIT} refs/heads/a\n^{COMMIT}\n");
        check(
            &[("top/.git/HEAD", "ref: refs/heads/a\n"), ("top/.git/packed-refs", &packed)],
            Some(COMMIT),
            None,
        );
        check(&[("top/.git/HEAD", "ref: refs/heads/none\n")], None, None);
        check(&[("top/.git/HEAD", "ref: HEAD\n")], None, None);
        check(&[("top/.git/HEAD", "ref: ../../secret\n"), ("secret", &line)], None, None);
        check(&[], None, None);
    }

    #[test]
    fn a_worktree_leads_to_its_repository() {
        check(
            &[
                ("top/.git", "gitdir: ../main/.git/worktrees/top\n"),
                ("main/.git/worktrees/top/HEAD", "ref: refs/heads/a\n"),
                ("main/.git/worktrees/top/commondir", "../..\n"),
                ("main/.git/refs/heads/a", COMMIT),
                ("main/.git/config", "[remote \"origin\"]\n\turl = git@github.com:rancher/kdm\n"),
            ],
            Some(COMMIT),
            Some("git@github.com:rancher/kdm"),
        );
    }

    #[test]
    fn the_address_has_no_password() {
        let config = "[core]\n\tbare = false\n[remote \"other\"]\n\turl = x\n[remote \"origin\"]\n\tfetch = y\n\turl = https://me:secret@github.com/rancher/kdm.git\n[branch]\n\turl = z\n";
        check(&[("top/.git/config", config)], None, Some("https://github.com/rancher/kdm.git"));
    }
}
