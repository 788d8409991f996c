//! A section that nobody wrote, taken from a compiled data.json.
//!
//! It is what is asked for where there are no channel files. Where a file was deleted or misnamed, everything
//! looks fresh and no edit has an effect.

use super::Subject;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    // Nobody who keeps no channel files here misses one.
    if subject.metadata.sections().all(|(_, section)| section.compiled) {
        return;
    }
    for (distribution, section) in subject.metadata.sections().filter(|(_, section)| section.compiled) {
        let (file, key) = (distribution.channel_file(), distribution.key());
        let title = format!("there is no `{file}`, so `{key}` is taken from the compiled data.json as it is");
        diagnostics.report(
            Diagnostic::new(Rule::TakenOver, title)
                .at(section.span, "")
                .help(format!("restore `{file}`, if it is only missing or misnamed")),
        );
    }
}
