//! All answers about a build at once, for a page: what each Rancher is offered, from which one on something differs, and each
//! release with what changed since the one before it.
//!
//! Asking [`super::answer`] for every Rancher would cost releases times bounds. So the bounds are gone through once: each
//! release says where among them it is offered.

mod offered;
mod rke;
mod section;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use offered::Offered;
pub use rke::{DefaultRow, RkeOverview, RkeVersionOverview};
pub use section::{ReleaseOverview, RuleOverview, SectionOverview, Shadow, Since, TurnAnswer};

use crate::{
    diagnostic::Span,
    model::{Metadata, RancherLine},
};

/// What there is to say about a build.
#[derive(Debug)]
pub struct Overview<'m, 's> {
    /// K3s, RKE2 and RFO.
    pub sections: Vec<SectionOverview<'s>>,
    /// The versions of RKE, where the build has its tables.
    pub rke: Option<RkeOverview<'m, 's>>,
}

impl<'m, 's> Overview<'m, 's> {
    /// The overview of a build whose Ranchers are those of a line. `is_of_the_patch` says whether something was written in the
    /// patch of an enterprise build.
    pub fn of(
        metadata: &'m Metadata<'s>,
        line: Option<RancherLine>,
        is_of_the_patch: &dyn Fn(Option<Span>) -> bool,
    ) -> Self {
        let sections =
            metadata.sections().map(|(distribution, section)| SectionOverview::of(distribution, section));
        let rke = metadata.rke.as_ref().filter(|rke| !rke.is_null());
        Self { sections: sections.collect(), rke: rke.map(|rke| RkeOverview::of(rke, line, is_of_the_patch)) }
    }
}
