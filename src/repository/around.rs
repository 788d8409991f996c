//! The repository that somebody stands in.

use std::path::{Path, PathBuf};

use super::layout::{PATCH, SETTINGS};
use crate::model::Distribution;

/// The repository that a folder is in: the folder itself, or the nearest one above that is a repository. The top of a checkout of
/// git is the last one that is looked at.
pub fn root_around(folder: &Path) -> Option<PathBuf> {
    let mut real = std::fs::canonicalize(folder).ok()?;
    let mut named = folder.to_owned();
    loop {
        if has_sources(&real) {
            return Some(named);
        }
        if real.join(".git").exists() || !real.pop() {
            return None;
        }
        named = above(&named, &real);
    }
}

/// The folder above another one, as people would write it; `real` is which one that is.
fn above(named: &Path, real: &Path) -> PathBuf {
    let here = Path::new(".");
    let parent = named.parent().map(|parent| if parent.as_os_str().is_empty() { here } else { parent });
    // What a link leads to is in another folder than the link.
    match parent.filter(|parent| std::fs::canonicalize(parent).is_ok_and(|parent| parent == real)) {
        Some(parent) => parent.to_owned(),
        None if named == here => PathBuf::from(".."),
        None => named.join(".."),
    }
}

/// Whether a folder has a file that people write for a build.
fn has_sources(folder: &Path) -> bool {
    let channels = Distribution::ALL.map(Distribution::channel_file);
    channels.into_iter().chain([PATCH, SETTINGS]).any(|name| folder.join(name).is_file())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use super::*;

    #[test]
    fn the_nearest_repository_above_counts_up_to_the_top_of_the_checkout() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir_all(path("top/data/rke/templates")).unwrap();
        fs::create_dir_all(path("top/other/.git")).unwrap();
        fs::create_dir_all(path("top/other/x")).unwrap();
        fs::write(path("top/channels.yaml"), "").unwrap();
        let around = |name: &str| root_around(&path(name)).map(|root| fs::canonicalize(root).unwrap());
        let top = fs::canonicalize(path("top")).unwrap();
        assert_eq!(around("top"), Some(top.clone()));
        assert_eq!(around("top/data/rke/templates"), Some(top.clone()));
        assert_eq!(root_around(&path("top/data")), Some(path("top")));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(path("top/data"), path("link")).unwrap();
            assert_eq!(root_around(&path("link/rke")), Some(path("link/..")));
        }
        assert_eq!(around("top/other/x"), None);
        fs::write(path("top/other/channels-rke2.yaml"), "").unwrap();
        assert_eq!(around("top/other/x"), Some(top.join("other")));
        assert_eq!(around("none"), None);
    }
}
