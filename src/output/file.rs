//! Replacing a file: whole or not at all, and not when nothing changes.
//!
//! A half-written data.json is one that every consumer refuses. So the bytes go to a temporary file beside
//! the target, which takes the target's name only when all of them are on disk. As long as the bytes are those
//! that the target already has, nothing is written at all; `--check` is the same comparison and stops there.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::temporary::uninterrupted;
use crate::{emit::Digest, source::describe};

/// Where the bytes of a new file go.
#[derive(Debug)]
pub struct Output {
    target: PathBuf,
    check: bool,
    state: State,
    digest: Digest,
    bytes: u64,
    /// What the old file has where the next bytes go.
    old: Vec<u8>,
}

#[derive(Debug)]
enum State {
    /// All bytes so far are those of the old file.
    Same(File),
    /// They are not, and go to a temporary file.
    New { temporary: NamedTempFile, change: Change },
    /// They are not, and are not needed.
    Stale(Change),
}

/// How the new file relates to the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The target has these bytes already.
    Unchanged,
    /// There was no file.
    Created,
    /// The old file differs; the first difference is in this line of it.
    Replaced {
        /// Counted from 1.
        line: u64,
    },
}

/// A file that is complete and waits for its name.
#[derive(Debug)]
#[must_use = "nothing is replaced before `commit`"]
pub struct Written {
    /// What became of the old file.
    pub change: Change,
    /// The size.
    pub bytes: u64,
    /// The digest, in lower-case hexadecimal digits.
    pub sha256: String,
    target: PathBuf,
    temporary: Option<NamedTempFile>,
}

/// Why a file could not be replaced. The old one is as it was.
#[derive(Debug, thiserror::Error)]
#[error("cannot write `{}`: {reason}", target.display())]
pub struct OutputError {
    target: PathBuf,
    reason: String,
}

impl OutputError {
    pub(super) fn new(target: &Path, error: &io::Error) -> Self {
        Self { target: target.to_owned(), reason: describe(error) }
    }
}

impl Output {
    /// An output that will replace `target`, or with `check` only report whether it would.
    ///
    /// # Errors
    ///
    /// When the target is not a file or cannot be read, or when nothing can be written beside it.
    pub fn new(target: &Path, check: bool) -> Result<Self, OutputError> {
        let resolved = behind_links(target);
        let failed = |error: &io::Error| OutputError::new(target, error);
        // Looked at before it is opened: opening a pipe waits for somebody to write to it.
        if let Ok(metadata) = fs::metadata(&resolved)
            && !metadata.is_file()
        {
            let reason = if metadata.is_dir() { "it is a directory" } else { "it is not a regular file" };
            return Err(OutputError { target: target.to_owned(), reason: reason.to_owned() });
        }
        let state = match File::open(&resolved) {
            Ok(old) => State::Same(old),
            Err(error) if error.kind() == io::ErrorKind::NotFound => State::Stale(Change::Created),
            Err(error) => return Err(failed(&error)),
        };
        let mut output =
            Self { target: resolved, check, state, digest: Digest::default(), bytes: 0, old: Vec::new() };
        if let State::Stale(change) = output.state {
            output.diverge(change).map_err(|error| failed(&error))?;
        }
        Ok(output)
    }

    /// A file with these bytes. Nothing is replaced before [`Written::commit`].
    ///
    /// # Errors
    ///
    /// When nothing can be written beside it.
    pub fn whole(target: &Path, bytes: &[u8]) -> Result<Written, OutputError> {
        let mut output = Self::new(target, false)?;
        output.write_all(bytes).map_err(|error| OutputError::new(target, &error))?;
        output.finish()
    }

    /// All bytes are there. Nothing is replaced before [`Written::commit`].
    ///
    /// # Errors
    ///
    /// When the rest cannot be written or does not reach the disk.
    pub fn finish(self) -> Result<Written, OutputError> {
        let target = self.target.clone();
        self.complete().map_err(|error| OutputError::new(&target, &error))
    }

    fn complete(mut self) -> io::Result<Written> {
        if let State::Same(old) = &mut self.state
            && old.read(&mut [0])? > 0
        {
            // The old file goes on.
            let line = self.line_of(self.bytes)?;
            self.diverge(Change::Replaced { line })?;
        }
        let (change, temporary) = match self.state {
            State::Same(_) => (Change::Unchanged, None),
            State::Stale(change) => (change, None),
            State::New { temporary, change } => {
                temporary.as_file().sync_all()?;
                (change, Some(temporary))
            }
        };
        Ok(Written {
            change,
            bytes: self.bytes,
            sha256: self.digest.finish(),
            target: self.target,
            temporary,
        })
    }

    /// From here on the bytes are not those of the old file: what was the same is copied from there.
    fn diverge(&mut self, change: Change) -> io::Result<()> {
        if self.check {
            self.state = State::Stale(change);
            return Ok(());
        }
        let folder = match self.target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        fs::create_dir_all(folder)?;
        let mut temporary = uninterrupted(|paths| {
            let temporary = temporary_beside(&self.target, folder)?;
            paths.insert(temporary.path().to_owned());
            io::Result::Ok(temporary)
        })?;
        if let State::Same(_) = self.state {
            let old = File::open(&self.target)?;
            temporary.as_file().set_permissions(old.metadata()?.permissions())?;
            io::copy(&mut old.take(self.bytes), temporary.as_file_mut())?;
        }
        self.state = State::New { temporary, change };
        Ok(())
    }

    /// The line of the old file that the byte at `offset` is in.
    fn line_of(&self, offset: u64) -> io::Result<u64> {
        let mut before = File::open(&self.target)?.take(offset);
        let mut chunk = vec![0; 1 << 16];
        let mut line = 1;
        loop {
            let read = before.read(&mut chunk)?;
            if read == 0 {
                return Ok(line);
            }
            line += chunk[..read].iter().filter(|&&byte| byte == b'\n').count() as u64;
        }
    }

    /// How many bytes of `new` the old file has, too.
    fn compare(&mut self, new: &[u8]) -> io::Result<usize> {
        let State::Same(old) = &mut self.state else { return Ok(0) };
        self.old.clear();
        old.take(new.len() as u64).read_to_end(&mut self.old)?;
        Ok(if self.old == new {
            new.len()
        } else {
            self.old.iter().zip(new).take_while(|(old, new)| old == new).count()
        })
    }
}

impl Write for Output {
    fn write(&mut self, new: &[u8]) -> io::Result<usize> {
        self.digest.write_all(new)?;
        if let State::Same(_) = self.state {
            let same = self.compare(new)?;
            if same < new.len() {
                let line = self.line_of(self.bytes + same as u64)?;
                self.diverge(Change::Replaced { line })?;
            }
        }
        if let State::New { temporary, .. } = &mut self.state {
            temporary.write_all(new)?;
        }
        self.bytes += new.len() as u64;
        Ok(new.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Written {
    /// Gives the new file the name of the old one.
    ///
    /// # Errors
    ///
    /// When the file system refuses. The old file then is as it was.
    pub fn commit(&mut self) -> Result<(), OutputError> {
        let Some(temporary) = self.temporary.take() else { return Ok(()) };
        uninterrupted(|paths| {
            paths.remove(temporary.path());
            temporary.persist(&self.target).map_err(|error| OutputError::new(&self.target, &error.error))
        })?;
        Ok(())
    }
}

/// A link stays a link: what it points to is replaced, or created if there is nothing.
fn behind_links(target: &Path) -> PathBuf {
    const MOST: usize = 40; // Linux gives up there, too
    let mut path = target.to_owned();
    for _ in 0..MOST {
        let Ok(next) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(next);
    }
    fs::canonicalize(&path).unwrap_or(path)
}

/// A file in `folder` that nothing else uses, with the permissions of any new file.
fn temporary_beside(target: &Path, folder: &Path) -> io::Result<NamedTempFile> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let prefix = format!(".{name}.");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The umask is applied to it; tempfile's own default would hide the file from everybody else.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
