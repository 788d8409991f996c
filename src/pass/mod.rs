//! From what was written to what ships.

mod compile;
mod known_ranchers;
mod prime;
mod ranges;

pub use compile::{compile, compiled};
