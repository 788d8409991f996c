//! The versions that some Rancher of a range may use: those whose images upstream's regsync.yaml has (`filterVersions`,
//! `toKeep` and `releaseToKeep` of its `pkg/images`).
//!
//! Upstream has the range as two constants of each line, changed by hand. Who forgets that loses the newest releases, so
//! [`RancherRange::left_out`] says what a line's own Ranchers are offered and the range excludes.

use std::collections::BTreeSet;

use super::{Names, Origin, Wanted, select::versions_of};
use crate::{
    consumer::{Consumer, DEVELOPMENT, has_rke},
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{
        Distribution, Metadata, RancherLine, RancherRange, Text,
        channel::{MAX, MIN, Origin as Written, Release},
        field::Named,
        range::VersionSet,
        rke::{Bound, Rke, minor_of},
        version::Version,
    },
};

/// That a bound is not a version.
struct NoBound;

impl RancherRange {
    /// The versions and releases that a Rancher of the range may use. Reports what upstream's generator stops on: a release
    /// without a version, a bound that is none. Such a release or version is in.
    pub fn versions<'m, 's>(
        &self,
        metadata: &'m Metadata<'s>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Wanted<'m, 's>> {
        let mut wanted = versions_of(metadata, Names::Shipped);
        if let Some(rke) = &metadata.rke {
            wanted.retain(|wanted| self.has_version(rke, wanted.version.value, diagnostics));
        }
        for (distribution, section) in metadata.sections() {
            for release in section.releases() {
                let version = release.version().filter(|version| !version.value.is_empty());
                let Some(version) = version else {
                    // Of what people wrote it is found with everything else that stops a build.
                    if section.origin == Written::Compiled {
                        let finding = Diagnostic::new(Rule::MissingVersion, "a release without a `version`");
                        let help = "give it a `version`, or delete the entry";
                        diagnostics.report(finding.at(release.span, "this release").help(help));
                    }
                    continue;
                };
                if self.has_release(distribution, release, version, diagnostics) {
                    wanted.push(Wanted { origin: Origin::Of(distribution), version, images: &[] });
                }
            }
        }
        wanted
    }

    /// `releaseToKeep`: a bound that is missing, empty or no string excludes nothing.
    fn has_release(
        &self,
        distribution: Distribution,
        release: &Release<'_>,
        version: Text<'_>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let [min, max] = release.bounds();
        let about = format!("{} {}", distribution.key(), version.value);
        let mut within = |bound: Option<Text<'_>>, name, excludes: &dyn Fn(&Version) -> bool| {
            let bound = bound.filter(|bound| !bound.value.is_empty());
            self.is_within(bound, excludes).unwrap_or_else(|NoBound| {
                diagnostics.report(no_bound(name, bound, version.value).about(&about));
                true
            })
        };
        let above = within(min, MIN, &|min| self.ends_before(min));
        within(max, MAX, &|max| max < self.from()) && above
    }

    /// `toKeep`, for a version and for its minor.
    fn has_version(&self, rke: &Rke<'_>, version: &str, diagnostics: &mut Diagnostics) -> bool {
        let infos = rke.version_info.as_ref();
        let infos = [version, minor_of(version)].into_iter().filter_map(|key| infos?.row(key));
        let mut all = true;
        for row in infos {
            for (name, bound) in row.value.bounds() {
                let excludes: &dyn Fn(&Version) -> bool = match name {
                    Bound::DeprecateRancherVersion => &|bound| bound <= self.from(),
                    Bound::MinRancherVersion => &|bound| self.ends_before(bound),
                    Bound::MaxRancherVersion => &|bound| bound < self.from(),
                    Bound::MinRKEVersion | Bound::MaxRKEVersion | Bound::DeprecateRKEVersion => continue,
                };
                let bound = bound.copied().filter(|bound| !bound.value.is_empty());
                all &= self.is_within(bound, excludes).unwrap_or_else(|NoBound| {
                    let about = format!("rke {}", row.key.value);
                    diagnostics.report(no_bound(name.name(), bound, row.key.value).about(about));
                    true
                });
            }
        }
        all
    }

    fn is_within(
        &self,
        bound: Option<Text<'_>>,
        excludes: &dyn Fn(&Version) -> bool,
    ) -> Result<bool, NoBound> {
        let Some(bound) = bound else { return Ok(true) };
        let bound = Version::parse_tolerant(bound.value).map_err(|_| NoBound)?;
        Ok(!excludes(&bound))
    }

    /// The versions and releases that Ranchers of a line are offered, and that are not in `wanted`: the range has been
    /// forgotten.
    pub fn left_out<'s>(
        &self,
        metadata: &Metadata<'s>,
        wanted: &[Wanted<'_, 's>],
        line: RancherLine,
    ) -> Vec<(Origin, Text<'s>)> {
        // Of candidates of its first release nobody mirrors.
        let (first, last) = (line.release(0), line.release(DEVELOPMENT));
        let Ok(released) = Version::parse(&first).map(|first| VersionSet::at_least(&first)) else {
            return Vec::new();
        };
        let ranchers = &line.ranchers().intersection(&released);
        if self.set().includes(ranchers) {
            return Vec::new();
        }
        // A version of the patch is one of RKE.
        let of = |origin| if origin == Origin::Prime { Origin::Rke } else { origin };
        let wanted: BTreeSet<_> =
            wanted.iter().map(|wanted| (of(wanted.origin), wanted.version.value)).collect();
        let offered = metadata.rke.iter().filter(|_| has_rke(line)).flat_map(|rke| {
            let offers = rke.offers(Consumer::Rancher);
            let versions = [&first, &last].into_iter().flat_map(|rancher| offers.to(rancher));
            versions.map(|version| (Origin::Rke, version)).collect::<Vec<_>>()
        });
        let seen = metadata.sections().flat_map(|(distribution, section)| {
            let seen = section
                .releases()
                .filter(move |release| !release.window().set().intersection(ranchers).is_empty());
            seen.filter_map(move |release| Some((Origin::Of(distribution), release.version()?)))
        });
        let mut left_out: Vec<_> = offered
            .chain(seen)
            .filter(|(origin, version)| !wanted.contains(&(*origin, version.value)))
            .collect();
        left_out.dedup();
        left_out
    }
}

/// That a bound is none, and of what.
fn no_bound(name: &str, bound: Option<Text<'_>>, of: &str) -> Diagnostic {
    let text = bound.map_or("", |bound| bound.value);
    let title = format!("the `{name}` `{text}` of `{of}` is not a version");
    Diagnostic::new(Rule::RegsyncBound, title)
        .at(bound.and_then(|bound| bound.span), "")
        .help("write a version of Rancher, as in `v2.9.0-alpha1`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Row, Table, channel::ChannelData, rke::VersionInfo},
        source::{Arena, Sources, yaml},
    };

    #[track_caller]
    fn check(window: &str, bounds: &str, expected: bool) {
        let text = format!("releases: [{{version: v1.30.5+k3s1{bounds}}}]");
        let mut sources = Sources::default();
        let file = sources.add("channels.yaml", text);
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let node = yaml::parse(file, sources.text(file, &mut found).unwrap(), &arena, &mut found).unwrap();
        let k3s = ChannelData::read(&node, Written::Own, &mut found);
        let metadata = Metadata { k3s, ..Metadata::default() };
        let window = RancherRange::parse(window).unwrap();
        assert_eq!(window.versions(&metadata, &mut found).len(), usize::from(expected), "{bounds}");
    }

    #[test]
    fn a_release_is_in_unless_its_window_lies_beside() {
        let window = ">=2.7.0 <2.10.0";
        check(window, "", true);
        check(window, ", minChannelServerVersion: v2.10.0-alpha1", true);
        check(window, ", minChannelServerVersion: v2.10.0", false);
        check(window, ", maxChannelServerVersion: v2.6.99", false);
        check(window, ", maxChannelServerVersion: v2.7.0", true);
        check(window, ", maxChannelServerVersion: v2.7.0-rc1", false);
        check(window, ", minChannelServerVersion: 2.10, maxChannelServerVersion: 2.6", true);
        check(window, ", minChannelServerVersion: v2.x", true);
        check(">=2.7.0", ", minChannelServerVersion: v9.0.0", true);
        check("<2.7.0", ", maxChannelServerVersion: v0.1.0", true);
    }

    #[test]
    fn a_version_is_in_unless_it_or_its_minor_is_excluded() {
        let text = |value| Some(Text { value, span: None });
        let of = |key, info: VersionInfo<'static>| Row { key: Text { value: key, span: None }, value: info };
        let has = |info: VersionInfo<'static>, key| {
            let rke = Rke { version_info: Some(Table::new(vec![of(key, info)])), ..Rke::default() };
            let window = RancherRange::parse(">=2.7.0 <2.10.0").unwrap();
            window.has_version(&rke, "v1.26.9-rancher1-1", &mut Diagnostics::default())
        };
        for key in ["v1.26.9-rancher1-1", "v1.26"] {
            let deprecated =
                |value| VersionInfo { deprecate_rancher_version: text(value), ..VersionInfo::default() };
            assert!(!has(deprecated("2.7.0"), key) && has(deprecated("2.7.1"), key));
            let min = |value| VersionInfo { min_rancher_version: text(value), ..VersionInfo::default() };
            assert!(!has(min("2.10.0"), key) && has(min("2.10.0-rc1"), key));
            let max = |value| VersionInfo { max_rancher_version: text(value), ..VersionInfo::default() };
            assert!(!has(max("2.6.99"), key) && has(max("2.7.0"), key));
        }
        assert!(has(VersionInfo { max_rancher_version: text("2.6.99"), ..VersionInfo::default() }, "v1.25"));
    }
}
