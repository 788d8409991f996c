//! A newest patch that fewer Ranchers are offered than the patch before it.
//!
//! A window that was copied from another line, or a `max` that was mistyped in both files, hides the patch from the Ranchers
//! whose clusters need it, and no two files differ.

use std::collections::BTreeMap;

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    consumer::{DEVELOPMENT, Window},
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{
        Distribution, RancherLine, Text,
        channel::{ChannelData, Release},
        range::{Range, VersionSet},
        version::Version,
    },
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        let newest = Newest { distribution, line: subject_of.line };
        let mut minors: BTreeMap<(u64, u64), Vec<(&Version, &Release<'_>)>> = BTreeMap::new();
        for release in section.releases() {
            if let Some(number) = release.number().filter(|number| !number.is_pre_release()) {
                minors.entry(number.minor()).or_default().push((number, release));
            }
        }
        let last = minors.keys().next_back().copied();
        for (minor, mut releases) in minors {
            releases.sort_by(|a, b| a.0.cmp(b.0));
            let found = match &releases[..] {
                [.., (_, before), (_, release)] => newest.narrower(before, release, section, minor),
                [(_, release)] if Some(minor) == last && distribution.is_in_every_build() => {
                    newest.unseen(release)
                }
                _ => None,
            };
            diagnostics.report_all(found);
        }
    }
}

struct Newest {
    distribution: Distribution,
    line: Option<RancherLine>,
}

impl Newest {
    /// The newest patch of a minor and the patch before it.
    fn narrower(
        &self,
        before: &Release<'_>,
        release: &Release<'_>,
        section: &ChannelData<'_>,
        minor: (u64, u64),
    ) -> Option<Diagnostic> {
        let (version, other) = (release.version()?, before.version()?);
        let own = release.window();
        if own.set().is_empty() {
            return None;
        }
        let lost = before.window().set().difference(own.set());
        let of_line =
            |set: &VersionSet| self.line.map_or(set.clone(), |line| set.intersection(&line.ranchers()));
        let vanishes = !of_line(before.window().set()).is_empty() && of_line(own.set()).is_empty();
        let lost = if vanishes || leads_to(section, minor) { lost } else { return None };
        let ranchers = lost.releases()?;
        let at = bound(release, &lost, &own)?;
        // That the `max` of this line is no `.99` is a finding of its own.
        if self.line.is_some_and(|line| is_cut_short(at.value, line)) {
            return None;
        }
        let title =
            format!("Rancher {ranchers} is offered `{}`, and not the newer `{}`", other.value, version.value);
        let help = format!("give it the window of `{}`", other.value);
        let about = subject(self.distribution.key(), version.value);
        let found = finding(Rule::WindowNewest, &about, title, at.span, &help);
        Some(found.at(other.span, format!("`{}`", other.value)))
    }

    /// The first release of the newest minor, in whose window no Rancher of the line is.
    fn unseen(&self, release: &Release<'_>) -> Option<Diagnostic> {
        let (version, line) = (release.version()?, self.line?);
        let window = release.window();
        if window.set().is_empty() || !window.set().intersection(&line.ranchers()).is_empty() {
            return None;
        }
        let at = release.bounds()[1]?;
        let title = format!("no Rancher of {line} is offered `{}`", version.value);
        let help = format!("write a window that reaches to `v{}`", line.release(DEVELOPMENT));
        let about = subject(self.distribution.key(), version.value);
        Some(finding(Rule::WindowNewest, &about, title, at.span, &help))
    }
}

/// Whether a rule of `appDefaults` leads to a minor.
fn leads_to(section: &ChannelData<'_>, (major, minor): (u64, u64)) -> bool {
    let bound = |minor: u64| Version::parse(&format!("{major}.{minor}.0")).ok();
    let (Some(first), Some(next)) = (bound(minor), bound(minor.saturating_add(1))) else { return false };
    let patches = VersionSet::at_least(&first).intersection(&VersionSet::below(&next));
    let mut defaults =
        section.app_defaults().filter_map(|rule| Range::parse(rule.default_version?.value).ok());
    defaults.any(|range| !range.set().intersection(&patches).is_empty())
}

/// The bound of a release that leaves Ranchers out.
fn bound<'s>(release: &Release<'s>, lost: &VersionSet, own: &Window) -> Option<Text<'s>> {
    let [min, max] = release.bounds();
    let (first_lost, first_own) = (lost.lower_bounds().next()?, own.set().lower_bounds().next()?);
    if first_lost < first_own { min } else { max }
}

/// Whether a `max` lies in a line and is not its last Rancher.
pub(super) fn is_cut_short(max: &str, line: RancherLine) -> bool {
    let version = max.strip_prefix('v').and_then(|max| Version::parse(max).ok());
    version.is_some_and(|version| RancherLine::of_minor(&version) == line && version.patch() != DEVELOPMENT)
}
