//! Which month it is, in UTC: lists and pull requests are named after it.

use jiff::Timestamp;

/// `2026-11`.
pub(super) fn this_month() -> String {
    now("%Y-%m")
}

/// `November`.
pub(super) fn name_of_this_month() -> String {
    now("%B")
}

fn now(format: &str) -> String {
    Timestamp::now().strftime(format).to_string()
}
