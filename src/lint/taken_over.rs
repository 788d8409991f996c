//! A section that nobody wrote here: it is taken from a compiled data.json or from the checkout of the RKE tables.
//!
//! It is what is asked for where there are no channel files. Where a file was deleted or misnamed, everything
//! looks fresh and no edit has an effect.

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::channel::Origin,
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    // A repository without any channel file does not lack one.
    if subject.metadata.sections().all(|(_, section)| section.origin != Origin::Own) {
        return;
    }
    for (distribution, section) in subject.metadata.sections() {
        let from = match section.origin {
            Origin::Own => continue,
            Origin::Checkout => "the checkout",
            Origin::Compiled => "the compiled data.json",
        };
        let (file, key) = (distribution.channel_file(), distribution.key());
        let title = format!("there is no `{file}`, so `{key}` is taken from {from} as it is");
        diagnostics.report(
            Diagnostic::new(Rule::TakenOver, title)
                .at(section.span, "")
                .help(format!("restore `{file}` if it is missing or misnamed by mistake")),
        );
    }
}
