//! What two branches would be together, without a merge: files by files, texts by git's own `merge-file`.
//!
//! `git merge-tree` would write objects and run the merge drivers that the repository names; this does neither. It knows no
//! renames: a file that one side moved and the other changed is a conflict here, and may be none for git. Of several commits
//! that two branches begin with one counts.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    objects::{Objects, missing},
    run::{git, output, why_not},
    snapshot::{LINK, SUBMODULE, blob_id},
};
use crate::source::{Coming, Mounted, There};

/// A file that both sides changed, and that cannot be merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileConflict {
    /// Its path in the repository.
    pub path: String,
    /// What it is, in words.
    pub what: String,
}

/// The merged files of two commits.
#[derive(Debug)]
pub(in crate::repository) struct Merged {
    objects: Arc<Objects>,
    files: BTreeMap<String, File>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum File {
    /// As one of the sides has it: its mode and its object.
    Kept(String, String),
    /// Put together from both.
    Made(Vec<u8>),
}

/// The files of a commit: path → mode and object.
fn files(folder: &Path, commit: &str) -> Result<BTreeMap<String, File>, String> {
    let text = output(folder, &["ls-tree", "-r", "-z", "--full-tree", commit])?;
    let entries = text.split('\0').filter_map(|entry| {
        let (head, path) = entry.split_once('\t')?;
        let mut parts = head.split(' ');
        let (mode, _, id) = (parts.next()?, parts.next()?, parts.next()?);
        Some((path.to_owned(), File::Kept(mode.to_owned(), id.to_owned())))
    });
    Ok(entries.collect())
}

/// Merges the files of two commits that began at `base`. Those that `generated` names are made anew after a merge, and no
/// conflict: the result has ours.
pub(in crate::repository) fn merge(
    folder: &Path,
    [base, ours, theirs]: [&str; 3],
    generated: &[&str],
) -> Result<(Merged, Vec<FileConflict>), String> {
    let objects = Objects::of(folder)?;
    let (base, ours, theirs) = (files(folder, base)?, files(folder, ours)?, files(folder, theirs)?);
    let mut merged = Merged { objects, files: BTreeMap::new() };
    let mut conflicts = Vec::new();
    let paths: BTreeSet<&String> = base.keys().chain(ours.keys()).chain(theirs.keys()).collect();
    for path in paths {
        let [base, ours, theirs] = [&base, &ours, &theirs].map(|side| side.get(path));
        let file = if ours == theirs || base == theirs || generated.contains(&path.as_str()) {
            ours.cloned()
        } else if base == ours {
            theirs.cloned()
        } else {
            match merged.text(folder, [base, ours, theirs])? {
                Ok(text) => Some(File::Made(text)),
                Err(what) => {
                    conflicts.push(FileConflict { path: path.clone(), what });
                    ours.cloned()
                }
            }
        };
        merged.files.extend(file.map(|file| (path.clone(), file)));
    }
    conflicts.extend(merged.folders_in_place_of_files());
    Ok((merged, conflicts))
}

impl Merged {
    /// Paths that are files on one side and folders on the other.
    fn folders_in_place_of_files(&self) -> Vec<FileConflict> {
        let above = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let mut found = BTreeSet::new();
        for path in self.files.keys() {
            let mut folder = above(path);
            while let Some(name) = folder {
                folder = above(&name);
                if self.files.contains_key(&name) {
                    found.insert(name);
                }
            }
        }
        let what = "one side has a file of this name, and the other a folder".to_owned();
        found.into_iter().map(|path| FileConflict { path, what: what.clone() }).collect()
    }

    /// Merges the texts of a file that both sides changed; or says why not.
    fn text(&self, folder: &Path, sides: [Option<&File>; 3]) -> Result<Result<Vec<u8>, String>, String> {
        let [base, Some(File::Kept(mode, ours)), Some(File::Kept(other, theirs))] = sides else {
            return Ok(Err("one side changed it, and the other deleted or renamed it".to_owned()));
        };
        if [mode, other].iter().any(|mode| [LINK, SUBMODULE].contains(&mode.as_str())) {
            return Ok(Err("both sides changed where it leads".to_owned()));
        }
        let empty = Vec::new();
        let base = match base {
            Some(File::Kept(_, id)) => self.blob(id)?,
            _ => empty,
        };
        let texts = [self.blob(ours)?, base, self.blob(theirs)?];
        let failed = |error: std::io::Error| format!("a temporary file cannot be written: {error}");
        let mut aside = Vec::new();
        for text in &texts {
            aside.push(put_aside(text).map_err(failed)?);
        }
        let mut command = git(folder);
        // The attributes of the repository do not count for files outside of it, nor do the drivers that they name.
        command.args(["merge-file", "--stdout", "--quiet"]).args(aside.iter().map(|(_, path)| path));
        let merged = command.output().map_err(|error| why_not(&error))?;
        match merged.status.code() {
            Some(0) => Ok(Ok(merged.stdout)),
            Some(places @ 1..128) => {
                let places = crate::diagnostic::words::count(usize::try_from(places).unwrap_or(1), "place");
                Ok(Err(format!("both sides changed the same lines, in {places}")))
            }
            _ => Ok(Err("both sides changed it, and it is not text".to_owned())),
        }
    }

    fn blob(&self, id: &str) -> Result<Vec<u8>, String> {
        self.objects.blob(id).wait().clone()
    }
}

/// Writes a text for git to read. The file has no name of its own, so that nothing is left of a run that is interrupted.
#[cfg(target_os = "linux")]
fn put_aside(text: &[u8]) -> io::Result<(std::fs::File, PathBuf)> {
    use std::os::fd::AsRawFd;
    let mut file = tempfile::tempfile()?;
    file.write_all(text)?;
    let path = format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd());
    Ok((file, PathBuf::from(path)))
}

/// Writes a text for git to read.
#[cfg(not(target_os = "linux"))]
fn put_aside(text: &[u8]) -> io::Result<(tempfile::NamedTempFile, PathBuf)> {
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(text)?;
    let path = file.path().to_owned();
    Ok((file, path))
}

impl Mounted for Merged {
    fn find(&self, path: &str) -> Result<Option<There>, String> {
        match self.files.get(path) {
            Some(File::Kept(mode, _)) if mode == LINK => {
                return Err("it is a link, which this preview does not follow".to_owned());
            }
            Some(_) => return Ok(Some(There::File(path.to_owned()))),
            None => {}
        }
        let inside = if path.is_empty() { String::new() } else { format!("{}/", path.trim_end_matches('/')) };
        let below = self.files.range(inside.clone()..).take_while(|(name, _)| name.starts_with(&inside));
        let mut names: Vec<String> =
            below.filter_map(|(name, _)| name[inside.len()..].split('/').next().map(str::to_owned)).collect();
        names.dedup();
        let is_there = path.is_empty() || !names.is_empty();
        Ok(is_there.then(|| There::Folder(path.trim_end_matches('/').to_owned(), names)))
    }

    fn read(&self, file: &str) -> Arc<Coming> {
        match self.files.get(file) {
            Some(File::Kept(_, id)) => self.objects.blob(id),
            Some(File::Made(text)) => Coming::arrived(Ok(text.clone())),
            None => Coming::arrived(Err(missing(file))),
        }
    }

    fn has_bytes(&self, file: &str, own: &[u8]) -> bool {
        match self.files.get(file) {
            Some(File::Kept(_, id)) => *id == blob_id(own, id.len()),
            Some(File::Made(text)) => text == own,
            None => false,
        }
    }
}
