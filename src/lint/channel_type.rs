//! Values that channelserver cannot decode: one of them takes away every version of the distribution.
//!
//! Only what people wrote is checked. A section of a compiled data.json is released already.

use super::subject::Subject;
use crate::{consumer::check_types, diagnostic::Diagnostics, model::channel::Origin};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (_, section) in subject.metadata.sections().filter(|(_, section)| section.origin != Origin::Compiled)
    {
        check_types(section, diagnostics);
    }
}
