//! Reading a file: all of it, as it was at one moment, and nothing that might not end.

use std::{
    fs::{self, File, Metadata},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::SystemTime,
};

use super::load_error::{LoadError, describe};

/// A data.json has some 11 MB; a file fifty times as large is not one.
pub(crate) const LARGEST: u64 = 512 << 20;

/// What people write for standard input; a file of this name is `./-`.
pub(crate) const STANDARD_STREAM: &str = "-";

/// What a file was when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    path: PathBuf,
    length: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    fn of(path: &Path, metadata: &Metadata) -> Self {
        Self { path: path.to_owned(), length: metadata.len(), modified: metadata.modified().ok() }
    }

    /// That the file is not any more what it was, if so.
    pub(super) fn changed(&self) -> Option<LoadError> {
        let now = fs::metadata(&self.path).map(|metadata| Self::of(&self.path, &metadata));
        (now.ok().as_ref() != Some(self)).then(|| changed(&self.path))
    }
}

fn changed(path: &Path) -> LoadError {
    LoadError::new(path, "it was changed while kdm read it; run kdm again")
}

/// Reads a regular file; or what the caller of kdm handed over as an open file (`<(…)` of a shell, `/dev/stdin`), which
/// has no stamp.
///
/// # Errors
///
/// When it cannot be read, is something else, has more than 512 MB, or is changed meanwhile.
pub(super) fn read(path: &Path) -> Result<(Vec<u8>, Option<Stamp>), LoadError> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if path == Path::new(STANDARD_STREAM) {
        // Whoever reads it again gets nothing, and would take that for an empty file.
        return match TAKEN.swap(true, Ordering::Relaxed) {
            true => Err(LoadError::new(path, "standard input can be read once")),
            false => read_file(Path::new("/dev/stdin")),
        };
    }
    read_file(path)
}

fn read_file(path: &Path) -> Result<(Vec<u8>, Option<Stamp>), LoadError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound if is_behind_broken_link(path) => {
            LoadError::new(path, "it is a link to what is not there")
        }
        io::ErrorKind::NotFound => LoadError::missing(path),
        _ => LoadError::new(path, &describe(&error)),
    };
    let too_large = || LoadError::new(path, &format!("it has more than {} MB", LARGEST >> 20));
    let is_handed_over = is_handed_over(path);
    let kind = |metadata: &Metadata| match (metadata.is_file(), metadata.is_dir()) {
        (_, true) => Err(LoadError::new(path, "it is a directory")),
        (false, _) if !is_handed_over => Err(LoadError::new(path, "it is not a regular file")),
        _ => Ok(()),
    };
    // Before it is opened, because opening a device does something; and after, because that is what is read.
    kind(&fs::metadata(path).map_err(failed)?)?;
    let file = if is_handed_over { File::open(path) } else { open_without_waiting(path) }.map_err(failed)?;
    let before = file.metadata().map_err(failed)?;
    kind(&before)?;
    if before.len() > LARGEST {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or_default());
    (&file).take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large());
    }
    if !before.is_file() {
        return Ok((bytes, None));
    }
    let stamp = Stamp::of(path, &before);
    let is_whole = bytes.len() as u64 == stamp.length || is_made_on_reading(&before);
    if is_whole && Stamp::of(path, &file.metadata().map_err(failed)?) == stamp {
        Ok((bytes, Some(stamp)))
    } else {
        Err(changed(path))
    }
}

/// The text of a file that is small where it is what its name says; nothing where it is not there or not that.
pub(crate) fn read_small(path: &Path) -> Option<String> {
    const LARGEST: u64 = 64 << 20;
    fs::metadata(path).ok().filter(|metadata| metadata.len() <= LARGEST)?;
    String::from_utf8(read(path).ok()?.0).ok()
}

/// Whether a file has no length of its own, as those in `/proc`.
fn is_made_on_reading(metadata: &Metadata) -> bool {
    metadata.len() == 0
}

/// Whether a path names an open file of this process, or the empty device.
fn is_handed_over(path: &Path) -> bool {
    let folders = ["/dev/fd", "/proc/self/fd"];
    folders.iter().any(|folder| path.starts_with(folder))
        || ["/dev/stdin", "/dev/null"].iter().any(|name| path == Path::new(name))
}

/// A pipe that takes the place of a file is opened without waiting for somebody to write to it.
fn open_without_waiting(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    options.open(path)
}

/// Whether nothing is there because a link on the way leads nowhere: that is an accident, not the absence of a file that
/// may be missing.
fn is_behind_broken_link(path: &Path) -> bool {
    let nearest = path.ancestors().find_map(|part| Some((part, fs::symlink_metadata(part).ok()?)));
    nearest.is_some_and(|(part, metadata)| metadata.is_symlink() && fs::metadata(part).is_err())
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[track_caller]
    fn check(path: &Path, expected: &str) {
        let error = read(path).map(drop).unwrap_err();
        assert_eq!(error.to_string(), format!("cannot read `{}`: {expected}", path.display()));
    }

    #[test]
    fn what_is_no_file_is_refused() {
        let folder = tempfile::TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::os::unix::fs::symlink("none", at("broken")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("zero")).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, at("pipe"), rustix::fs::Mode::RWXU).unwrap();
        check(&at("broken"), "it is a link to what is not there");
        check(&at("broken/data/kdm.yaml"), "it is a link to what is not there");
        check(&at("zero"), "it is not a regular file");
        check(&at("pipe"), "it is not a regular file");
        check(folder.path(), "it is a directory");
        check(&at("none"), "there is no such file");
        assert!(read(&at("none")).unwrap_err().is_missing());
        assert!(!read(&at("broken")).unwrap_err().is_missing());
        assert_eq!(read(Path::new("/dev/null")).unwrap().0, b"");
    }

    #[test]
    fn a_file_that_changes_is_noticed() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("channels.yaml");
        fs::write(&path, "releases: []").unwrap();
        let (_, stamp) = read(&path).unwrap();
        let stamp = stamp.unwrap();
        assert!(stamp.changed().is_none());
        fs::write(&path, "").unwrap();
        assert!(stamp.changed().is_some());
        fs::remove_file(&path).unwrap();
        assert!(stamp.changed().is_some());
    }
}
