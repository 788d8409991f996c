//! The bytes that consumers read.

pub mod json;

mod data_json;
mod folder;
mod number;
mod output;
mod pipe;
mod temporary;
mod tree;

pub use data_json::write_data_json;
pub use folder::{FileChange, StagedFolder};
pub use output::{Change, Output, OutputError, Written};
pub use pipe::write_aside;
pub use temporary::remove_temporary;
pub use tree::{Files, TreeError, render_tree};
