//! The bytes that consumers read.

pub mod json;

mod data_json;
mod number;
mod output;
mod pipe;

pub use data_json::write_data_json;
pub use output::{Change, Output, OutputError, Written, remove_temporary};
pub use pipe::write_aside;
