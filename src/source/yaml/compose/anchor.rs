//! Anchors, and the aliases that share their values.

use super::{Anchor, Composed, Composer, Stop};
use crate::{
    diagnostic::{SHOWN, Span},
    source::yaml::findings,
};

impl<'s> Composer<'s, '_> {
    /// Gives a name to a value, and says what it meant before.
    pub(super) fn name(&mut self, name: &str, anchor: Anchor<'s>) -> Option<Composed<'s>> {
        match self.anchors.insert(name.to_owned(), anchor) {
            Some(Anchor::Done(hidden)) => Some(hidden),
            _ => None,
        }
    }

    /// A name that means something else from here on. The effort is at most what decoding the values costs.
    pub(super) fn compare_anchors(&mut self, name: &str, hidden: Option<Composed<'s>>, now: &Composed<'s>) {
        let hidden = hidden.filter(|_| !self.recursive.contains(name));
        if let Some(hidden) = hidden.filter(|hidden| !hidden.node.value.is_same(&now.node.value)) {
            self.diagnostics.report(findings::anchor_again(name, &now.node, &hidden.node));
        }
    }

    /// Reports the names that no anchor above gives, and the anchors without a value: one finding for a name.
    pub(super) fn report_anchors(&mut self) {
        // Only what is shown needs a suggestion; looking for one is the most that a name can cost.
        for (nth, (name, places)) in self.unknown.iter().enumerate() {
            let known = self.anchors.keys().map(String::as_str);
            let known = known.take(if nth < SHOWN { usize::MAX } else { 0 });
            self.diagnostics.report_all(findings::unknown_anchor(name, places, known));
        }
        for (place, (name, is_known, merged)) in &self.empty {
            self.diagnostics.report(match merged {
                Some(merged) => findings::merge_of_nothing(name, *place, *merged, *is_known),
                None => findings::anchor_of_nothing(name, *place, *is_known),
            });
        }
    }

    /// The anchor of a list or map that is complete, unless the name was given anew inside of it.
    pub(super) fn close_anchor(
        &mut self,
        name: Option<String>,
        hidden: Option<Composed<'s>>,
        opened: Span,
        composed: Composed<'s>,
    ) {
        let Some(name) = name else { return };
        if let Some(anchor) = self.anchors.get_mut(&name)
            && matches!(anchor, Anchor::Open(span) if *span == opened)
        {
            *anchor = Anchor::Done(composed);
            self.compare_anchors(&name, hidden, &composed);
        }
    }

    pub(super) fn alias(&mut self, name: &str, span: Span) -> Result<(), Stop> {
        match self.anchors.get(name) {
            Some(&Anchor::Done(target)) => {
                if !self.limit.alias(target.decodes) {
                    return self.stop(findings::excessive_aliasing(span));
                }
                let decodes = target.decodes.saturating_add(1);
                self.recorder.alias(name, span, target.node.value, target.node.value.as_str());
                self.place(Composed { decodes, ..target }, span)
            }
            Some(&Anchor::Open(anchor)) => {
                self.recursive.insert(name.to_owned());
                self.diagnostics.report(findings::recursive_anchor(name, span, anchor));
                self.place_nothing(span)
            }
            Some(Anchor::Refused) => self.place_nothing(span),
            None => {
                self.unknown.entry(name.to_owned()).or_default().push(span);
                self.place_nothing(span)
            }
        }
    }
}
