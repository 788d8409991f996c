//! What all commands of `kdm release` take.

use std::path::PathBuf;

use clap::Args;

use crate::model::RancherLine;

/// What all of them take.
#[derive(Debug, Clone, Args)]
pub(super) struct Common {
    /// The line of the branch, where data/kdm.yaml does not say it.
    #[arg(long, value_name = "LINE", value_parser = line)]
    pub(super) line: Option<RancherLine>,

    /// Show what would change, and write nothing.
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Compile data.json too, and what else `kdm generate` writes.
    #[arg(long)]
    pub(super) generate: bool,

    /// Commit what changes: the sources, and then data.json with the title `go generate`. Compiles it, too.
    #[arg(long)]
    pub(super) commit: bool,

    /// The title of the first commit, and of the pull request.
    #[arg(long, value_name = "TEXT", value_parser = words)]
    pub(super) message: Option<String>,

    /// Write title and text of a pull request to this file.
    #[arg(long, value_name = "FILE")]
    pub(super) pr: Option<PathBuf>,

    /// A build that was released: what is in it is not changed (repeat it).
    #[arg(long, value_name = "BUILD")]
    pub(super) against: Vec<PathBuf>,

    /// Write also what history shows to be a mistake, and change what was released.
    #[arg(long)]
    pub(super) force: bool,

    /// The round that new lists are named after where the others are, as in `server-2024-10`; this month without it.
    #[arg(long = "name", value_name = "YYYY-MM", value_parser = round)]
    pub(super) round: Option<String>,
}

/// Reads a month like `2024-10`.
fn round(text: &str) -> Result<String, String> {
    let (year, month) = text.split_once('-').unwrap_or_default();
    let digits =
        |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = digits(year, 4) && digits(month, 2) && ("01"..="12").contains(&month);
    is_month.then(|| text.to_owned()).ok_or_else(|| "write it like `2024-10`".to_owned())
}

/// Reads a text of one line or several, as comments and titles are.
pub(super) fn words(text: &str) -> Result<String, String> {
    let is_sound = text.chars().all(|c| {
        c == '\n' || !c.is_control() && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{85}')
    });
    match text.trim_end() {
        "" => Err("it is empty".to_owned()),
        text if is_sound => Ok(text.to_owned()),
        _ => Err("it has control characters".to_owned()),
    }
}

fn line(text: &str) -> Result<RancherLine, String> {
    RancherLine::parse(text).ok_or_else(|| "write it like `v2.15`".to_owned())
}
