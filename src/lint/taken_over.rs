//! A section that nobody wrote, taken from a compiled data.json.
//!
//! It is what is asked for where there are no channel files. Where a file was deleted or misnamed, everything
//! looks fresh and no edit has an effect.

use super::Subject;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let catalog = subject.catalog;
    let Some(compiled) = &catalog.compiled else { return };
    // Nobody who keeps channel files here misses one.
    if catalog.channel_files.is_empty() {
        return;
    }
    for (distribution, section) in &compiled.sections {
        if !catalog.channel_files.contains_key(distribution) {
            let (file, key) = (distribution.channel_file(), distribution.key());
            let title =
                format!("there is no `{file}`, so `{key}` is taken from the compiled data.json as it is");
            diagnostics.report(
                Diagnostic::new(Rule::TakenOver, title)
                    .at(section.span, "")
                    .help(format!("restore `{file}`, if it is only missing or misnamed")),
            );
        }
    }
}
