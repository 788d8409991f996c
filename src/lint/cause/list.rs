//! What of a whole list is not there for a reason of its own: a part of a channel file that nothing reads, a release that is
//! none, a version of RKE below the key of another one.

use std::collections::BTreeSet;

use super::{Broken, Causes, patch};
use crate::{
    diagnostic::{Diagnostic, Follows, Rule, Span, words::nearest},
    lint::{
        finding::{RELEASES, subject, whole},
        subject::Subject,
    },
    model::{Table, channel::ChannelData, range::Range, rke::ImageField, version::Version},
};

impl Causes {
    /// What of a file is not read as it was meant.
    pub(super) fn broken_parts(&self, key: &str, section: &ChannelData<'_>) -> Broken {
        let file = section.span.map(|span| span.file);
        let part = |name: &'static str| {
            if let Some(entry) = section.map.get(name) {
                let rules = [Rule::DuplicateKey, Rule::ChannelType];
                return [entry.key_span, entry.node.span]
                    .into_iter()
                    .find_map(|span| self.place(&rules, span));
            }
            let close = section.map.entries().iter().filter(|entry| nearest(entry.key, [name]).is_some());
            let misspelt = close.filter_map(|entry| self.place(&[Rule::UnknownKey], entry.key_span)).next();
            misspelt.or_else(|| self.places_of(Rule::SecondDocument).find(|span| Some(span.file) == file))
        };
        let of_defaults = |rule: Rule| {
            let area = format!("{key} appDefaults");
            self.subjects
                .get(&rule)
                .is_some_and(|subjects| subjects.iter().any(|subject| subject.starts_with(&area)))
        };
        let of_types = || {
            let defaults = section.map.get("appDefaults").and_then(|entry| entry.node.span);
            defaults.is_some_and(|outer| self.place_in(Rule::ChannelType, outer).is_some())
        };
        let rules = [Rule::AppDefault, Rule::DefaultGap, Rule::UnknownKey, Rule::DefaultDiffers];
        Broken {
            releases: part("releases"),
            channels: part("channels"),
            defaults: part("appDefaults"),
            rule: of_types() || rules.into_iter().any(of_defaults),
        }
    }

    /// The defaults of RKE whose version has images, below a key that is another one.
    pub(super) fn rke_defaults_behind(
        &self,
        subject_of: &Subject<'_, '_>,
        reported: &[(&Diagnostic, bool)],
    ) -> BTreeSet<Span> {
        let rules = [(Rule::VersionKey, 0), (Rule::HyperkubePrefix, 1)];
        let keys = reported.iter().filter_map(|(finding, _)| {
            let (_, nth) = rules.iter().find(|(rule, _)| *rule == finding.rule)?;
            finding.labels.get(*nth).map(|label| label.span)
        });
        let keys: BTreeSet<_> = keys.collect();
        let rows = subject_of.rke.system_images.iter().flat_map(Table::rows);
        let wrong = rows.filter(|row| row.key.span.is_some_and(|span| keys.contains(&span)));
        let images = wrong.filter_map(|row| {
            let image = row.value.images.iter().find(|(field, _)| *field == ImageField::Kubernetes)?;
            image.1.value.rsplit_once(':')
        });
        let tags: BTreeSet<_> = images.map(|(_, tag)| tag).collect();
        let defaults = subject_of.rke.rke_defaults.iter().flat_map(Table::rows);
        // As upstream's generator compares them: the tag may lack the end.
        let is_of = |version: &str| tags.iter().any(|tag| !tag.is_empty() && version.starts_with(tag));
        defaults.filter(|row| is_of(row.value.value)).filter_map(|row| row.value.span).collect()
    }

    pub(super) fn broken_of(&self, finding: &Diagnostic) -> Broken {
        let area = finding.subjects.first().and_then(|subject| subject.split(' ').next());
        area.and_then(|area| self.broken.get(area)).copied().unwrap_or_default()
    }

    /// Whether a finding about a list follows from a part of the file that is not read, or from a release that is not there.
    pub(super) fn explain_list(&self, finding: &Diagnostic) -> bool {
        let area = finding.subjects.first().and_then(|subject| subject.split(' ').next()).unwrap_or_default();
        let broken = self.broken_of(finding);
        match (finding.rule, &finding.follows) {
            // A release that is read as none, or that its window hides, is not there for channels and defaults.
            (Rule::Channel, Some(Follows::Releases(version))) => {
                broken.releases.is_some() || self.is_missing(area, version, &[])
            }
            (Rule::AppDefault | Rule::DefaultGap, Some(Follows::Releases(range))) => {
                let hiding = [Rule::Window, Rule::WindowMax, Rule::WindowNewest];
                broken.releases.is_some() || self.is_missing(area, range, &hiding)
            }
            (Rule::Channel, None) => broken.channels.is_some(),
            (Rule::AppDefault | Rule::DefaultGap, None) => broken.defaults.is_some(),
            // What begins with the same Rancher as the minor before is judged by the defaults.
            (Rule::WindowMin, Some(Follows::Defaults)) => broken.rule || broken.of_defaults().is_some(),
            (Rule::DefaultDiffers, _) => {
                let of_both = |area: &&str| {
                    self.broken.get(area).is_some_and(|broken| broken.of_defaults().is_some())
                        || self.is_about_area(&[Rule::AppDefault, Rule::DefaultGap], area)
                };
                let place = finding.labels.first().map(|label| label.span);
                self.is_place(&[Rule::RancherDefault], place)
                    || (area != "rke" && ["k3s", "rke2"].iter().any(of_both))
            }
            (Rule::RoundDiffers, _) => {
                let of_both = |area: &&str| {
                    self.broken.get(area).is_some_and(|broken| broken.releases.is_some())
                        || self.is_about_area(&[Rule::ReleaseVersion, Rule::ReleaseOrder], area)
                };
                let minors =
                    finding.subjects.iter().filter_map(|subject| patch(subject)).map(|(minor, _)| minor);
                self.places.contains_key(&Rule::MissingVersion)
                    || ["k3s", "rke2"].iter().any(of_both)
                    || minors.into_iter().any(|minor| self.lists.contains(&minor))
            }
            (Rule::Window, _) => broken.releases.is_some() && finding.subjects == [subject(area, RELEASES)],
            (Rule::ReleaseOrder, _) => {
                finding.subjects.iter().all(|subject| self.is_about(Rule::PreRelease, subject))
            }
            _ => false,
        }
    }

    /// Whether a release that a range, or the minor of a version, asks for is there, and has a finding of its own.
    fn is_missing(&self, area: &str, asked_for: &str, rules: &[Rule]) -> bool {
        let range = Range::parse(asked_for).ok();
        let minor = Version::parse_tolerant(asked_for).ok().map(|version| version.minor());
        let rules = rules.iter().chain(&[Rule::ReleaseVersion]);
        let subjects = rules.filter_map(|rule| self.subjects.get(rule)).flatten();
        let versions = subjects.filter_map(|subject| whole(subject).strip_prefix(area)?.strip_prefix(' '));
        versions.filter(|version| *version != RELEASES).any(|version| {
            // What is no version, or the version of another release, was meant for any.
            if self.twice.contains(&subject(area, version)) {
                return true;
            }
            let Ok(version) = Version::parse_tolerant(version) else { return true };
            let in_range = || range.as_ref().is_some_and(|range| range.contains(&version.release()));
            minor.map_or_else(in_range, |minor| minor == version.minor())
        })
    }
}
