//! A file for each source, where one run of regsync over all of them asks the registry for too much at once: upstream cuts
//! its file into `split-regsync/SOURCE/split-regsync.yaml` since August 2025.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::bail;

use crate::{
    cli::{outcome::Outcome, terminal::Terminal},
    diagnostic::{Diagnostic, Diagnostics, Rule, shown::shown, words::count},
    output::{self, Change, Output, Replacement},
    source::describe,
};

/// The name of each file.
const FILE: &str = "split-regsync.yaml";

/// The files of a folder: those that it gets, and those of sources that are gone.
pub(super) struct Split {
    folder: PathBuf,
    files: Vec<(PathBuf, String)>,
    gone: Vec<PathBuf>,
}

impl Split {
    /// Looks at what is in the folder. A file of a source that is gone is one that is removed: only if the finding about
    /// it is let through.
    pub(super) fn of(
        folder: &Path,
        files: Vec<(String, String)>,
        diagnostics: &mut Diagnostics,
    ) -> anyhow::Result<Self> {
        let files: Vec<_> =
            files.into_iter().map(|(source, text)| (folder.join(source).join(FILE), text)).collect();
        let mut there = Vec::new();
        collect(folder, &mut there)?;
        there.sort();
        let known: BTreeSet<&Path> = files.iter().map(|(path, _)| path.as_path()).collect();
        // The name of a source may end as a file of another one does.
        let above = |path: &Path| path.ancestors().skip(1).any(|above| known.contains(above));
        if let Some((path, _)) = files.iter().find(|(path, _)| above(path)) {
            bail!("cannot write `{}`: another source has a file where its folder would be", path.display());
        }
        let gone: Vec<_> = there.into_iter().filter(|path| !known.contains(path.as_path())).collect();
        for path in &gone {
            let source = path.parent().and_then(|source| source.strip_prefix(folder).ok());
            let source = source.map(|source| source.display().to_string()).unwrap_or_default();
            let title = format!("`{}` is of a source that is not mirrored any more", path.display());
            let help = format!(
                "keep what was released with `--keep`; `--allow {}` removes the file",
                Rule::RegsyncRemoved
            );
            let image = source.strip_prefix("docker.io/").unwrap_or(&source);
            let about = format!("image {image}");
            diagnostics.report(Diagnostic::new(Rule::RegsyncRemoved, title).help(help).about(about));
        }
        Ok(Self { folder: folder.to_owned(), files, gone })
    }

    /// Writes the files, all of them or none, and removes those of sources that are gone.
    pub(super) fn write(self, check: bool, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let mut written = Vec::with_capacity(self.files.len());
        for (path, text) in &self.files {
            output::within(&self.folder, path)?;
            written.push(Output::new(path, check)?.all(text.as_bytes())?);
        }
        let changed = written.iter().filter(|file| file.change != Change::Unchanged).count();
        let mut all: Vec<&mut dyn Replacement> = written.iter_mut().map(|file| file as _).collect();
        terminal.told(&output::commit(&mut all)?);
        if !check {
            for path in &self.gone {
                let failed = |error: io::Error| {
                    anyhow::anyhow!("cannot remove `{}`: {}", path.display(), describe(&error))
                };
                fs::remove_file(path).map_err(failed)?;
            }
        }
        let (folder, files) = (self.folder.display(), count(self.files.len(), "file"));
        let (verb, removed) = if check { ("stale", "too many") } else { ("changed", "removed") };
        let gone = self.gone.len();
        terminal.say(&shown!("{folder}: {files}; {changed} {verb}, {gone} {removed}\n"; folder, files, changed, verb, gone, removed));
        let is_stale = check && (changed > 0 || gone > 0);
        Ok(if is_stale { Outcome::Findings } else { Outcome::Clean })
    }
}

/// The files of this name below a folder; links are not followed.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let failed =
        |error: &io::Error| anyhow::anyhow!("cannot read `{}`: {}", folder.display(), describe(error));
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(&error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| failed(&error))?;
        let kind = entry.file_type().map_err(|error| failed(&error))?;
        if kind.is_dir() {
            collect(&entry.path(), found)?;
        } else if entry.file_name() == FILE {
            found.push(entry.path());
        }
    }
    Ok(())
}
