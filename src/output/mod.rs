//! To disk: whole or not at all.

mod file;
mod folder;
mod pipe;
mod temporary;

pub use file::{Change, Output, OutputError, Written};
pub use folder::{FileChange, StagedFolder};
pub use pipe::write_aside;
pub use temporary::remove_temporary;
