//! Places: where a user says that a repository or a data.json is. A folder or a file on disk, a revision of git, or standard
//! input; this is the only door, and behind it all of them are paths.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use super::git::{self, Revision};
use crate::source::{LoadError, STANDARD_STREAM, Sources};

/// A place, as the user named it:
///
/// * a path, or `-` for standard input,
/// * `REV` or `REV:PATH`, in git's own syntax, of the repository that the command works in,
/// * `FOLDER@REV` or `FOLDER@REV:PATH`, of another repository.
///
/// What is on disk counts first; where that has the name of a branch or a tag as well, only as the root of a command.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    named: &'p Path,
    beside: &'p Path,
    as_what: As<'p>,
}

/// What a name can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum As<'p> {
    /// Anything.
    Any,
    /// The root of a command: a folder, where there is one.
    Root,
    /// What is on disk, where there is something.
    Disk,
    /// A commit, shown under this name, whatever is on disk.
    Commit(&'p str),
}

impl<'p> Place<'p> {
    /// A place; where it is a revision, it is one of the repository that the folder `beside` is in: the root of the command.
    pub fn beside(beside: &'p Path, named: &'p Path) -> Self {
        Self { named, beside, as_what: As::Any }
    }

    /// The same of a place that need not be named.
    pub fn beside_if(beside: &'p Path, named: Option<&'p PathBuf>) -> Option<Self> {
        named.map(|named| Self::beside(beside, named))
    }

    /// A place in a repository whose folders have the names of its tags, too (`vsphere/v34.5.0` in giantswarm/releases): what is on
    /// disk counts.
    pub fn of_releases(beside: &'p Path, named: &'p Path) -> Self {
        Self { named, beside, as_what: As::Disk }
    }

    /// The root of a command.
    pub fn root(named: &'p Path) -> Self {
        Self { named, beside: Path::new("."), as_what: As::Root }
    }

    /// A commit of the repository that a folder is in; its files are shown under `label`, the name of a branch.
    pub fn commit(beside: &'p Path, commit: &'p str, label: &'p str) -> Self {
        Self { named: Path::new(commit), beside, as_what: As::Commit(label) }
    }

    /// As the user named it.
    pub fn named(self) -> &'p Path {
        match self.as_what {
            As::Commit(label) => Path::new(label),
            As::Any | As::Root | As::Disk => self.named,
        }
    }

    /// Whether it is a file on disk.
    pub(super) fn is_file_on_disk(self) -> bool {
        let is_state = self.named.to_str().is_some_and(is_state_of_git);
        !matches!(self.as_what, As::Commit(_)) && !is_state && self.named.is_file()
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.named().display().fmt(f)
    }
}

/// A place that was opened.
#[derive(Debug)]
pub(super) struct Opened {
    /// Where its files are now, for the sources that it was opened in.
    pub(super) path: PathBuf,
    /// Which revision it is, where it is one.
    pub(super) revision: Option<OfRevision>,
}

/// A revision that a place is.
#[derive(Debug)]
pub(super) struct OfRevision {
    state: git::Named,
    /// Whether it is one of another repository than that of the command.
    is_elsewhere: bool,
}

impl OfRevision {
    /// Its commit, and where that is from.
    pub(super) fn revision(&self) -> Revision {
        self.state.revision(self.is_elsewhere)
    }
}

impl Opened {
    fn on_disk(path: &Path) -> Self {
        // A folder is not taken for a revision whose files begin behind the `:`.
        let path = match path.to_str() {
            Some(text) if text.ends_with(':') => PathBuf::from(format!("{text}/")),
            _ => path.to_owned(),
        };
        Self { path, revision: None }
    }
}

/// Finds out what a place is, and makes its files known to the sources. A path at which there is nothing stays what it is: the
/// error is of whoever reads it.
///
/// # Errors
///
/// When the name means two things, or a revision that is not there.
pub(super) fn open(place: Place<'_>, sources: &mut Sources) -> Result<Opened, LoadError> {
    let Place { named, beside, as_what } = place;
    let failed = |reason: &str| LoadError::new(place.named(), reason);
    let Some(text) = named.to_str() else { return Ok(Opened::on_disk(named)) };
    let beside = folder_for_git(beside);
    let is_commit = matches!(as_what, As::Commit(_));
    let is_there = !is_commit && fs::symlink_metadata(named).is_ok();
    if text == STANDARD_STREAM || is_there && !is_state_of_git(text) {
        let may_be_both = as_what == As::Any && is_there && !text.starts_with(['.', '/']);
        if may_be_both && git::names_ref(&beside, text) {
            let reason = format!("it is on disk and a branch or tag; write `./{text}` or `{text}^0`");
            return Err(failed(&reason));
        }
        return Ok(Opened::on_disk(named));
    }
    if text.starts_with('-') {
        return Err(failed("no revision begins with `-`; write `./` before the name of a file"));
    }
    let elsewhere = if is_commit { None } else { other_repository(text) };
    let (folder, name) = match elsewhere {
        Some((folder, name)) => (PathBuf::from(folder), name),
        None => (beside, text),
    };
    if !git::is_in_repository(&folder) {
        return Ok(Opened::on_disk(named));
    }
    let opened = match git::open(&folder, name) {
        Ok(Some(opened)) => opened,
        Ok(None) => {
            let meant = git::of_origin(&folder, name).map(|name| format!("; did you mean `{name}`?"));
            let reason = "there is no such file, and git knows no such revision";
            return Err(failed(&(reason.to_owned() + meant.as_deref().unwrap_or_default())));
        }
        Err(reason) => return Err(failed(&reason)),
    };
    let opened = if let As::Commit(label) = as_what { opened.shown_as(label) } else { opened };
    let git::Opened { prefix, files, path, state } = opened;
    // Under the name that the user gave another repository.
    let other = if elsewhere.is_some() { text.strip_suffix(name).unwrap_or_default() } else { "" };
    sources.mount(format!("{other}{prefix}"), files);
    let revision = OfRevision { state, is_elsewhere: elsewhere.is_some() };
    Ok(Opened { path: PathBuf::from(format!("{other}{path}")), revision: Some(revision) })
}

/// The folder that git is asked in.
fn folder_for_git(beside: &Path) -> PathBuf {
    folder_in(beside).unwrap_or(Path::new(".")).to_owned()
}

/// The folder that a name is, or that it begins with.
fn folder_in(named: &Path) -> Option<&Path> {
    let other = || Some(Path::new(other_repository(named.to_str()?)?.0));
    if named.is_dir() { Some(named) } else { other() }
}

/// `../kdm@dev-v2.9` as the folder of another repository and what is meant in it; not the `@` of `HEAD@{1}`.
fn other_repository(text: &str) -> Option<(&str, &str)> {
    let splits = text.rmatch_indices('@').map(|(at, _)| (&text[..at], &text[at + 1..]));
    let mut splits = splits.filter(|(_, name)| !name.is_empty() && !name.starts_with(['{', '-']));
    splits.find(|(folder, _)| Path::new(folder).is_dir())
}

/// What git keeps its state in is a file of this name in a bare repository, and is never meant as a file.
fn is_state_of_git(text: &str) -> bool {
    ["HEAD", "FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD"].contains(&text)
}

/// The path that a place has among the sources.
///
/// # Errors
///
/// When the name means two things, or a revision that is not there.
pub fn path_of(place: Place<'_>, sources: &mut Sources) -> Result<PathBuf, LoadError> {
    Ok(open(place, sources)?.path)
}

/// The commit that a place is of: that of the revision, or the one that is checked out in its folder; nothing where there is no
/// git, or no commit yet.
///
/// # Errors
///
/// As a place that cannot be opened.
pub fn commit_of(place: Place<'_>) -> Result<Option<String>, LoadError> {
    let opened = open(place, &mut Sources::default())?;
    if let Some(revision) = opened.revision {
        return Ok(revision.revision().commit);
    }
    let folder = git_folder(place);
    Ok(if git::is_in_repository(&folder) { git::head(&folder).ok() } else { None })
}

/// The folder in which git knows the revision that a place names; or that is the place.
pub fn git_folder(place: Place<'_>) -> PathBuf {
    folder_in(place.named).map_or_else(|| folder_for_git(place.beside), Path::to_owned)
}

/// The top of the checkout that a folder is in, and the path of the folder below it; nothing at the top, and where there is no
/// checkout.
pub fn top_of(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    let below = PathBuf::from(git::below_top(folder).filter(|_| folder.is_dir())?);
    let up: PathBuf = below.components().map(|_| "..").collect();
    Some((if folder == Path::new(".") { up } else { folder.join(up) }, below))
}

/// Whether a place is a repository, and not a file.
///
/// # Errors
///
/// As a place that cannot be opened.
pub fn is_repository(place: Place<'_>) -> Result<bool, LoadError> {
    let mut sources = Sources::default();
    let path = open(place, &mut sources)?.path;
    Ok(sources.is_folder(&path))
}

/// That a place can be written to.
///
/// # Errors
///
/// When it is not a folder on disk, though it may be a revision.
pub fn writable(root: &Path) -> Result<(), LoadError> {
    let opened = open(Place::root(root), &mut Sources::default())?;
    match opened.revision {
        Some(_) => Err(LoadError::no_target(root, "it is a revision, and kdm writes only to folders")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_repository_is_a_folder_before_an_at_sign() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().display().to_string();
        let other = |rest: &str| {
            other_repository(&format!("{path}{rest}")).map(|(folder, name)| (folder == path, name.to_owned()))
        };
        assert_eq!(other("@dev-v2.9"), Some((true, "dev-v2.9".to_owned())));
        assert_eq!(other("@dev-v2.9:data/a@b"), Some((true, "dev-v2.9:data/a@b".to_owned())));
        for none in ["", "@", "@{1}", "@-x", "/none@dev-v2.9"] {
            assert_eq!(other(none), None, "{none}");
        }
        assert_eq!(other_repository("HEAD@{1}"), None);
    }
}
