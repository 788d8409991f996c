//! From what was written to what ships. Nothing else turns the one into the other.

mod compile;
mod prime;
mod ranges;

pub use compile::{compile, compiled};
