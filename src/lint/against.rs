//! The release gate: what a released build has must still be there, as it was.
//!
//! Upstream's validation (`pkg/validation`) compares the development data with the released; what it enforces is
//! enforced here, and what it forgot (for years it compared the K3s and RKE2 releases with themselves). Consumers keep
//! what they shipped with under the same keys, so what is under a released key must never change.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{exception, finding_of_all, parts, subject};
use crate::{
    consumer::{Window, has_rke},
    diagnostic::{
        Diagnostic, Diagnostics, Level, Rule,
        words::{count, names as names_of},
    },
    diff::{self, Area, Build, Change, Item, Kind, Touched, said},
    model::{
        RancherLine, Text,
        channel::{ChannelData, Release},
        range::VersionSet,
    },
    source::Arena,
};

/// Reports what a build, which is for a line, makes of released ones, each shown under its name.
pub fn against(
    released: &[(String, Build<'_>)],
    new: &Build<'_>,
    line: Option<RancherLine>,
    diagnostics: &mut Diagnostics,
) {
    let mut found: Vec<Diagnostic> = Vec::new();
    for (name, old) in released {
        let arena = Arena::new();
        let mut diagnostics = Diagnostics::default();
        against_one(old, new, line, &diff::compare(old, new, &arena), name, &mut diagnostics);
        for finding in diagnostics.sorted() {
            // The same of two released builds is one finding, with the places of both.
            match found.iter_mut().find(|other| (other.rule, &other.title) == (finding.rule, &finding.title))
            {
                Some(other) => {
                    let places = finding.labels.into_iter().filter(|label| !other.labels.contains(label));
                    let places: Vec<_> = places.collect();
                    other.labels.extend(places);
                }
                None => found.push(finding),
            }
        }
    }
    diagnostics.report_all(found);
}

fn against_one(
    old: &Build<'_>,
    new: &Build<'_>,
    line: Option<RancherLine>,
    changes: &[Change<'_>],
    name: &str,
    diagnostics: &mut Diagnostics,
) {
    diagnostics.report_all(two_patches(old, new, name));
    let gone = rke_gone(old, new, line, name);
    let without_rke = gone.is_some();
    diagnostics.report_all(gone);
    for change in changes.iter().filter(|change| !without_rke || matches!(change.area, Area::Section(_))) {
        let Some(rule) = rule_of(change) else { continue };
        if rule == Rule::ReleaseRemoved {
            removed(old, new, change, name, diagnostics);
        } else if change.versions.is_empty() {
            // Without versions each part is a thing of its own: a template, a channel.
            for item in &change.items {
                let of = subject(change.area.name(), &item.label);
                report(rule, change, std::slice::from_ref(item), &[], vec![of], name, diagnostics);
            }
        } else {
            let labels = change.items.iter().map(|item| item.label.as_str());
            let names = change.versions.iter().map(|version| subject(change.area.name(), version.name));
            let about = names.flat_map(|version| parts(&version, labels.clone())).collect();
            report(rule, change, &change.items, &change.versions, about, name, diagnostics);
        }
    }
}

/// The RKE tables are gone as a whole: right for the lines since Rancher 2.12, which has no RKE1.
fn rke_gone(old: &Build<'_>, new: &Build<'_>, line: Option<RancherLine>, name: &str) -> Option<Diagnostic> {
    let versions = old.metadata.counts().rke_versions.filter(|versions| *versions > 0)?;
    if new.metadata.counts().rke_versions.is_some_and(|versions| versions > 0) {
        return None;
    }
    let (rule, help) = match line.filter(|line| !has_rke(*line)) {
        Some(line) => (Rule::ReleaseDropped, format!("nothing to do: Rancher {line} has no RKE1")),
        None => (Rule::VersionRemoved, format!("restore the tables that `{name}` has")),
    };
    let title = format!("all RKE tables are gone, with {}", count(versions, "version"));
    let images = old.metadata.rke.as_ref().and_then(|rke| rke.system_images.as_ref());
    let at = images.and_then(|images| images.rows().last()).and_then(|row| row.key.span);
    Some(Diagnostic::new(rule, title).at(at, "released here").help(help).about("rke"))
}

/// New patches of one minor beside each other: a round brings one.
fn two_patches(old: &Build<'_>, new: &Build<'_>, name: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (distribution, section) in new.metadata.sections() {
        let Some(before) = old.metadata.section(distribution) else { continue };
        let known: BTreeSet<_> = before.releases().filter_map(|release| Some(patch(release)?.0)).collect();
        let minors: BTreeSet<_> = known.iter().map(|(minor, _)| *minor).collect();
        let mut brought: BTreeMap<(u64, u64), BTreeMap<u64, Text<'_>>> = BTreeMap::new();
        for ((minor, number), version) in section.releases().filter_map(patch) {
            if minors.contains(&minor) && !known.contains(&(minor, number)) {
                brought.entry(minor).or_default().entry(number).or_insert(version);
            }
        }
        for patches in brought.into_values() {
            let versions: Vec<_> = patches.into_values().collect();
            let [first, second, ..] = versions[..] else { continue };
            let names: Vec<_> = versions.iter().map(|version| version.value).collect();
            let title = format!("{} are new in one build, and a round brings one patch", names_of(&names));
            let about = names.iter().map(|version| subject(distribution.key(), version)).collect();
            let help = format!("delete the one that is not released, unless `{name}` is months old");
            let finding = finding_of_all(Rule::RoundDiffers, about, title, second.span, &help);
            let breaks = "Rancher offers a patch that may not exist; its images would be missing";
            found.push(finding.because(breaks).at(first.span, "and this one"));
        }
    }
    found
}

/// A patch of Kubernetes: its minor and its number.
type Patch = ((u64, u64), u64);

/// The patch of Kubernetes that a release is of, and its version; nothing for candidates.
fn patch<'s>(release: &Release<'s>) -> Option<(Patch, Text<'s>)> {
    let number = release.number().filter(|number| !number.is_pre_release())?;
    Some(((number.minor(), number.patch()), release.version()?))
}

/// The rule that a change of something released breaks; nothing where it adds something, and where the build itself
/// breaks it, which another lint finds.
fn rule_of(change: &Change<'_>) -> Option<Rule> {
    change.kind.rule().filter(|rule| !matches!(rule, Rule::RangeOverlap | Rule::TemplateMissing))
}

/// Releases that are gone: those that Ranchers of this build could use, and those that only older ones could.
fn removed(old: &Build<'_>, new: &Build<'_>, change: &Change<'_>, name: &str, diagnostics: &mut Diagnostics) {
    let Area::Section(distribution) = change.area else { return };
    let windows = |section: &ChannelData<'_>| -> Vec<Window> {
        section.releases().map(|release| release.window()).collect()
    };
    let served = new.metadata.section(distribution).map(windows).unwrap_or_default();
    let served = VersionSet::union_of(served.into_iter().map(|window| window.set().clone()));
    let released = old.metadata.section(distribution).into_iter().flat_map(|section| section.releases());
    let usable: BTreeSet<_> = released
        .filter(|release| !release.window().set().intersection(&served).is_empty())
        .filter_map(|release| release.version())
        .map(|version| version.value)
        .collect();
    for (rule, wanted) in [(Rule::ReleaseRemoved, true), (Rule::ReleaseDropped, false)] {
        let versions: Vec<_> = change
            .versions
            .iter()
            .filter(|version| usable.contains(version.name) == wanted)
            .copied()
            .collect();
        let names: Vec<_> =
            versions.iter().map(|version| subject(distribution.key(), version.name)).collect();
        if !names.is_empty() {
            report(rule, change, &[], &versions, names, name, diagnostics);
        }
    }
}

fn report(
    rule: Rule,
    change: &Change<'_>,
    items: &[Item<'_>],
    versions: &[Touched<'_>],
    subjects: Vec<String>,
    name: &str,
    diagnostics: &mut Diagnostics,
) {
    let touched = versions.first().copied().or(items.first().and_then(|item| item.place));
    let names: Vec<_> = versions.iter().map(|version| version.name).collect();
    let what = match rule {
        Rule::ReleaseDropped => "releases removed that no Rancher of this build could use",
        _ => change.kind.title(),
    };
    let said = said(change.kind, items, &names);
    let colon = if said.is_empty() { "" } else { ": " };
    let mut diagnostic = Diagnostic::new(rule, format!("{} {what}{colon}{said}", change.area.name()));
    if let Some(Touched { old_place, new_place, .. }) = touched {
        let gone = matches!(
            change.kind,
            Kind::ReleaseRemoved
                | Kind::VersionRemoved
                | Kind::OptionsRemoved
                | Kind::ChannelRemoved
                | Kind::SectionLost
        );
        // What is gone has only its old place.
        diagnostic = if gone {
            diagnostic.at(old_place, "released here")
        } else {
            diagnostic.at(new_place, "").at(old_place, "released like this")
        };
    }
    diagnostic = diagnostic.help(match rule.level() {
        Level::Warn => format!("nothing to do if the change is intended; `{name}` is already released"),
        _ => {
            let exception = exception(rule, &subjects);
            let way_out = match rule {
                Rule::TemplateChanged | Rule::TemplateMoved => ", or give the template a new key",
                Rule::OptionsChanged => ", or write the options under the key of a new version",
                _ => "",
            };
            format!("restore what `{name}` has{way_out}; {exception}")
        }
    });
    for subject in subjects {
        diagnostic = diagnostic.about(subject);
    }
    diagnostics.report(diagnostic);
}
