//! How far a long command is, on a terminal.

use std::{
    io::{self, IsTerminal, Write},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

/// What is shorter needs no word.
const AFTER: Duration = Duration::from_millis(500);

/// Counts what is done, on one line that goes away.
pub(super) struct Progress {
    all: usize,
    done: AtomicUsize,
    begun: Instant,
    is_shown: bool,
}

impl Progress {
    pub(super) fn of(all: usize) -> Self {
        Self { all, done: AtomicUsize::new(0), begun: Instant::now(), is_shown: io::stderr().is_terminal() }
    }

    /// One more is done.
    pub(super) fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.is_shown && self.begun.elapsed() > AFTER {
            let _ = write!(io::stderr(), "\rcompiled {done} of {} lines", self.all);
        }
    }

    /// Everything is done.
    pub(super) fn end(&self) {
        if self.is_shown && self.begun.elapsed() > AFTER {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
