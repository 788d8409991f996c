//! Edits of files that people keep: only what is meant changes, every other byte stays.

mod settings;

pub use settings::{NewPin, render_settings};
