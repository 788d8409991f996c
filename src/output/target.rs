//! Where the bytes for a path really go.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use super::error::OutputError;

/// The file that a write to `path` replaces or makes: a link stays a link, and what it points to counts, whether that is
/// there or not.
pub fn target_of(path: &Path) -> PathBuf {
    const MOST: usize = 40; // Linux gives up there, too
    let mut path = path.to_owned();
    for _ in 0..MOST {
        let Ok(next) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(next);
    }
    without_links(&path)
}

/// That a file of a repository is in it: a link that leads out of it, or into git's own folder, may come with a pull request.
///
/// # Errors
///
/// When it is not.
pub fn within(root: &Path, path: &Path) -> Result<(), OutputError> {
    let (root, real) = (target_of(root), target_of(path));
    match real.strip_prefix(&root) {
        Ok(inside) if inside.starts_with(".git") => {
            Err(OutputError::because(path, "it is a link that leads to `.git`"))
        }
        Ok(_) => Ok(()),
        Err(_) => Err(OutputError::because(path, "it is a link that leads out of the repository")),
    }
}

/// A path without links and `..`, also where its last parts are not there yet.
fn without_links(path: &Path) -> PathBuf {
    if let Ok(real) = fs::canonicalize(path) {
        return real;
    }
    let Some(parent) = path.parent() else { return path.to_owned() };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    if parent == path {
        return path.to_owned();
    }
    let mut real = without_links(parent);
    match path.components().next_back() {
        Some(Component::Normal(name)) => real.push(name),
        Some(Component::ParentDir) => drop(real.pop()),
        _ => {}
    }
    real
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_not_there_yet_has_a_place() {
        let folder = tempfile::TempDir::new().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        for (path, expected) in [("a", "a"), ("a/b/c", "a/b/c"), ("a/../b", "b"), ("a/./b", "a/b")] {
            assert_eq!(target_of(&root.join(path)), root.join(expected), "{path}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("none/there", root.join("link")).unwrap();
            assert_eq!(target_of(&root.join("link")), root.join("none/there"));
            std::os::unix::fs::symlink("circle", root.join("circle")).unwrap();
            assert_eq!(target_of(&root.join("circle")), root.join("circle"));
        }
    }
}
