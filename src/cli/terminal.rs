//! The two streams of the terminal.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use clap::ValueEnum;

use super::outcome::Outcome;
use crate::{
    diagnostic::{Judged, Shown, shown::shown, words::count},
    model::Distribution,
    report::Screen,
    source::{LoadError, Sources, describe},
};

const ERROR: Style = AnsiColor::BrightRed.on_default().bold();

/// What a sentence is about.
pub(super) const BOLD: Style = Style::new().bold();

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

/// Where data and messages go.
#[derive(Debug)]
pub(super) struct Terminal {
    color: ColorChoice,
    /// Whether only what is wrong is said.
    quiet: bool,
}

impl Terminal {
    pub(super) fn new(color: Color, quiet: bool) -> Self {
        Self {
            quiet,
            color: match color {
                Color::Auto => ColorChoice::Auto,
                Color::Always => ColorChoice::Always,
                Color::Never => ColorChoice::Never,
            },
        }
    }

    /// Whether nothing is said but what is wrong.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Messages, for standard error.
    pub(super) fn say(&self, text: &Shown) {
        if !self.quiet {
            self.write(text);
        }
    }

    /// Writes to standard error; colours are stripped where they are not wanted. A closed stream is not an error.
    fn write(&self, text: &Shown) {
        let mut stderr = AutoStream::new(io::stderr(), self.color).lock();
        let _ = stderr.write_all(text.as_str().as_bytes()).and_then(|()| stderr.flush());
    }

    /// Reports what stopped the command, with what to do about it, if there is something.
    pub(super) fn fail(&self, what: &str, help: Option<&str>) {
        let help = help.map(|help| shown!("  = help: {help}\n"; help)).unwrap_or_default();
        self.write(&shown!("{ERROR}error{ERROR:#}{BOLD}: {what}{BOLD:#}\n{help}"; ERROR, BOLD, what, help));
    }

    /// Says something that people may not expect of what is printed.
    pub(super) fn note(&self, what: &str, help: &str) {
        self.say(&shown!("{BOLD}note{BOLD:#}: {what}\n  = help: {help}\n"; BOLD, what, help));
    }

    /// Says what the user should know of files that were replaced.
    pub(super) fn told(&self, sentences: &[String]) {
        for sentence in sentences {
            self.say(&shown!("{BOLD}note{BOLD:#}: {sentence}\n"; BOLD, sentence));
        }
    }

    /// Reports files that could not be read.
    pub(super) fn unreadable(&self, errors: &[LoadError]) {
        for error in errors {
            let help = "run kdm in the folder of a KDM repository, or name it with `--root DIR`";
            let is_no_repository =
                error.is_missing() && error.path().ends_with(Distribution::K3s.channel_file());
            self.fail(&error.to_string(), is_no_repository.then_some(help));
        }
    }

    /// Shows findings; where one of them stops the command they are why it fails.
    pub(super) fn findings(&self, found: &[Judged], sources: &Sources) {
        let screen = Screen::new(sources).render(found);
        match found.iter().any(Judged::stops) {
            true => self.write(&screen),
            false => self.say(&screen),
        }
    }

    /// Reports findings and, if one of them stops the command, what is not done; returns whether one does.
    pub(super) fn stopped(&self, found: &[Judged], sources: &Sources, undone: &str) -> bool {
        self.findings(found, sources);
        let stopping = found.iter().filter(|judged| judged.stops()).count();
        if stopping > 0 {
            self.fail(&format!("{}; {undone}", count(stopping, "error")), None);
        }
        stopping > 0
    }

    /// Data with colours, for standard output.
    pub(super) fn print_styled(&self, text: &Shown) -> anyhow::Result<Outcome> {
        if self.quiet {
            return Ok(Outcome::Clean);
        }
        let mut stdout = AutoStream::new(io::stdout(), self.color).lock();
        printed(stdout.write_all(text.as_str().as_bytes()).and_then(|()| stdout.flush()))
    }

    /// How many columns a line has room for: 80, or as many as the terminal has if there are more.
    pub(super) fn width(&self) -> usize {
        const LEAST: usize = 80;
        let width = terminal_size::terminal_size().map_or(LEAST, |(width, _)| usize::from(width.0));
        width.max(LEAST)
    }

    /// Data, for standard output. A reader who has read enough (a closed pipe) is not an error.
    pub(super) fn print(&self, data: &[u8]) -> anyhow::Result<Outcome> {
        if self.quiet {
            return Ok(Outcome::Clean);
        }
        let mut stdout = io::stdout().lock();
        printed(stdout.write_all(data).and_then(|()| stdout.flush()))
    }
}

fn printed(result: io::Result<()>) -> anyhow::Result<Outcome> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(anyhow::anyhow!("cannot write to standard output: {}", describe(&error)))
        }
        _ => Ok(Outcome::Clean),
    }
}
