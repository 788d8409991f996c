//! Edits of files that people keep: only the intended part changes, every other byte stays.

mod pin;
mod settings;

pub use pin::renewed;
pub use settings::{NewPin, render_settings};
