//! Windows that were copied from another release.
//!
//! No mistake was made more often in upstream's history: the first release of a new minor with the `min` of the
//! minor before, a `min` that leaves the candidates of its own Rancher out, the `max` of the next line, and K3s changed
//! without RKE2.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    finding::{finding, finding_of_all, subject},
    subject::Subject,
    window_newest::is_cut_short,
};
use crate::{
    consumer::{DEVELOPMENT, DefaultVersion, Defaults},
    diagnostic::{Diagnostic, Diagnostics, Follows, Rule, words::names as names_of},
    model::{
        Distribution, RancherLine, Text,
        channel::{ChannelData, Release},
        version::Version,
    },
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        let mut beyond: BTreeMap<&str, Vec<(Text<'_>, Text<'_>)>> = BTreeMap::new();
        let mut short: BTreeMap<&str, Vec<(Text<'_>, Text<'_>)>> = BTreeMap::new();
        for release in section.releases() {
            let (Some(version), [min, max]) = (release.version(), release.bounds()) else { continue };
            let about = subject(distribution.key(), version.value);
            diagnostics.report_all(min.and_then(|min| without_candidates(&about, min)));
            if let (Some(max), Some(line)) = (max, subject_of.line)
                && RancherLine::of_version(max.value).is_some_and(|of_max| of_max > line)
            {
                beyond.entry(max.value).or_default().push((version, max));
            }
            if let Some(max) =
                max.filter(|max| subject_of.line.is_some_and(|line| is_cut_short(max.value, line)))
            {
                short.entry(max.value).or_default().push((version, max));
            }
        }
        if let Some(line) = subject_of.line {
            let found = beyond.values().filter_map(|releases| too_far(distribution, releases, line));
            diagnostics.report_all(found);
            let found = short.values().filter_map(|releases| too_short(distribution, releases, line));
            diagnostics.report_all(found);
        }
        let seen = section.releases().filter(|release| subject_of.is_seen(release));
        diagnostics.report_all(odd_mins(distribution, seen.clone(), subject_of.line));
        diagnostics.report_all(copied_min(distribution, seen, &Defaults::of(section), subject_of.line));
    }
    if let (Some(k3s), Some(rke2)) = (&subject_of.metadata.k3s, &subject_of.metadata.rke2) {
        let releases = [k3s, rke2].into_iter().flat_map(ChannelData::releases);
        let seen =
            releases.filter(|release| subject_of.is_seen(release)).filter_map(|release| release.version());
        let seen: BTreeSet<_> = seen.map(|version| version.value).collect();
        diagnostics.report_all(differing(k3s, rke2, &|name| seen.contains(name)));
    }
}

/// `v2.9.0` is above `v2.9.0-rc1`.
fn without_candidates(about: &str, min: Text<'_>) -> Option<Diagnostic> {
    let version = Version::parse(min.value.strip_prefix('v')?).ok()?;
    let title = format!("candidates of `{}` are below it", min.value);
    let help = format!("write `{}-alpha1`, so that testers of that Rancher see the release", min.value);
    (!version.is_pre_release()).then(|| finding(Rule::WindowMin, about, title, min.span, &help))
}

/// Releases with one `max` that is of a later line.
fn too_far(
    distribution: Distribution,
    releases: &[(Text<'_>, Text<'_>)],
    line: RancherLine,
) -> Option<Diagnostic> {
    let (_, max) = releases.first()?;
    let names: Vec<_> = releases.iter().map(|(version, _)| version.value).collect();
    let title = format!("`{}` of {} is beyond this line, {line}", max.value, names_of(&names));
    let help = format!("write `v{}`, as the other releases have it", line.release(DEVELOPMENT));
    let about = names.iter().map(|version| subject(distribution.key(), version)).collect();
    Some(finding_of_all(Rule::WindowMax, about, title, max.span, &help))
}

/// Releases with one `max` in the line that leaves its later Ranchers out.
fn too_short(
    distribution: Distribution,
    releases: &[(Text<'_>, Text<'_>)],
    line: RancherLine,
) -> Option<Diagnostic> {
    let (_, max) = releases.first()?;
    let names: Vec<_> = releases.iter().map(|(version, _)| version.value).collect();
    let verb = if names.len() == 1 { "ends" } else { "end" };
    let title = format!("{} {verb} with `{}`, within this line, {line}", names_of(&names), max.value);
    let help = format!("write `v{}`, unless later Ranchers must not offer it", line.release(DEVELOPMENT));
    let about = names.iter().map(|version| subject(distribution.key(), version)).collect();
    let found = finding_of_all(Rule::WindowMax, about, title, max.span, &help);
    Some(found.because("later Ranchers of the line, and development builds, do not offer it"))
}

/// The newest minor has the `min` of the one before, and that Rancher takes an older one by default.
fn copied_min<'c, 's: 'c>(
    distribution: Distribution,
    releases: impl Iterator<Item = &'c Release<'s>>,
    defaults: &Defaults<'s>,
    line: Option<RancherLine>,
) -> Option<Diagnostic> {
    let versions = releases.filter_map(|release| {
        let version = release.version()?;
        Some((release.number()?.minor(), version, release.bounds()[0]?, release.bound_numbers()[0]))
    });
    let versions: Vec<_> = versions.collect();
    let newest = versions.iter().map(|(minor, ..)| *minor).max()?;
    let before = versions.iter().map(|(minor, ..)| *minor).filter(|minor| *minor < newest).max()?;
    let (_, version, min, lowest) = versions.iter().find(|(minor, ..)| *minor == newest)?;
    let (_, other, other_min, _) = versions.iter().rfind(|(minor, ..)| *minor == before)?;
    let first = (*lowest)?.release();
    // Two minors began with v2.9.0 on purpose: with a line before this one, whose Ranchers read other data.
    let begins_a_line = |line| first.patch() == 0 && RancherLine::of_minor(&first) < line;
    if line.is_some_and(|line| line < EACH_BEGINS_WITH_ITS_LINE && begins_a_line(line)) {
        return None;
    }
    let default = defaults.of_rancher(&first);
    let names_it = matches!(default, DefaultVersion::Release(name) if Version::parse_tolerant(name).is_ok_and(|name| name.minor() == newest));
    (min.value == other_min.value && !names_it).then(|| {
        let title = format!("`{}` begins with the same Rancher as `{}`", version.value, other.value);
        let help = "a new minor needs the Rancher that was tested with it; if it is this one, name the minor in `appDefaults`";
        let about = subject(distribution.key(), version.value);
        finding(Rule::WindowMin, &about, title, min.span, help)
            .judged_by(Follows::Defaults)
            .at(other_min.span, format!("`{}`", other.value))
    })
}

/// The first line whose new minor of Kubernetes begins with it, as every one since (1.32 to 1.36).
const EACH_BEGINS_WITH_ITS_LINE: RancherLine = RancherLine::new(2, 11);

/// From this line on all patches of a minor begin with one Rancher.
const ONE_MIN_FOR_A_MINOR: RancherLine = RancherLine::new(2, 7);

/// Patches whose `min` is another one than that of the patches around them: those of a minor have one (289 of 293 entries; three
/// of the others were corrected within days).
fn odd_mins<'c, 's: 'c>(
    distribution: Distribution,
    releases: impl Iterator<Item = &'c Release<'s>>,
    line: Option<RancherLine>,
) -> Vec<Diagnostic> {
    let number = |min: &str| Version::parse_tolerant(min).ok();
    // Until 2.6 the newest patch got a later one on purpose now and then.
    let is_raised = |min: &str, usual: &str| number(min) > number(usual);
    let is_strict = line.is_none_or(|line| line >= ONE_MIN_FOR_A_MINOR);
    let mut minors: BTreeMap<(u64, u64), Vec<(Text<'s>, Text<'s>)>> = BTreeMap::new();
    for release in releases {
        if let (Some(version), Some(number), [Some(min), _]) =
            (release.version(), release.number(), release.bounds())
        {
            // A `min` that leaves candidates out is a finding of its own.
            if min.value.contains('-') {
                minors.entry(number.minor()).or_default().push((version, min));
            }
        }
    }
    let mut found = Vec::new();
    for releases in minors.into_values() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        releases.iter().for_each(|(_, min)| *counts.entry(min.value).or_default() += 1);
        let Some((usual, count)) = counts.iter().max_by_key(|(_, count)| **count) else { continue };
        let is_odd = |min: &str| min != *usual && (is_strict || !is_raised(min, usual));
        let odd: Vec<_> = releases.iter().filter(|(_, min)| is_odd(min.value)).collect();
        // One or two among many are odd; half of them are a change.
        let there = releases.iter().find(|(_, min)| min.value == *usual);
        if let (Some((_, min)), Some((other, usual_min))) = (odd.first(), there)
            && odd.len() * 3 <= *count
        {
            let names: Vec<_> = odd.iter().map(|(version, _)| version.value).collect();
            let verb = if names.len() == 1 { "begins" } else { "begin" };
            let title = format!(
                "{} {verb} with `{}`, and the other patches with `{usual}`",
                names_of(&names),
                min.value
            );
            let about = names.iter().map(|version| subject(distribution.key(), version)).collect();
            let help = format!("write `{usual}`, as `{}` has it", other.value);
            let diagnostic = finding_of_all(Rule::WindowMin, about, title, min.span, &help);
            found.push(diagnostic.at(usual_min.span, format!("`{}`", other.value)));
        }
    }
    found
}

/// Windows that differ between K3s and RKE2 of one patch: a finding for each minor and difference.
fn differing(
    k3s: &ChannelData<'_>,
    rke2: &ChannelData<'_>,
    is_seen: &dyn Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let others = by_patch(rke2);
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (patch, (version, bounds)) in by_patch(k3s) {
        let Some((other, other_bounds)) = others.get(&patch) else { continue };
        for (own, theirs) in bounds.into_iter().zip(other_bounds) {
            if own.value != theirs.value {
                let key = ((patch.0, patch.1), own.value, theirs.value);
                groups.entry(key).or_default().push((version, own, *other, *theirs));
            }
        }
    }
    let differing = groups.into_iter().filter_map(|((_, own, theirs), releases)| {
        let (_, at, _, there) = releases.first()?;
        let names: Vec<_> =
            releases.iter().flat_map(|(version, _, other, _)| [version.value, other.value]).collect();
        let title = format!("the windows of {} differ: `{own}` and `{theirs}`", names_of(&names));
        // Of a pair that one Rancher of the line sees and hides the other of, it is about the one that is seen.
        let of = |distribution: Distribution, seen: bool| -> Vec<String> {
            let names = releases.iter().map(|(version, _, other, _)| match distribution {
                Distribution::K3s => version.value,
                _ => other.value,
            });
            let names = names.filter(|name| !seen || is_seen(name));
            names.map(|name| subject(distribution.key(), name)).collect()
        };
        let seen = [Distribution::K3s, Distribution::Rke2].map(|distribution| of(distribution, true));
        let about =
            seen.into_iter().find(|names| !names.is_empty()).unwrap_or_else(|| of(Distribution::K3s, false));
        let help = "give both distributions the same window";
        let diagnostic = finding_of_all(Rule::WindowDiffers, about, title, at.span, help);
        Some(diagnostic.at(there.span, "of RKE2"))
    });
    differing.collect()
}

type Patch = (u64, u64, u64);

/// The last release of each Kubernetes patch, with its bounds.
fn by_patch<'s>(section: &ChannelData<'s>) -> BTreeMap<Patch, (Text<'s>, [Text<'s>; 2])> {
    let row = |release: &Release<'s>| {
        let version = release.version()?;
        let number = release.number()?;
        let [min, max] = release.bounds();
        Some(((number.minor().0, number.minor().1, number.patch()), (version, [min?, max?])))
    };
    section.releases().filter_map(row).collect()
}
