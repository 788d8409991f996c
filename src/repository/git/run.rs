//! The machine's git, run so that it reads and does nothing else.
//!
//! A repository is data of strangers: its configuration names programs (`core.fsmonitor`, filters, hooks, helpers of
//! transports). Only commands are run that need none of them, and what could lead to one is switched off. Objects that a
//! partial clone lacks are not fetched: that would touch the network, by means which the repository chooses.

use std::{
    io::{self, Read},
    path::Path,
    process::{Command, Stdio},
};

use crate::source::describe;

/// What tells git where its repository is, whatever the folder.
const OF_A_HOOK: [&str; 7] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
];

/// A command of git in a folder, without input, in English.
pub(super) fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false"]);
    command.env("LC_ALL", "C").env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
    command.env("GIT_TERMINAL_PROMPT", "0");
    // A hook runs with these, and they would lead from another repository back to the one of the hook.
    if folder != Path::new(".") {
        for name in OF_A_HOOK {
            command.env_remove(name);
        }
    }
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

/// More than all commits and files of a repository take; what prints more is not git.
const MOST: u64 = 64 << 20;

/// The same of what it says about it.
const MOST_SAID: u64 = 64 << 10;

/// What a command of git prints.
///
/// # Errors
///
/// What git says where it fails, or why it cannot be run.
pub(super) fn output(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut command = git(folder);
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| why_not(&error))?;
    let (mut printed, mut said) = (Vec::new(), Vec::new());
    // Each pipe is closed behind what is read of it: what prints on and on ends there. Git says little where it prints much, so
    // that one does not wait for the other.
    let read = match child.stdout.take() {
        Some(pipe) => pipe.take(MOST).read_to_end(&mut printed),
        None => Ok(0),
    };
    let read = read.and_then(|_| match child.stderr.take() {
        Some(pipe) => pipe.take(MOST_SAID).read_to_end(&mut said),
        None => Ok(0),
    });
    let status = child.wait().and_then(|status| read.map(|_| status)).map_err(|error| why_not(&error))?;
    if status.success() {
        return Ok(String::from_utf8_lossy(&printed).into_owned());
    }
    Err(last_words(&said))
}

/// How much of a sentence of git's is shown.
pub(super) const LONGEST_LINE: usize = 300;

/// The line in which git says what is wrong, without its `fatal: `.
pub(super) fn last_words(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines().find_map(|line| line.strip_prefix("fatal: ")).or_else(|| lines().next());
    let line = line.map(|line| line.chars().take(LONGEST_LINE).collect::<String>());
    match line {
        Some(line) if line.contains("dubious ownership") => {
            format!("git says: {line}; `git config --global --add safe.directory FOLDER` lets it read there")
        }
        Some(line) => format!("git says: {line}"),
        None => "git fails and does not say why".to_owned(),
    }
}
