//! What a checkout's `.git` says about it, read without running git.
//!
//! The format is that of gitrepository-layout(5): `HEAD` names a commit or a ref, a ref is a file or a line of
//! `packed-refs`, and a worktree has a `.git` file that leads to its folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::address::without_secrets;
use crate::{
    model::settings::{COMMIT, is_hexadecimal},
    source::read_small,
};

/// The state of a checkout.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revision {
    /// The commit that is checked out.
    pub commit: Option<String>,
    /// The address of the remote `origin`, without a password.
    pub repository: Option<String>,
}

/// What is known of the checkout whose tables are in `tables`.
pub(in crate::repository) fn revision(tables: &Path) -> Revision {
    let Ok(tables) = fs::canonicalize(tables) else { return Revision::default() };
    // Only the checkout's own `.git` counts: one further up is that of somebody who keeps a copy of it.
    let levels = if tables.ends_with("pkg/rke") { 2 } else { usize::from(tables.ends_with("rke")) };
    let Some(git) = tables.ancestors().nth(levels).map(|top| top.join(".git")).filter(|git| git.exists())
    else {
        return Revision::default();
    };
    let git = Git::of(&git);
    Revision { commit: git.as_ref().and_then(Git::commit), repository: git.as_ref().and_then(Git::origin) }
}

/// Whether a folder is in a repository, as far as names tell: git itself is asked only then.
pub(in crate::repository) fn is_in_repository(folder: &Path) -> bool {
    (folder == Path::new(".") && std::env::var_os("GIT_DIR").is_some()) || git_of(folder).is_some()
}

/// What looks like a folder of git's, or the file that leads to it, in a folder or above it.
fn git_of(folder: &Path) -> Option<PathBuf> {
    let folder = fs::canonicalize(folder).ok()?;
    let is_one = |path: &Path| path.join("objects").is_dir() && path.join("HEAD").is_file();
    folder.ancestors().find_map(|folder| {
        let git = folder.join(".git");
        if git.exists() { Some(git) } else { is_one(folder).then(|| folder.to_owned()) }
    })
}

/// The path of a folder from the top of the checkout that it is in, with `/`; nothing at the top, and where there is no checkout.
pub(in crate::repository) fn below_top(folder: &Path) -> Option<String> {
    let folder = fs::canonicalize(folder).ok()?;
    let top = folder.ancestors().find(|top| top.join(".git").exists())?;
    let below = folder.strip_prefix(top).ok()?.to_str()?.to_owned();
    (!below.is_empty() && !below.starts_with(".git")).then_some(below)
}

/// Whether a name is that of a branch or a tag in the repository that a folder is in, as far as its files tell.
pub(in crate::repository) fn names_ref(folder: &Path, name: &str) -> bool {
    let Some(git) = git_of(folder).and_then(|git| Git::of(&git)) else { return false };
    ["heads", "tags", "remotes"].iter().any(|kind| {
        let name = format!("refs/{kind}/{name}");
        read_in(&git.shared, &name).is_some() || git.packed(&name).is_some()
    })
}

/// The folders that git keeps its state in. Nothing outside of them is read, whatever a link or a ref says: what is found may
/// be written to `data/kdm.yaml`, which is committed.
struct Git {
    /// That of the checkout.
    own: PathBuf,
    /// That of all worktrees of the repository.
    shared: PathBuf,
}

impl Git {
    fn of(git: &Path) -> Option<Self> {
        let own = if git.is_dir() {
            git.to_owned()
        } else {
            git.parent()?.join(read_small(git)?.strip_prefix("gitdir:")?.trim())
        };
        let own = fs::canonicalize(own).ok()?;
        // Where a file leads, it leads into a repository of git's.
        let is_named = own.components().any(|part| part.as_os_str().to_string_lossy().ends_with(".git"));
        let is_one = || own.join("objects").is_dir() && own.join("refs").is_dir();
        if !is_named && !is_one() {
            return None;
        }
        // A worktree has a HEAD of its own, and shares the rest with the repository that it is in.
        let shared = match read_in(&own, "commondir") {
            Some(common) => {
                let repository =
                    own.parent().filter(|all| all.ends_with("worktrees")).and_then(Path::parent)?;
                let common = fs::canonicalize(own.join(common.trim())).ok()?;
                (common == repository).then_some(common)?
            }
            None => own.clone(),
        };
        Some(Self { own, shared })
    }

    fn commit(&self) -> Option<String> {
        // A ref may lead to a ref, but not in a circle.
        const MOST_REFS: usize = 5;
        let mut text = read_in(&self.own, "HEAD")?;
        for _ in 0..MOST_REFS {
            let Some(name) = text.strip_prefix("ref:").map(str::trim) else { break };
            text = read_in(&self.shared, name).or_else(|| self.packed(name))?;
        }
        let commit = text.trim();
        is_hexadecimal(commit, &COMMIT).then(|| commit.to_owned())
    }

    fn packed(&self, name: &str) -> Option<String> {
        let refs = read_in(&self.shared, "packed-refs")?;
        refs.lines()
            .find_map(|line| line.split_once(' ').filter(|(_, found)| *found == name))
            .map(|(id, _)| id.to_owned())
    }

    fn origin(&self) -> Option<String> {
        origin(&read_in(&self.shared, "config")?)
    }
}

/// Reads a file of a folder; nothing when it is not in there.
fn read_in(folder: &Path, name: &str) -> Option<String> {
    let path = fs::canonicalize(folder.join(name)).ok()?;
    if path.starts_with(folder) { read_small(&path) } else { None }
}

/// The address of `origin`, if it can be read here: git's configuration has more forms than are worth knowing,
/// and the pin does without an address in another form.
fn origin(config: &str) -> Option<String> {
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
    url.filter(is_plain).and_then(without_secrets)
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
    fn nothing_outside_of_git_is_read() {
        let folder = tempfile::TempDir::new().unwrap();
        let secret = folder.path().join("secret");
        fs::write(&secret, COMMIT).unwrap();
        let secret = secret.display();
        check(&[("top/.git/HEAD", &format!("ref: {secret}\n"))], None, None);
        check(&[("top/.git", &format!("gitdir: {}", folder.path().display()))], None, None);
        let outside = format!("{}\n", folder.path().display());
        let head = ("top/.git/HEAD", "ref: secret\n");
        check(&[head, ("top/.git/commondir", &outside)], None, None);
        check(&[head, ("top/.git/commondir", ".."), ("top/secret", COMMIT)], None, None);
        #[cfg(unix)]
        {
            let top = tempfile::TempDir::new().unwrap();
            fs::create_dir_all(top.path().join(".git")).unwrap();
            fs::create_dir_all(top.path().join("rke")).unwrap();
            std::os::unix::fs::symlink(secret.to_string(), top.path().join(".git/HEAD")).unwrap();
            assert_eq!(revision(&top.path().join("rke")), Revision::default());
        }
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
        url("git@a.b:c/d.git", Some("git@a.b:c/d.git"));
        url("ssh://TOKEN@a.b/c", Some("ssh://a.b/c"));
        url("ssh://git@a.b:22/c", Some("ssh://git@a.b:22/c"));
        url("https://git@a.b/c", Some("https://a.b/c"));
        url("https://a.b/c;p=secret", Some("https://a.b/c"));
        url("https:/me:secret@a.b/c", None);
        url("https://me:se/cret@a.b/c", None);
        url("me:secret@a.b:/c", None);
        url("TOKEN@a.b:c", Some("a.b:c"));
        url("ext::sh -c x", None);
        url("../kdm", Some("../kdm"));
        url("/srv/kdm.git", Some("/srv/kdm.git"));
        url("a\u{1}b", None);
    }
}
