//! The text of a pull request: a title in upstream's form, what was done or skipped, what changes.

use super::{after::Side, root::Root, round::name_of_this_month};
use crate::{
    diagnostic::{Diagnostics, Shown},
    diff,
    model::{Distribution, RancherLine},
    report::{Report, code_markdown, escape_markdown, render_diff_markdown},
    source::Arena,
};

/// `[dev-v2.15] RKE2 July patch`, as upstream asks for since 2026.
pub(super) fn title(lines: &[RancherLine], names: &str) -> String {
    let lines: Vec<_> = lines.iter().map(|line| format!("dev-{line}")).collect();

    let lines = if lines.is_empty() { String::new() } else { format!("[{}] ", lines.join(", ")) };
    format!("{lines}{names} {} patch", name_of_this_month())
}

/// As upstream writes them in titles.
pub(super) fn name_of(distribution: Distribution) -> &'static str {
    match distribution {
        Distribution::K3s => "k3s",
        Distribution::Rke2 => "RKE2",
        Distribution::Rfo => "RFO",
    }
}

/// A sentence in markdown: what is between backticks in it is code.
fn quoted(sentence: &str) -> String {
    let parts = sentence.split('`').enumerate();
    let parts =
        parts.map(|(nth, part)| if nth % 2 == 1 { code_markdown(part) } else { escape_markdown(part) });
    parts.collect()
}

/// Title and text: what was done, and how what Ranchers read differs.
pub(super) fn page(title: &str, roots: &[(&Root, &Side, &Side)], told: &[String]) -> String {
    let mut page = format!("{}\n\n", Shown::data(title));
    for sentence in told {
        page += &format!("- {}\n", quoted(sentence));
    }
    for (root, before, after) in roots {
        let arenas = [Arena::new(), Arena::new(), Arena::new()];
        let mut found = Diagnostics::default();
        let name = root.path.display().to_string();
        let builds = before.build(&arenas[0], &mut found).zip(after.build(&arenas[1], &mut found));
        if let Some((old, new)) = builds {
            let changes = diff::compare(&old, &new, &arenas[2]);
            let report =
                Report { old: &name, new: &name, changes: &changes, tracked: &diff::tracking(&old, &new) };
            page += &format!("\n{}", render_diff_markdown(&report));
        }
    }
    page
}
