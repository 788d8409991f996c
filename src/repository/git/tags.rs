//! Tags: those that there are, and a new one.

use std::{io::Write, path::Path, process::Stdio};

use super::run::{git, last_words, output, why_not};

/// A tag of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRef {
    /// Its name.
    pub name: String,
    /// The commit that it is of.
    pub commit: String,
    /// Whether HEAD has that commit.
    pub is_behind_head: bool,
}

/// The tags of the repository that a folder is in, the oldest first, by when they were made.
///
/// # Errors
///
/// What git says, or why it cannot be run.
pub fn tags(folder: &Path) -> Result<Vec<TagRef>, String> {
    // Of an annotated tag the commit that it names, of another one the commit that it is.
    let format = "--format=%(objectname) %(*objectname) %(refname)";
    let list = |more: &[&str]| {
        output(folder, &[&["for-each-ref", "--sort=creatordate", format], more, &["refs/tags"]].concat())
    };
    let all = list(&[])?;
    let merged = list(&["--merged=HEAD"]).unwrap_or_default();
    let name = |line: &str| line.rsplit(' ').next().map(str::to_owned);
    let behind: std::collections::BTreeSet<_> = merged.lines().filter_map(name).collect();
    let tag = |line: &str| {
        let mut parts = line.split(' ');
        let (object, named) = (parts.next()?, parts.next()?);
        let full = parts.next()?;
        let commit = if named.is_empty() { object } else { named };
        let name = full.strip_prefix("refs/tags/")?.to_owned();
        Some(TagRef { name, commit: commit.to_owned(), is_behind_head: behind.contains(full) })
    };
    Ok(all.lines().filter_map(tag).collect())
}

/// The commit that is checked out.
///
/// # Errors
///
/// What git says, or why it cannot be run.
pub fn head(folder: &Path) -> Result<String, String> {
    Ok(output(folder, &["rev-parse", "--verify", "HEAD^{commit}"])?.trim().to_owned())
}

/// The commit that a tag is of; nothing where there is no such tag.
pub fn tag_commit(folder: &Path, name: &str) -> Option<String> {
    let full = format!("refs/tags/{name}^{{commit}}");
    let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &full];
    let commit = output(folder, &arguments).ok()?;
    Some(commit.lines().last()?.trim().to_owned())
}

/// When the commit that a tag is of was made, in seconds since 1970; nothing where there is no such tag.
pub fn tag_time(folder: &Path, name: &str) -> Option<u64> {
    let full = format!("refs/tags/{name}^{{commit}}");
    output(folder, &["log", "-1", "--format=%ct", "--end-of-options", &full]).ok()?.trim().parse().ok()
}

/// Makes an annotated tag, signed where that is asked for.
///
/// # Errors
///
/// What git says: that there is one of this name, that it does not know who we are, that it cannot sign.
pub fn make_tag(
    folder: &Path,
    name: &str,
    commit: &str,
    message: &str,
    is_signed: bool,
) -> Result<(), String> {
    let mut command = git(folder);
    // Hooks are programs that the repository names.
    command.args(["-c", "core.hooksPath=/dev/null", "tag", "--annotate", "--cleanup=verbatim", "--file=-"]);
    command.arg(if is_signed { "--sign" } else { "--no-sign" });
    command.args(["--end-of-options", name, commit]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| why_not(&error))?;
    // Git may end before it has read all of it; then it says why.
    if let Some(mut pipe) = child.stdin.take() {
        let _ = pipe.write_all(message.as_bytes());
    }
    let done = child.wait_with_output().map_err(|error| why_not(&error))?;
    if done.status.success() { Ok(()) } else { Err(last_words(&done.stderr)) }
}
