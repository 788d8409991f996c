//! Reading files, and what can be wrong with the world while doing so.

use std::{
    collections::BTreeMap,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use super::{
    content::Content,
    disk::{STANDARD_STREAM, Stamp},
    files::{Files, Mounted},
    lines::Lines,
    load_error::{LoadError, LoadErrors},
    yaml::{Anchor, Anchors},
};
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Mend, Place, Rule, SHOWN, Span};

/// The text of one file and the name it is shown under.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as the user gave it.
    pub name: String,
    content: Content,
    /// Where its lines begin, once somebody has asked for a place in it: an answer may ask for thousands.
    lines: OnceLock<Lines>,
    /// The anchors in it, once it was read as YAML.
    anchors: OnceLock<Anchors>,
    /// What it was on disk; nothing for a text that comes from elsewhere.
    stamp: Option<Stamp>,
}

impl SourceFile {
    /// The bytes, unchecked; none where they cannot be read, which [`Sources::text`] reports.
    pub fn bytes(&self) -> &[u8] {
        self.content.bytes()
    }

    /// Whether the bytes may still be on their way: a question that does not wait for them.
    pub(crate) fn is_coming(&self) -> bool {
        matches!(self.content, Content::Coming(_))
    }

    fn new(name: String, content: Content, stamp: Option<Stamp>) -> Self {
        Self { name, content, lines: OnceLock::new(), anchors: OnceLock::new(), stamp }
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(self.bytes()))
    }
}

/// All source files of a run.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// The way to them.
    way: Files,
}

impl Sources {
    /// Sources in which some files, by their paths, have other texts than on disk: as they will be.
    pub fn over(texts: BTreeMap<PathBuf, String>) -> Self {
        Self { files: Vec::new(), way: Files::over(texts) }
    }

    /// Takes files from elsewhere under paths that begin with `prefix`, which ends with `:` or `/`; or, where it does not, one
    /// file under this path.
    pub(crate) fn mount(&mut self, prefix: String, files: Arc<dyn Mounted>) {
        self.way.mount(prefix, files);
    }

    /// Whether a path leads to a folder.
    pub(crate) fn is_folder(&self, path: &Path) -> bool {
        self.way.is_folder(path)
    }

    /// Whether a path leads to a file.
    pub(crate) fn is_file(&self, path: &Path) -> bool {
        self.way.is_file(path)
    }

    /// Whether a path is a link to a file or a folder under another name.
    pub(crate) fn is_link(&self, path: &Path) -> bool {
        self.way.is_link(path)
    }

    /// Whether something has this name, be it a link to nothing, or what cannot be read.
    pub(crate) fn has_name(&self, path: &Path) -> bool {
        self.way.has_name(path)
    }

    /// Whether a file has exactly these bytes; of one that is mounted that is found out without reading it.
    pub(crate) fn has_bytes(&self, path: &Path, bytes: &[u8]) -> bool {
        self.way.has_bytes(path, bytes)
    }

    /// Whether a path leads to something in a folder, links followed; also where it leads nowhere.
    pub(crate) fn is_inside(&self, path: &Path, folder: &Path) -> bool {
        self.way.is_inside(path, folder)
    }

    /// What is in a folder, or will be, by name, each with its path; nothing where there is no such folder. And what of it cannot
    /// be read.
    pub(crate) fn entries(&self, folder: &Path) -> (Vec<(String, PathBuf)>, Vec<LoadError>) {
        self.way.entries(folder)
    }

    /// Reads a file: a regular one, what the shell handed over (`<(…)`), standard input (`-`), or one of what is mounted.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is something else, has more than 512 MB, or is changed meanwhile.
    pub fn load(&mut self, path: &Path) -> Result<FileId, LoadError> {
        let (content, stamp) = self.way.read(path)?;
        Ok(self.push(SourceFile::new(name_of(path), content, stamp)))
    }

    /// The text of a file that is not a source of its own; what is not UTF-8 in it is replaced.
    ///
    /// # Errors
    ///
    /// As [`Sources::load`].
    pub(crate) fn read_text(&self, path: &Path) -> Result<String, LoadError> {
        Ok(String::from_utf8_lossy(&self.read_bytes(path)?).into_owned())
    }

    /// The bytes of a file that is not a source of its own.
    ///
    /// # Errors
    ///
    /// As [`Sources::load`].
    pub(crate) fn read_bytes(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        let (content, _) = self.way.read(path)?;
        match content.failure() {
            Some(reason) => Err(LoadError::new(path, reason)),
            None => Ok(content.bytes().to_owned()),
        }
    }

    /// Whether a path is of what was mounted, and not one of the disk.
    pub(crate) fn is_mounted(&self, path: &Path) -> bool {
        self.way.is_mounted(path)
    }

    /// The files that have changed on disk since they were read: what was made of them is of no moment of theirs.
    ///
    /// # Errors
    ///
    /// When there are any.
    pub fn unchanged(&self) -> Result<(), LoadErrors> {
        let stamps = self.files.iter().filter_map(|file| file.stamp.as_ref());
        LoadErrors::or(stamps.filter_map(Stamp::changed).collect(), ())
    }

    /// Takes a text that is already in memory.
    pub fn add(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> FileId {
        self.push(SourceFile::new(name.into(), Content::Here(bytes.into()), None))
    }

    fn push(&mut self, file: SourceFile) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(file);
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
        let file = self.file(id);
        if let Some(reason) = file.content.failure() {
            let title = format!("cannot read `{}`: {reason}", file.name);
            diagnostics.report(
                Diagnostic::new(Rule::Unreadable, title)
                    .help("let git fetch what a partial clone lacks (`git fetch --refetch --no-filter`); `git fsck` finds damage"),
            );
            return None;
        }
        let bytes = file.bytes();
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
        if let Some((text, first)) = replaced(file.bytes()) {
            file.content = Content::Here(text.into_bytes());
            file.lines = OnceLock::new();
            diagnostics.report(invalid_replaced(id, first));
        }
    }

    /// Keeps the anchors of a file; the first reading counts.
    pub(super) fn keep_anchors(&self, id: FileId, anchors: Anchors) {
        let _ = self.file(id).anchors.set(anchors);
    }

    /// The name of the anchor that a value itself has, if it is in a YAML file that was read.
    pub fn anchor_of(&self, value: Span) -> Option<&str> {
        self.file(value.file).anchors.get()?.of(value).map(|anchor| anchor.name.as_str())
    }

    /// What is to be written instead of something; nothing where that goes over several lines, whose form is not kept.
    pub fn mends<'d>(&self, finding: &'d Diagnostic) -> &'d [Mend] {
        let is_short = finding.mends.iter().all(|mend| !self.slice(mend.span).contains(['\n', '\r']));
        if is_short { &finding.mends } else { &[] }
    }

    /// The text of a place; nothing where it is no text.
    pub fn slice(&self, place: Span) -> &str {
        let bytes = self.file(place.file).bytes().get(place.range()).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The name of the anchor in whose value something stands, if it is in a YAML file that was read: that of the innermost
    /// list or map around it that has one.
    pub fn anchor_around(&self, place: Span) -> Option<&str> {
        self.file(place.file).anchors.get()?.around(place).map(|Anchor { name, .. }| name.as_str())
    }

    /// Line and column of the first byte of `span`.
    pub fn place(&self, span: Span) -> Place {
        let file = self.file(span.file);
        file.lines().place(file.bytes(), span.range().start, &file.name)
    }

    /// The line that a byte of a file is in, from 0, and its bytes without what ends it.
    pub fn line(&self, file: FileId, at: usize) -> (usize, Range<usize>) {
        let file = self.file(file);
        file.lines().line(file.bytes(), at)
    }
}

/// What a file is shown as.
fn name_of(path: &Path) -> String {
    if path == Path::new(STANDARD_STREAM) { "<stdin>".to_owned() } else { path.display().to_string() }
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

/// A file in a folder, under the name that people would write: without `./` before it, and directly behind the `:` of a
/// revision.
pub fn join(folder: &Path, file: &str) -> PathBuf {
    if folder == Path::new(".") {
        return PathBuf::from(file);
    }
    match folder.to_str() {
        Some(revision) if revision.ends_with(':') => PathBuf::from(format!("{revision}{file}")),
        _ => folder.join(file),
    }
}

/// The folder that a path is in, under a name that can be opened.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places of all bytes from one on, as `LINE:COLUMN`.
    #[track_caller]
    fn check(sources: &Sources, file: FileId, from: usize, expected: &str) {
        let places = (from..=sources.file(file).bytes().len()).map(|at| {
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
