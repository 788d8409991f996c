//! The two streams of the terminal.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};

use super::{Color, Outcome};

/// Where data and talk go.
#[derive(Debug)]
pub(super) struct Terminal {
    color: ColorChoice,
}

impl Terminal {
    pub(super) fn new(color: Color) -> Self {
        Self {
            color: match color {
                Color::Auto => ColorChoice::Auto,
                Color::Always => ColorChoice::Always,
                Color::Never => ColorChoice::Never,
            },
        }
    }

    /// Talk, for standard error; colours are stripped where they are not wanted. Nobody listening is no
    /// failure.
    pub(super) fn say(&self, text: &str) {
        let mut stderr = AutoStream::new(io::stderr(), self.color).lock();
        let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
    }

    /// Data with colours, for standard output.
    pub(super) fn print_styled(&self, text: &str) -> anyhow::Result<Outcome> {
        let mut stdout = AutoStream::new(io::stdout(), self.color).lock();
        printed(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
    }

    /// How many characters a line has room for: 80, or as many as the terminal has if there are more.
    pub(super) fn width(&self) -> usize {
        const LEAST: usize = 80;
        let width = terminal_size::terminal_size().map_or(LEAST, |(width, _)| usize::from(width.0));
        width.max(LEAST)
    }

    /// Data, for standard output. A reader who has read enough (a closed pipe) is no failure.
    pub(super) fn print(&self, data: &[u8]) -> anyhow::Result<Outcome> {
        let mut stdout = io::stdout().lock();
        printed(stdout.write_all(data).and_then(|()| stdout.flush()))
    }
}

fn printed(result: io::Result<()>) -> anyhow::Result<Outcome> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(anyhow::anyhow!("cannot write to standard output: {}", crate::source::describe(&error)))
        }
        _ => Ok(Outcome::Clean),
    }
}
