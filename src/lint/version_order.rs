//! Versions that two orders put differently, or that one does not tell apart.
//!
//! Templates are chosen by blang's order, by bytes within a pre-release; the newest version of a minor by mcuadros',
//! where `rancher10` is above `rancher2` and every word that it does not know counts the same.

use super::{
    finding::{finding, finding_of_all, subject},
    subject::Subject,
};
use crate::{
    consumer::mcuadros::Rank,
    diagnostic::{Diagnostics, Rule},
    model::{Prime, rke::minor_of},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let of_the_patch = subject_of.metadata.prime.as_ref().map(Prime::versions).unwrap_or_default();
    let ranked: Vec<_> = subject_of
        .choices
        .versions
        .iter()
        .zip(&subject_of.choices.keys)
        .map(|(version, key)| (version, *key, Rank::of(key.value)))
        .collect();
    for (nth, (version, key, rank)) in ranked.iter().enumerate() {
        // The versions above it, by blang's order.
        for (above, other, other_rank) in
            ranked[nth + 1..].iter().take_while(|(above, ..)| above.minor() == version.minor())
        {
            if rank == other_rank && minor_of(key.value) == minor_of(other.value) {
                // For a release of the patch it is `current-tie`; a version that is not offered does not tie.
                let both = [key.value, other.value];
                if both.iter().all(|name| subject_of.is_offered(name) && !of_the_patch.contains(name)) {
                    let title = format!("RKE and Rancher see `{}` and `{}` as equal", key.value, other.value);
                    let help = "change the number at the end of one, as in `-rancher1-2`";
                    let about = both.map(|name| subject("rke", name)).to_vec();
                    let found = finding_of_all(Rule::VersionTie, about, title, other.span, help);
                    diagnostics.report(found.at(key.span, "the other one"));
                }
            } else if rank > other_rank && above.patch() == version.patch() {
                let title = format!(
                    "`{}` is newer than `{}` for RKE and Rancher, but older for the template ranges",
                    key.value, other.value
                );
                let help = "choose numbers for which both orders agree: below ten, as in `rancher9-1`";
                let about = subject("rke", other.value);
                let found = finding(Rule::OrderDisagrees, &about, title, other.span, help);
                diagnostics.report(found.at(key.span, "this one"));
            }
        }
    }
}
