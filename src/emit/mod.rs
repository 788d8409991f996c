//! The bytes that consumers read.

pub mod json;

mod data_json;
mod diff;
mod digest;
mod findings;
mod folder;
mod mirror_list;
mod number;
mod output;
mod pipe;
mod schema;
mod settings;
mod show;
mod sink;
mod temporary;
mod tree;
mod values;
mod version_sort;

pub use data_json::{write_data_json, write_rke_tables};
pub(crate) use diff::count;
pub use diff::{
    Detail, MARKDOWN_LIMIT, Report, render_diff, render_diff_markdown, render_diff_summary, write_diff_json,
};
pub use digest::Digest;
pub use findings::{Findings, render_findings_json, render_github, render_sarif};
pub use folder::{FileChange, StagedFolder};
pub use mirror_list::{Side, render_images, render_list, render_mirror_list, write_images_json};
pub use output::{Change, Output, OutputError, Written};
pub use pipe::write_aside;
pub use schema::Schema;
pub use settings::{NewPin, render_settings};
pub use show::{Answers, render_answers, render_answers_json};
pub use temporary::remove_temporary;
pub use tree::{Files, TreeError, render_tree};
pub use values::values;
