//! A folder on disk that a server shows or a mirror takes along, with the same layout as a bucket.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    failure::Failure,
    file::File,
    store::{Condition, Dress, Put, Seen, Store},
};
use crate::{
    output::{self, Output},
    source::describe,
};

/// A folder. It keeps no headers, so what is there is told by its bytes.
#[derive(Debug)]
pub struct FolderStore(PathBuf);

impl FolderStore {
    /// A folder that is there: one that is not is more often a slip, or a disk that is not mounted.
    ///
    /// # Errors
    ///
    /// When there is no such folder.
    pub fn new(folder: &Path) -> Result<Self, Failure> {
        if !folder.is_dir() {
            let what = format!("there is no folder `{}`", folder.display());
            return Err(Failure::world(what).help("make it, or name another one behind `file://`"));
        }
        Ok(Self(folder.to_owned()))
    }

    fn path(&self, key: &str) -> PathBuf {
        self.0.join(key)
    }

    fn failed(path: &Path, error: &io::Error) -> Failure {
        Failure::world(format!("`{}`: {}", path.display(), describe(error)))
    }
}

impl Store for FolderStore {
    fn look(&self, key: &str) -> Result<Option<Seen>, Failure> {
        Ok(self.get(key)?.map(|(seen, _)| seen))
    }

    fn get(&self, key: &str) -> Result<Option<(Seen, Vec<u8>)>, Failure> {
        let path = self.path(key);
        match fs::metadata(&path) {
            Ok(metadata) if !metadata.is_file() => {
                return Err(Failure::world(format!("`{}`: it is not a regular file", path.display())));
            }
            _ => {}
        }
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Self::failed(&path, &error)),
        };
        let there = File::new("", bytes);
        let seen = Seen {
            mark: there.sha256.clone(),
            bytes: Some(there.bytes.len() as u64),
            sha256: Some(there.sha256),
            with: Vec::new(),
            dress: Dress::default(),
        };
        Ok(Some((seen, there.bytes)))
    }

    fn has(&self, seen: &Seen, file: &File) -> bool {
        seen.mark == file.sha256
    }

    fn put(
        &self,
        key: &str,
        file: &File,
        condition: Condition<'_>,
        sent: &dyn Fn(u64),
    ) -> Result<Put, Failure> {
        let path = self.path(key);
        let folder = path.parent().unwrap_or(&self.0);
        fs::create_dir_all(folder).map_err(|error| Self::failed(folder, &error))?;
        // One publisher at a time looks and replaces.
        let lock = fs::File::open(&self.0).map_err(|error| Self::failed(&self.0, &error))?;
        lock.lock().map_err(|error| Self::failed(&self.0, &error))?;
        let now = self.look(key)?;
        let holds = match condition {
            Condition::Absent => now.is_none(),
            Condition::Same(seen) => now.as_ref().is_some_and(|now| now.mark == seen.mark),
        };
        if !holds {
            let is_ours = now.is_some_and(|now| self.has(&now, file));
            return Ok(if is_ours { Put::Done } else { Put::Overtaken });
        }
        let written =
            Output::whole(&path, &file.bytes).and_then(|mut written| output::commit(&mut [&mut written]));
        written.map_err(|error| Failure::world(error.to_string()))?;
        sent(file.bytes.len() as u64);
        Ok(Put::Done)
    }

    fn is_safe_beside_others(&self) -> bool {
        true
    }

    /// All files beside data.json.
    fn published_with(&self, folder: &str, _seen: &Seen) -> Result<Vec<String>, Failure> {
        let path = self.path(folder);
        let failed = |error: &io::Error| Self::failed(&path, error);
        let mut names = Vec::new();
        for entry in fs::read_dir(&path).map_err(|error| failed(&error))? {
            let entry = entry.map_err(|error| failed(&error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_file() && name != super::DATA_JSON_NAME && !name.starts_with('.') {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }
}
