//! What a checkout's `.git` says about it, read without git.
//!
//! The format is that of gitrepository-layout(5): `HEAD` names a commit or a ref, a ref is a file or a line of
//! `packed-refs`, and a worktree has a `.git` file that leads to its folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::model::settings::{COMMIT, is_hexadecimal};

/// The state of a checkout.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revision {
    /// The commit that is checked out.
    pub commit: Option<String>,
    /// The address of the remote `origin`, without a password.
    pub repository: Option<String>,
}

/// What is known of the checkout whose tables are in `tables`.
pub(super) fn revision(tables: &Path) -> Revision {
    let Ok(tables) = fs::canonicalize(tables) else { return Revision::default() };
    // Only the checkout's own `.git` counts: one further up is that of somebody who keeps a copy of it.
    let levels = if tables.ends_with("pkg/rke") { 2 } else { usize::from(tables.ends_with("rke")) };
    let Some(git) = tables.ancestors().nth(levels).map(|top| top.join(".git")).filter(|git| git.exists())
    else {
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
    // A ref may lead to a ref, but not in a circle.
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
    is_hexadecimal(commit, &COMMIT).then(|| commit.to_owned())
}

fn packed(shared: &Path, name: &str) -> Option<String> {
    let refs = read(&shared.join("packed-refs"))?;
    refs.lines()
        .find_map(|line| line.split_once(' ').filter(|(_, found)| *found == name))
        .map(|(id, _)| id.to_owned())
}

/// The address of `origin`, if it can be read here: git's configuration has more forms than are worth knowing,
/// and the pin does without an address in another form.
fn origin(shared: &Path) -> Option<String> {
    let config = read(&shared.join("config"))?;
    let mut in_origin = false;
    let mut url = None;
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            in_origin = line.split([';', '#']).next()?.trim().eq_ignore_ascii_case(r#"[remote "origin"]"#);
        } else if let Some((key, value)) = line.split_once('=').filter(|_| in_origin)
            && key.trim().eq_ignore_ascii_case("url")
        {
            // As git, the last one counts.
            let value = value.trim();
            let plain = value.split([' ', '\t']).next()?;
            let rest = value[plain.len()..].trim_start();
            let quoted = plain.strip_prefix('"').and_then(|plain| plain.strip_suffix('"')).unwrap_or(plain);
            url = (rest.is_empty() || rest.starts_with(['#', ';'])).then_some(quoted);
        }
    }
    let is_plain =
        |url: &&str| url.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'));
    url.filter(is_plain).filter(|url| !url.is_empty()).map(without_password)
}

/// `https://user:token@host/path?token` without what is secret: the pin is committed.
fn without_password(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (host, path) = rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
    let host = match host.rsplit_once('@') {
        // The user of `ssh://git@host` is not secret.
        Some((user, _)) if scheme == "ssh" && !user.contains(':') => host,
        Some((_, host)) => host,
        None => host,
    };
    let path = path.map(|path| format!("/{path}")).unwrap_or_default();
    format!("{scheme}://{host}{path}")
}

fn read(path: &Path) -> Option<String> {
    // A real one is small; something else might not end.
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
        let url = |url: &str, expected| {
            check(
                &[("top/.git/config", &format!("[Remote \"origin\"] # ours\n\tURL = {url}\n"))],
                None,
                expected,
            );
        };
        url("\"https://a.b/c\" # here", Some("https://a.b/c"));
        url("https://a.b/c?access_token=secret", Some("https://a.b/c"));
        url("ssh://git@a.b/c", Some("ssh://git@a.b/c"));
        url("ssh://git:secret@a.b/c", Some("ssh://a.b/c"));
        url("https://me:sec\\\nret@a.b/c", None);
        url("a\u{1}b", None);
    }
}
