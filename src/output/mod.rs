//! To disk: whole or not at all.

mod error;
mod exchange;
mod file;
mod folder;
mod kept;
mod pipe;
mod stamp;
mod target;
mod temporary;
mod together;
mod written;

pub use error::OutputError;
pub use file::Output;
pub use folder::{FileChange, StagedFolder};
pub use pipe::write_aside;
pub use stamp::stamp;
pub use target::{target_of, within};
pub use temporary::{is_interrupted, recover, remove_temporary};
pub use together::{Replacement, commit};
pub use written::{Change, Written};
