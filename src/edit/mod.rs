//! Edits of files that people keep: only the intended part changes, every other byte stays.

mod allow;
pub mod channels;
mod line;
mod page;
pub mod patch;
mod pin;
mod refusal;
mod settings;
mod splice;
pub mod tree;

pub use allow::with_exceptions;
pub use line::with_line;
pub use pin::renewed;
pub use refusal::{NotEdited, Refusal};
pub use settings::{NewPin, render_settings};
