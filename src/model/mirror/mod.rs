//! Mirror rules: under which name an image is copied, and where to.
//!
//! They were designed for Go's `regexp`; a rule that means something else here copies images to names that no
//! cluster asks for.

mod class;
mod expand;
mod names;
mod pattern;
#[cfg(test)]
mod tests;
mod translate;

pub use pattern::{Pattern, PatternError};
