//! Defaults that do not agree: K3s and RKE2 lead a Rancher to different minors, or Rancher's default for RKE1 is of an older
//! minor than RKE's own.
//!
//! Both channel files get a new default by the same commit, and RKE's defaults with Rancher's; one that was forgotten gives new
//! clusters an older Kubernetes.

use std::collections::BTreeSet;

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    consumer::{Consumer, DefaultAnswers, DefaultVersion, Defaults, asking, has_rke, rke_line},
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{Distribution, range::VersionSet, rke::minor_of, version::Version},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    diagnostics.report_all(distributions(subject_of));
    diagnostics.report_all(rancher_and_rke(subject_of));
}

/// Ranchers of the line that take another minor of K3s than of RKE2.
fn distributions(subject_of: &Subject<'_, '_>) -> Option<Diagnostic> {
    let ranchers = subject_of.line?.ranchers();
    let (k3s, rke2) = (subject_of.metadata.k3s.as_ref()?, subject_of.metadata.rke2.as_ref()?);
    let (of_k3s, of_rke2) = (Defaults::of(k3s), Defaults::of(rke2));
    let mut differing = Vec::new();
    let answers = [DefaultAnswers::of(&of_k3s), DefaultAnswers::of(&of_rke2)];
    let turns: BTreeSet<_> = answers.iter().flat_map(DefaultAnswers::turns).collect();
    let turns: Vec<_> = turns.into_iter().collect();
    for (nth, from) in turns.iter().enumerate() {
        let [DefaultVersion::Release(version), DefaultVersion::Release(other)] =
            [0, 1].map(|which| answers[which].of_rancher(from))
        else {
            continue;
        };
        let until = turns.get(nth + 1).map_or(VersionSet::all(), |until| VersionSet::below(until));
        let both = VersionSet::at_least(from).intersection(&until).intersection(&ranchers);
        if both.releases().is_some() && minor(version) != minor(other) {
            differing.push((both, version, other));
        }
    }
    let (first, version, other) = differing.first()?;
    let rancher = first.lower_bounds().next()?;
    let (rule, of_other) = (of_k3s.rule_of(rancher)?, of_rke2.rule_of(rancher)?);
    let ranchers = VersionSet::union_of(differing.iter().map(|(set, ..)| set.clone())).releases()?;
    let title = format!("Rancher {ranchers} takes `{version}` of K3s by default, and `{other}` of RKE2");
    let help = "give both distributions the same default";
    // The older one was forgotten.
    let is_older = minor(version) < minor(other);
    let (at, there) = if is_older { (rule, of_other) } else { (of_other, rule) };
    let distribution = if is_older { Distribution::K3s } else { Distribution::Rke2 };
    let about = subject(distribution.key(), "appDefaults");
    let found = finding(Rule::DefaultDiffers, &about, title, at.default_version?.span, help);
    Some(found.at(there.default_version?.span, "the other distribution has this"))
}

fn minor(version: &str) -> Option<(u64, u64)> {
    Version::parse_tolerant(version).ok().map(|version| version.minor())
}

/// Rancher's newest default for RKE1, of an older minor than that of RKE.
fn rancher_and_rke(subject_of: &Subject<'_, '_>) -> Option<Diagnostic> {
    let (rke, line) = (subject_of.rke, subject_of.line.filter(|line| has_rke(*line))?);
    let rancher = asking(&[rke]).remove(&line)?.pop()?;
    let (key, of_rancher) = rke.default_rule(Consumer::Rancher, &rancher)?;
    let own = format!("{}.{}", rke_line(line)?.to_string().trim_start_matches('v'), u64::MAX);
    let (_, of_rke) = rke.default_rule(Consumer::Rke, &own)?;
    let is_older = minor_number(of_rancher.value)? < minor_number(of_rke.value)?;
    is_older.then(|| {
        let title = format!(
            "Rancher {rancher} takes `{}` by default, and RKE takes `{}`",
            of_rancher.value, of_rke.value
        );
        let about = subject("rke", &format!("rancher-default {}", key.value));
        let help = "give Rancher the minor that RKE has, unless that is not released with it";
        let found = finding(Rule::DefaultDiffers, &about, title, of_rancher.span, help);
        found.at(of_rke.span, "the default of RKE")
    })
}

/// The minor of `v1.27.x` or `v1.27.16-rancher1-1`.
fn minor_number(version: &str) -> Option<(u64, u64)> {
    let (major, minor) = minor_of(version).trim_start_matches('v').split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
