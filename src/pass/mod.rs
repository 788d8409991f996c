//! From what was written to what ships.

mod compile;
mod prime;
mod ranges;

pub use compile::{compile, compiled};
