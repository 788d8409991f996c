//! The memory of a build.

use std::{num::NonZero, thread};

use crate::source::Arena;

/// The memory that the values of a build live in: one arena for each thread that reads.
#[derive(Debug)]
pub struct Arenas {
    arenas: Vec<Arena>,
}

impl Default for Arenas {
    fn default() -> Self {
        let threads = thread::available_parallelism().map_or(1, NonZero::get).clamp(1, 8);
        Self { arenas: (0..threads).map(|_| Arena::new()).collect() }
    }
}

impl Arenas {
    /// That of the thread that waits for the others, and those of the others.
    pub(super) fn split(&mut self) -> (&mut Arena, &mut [Arena]) {
        self.arenas.split_first_mut().expect("there is an arena for this thread")
    }

    /// One of them.
    pub fn first(&self) -> &Arena {
        &self.arenas[0]
    }
}
