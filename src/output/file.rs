//! Replacing a file: whole or not at all, and not when nothing changes.
//!
//! A half-written data.json is one that every consumer refuses. So the bytes go to a temporary file beside
//! the target, which takes the target's name only when all of them are on disk. As long as the bytes are those
//! that the target already has, nothing is written at all; `--check` is the same comparison and stops there.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::{
    error::OutputError,
    kept::take_over,
    target::target_of,
    temporary::{file_in, tidy},
    written::{Change, Waiting, Written},
};
use crate::{
    emit::Digest,
    source::{STANDARD_STREAM, folder_of},
};

/// Where the bytes of a new file go.
#[derive(Debug)]
pub struct Output {
    target: PathBuf,
    /// The same as the user named it.
    name: PathBuf,
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
    New { temporary: NamedTempFile, change: Change, lost: Vec<String> },
    /// They are not, and are not needed.
    Stale(Change),
    /// There is no file: they go to standard output.
    Stream(Vec<u8>),
}

impl Output {
    /// An output that will replace `target`, or with `check` only report whether it would.
    ///
    /// # Errors
    ///
    /// When the target is not a file or cannot be read, or when nothing can be written beside it.
    pub fn new(target: &Path, check: bool) -> Result<Self, OutputError> {
        if target == Path::new(STANDARD_STREAM) {
            return Self::stream(target, check);
        }
        let resolved = target_of(target);
        let failed = |error: &io::Error| OutputError::new(target, error);
        // Looked at before it is opened: opening a pipe waits for somebody to write to it.
        if let Ok(metadata) = fs::metadata(&resolved)
            && !metadata.is_file()
        {
            let reason = if metadata.is_dir() { "it is a directory" } else { "it is not a regular file" };
            return Err(OutputError::because(target, reason));
        }
        if !check {
            tidy(folder_of(&resolved));
        }
        let state = match File::open(&resolved) {
            Ok(old) => State::Same(old),
            Err(error) if error.kind() == io::ErrorKind::NotFound => State::Stale(Change::Created),
            Err(error) => return Err(failed(&error)),
        };
        let mut output = Self {
            target: resolved,
            name: target.to_owned(),
            check,
            state,
            digest: Digest::default(),
            bytes: 0,
            old: Vec::new(),
        };
        if let State::Stale(change) = output.state {
            output.diverge(change).map_err(|error| failed(&error))?;
        }
        Ok(output)
    }

    /// Standard output, to which everything goes at once, when it is complete.
    fn stream(name: &Path, check: bool) -> Result<Self, OutputError> {
        if check {
            return Err(OutputError::because(name, "standard output has nothing that could be compared"));
        }
        Ok(Self {
            // It is in no folder.
            target: PathBuf::new(),
            name: name.to_owned(),
            check,
            state: State::Stream(Vec::new()),
            digest: Digest::default(),
            bytes: 0,
            old: Vec::new(),
        })
    }

    /// An output that only reports whether a file that is not on disk has the same bytes; nothing where there is no such file.
    ///
    /// # Errors
    ///
    /// When its bytes cannot be kept for the comparison.
    pub fn compared(name: &Path, old: Option<&[u8]>) -> Result<Self, OutputError> {
        let kept = |old: &[u8]| -> io::Result<File> {
            let mut file = tempfile::tempfile()?;
            file.write_all(old)?;
            file.rewind()?;
            Ok(file)
        };
        let old = old.map(kept).transpose().map_err(|error| OutputError::new(name, &error))?;
        Ok(Self {
            target: name.to_owned(),
            name: name.to_owned(),
            check: true,
            state: old.map_or(State::Stale(Change::Created), State::Same),
            digest: Digest::default(),
            bytes: 0,
            old: Vec::new(),
        })
    }

    /// A file with these bytes. Nothing is replaced before [`Written::commit`].
    ///
    /// # Errors
    ///
    /// When nothing can be written beside it.
    pub fn whole(target: &Path, bytes: &[u8]) -> Result<Written, OutputError> {
        Self::new(target, false)?.all(bytes)
    }

    /// The file has these bytes and no others.
    ///
    /// # Errors
    ///
    /// When they cannot be written or do not reach the disk.
    pub fn all(mut self, bytes: &[u8]) -> Result<Written, OutputError> {
        let name = self.name.clone();
        self.write_all(bytes).map_err(|error| OutputError::new(&name, &error))?;
        self.finish()
    }

    /// All bytes are there. Nothing is replaced before [`Written::commit`].
    ///
    /// # Errors
    ///
    /// When the rest cannot be written or does not reach the disk.
    pub fn finish(self) -> Result<Written, OutputError> {
        let name = self.name.clone();
        self.complete().map_err(|error| OutputError::new(&name, &error))
    }

    fn complete(mut self) -> io::Result<Written> {
        if let State::Same(old) = &mut self.state
            && old.read(&mut [0])? > 0
        {
            // The old file goes on.
            self.diverge(Change::Replaced { line: 1 })?;
        }
        let (change, state, lost) = match self.state {
            State::Same(_) => (Change::Unchanged, Waiting::No, Vec::new()),
            State::Stale(change) => (change, Waiting::No, Vec::new()),
            State::Stream(bytes) => (Change::Created, Waiting::Stream(bytes), Vec::new()),
            State::New { temporary, change, lost } => {
                temporary.as_file().sync_all()?;
                (change, Waiting::Beside(temporary), lost)
            }
        };
        Ok(Written {
            change,
            bytes: self.bytes,
            sha256: self.digest.finish(),
            target: self.target,
            name: self.name,
            state,
            lost,
        })
    }

    /// From here on the bytes are not those of the old file: what was the same is copied from there. The line of a
    /// replacement is counted from where they begin to differ, and comes to that of the file.
    fn diverge(&mut self, change: Change) -> io::Result<()> {
        let old = match &mut self.state {
            State::Same(old) => Some(old),
            State::New { .. } | State::Stale(_) | State::Stream(_) => None,
        };
        if self.check {
            let lines = old.map_or(Ok(0), |old| same_again(old, self.bytes, &self.digest, io::sink()))?;
            self.state = State::Stale(change.after(lines));
            return Ok(());
        }
        let folder = folder_of(&self.target);
        fs::create_dir_all(folder)?;
        let mut temporary = file_in(folder)?;
        let (mut lines, mut lost) = (0, Vec::new());
        if let Some(old) = old {
            lost = take_over(temporary.as_file(), &old.metadata()?)?;
            lines = same_again(old, self.bytes, &self.digest, temporary.as_file_mut())?;
        }
        self.state = State::New { temporary, change: change.after(lines), lost };
        Ok(())
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
        if let State::Same(_) = self.state {
            let same = self.compare(new)?;
            if same < new.len() {
                self.diverge(Change::Replaced { line: 1 + lines_in(&new[..same]) })?;
            }
        }
        self.digest.write_all(new)?;
        match &mut self.state {
            State::New { temporary, .. } => temporary.write_all(new)?,
            State::Stream(bytes) => bytes.extend(new),
            State::Same(_) | State::Stale(_) => {}
        }
        self.bytes += new.len() as u64;
        Ok(new.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The first bytes of the old file again, from the file that was compared and not from what has its name by now; how
/// many lines end in them.
///
/// # Errors
///
/// When they are not those that were compared.
fn same_again(old: &mut File, bytes: u64, digest: &Digest, mut to: impl Write) -> io::Result<u64> {
    const CHUNK: usize = 1 << 16;
    old.rewind()?;
    let mut old = old.take(bytes);
    let (mut chunk, mut lines, mut again) = (vec![0; CHUNK], 0, Digest::default());
    loop {
        let read = old.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        lines += lines_in(&chunk[..read]);
        again.write_all(&chunk[..read])?;
        to.write_all(&chunk[..read])?;
    }
    if again.finish() != digest.clone().finish() {
        return Err(io::Error::other("it was changed while it was compared; run kdm again"));
    }
    Ok(lines)
}

fn lines_in(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
