//! The machine's git, run so that it reads and does nothing else.
//!
//! A repository is data of strangers: its configuration names programs (`core.fsmonitor`, filters, hooks, helpers of
//! transports). Only commands are run that need none of them, and what could lead to one is switched off. Objects that a
//! partial clone lacks are not fetched: that would touch the network, by means which the repository chooses.

use std::{
    io,
    path::Path,
    process::{Command, Stdio},
};

use crate::source::describe;

/// A command of git in a folder, without input, in English.
pub(super) fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false"]);
    command.env("LC_ALL", "C").env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
    command.env("GIT_TERMINAL_PROMPT", "0");
    command.stdin(Stdio::null());
    command
}

/// Why git cannot be run.
pub(super) fn why_not(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it needs git, which is not on this machine".to_owned(),
        _ => format!("git cannot be run: {}", describe(error)),
    }
}

/// What a command of git prints.
///
/// # Errors
///
/// What git says where it fails, or why it cannot be run.
pub(super) fn output(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = git(folder).args(arguments).output().map_err(|error| why_not(&error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(last_words(&output.stderr))
}

/// The line in which git says what is wrong, without its `fatal: `.
fn last_words(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines().find_map(|line| line.strip_prefix("fatal: ")).or_else(|| lines().next());
    line.map_or_else(|| "git fails and does not say why".to_owned(), |line| format!("git says: {line}"))
}
