//! What people and programs read: findings, differences and answers, on a terminal, as JSON, as markdown, as annotations.

mod diff;
mod findings;
mod show;

pub use diff::{
    Detail, MARKDOWN_LIMIT, Report, render_diff, render_diff_markdown, render_diff_summary, write_diff_json,
};
pub use findings::{Findings, Screen, render_findings_json, render_github, render_sarif};
pub use show::{Answers, render_answers, render_answers_json};
