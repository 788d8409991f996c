//! Anchors, and the aliases that share their values.

use super::{Anchor, Composed, Composer, Stop};
use crate::{diagnostic::Span, source::yaml::findings};

impl<'s> Composer<'s, '_> {
    /// The anchor of a list or map that is complete, unless the name was given anew inside of it.
    pub(super) fn close_anchor(&mut self, name: Option<String>, opened: Span, composed: Composed<'s>) {
        if let Some(anchor) = name.and_then(|name| self.anchors.get_mut(&name))
            && matches!(anchor, Anchor::Open(span) if *span == opened)
        {
            *anchor = Anchor::Done(composed);
        }
    }

    pub(super) fn alias(&mut self, name: &str, span: Span) -> Result<(), Stop> {
        match self.anchors.get(name) {
            Some(&Anchor::Done(target)) => {
                if !self.limit.alias(target.decodes) {
                    return self.stop(findings::excessive_aliasing(span));
                }
                let decodes = target.decodes.saturating_add(1);
                self.place(Composed { decodes, ..target }, span)
            }
            Some(&Anchor::Open(anchor)) => {
                self.diagnostics.report(findings::recursive_anchor(name, span, anchor));
                self.place_nothing(span)
            }
            Some(Anchor::Refused) => self.place_nothing(span),
            None => {
                // Only what is shown needs a suggestion; looking for one is the most that an alias can cost.
                self.suggestions = self.suggestions.saturating_sub(1);
                let known = self.anchors.keys().map(String::as_str).take(if self.suggestions > 0 {
                    usize::MAX
                } else {
                    0
                });
                let finding = findings::unknown_anchor(name, span, known);
                self.diagnostics.report(finding);
                self.place_nothing(span)
            }
        }
    }
}
