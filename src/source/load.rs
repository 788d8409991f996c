//! Reading files, and what can be wrong with the world while doing so.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Place, Rule, SHOWN, Span};

/// The text of one file and the name it is shown under.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as the user gave it.
    pub name: String,
    /// The bytes, unchecked.
    pub bytes: Vec<u8>,
    /// Where its lines begin, once somebody has asked for a place in it: an answer may ask for thousands.
    lines: OnceLock<Vec<usize>>,
}

impl SourceFile {
    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', &self.bytes).map(|at| at + 1)).collect()
        })
    }
}

/// All source files of a run.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{}`: {reason}", path.display())]
pub struct LoadError {
    path: PathBuf,
    reason: String,
    missing: bool,
}

/// Why files could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(LoadError::to_string).collect::<Vec<_>>().join("\n"))]
pub struct LoadErrors(pub Vec<LoadError>);

impl LoadErrors {
    /// What was loaded, if everything was.
    pub(crate) fn or<T>(failed: Vec<LoadError>, loaded: T) -> Result<T, Self> {
        if failed.is_empty() { Ok(loaded) } else { Err(Self(failed)) }
    }
}

impl From<LoadError> for LoadErrors {
    fn from(error: LoadError) -> Self {
        Self(vec![error])
    }
}

impl LoadError {
    /// A path that cannot be what it should be.
    pub(crate) fn new(path: &Path, reason: &str) -> Self {
        Self { path: path.to_owned(), reason: reason.to_owned(), missing: false }
    }

    /// A folder that is not there.
    pub(crate) fn no_folder(path: &Path) -> Self {
        Self::new(path, if path.exists() { "it is not a folder" } else { "there is no such folder" })
    }

    /// What could not be read.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is no such file at all.
    pub fn is_missing(&self) -> bool {
        self.missing
    }
}

impl Sources {
    /// Reads a file from disk.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is a directory, or has more than 512 MB.
    pub fn load(&mut self, path: &Path) -> Result<FileId, LoadError> {
        Ok(self.add(path.display().to_string(), read(path)?))
    }

    /// Reads a file of a repository. Only a regular file is read: a pipe waits for somebody to write to it.
    ///
    /// # Errors
    ///
    /// As [`Self::load`], and when it is not a regular file.
    pub fn load_own(&mut self, path: &Path) -> Result<FileId, LoadError> {
        match fs::metadata(path) {
            Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => {
                Err(LoadError::new(path, "it is not a regular file"))
            }
            _ => self.load(path),
        }
    }

    /// Takes a text that is already in memory.
    pub fn add(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { name: name.into(), bytes: bytes.into(), lines: OnceLock::new() });
        id
    }

    /// Takes the only file of another collection.
    pub(crate) fn take(&mut self, mut other: Self) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.append(&mut other.files);
        id
    }

    /// The file behind an id of this collection.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The text of a file, or nothing and a finding for each run of bytes that is not UTF-8.
    pub fn text(&self, id: FileId, diagnostics: &mut Diagnostics) -> Option<&str> {
        let bytes = &self.file(id).bytes;
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Some(text);
        }
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            diagnostics.report(
                Diagnostic::new(Rule::NotUtf8, "this file is UTF-16")
                    .at(Span::new(id, 0, 2), "")
                    .help("save it as UTF-8"),
            );
            return None;
        }
        // Runs of such bytes are one mistake each, and nobody wants to see more than a screenful.
        let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            let start = at + chunk.valid().len();
            at = start + chunk.invalid().len();
            if let Some(run) = runs.last_mut().filter(|run| run.end == start) {
                run.end = at;
            } else if start < at && runs.len() <= SHOWN {
                runs.push(start..at);
            }
        }
        for run in runs {
            const NAMED: usize = 4;
            let named = bytes[run.clone()].iter().take(NAMED).map(|byte| format!("0x{byte:02x}"));
            let more = if run.len() > NAMED { " …" } else { "" };
            let title = format!("{}{more} is not UTF-8", named.collect::<Vec<_>>().join(" "));
            diagnostics.report(
                Diagnostic::new(Rule::NotUtf8, title)
                    .at(Span::new(id, run.start, run.end), "")
                    .help("save the file as UTF-8"),
            );
        }
        None
    }

    /// Replaces what is not UTF-8 by U+FFFD, each byte by one, as Go's `encoding/json` reads it (`unquoteBytes`).
    pub(crate) fn replace_invalid(&mut self, id: FileId, diagnostics: &mut Diagnostics) {
        let file = &mut self.files[id.0 as usize];
        if let Some((text, first)) = replaced(&file.bytes) {
            file.bytes = text.into_bytes();
            file.lines = OnceLock::new();
            diagnostics.report(invalid_replaced(id, first));
        }
    }

    /// Line and column of the first byte of `span`.
    pub fn place(&self, span: Span) -> Place {
        let file = self.file(span.file);
        let at = span.range().start.min(file.bytes.len());
        let line = file.lines().partition_point(|start| *start <= at);
        let line_start = file.lines().get(line.saturating_sub(1)).copied().unwrap_or_default();
        Place {
            file: file.name.clone(),
            line,
            column: String::from_utf8_lossy(&file.bytes[line_start..at]).chars().count() + 1,
        }
    }
}

/// A text with what is not UTF-8 replaced, and where the first of it is; nothing where all is.
fn replaced(bytes: &[u8]) -> Option<(String, usize)> {
    if std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    let mut first = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            first.get_or_insert(text.len());
        }
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    Some((text, first.unwrap_or_default()))
}

fn invalid_replaced(id: FileId, at: usize) -> Diagnostic {
    Diagnostic::new(Rule::InvalidReplaced, "a byte that is not UTF-8 is read as U+FFFD")
        .at(Span::new(id, at, at + char::REPLACEMENT_CHARACTER.len_utf8()), "the first one")
        .help("write the file again with the tool that generates it")
}

/// A data.json has some 11 MB; a file fifty times as large is not one.
const LARGEST: u64 = 512 << 20;

fn read(path: &Path) -> Result<Vec<u8>, LoadError> {
    let failed = |reason: String, missing| LoadError { path: path.to_owned(), reason, missing };
    let missing = |error: io::Error| failed(describe(&error), error.kind() == io::ErrorKind::NotFound);
    let too_large = || failed(format!("it has more than {} MB", LARGEST >> 20), false);
    let file = fs::File::open(path).map_err(missing)?;
    let length = file.metadata().map_err(missing)?.len();
    if length > LARGEST {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    // A pipe has no length.
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(missing)?;
    if bytes.len() as u64 > LARGEST { Err(too_large()) } else { Ok(bytes) }
}

/// A file in a folder, under the name that people would write: without `./` before it.
pub fn join(folder: &Path, file: &str) -> PathBuf {
    if folder == Path::new(".") { PathBuf::from(file) } else { folder.join(file) }
}

/// The reason of an I/O error in words that do not depend on the system.
pub(crate) fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is not a directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull => "no space left on the device".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        kind => match kind.to_string() {
            // Errors that Rust has no name for.
            vague if vague == "other error" || vague == "uncategorized error" => error.to_string(),
            reason => reason,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places of all bytes from one on, as `LINE:COLUMN`.
    #[track_caller]
    fn check(sources: &Sources, file: FileId, from: usize, expected: &str) {
        let places = (from..=sources.file(file).bytes.len()).map(|at| {
            let Place { line, column, .. } = sources.place(Span::new(file, at, at));
            format!("{line}:{column}")
        });
        assert_eq!(places.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn places_count_lines_and_characters() {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", "ab\n\n\u{e4}b\r\n");
        check(&sources, file, 0, "1:1 1:2 1:3 2:1 3:1 3:2 3:2 3:3 3:4 4:1");
        let file = sources.add("empty.yaml", "");
        check(&sources, file, 0, "1:1");
        assert_eq!(sources.place(Span::new(file, 7, 9)).line, 1);
    }

    #[test]
    fn places_are_those_of_the_text_with_its_replacements() {
        let mut sources = Sources::default();
        let file = sources.add("data.json", &b"\xff\n\"a\""[..]);
        check(&sources, file, 2, "2:1 2:2 2:3 2:4");
        sources.replace_invalid(file, &mut Diagnostics::default());
        check(&sources, file, 3, "1:2 2:1 2:2 2:3 2:4");
    }
}
