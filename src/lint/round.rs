//! What does not fit into the round of a month: K3s and RKE2 get the same patches of Kubernetes, one a month for each minor.

use std::collections::BTreeMap;

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{Distribution, Text, channel::ChannelData, version::Version},
};

/// Nobody leaves out so many patches: in five years at most two in a row (1.23.11 and 1.23.12).
const SKIPPED: u64 = 4;

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let mut newest: BTreeMap<(u64, u64), Vec<Newest<'_>>> = BTreeMap::new();
    for (distribution, section) in subject_of.metadata.sections() {
        let minors = patches(subject_of, section);
        for (minor, patches) in &minors {
            let jump = patches.windows(2).find(|pair| pair[1].0 - pair[0].0 > SKIPPED);
            if let Some([(before, other), (patch, version)]) = jump {
                diagnostics.report(jumped(distribution, (*patch, *version), (*before, *other)));
            } else if let Some((patch, version)) = patches.last().filter(|_| distribution.is_in_every_build())
            {
                newest.entry(*minor).or_default().push((distribution, *patch, *version));
            }
        }
    }
    for of_minor in newest.values() {
        let Some((distribution, patch, version)) = of_minor.iter().max_by_key(|(_, patch, _)| *patch) else {
            continue;
        };
        for (behind, _, other) in of_minor.iter().filter(|(_, other, _)| other < patch) {
            let title = format!(
                "`{}` goes to `{}`, and `{}` only to `{}`",
                distribution.key(),
                version.value,
                behind.key(),
                other.value
            );
            let help = format!("add the patch to `{}`, or wait with it", behind.channel_file());
            let about = subject(distribution.key(), version.value);
            let found = finding(Rule::RoundDiffers, &about, title, version.span, &help);
            diagnostics.report(found.at(other.span, format!("the newest of {}", behind.key())));
        }
    }
}

/// The newest patch of a distribution.
type Newest<'s> = (Distribution, u64, Text<'s>);

/// The patches of each minor that Ranchers of the line see, ascending.
fn patches<'s>(
    subject_of: &Subject<'_, '_>,
    section: &ChannelData<'s>,
) -> BTreeMap<(u64, u64), Vec<(u64, Text<'s>)>> {
    let mut minors: BTreeMap<(u64, u64), Vec<(u64, Text<'s>)>> = BTreeMap::new();
    for release in section.releases().filter(|release| subject_of.is_seen(release)) {
        if let (Some(version), Some(number)) = (release.version(), release.number())
            && is_sound(version.value)
        {
            minors.entry(number.minor()).or_default().push((number.patch(), version));
        }
    }
    minors.values_mut().for_each(|patches| patches.sort_by_key(|(patch, _)| *patch));
    minors
}

/// Whether a version is none that has a finding of its own.
fn is_sound(version: &str) -> bool {
    let number = version.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    version.starts_with('v') && !number.starts_with('0')
}

fn jumped(
    distribution: Distribution,
    (patch, version): (u64, Text<'_>),
    (before, other): (u64, Text<'_>),
) -> Diagnostic {
    let next = before + 1;
    let parsed = Version::parse_tolerant(version.value).ok();
    let minor =
        parsed.map_or_else(String::new, |parsed| format!("{}.{}.", parsed.minor().0, parsed.minor().1));
    let title = format!("`{}` comes {} patches after `{}`", version.value, patch - before, other.value);
    let help = format!("did you mean `v{minor}{next}`?");
    let about = subject(distribution.key(), version.value);
    finding(Rule::VersionJump, &about, title, version.span, &help).at(other.span, "the patch before")
}
