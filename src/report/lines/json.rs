//! The board for programs. Its form is that of `kdm schema lines`.

use schemars::JsonSchema;
use serde::Serialize;

use super::Board;
use crate::report::json::{one, pretty};

/// What `kdm lines --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "The lines of a repository", description = "")]
pub struct LinesJson<'b> {
    /// of this form; programs must ignore keys that they do not know
    #[schemars(schema_with = "one")]
    version: u32,
    #[serde(flatten)]
    board: &'b Board,
}

/// The board as JSON.
pub fn render_lines_json(board: &Board) -> String {
    pretty(&LinesJson { version: 1, board })
}
