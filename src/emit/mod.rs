//! The bytes that consumers read.

pub mod json;

mod data_json;
mod folder;
mod number;
mod output;
mod pipe;
mod tree;

pub use data_json::write_data_json;
pub use folder::{FileChange, StagedFolder};
pub use output::{Change, Output, OutputError, Written, remove_temporary};
pub use pipe::write_aside;
pub use tree::{Files, TreeError, render_tree};
