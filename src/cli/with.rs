//! `--with FILE`: what goes to consumers beside a build.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anyhow::bail;

use crate::{
    repository::{BUILD_NAME, Place, is_plain_name, path_of},
    source::Sources,
};

/// Reads the files that go with a build, each under its own name, in the order in which they were named.
pub(super) fn read_with(root: &Path, paths: &[PathBuf]) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut sources = Sources::default();
    let (mut files, mut names) = (Vec::new(), BTreeSet::new());
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name == BUILD_NAME {
            bail!("`{}` cannot go beside data.json: it has the same name", path.display());
        }
        if !is_plain_name(name) {
            bail!(
                "`{}` cannot go beside data.json: its name has other things than letters, digits, `.`, `-` and `_`",
                path.display()
            );
        }
        if !names.insert(name) {
            bail!("two files of `--with` have the name `{name}`");
        }
        let place = path_of(Place::beside(root, path), &mut sources)?;
        files.push((name.to_owned(), sources.read_bytes(&place)?));
    }
    Ok(files)
}
