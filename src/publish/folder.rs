//! A folder on disk that a server shows or a mirror takes along, with the same layout as a bucket.

use std::{
    fs::{self, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use super::{
    failure::Failure,
    file::File,
    store::{Condition, Dress, Put, Seen, Store},
};
use crate::{
    emit::Digest,
    output::{self, Output},
    repository::BUILD_NAME,
    source::describe,
};

/// A folder. It keeps no headers, so what is there is told by its bytes.
#[derive(Debug)]
pub struct FolderStore {
    folder: PathBuf,
    /// How long another publisher is waited for.
    patience: Duration,
}

impl FolderStore {
    /// A folder that is there: one that is not is more often a slip, or a disk that is not mounted.
    ///
    /// # Errors
    ///
    /// When there is no such folder.
    pub fn new(folder: &Path, patience: Duration) -> Result<Self, Failure> {
        if !folder.is_dir() {
            let what = format!("there is no folder `{}`", folder.display());
            return Err(Failure::world(what).help("make it, or name another one behind `file://`"));
        }
        Ok(Self { folder: folder.to_owned(), patience })
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(key)
    }

    /// Keeps other publishers out until it is dropped.
    fn lock(&self) -> Result<fs::File, Failure> {
        const PAUSE: Duration = Duration::from_millis(50);
        let lock = fs::File::open(&self.folder).map_err(|error| Self::failed(&self.folder, &error))?;
        let until = Instant::now() + self.patience;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::WouldBlock) if Instant::now() < until => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    let what = format!("`{}`: somebody else is publishing there", self.folder.display());
                    return Err(Failure::world(what).help("wait until they are done, and run kdm again"));
                }
                Err(TryLockError::Error(error)) => return Err(Self::failed(&self.folder, &error)),
            }
        }
    }

    fn failed(path: &Path, error: &io::Error) -> Failure {
        Failure::world(format!("`{}`: {}", path.display(), describe(error)))
    }
}

impl Store for FolderStore {
    fn look(&self, key: &str) -> Result<Option<Seen>, Failure> {
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
        let sha256 = Digest::of(&bytes);
        Ok(Some(Seen { mark: sha256.clone(), bytes, sha256, dress: Dress::default() }))
    }

    fn has(&self, seen: &Seen, file: &File) -> bool {
        seen.sha256 == file.sha256
    }

    fn put(
        &self,
        key: &str,
        file: &File,
        condition: Condition<'_>,
        sent: &dyn Fn(u64),
    ) -> Result<Put, Failure> {
        let path = self.path(key);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).map_err(|error| Self::failed(folder, &error))?;
        // One publisher at a time looks and replaces.
        let _lock = self.lock()?;
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

    fn unsafe_because(&self) -> Option<&'static str> {
        None
    }

    /// All files beside data.json.
    fn published_with(&self, folder: &str, _seen: &Seen) -> Result<Vec<String>, Failure> {
        let path = self.path(folder);
        let failed = |error: &io::Error| Self::failed(&path, error);
        let mut names = Vec::new();
        for entry in fs::read_dir(&path).map_err(|error| failed(&error))? {
            let entry = entry.map_err(|error| failed(&error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_file() && name != BUILD_NAME && !name.starts_with('.') {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }
}
