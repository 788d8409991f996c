//! Where files are: on disk, in texts that are not on it yet, or in folders that something else keeps (a revision of git).
//!
//! A path is all that rooms above know of it: `origin/release-v2.9:channels.yaml` is one as well, once its revision is mounted.

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    content::{Coming, Content},
    disk::{self, Stamp},
    load_error::{LoadError, describe},
};

/// A folder of files, or one file, that is not on disk. Paths in it are relative, with `/`; the empty one is itself.
pub(crate) trait Mounted: fmt::Debug + Send + Sync {
    /// What is at a path, links followed; nothing where there is nothing.
    ///
    /// # Errors
    ///
    /// Why that cannot be known, or why it is neither a file nor a folder.
    fn find(&self, path: &str) -> Result<Option<There>, String>;

    /// The bytes of a file, by its path without links.
    fn read(&self, file: &str) -> Arc<Coming>;

    /// Whether a file, by its path without links, has exactly these bytes; found out without reading it where that can be.
    fn has_bytes(&self, file: &str, bytes: &[u8]) -> bool;
}

/// What is at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum There {
    /// A file, and its path without links.
    File(String),
    /// A folder, its path without links, and what is in it.
    Folder(String, Vec<String>),
}

/// The way to all files of a run.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Texts that count instead of those on disk.
    over: BTreeMap<PathBuf, String>,
    /// Folders that are not on disk, under what their paths begin with.
    mounted: BTreeMap<String, Arc<dyn Mounted>>,
}

impl Files {
    pub(super) fn over(texts: BTreeMap<PathBuf, String>) -> Self {
        Self { over: texts, mounted: BTreeMap::new() }
    }

    /// Takes files from elsewhere under paths that begin with `prefix`, which ends with `:` or `/`; or, where it does not, one
    /// file under this path.
    pub(super) fn mount(&mut self, prefix: String, files: Arc<dyn Mounted>) {
        self.mounted.insert(prefix, files);
    }

    /// What keeps a path, and which one it is there.
    fn at<'p>(&self, path: &'p Path) -> Option<(&str, &dyn Mounted, &'p str)> {
        if self.mounted.is_empty() {
            return None;
        }
        let path = path.to_str()?;
        self.mounted.iter().find_map(|(prefix, files)| {
            let is_itself = path == prefix.strip_suffix('/').unwrap_or(prefix);
            let inside = if is_itself { Some("") } else { path.strip_prefix(prefix.as_str()) };
            Some((prefix.as_str(), &**files, inside.filter(|_| is_itself || prefix.ends_with([':', '/']))?))
        })
    }

    pub(super) fn is_mounted(&self, path: &Path) -> bool {
        self.at(path).is_some()
    }

    /// What is at a path, if that can be known.
    fn found(&self, path: &Path) -> Option<Option<There>> {
        let (_, files, inside) = self.at(path)?;
        Some(files.find(inside).unwrap_or_default())
    }

    pub(super) fn read(&self, path: &Path) -> Result<(Content, Option<Stamp>), LoadError> {
        if let Some(text) = self.over.get(path) {
            return Ok((Content::Here(text.clone().into_bytes()), None));
        }
        let Some((_, files, inside)) = self.at(path) else {
            let (bytes, stamp) = disk::read(path)?;
            return Ok((Content::Here(bytes), stamp));
        };
        match files.find(inside) {
            Ok(Some(There::File(real))) => Ok((Content::Coming(files.read(&real)), None)),
            Ok(Some(There::Folder(..))) => Err(LoadError::new(path, "it is a directory")),
            Ok(None) => Err(LoadError::missing(path)),
            Err(reason) => Err(LoadError::new(path, &reason)),
        }
    }

    pub(super) fn is_folder(&self, path: &Path) -> bool {
        self.found(path).map_or_else(|| path.is_dir(), |found| matches!(found, Some(There::Folder(..))))
    }

    pub(super) fn is_file(&self, path: &Path) -> bool {
        self.found(path).map_or_else(|| path.is_file(), |found| matches!(found, Some(There::File(_))))
    }

    /// Whether a path is a link to a file or a folder under another name.
    pub(super) fn is_link(&self, path: &Path) -> bool {
        match self.at(path) {
            Some((_, files, inside)) => match files.find(inside) {
                Ok(Some(There::File(real) | There::Folder(real, _))) => real != inside,
                _ => false,
            },
            None => fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()),
        }
    }

    /// Whether something has this name, be it a link to nothing, or what cannot be read.
    pub(super) fn has_name(&self, path: &Path) -> bool {
        match self.at(path) {
            Some((_, files, inside)) => !matches!(files.find(inside), Ok(None)),
            None => fs::symlink_metadata(path).is_ok(),
        }
    }

    /// Whether a file has exactly these bytes.
    pub(super) fn has_bytes(&self, path: &Path, bytes: &[u8]) -> bool {
        if let Some(text) = self.over.get(path) {
            return text.as_bytes() == bytes;
        }
        let Some((_, files, inside)) = self.at(path) else {
            return disk::read(path).is_ok_and(|(known, _)| known == bytes);
        };
        match files.find(inside) {
            Ok(Some(There::File(real))) => files.has_bytes(&real, bytes),
            _ => false,
        }
    }

    /// Whether a path leads to something in a folder, links followed; also where it leads nowhere.
    pub(super) fn is_inside(&self, path: &Path, folder: &Path) -> bool {
        let (Some((prefix, files, path_there)), Some((other, _, folder_there))) =
            (self.at(path), self.at(folder))
        else {
            let folder = fs::canonicalize(folder).unwrap_or_default();
            return fs::canonicalize(path).map_or(true, |real| real.starts_with(&folder));
        };
        let real = |path: &str| match files.find(path) {
            Ok(Some(There::File(real) | There::Folder(real, _))) => Some(real),
            _ => None,
        };
        let (Some(path), Some(folder)) = (real(path_there), real(folder_there)) else { return true };
        prefix == other && Path::new(&path).starts_with(folder)
    }

    /// What is in a folder, or will be, by name, each with its path; nothing where there is no such folder. And what of it
    /// cannot be read.
    pub(super) fn entries(&self, folder: &Path) -> (Vec<(String, PathBuf)>, Vec<LoadError>) {
        let named = |path: PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, path)
        };
        let over = self.over.keys().filter(|path| path.parent() == Some(folder)).cloned();
        let mut entries: Vec<_> = over.map(named).collect();
        let mut failed = Vec::new();
        match self.at(folder) {
            Some((_, files, inside)) => match files.find(inside) {
                Ok(Some(There::Folder(_, names))) => entries.extend(names.into_iter().map(|name| {
                    let path = super::join(folder, &name);
                    (name, path)
                })),
                Ok(Some(There::File(_))) => failed.push(LoadError::new(folder, "it is not a folder")),
                Ok(None) => {}
                Err(reason) => failed.push(LoadError::new(folder, &reason)),
            },
            None => match fs::read_dir(folder) {
                Ok(all) => all.for_each(|entry| match entry {
                    Ok(entry) => entries.push(named(entry.path())),
                    Err(error) => failed.push(LoadError::new(folder, &describe(&error))),
                }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => failed.push(LoadError::new(folder, &describe(&error))),
            },
        }
        entries.sort();
        entries.dedup();
        (entries, failed)
    }
}
