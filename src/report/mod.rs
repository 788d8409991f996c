//! What people and programs read: findings, differences and answers, on a terminal, as JSON, as markdown, as annotations.

mod diff;
mod findings;
mod images;
mod json;
mod layout;
mod lines;
mod markdown;
pub mod os_image;
mod page;
mod published;
mod regsync;
mod show;

pub use diff::{
    Detail, DiffJson, MARKDOWN_LIMIT, Report, render_diff, render_diff_json, render_diff_markdown,
    render_diff_summary, render_notice_markdown,
};
pub use findings::{
    Findings, FindingsJson, Screen, render_excepted, render_findings_json, render_github, render_lines,
    render_sarif,
};
pub use images::{ImagesJson, render_images_json};
pub use lines::{
    Behind, Between, Board, BranchBoard, Gap, LineBoard, LinesJson, Merged, Monthly, Offered, PinBoard,
    Waiting, WaitingChange, render_lines_board, render_lines_json, render_lines_markdown,
};
pub use markdown::{code as code_markdown, escape as escape_markdown};
pub use page::{Compared, Page, render_page};
pub use published::{BeforeJson, Fate, FileJson, PublishedJson, render_published, render_published_json};
pub use regsync::{RegsyncJson, render_regsync_json};
pub use show::{Answers, AnswersJson, render_answers, render_answers_json};
