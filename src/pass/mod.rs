//! From what was written to what ships. Nothing else turns the one into the other.

mod compile;

pub use compile::compile;
