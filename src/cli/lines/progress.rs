//! How far a long command is, on a terminal.

use std::{
    io::{self, IsTerminal, Write},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

/// What is shorter needs no word.
const AFTER: Duration = Duration::from_millis(500);

/// Counts what is done, on one line that goes away in the end.
pub(super) struct Progress {
    all: usize,
    done: AtomicUsize,
    begun: Instant,
    is_shown: bool,
}

impl Progress {
    pub(super) fn of(all: usize, quiet: bool) -> Self {
        Self {
            all,
            done: AtomicUsize::new(0),
            begun: Instant::now(),
            is_shown: !quiet && io::stderr().is_terminal(),
        }
    }

    /// So many more are done.
    pub(super) fn step(&self, more: usize) {
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        if self.is_shown && self.begun.elapsed() > AFTER {
            let _ = write!(io::stderr(), "\rread {done} of {} branches", self.all);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown && self.begun.elapsed() > AFTER {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
