//! Versions that two orders put differently, or that one does not tell apart.
//!
//! Templates are chosen by blang's order, by bytes within a pre-release; the newest version of a minor by mcuadros',
//! where `rancher10` is above `rancher2` and every word that it does not know counts the same.

use std::collections::BTreeMap;

use super::{
    finding::{finding, finding_of_all, subject},
    subject::Subject,
};
use crate::{
    consumer::mcuadros::Rank,
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{Prime, Text, rke::minor_of, version::Version},
};

/// A version in both orders.
struct Ranked<'c, 's> {
    version: &'c Version,
    key: Text<'s>,
    rank: Rank,
}

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let versions = subject_of.choices.versions.iter().zip(&subject_of.choices.keys);
    // Ascending in blang's order.
    let ranked: Vec<_> =
        versions.map(|(version, key)| Ranked { version, key: *key, rank: Rank::of(key.value) }).collect();
    diagnostics.report_all(ties(&ranked, subject_of));
    // The newest so far in mcuadros' order, of the same three numbers.
    let mut newest: Option<&Ranked<'_, '_>> = None;
    for one in &ranked {
        let before = newest.filter(|newest| newest.version.release() == one.version.release());
        match before.filter(|before| before.rank > one.rank) {
            Some(before) => {
                let (version, other) = (before.key, one.key);
                let title = format!(
                    "`{}` is newer than `{}` for RKE and Rancher, but older for the template ranges",
                    version.value, other.value
                );
                let help = "choose numbers for which both orders agree: below ten, as in `rancher9-1`";
                let about = subject("rke", other.value);
                let found = finding(Rule::OrderDisagrees, &about, title, other.span, help);
                diagnostics.report(found.at(version.span, "this one"));
            }
            None => newest = Some(one),
        }
    }
}

/// Versions that are one to mcuadros' order: a finding for all that tie.
fn ties(ranked: &[Ranked<'_, '_>], subject_of: &Subject<'_, '_>) -> Vec<Diagnostic> {
    let of_the_patch = subject_of.metadata.prime.as_ref().map(Prime::versions).unwrap_or_default();
    let mut groups: BTreeMap<_, Vec<Text<'_>>> = BTreeMap::new();
    for Ranked { key, rank, .. } in ranked {
        // For a release of the patch it is `current-tie`; a version that is not offered does not tie.
        if subject_of.is_offered(key.value) && !of_the_patch.contains(key.value) {
            groups.entry((minor_of(key.value), rank)).or_default().push(*key);
        }
    }
    let found = groups.into_values().filter_map(|tied| {
        let [first, second, more @ ..] = &tied[..] else { return None };
        let names = match more.len() {
            0 => format!("`{}` and `{}`", first.value, second.value),
            more => format!("`{}`, `{}` and {more} more", first.value, second.value),
        };
        let title = format!("RKE and Rancher see {names} as equal");
        let help = "change the number at the end of one, as in `-rancher1-2`";
        let about = tied.iter().map(|key| subject("rke", key.value)).collect();
        let found = finding_of_all(Rule::VersionTie, about, title, second.span, help);
        Some(found.at(first.span, "the other one"))
    });
    found.collect()
}
