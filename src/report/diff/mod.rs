//! A diff as people and programs read it.

mod json;
mod markdown;
mod phrase;
mod text;

pub(super) use phrase::chart as describe_chart;

pub use json::{DiffJson, render_diff_json};
pub use markdown::{MARKDOWN_LIMIT, render_diff_markdown, render_notice_markdown};
pub use text::{Detail, render_diff, render_diff_summary};

use crate::diff::{Change, Tracked, Weight};

/// A diff and what it is of.
#[derive(Debug)]
pub struct Report<'r, 's> {
    /// The name of the old build.
    pub old: &'r str,
    /// The name of the new build.
    pub new: &'r str,
    /// What differs.
    pub changes: &'r [Change<'s>],
    /// The releases that are new.
    pub tracked: &'r [Tracked<'s>],
}

impl<'s> Report<'_, 's> {
    /// The changes of a weight.
    fn of(&self, weight: Weight) -> impl Iterator<Item = &Change<'s>> {
        self.changes.iter().filter(move |change| change.kind.weight() == weight)
    }

    /// `2 breaking, 1 notable, 4 routine`.
    fn counts(&self) -> String {
        counts(Weight::ALL.map(|weight| self.of(weight).count())).unwrap_or_else(|| "no changes".to_owned())
    }
}

/// How many changes there are of each weight, in the order of [`Weight::ALL`], in words; nothing without any.
pub(super) fn counts(of: [usize; 3]) -> Option<String> {
    let counts = Weight::ALL.into_iter().zip(of).filter(|(_, count)| *count > 0);
    let counts: Vec<_> = counts.map(|(weight, count)| format!("{count} {}", weight.name())).collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}
