//! Several files that a command makes, in one folder.

use std::{fs, path::Path};

use anyhow::{Context, anyhow, bail};

use super::{outcome::Outcome, terminal::Terminal};
use crate::{
    diagnostic::{shown::shown, words::count},
    output::{self, Output, Replacement, Written, within},
    source::{STANDARD_STREAM, describe, join},
};

/// Puts files into a folder, which is made if it is not there: all of them, or none.
pub(super) fn put_all(folder: &Path, files: &[(String, Vec<u8>)]) -> anyhow::Result<()> {
    if folder == Path::new(STANDARD_STREAM) {
        bail!("standard output takes one file, and these are several: name a folder");
    }
    let mut written: Vec<Written> = Vec::new();
    for (name, bytes) in files {
        let path = join(folder, name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .map_err(|error| anyhow!(describe(&error)))
            .with_context(|| format!("cannot make the folder `{}`", parent.display()))?;
        within(folder, &path)?;
        written.push(Output::whole(&path, bytes)?);
    }
    let mut replaced: Vec<&mut dyn Replacement> = written.iter_mut().map(|file| file as _).collect();
    output::commit(&mut replaced)?;
    Ok(())
}

/// The same, and says how many.
pub(super) fn write_all(
    folder: &Path,
    files: &[(String, Vec<u8>)],
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    put_all(folder, files)?;
    let files = count(files.len(), "file");
    terminal.say(&shown!("{}: {files}\n", folder.display(); files));
    Ok(Outcome::Clean)
}
