//! Which Ranchers a release is for.

use crate::model::{channel::Release, range::VersionSet, version::Version};

/// The Ranchers that see a release: channelserver's `GetReleaseConfig` keeps those between
/// `minChannelServerVersion` and `maxChannelServerVersion`, both tolerantly read, and drops a release that lacks one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    set: VersionSet,
}

impl Window {
    /// The Ranchers in it.
    pub fn set(&self) -> &VersionSet {
        &self.set
    }

    /// Whether a Rancher sees the release.
    pub fn admits(&self, rancher: &Version) -> bool {
        self.set.contains(rancher)
    }
}

/// A bound that every consumer reads: hangar (`kdmimages/k3s_rke2.go`) wants the `v`, Rancher's image export
/// (`pkg/image/external/external.go`) three numbers. Both skip a release with another one; channelserver reads it.
pub(crate) fn strict_bound(bound: &str) -> Option<Version> {
    Version::parse(bound.strip_prefix('v')?).ok()
}

impl Release<'_> {
    /// The Ranchers that see it (`GetReleaseConfig`).
    pub fn window(&self) -> Window {
        let set = match self.bound_numbers() {
            [Some(min), Some(max)] => VersionSet::at_least(min).intersection(&VersionSet::at_most(max)),
            _ => VersionSet::EMPTY,
        };
        Window { set }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::Diagnostics,
        source::{Arena, Sources, yaml},
    };

    #[track_caller]
    fn check(release: &str, admitted: &[&str], hidden: &[&str]) {
        let mut sources = Sources::default();
        let file = sources.add("release.yaml", release);
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let node = yaml::parse(file, sources.text(file, &mut found).unwrap(), &arena, &mut found).unwrap();
        let window = Release::of(&node).window();
        for (ranchers, expected) in [(admitted, true), (hidden, false)] {
            for rancher in ranchers {
                assert_eq!(window.admits(&Version::parse_tolerant(rancher).unwrap()), expected, "{rancher}");
            }
        }
    }

    #[test]
    fn both_bounds_belong_to_the_window_and_candidates_lie_below_their_release() {
        check(
            "{minChannelServerVersion: v2.7.0-alpha1, maxChannelServerVersion: 2.7.99}",
            &["2.7.0-alpha1", "2.7.0-rc1", "2.7.0", "2.7.99", "2.7.99-rc1"],
            &["2.6.99", "2.7.0-0", "2.7.100", "2.8.0-rc1"],
        );
        check(
            "{minChannelServerVersion: v2.7, maxChannelServerVersion: v2.7.99}",
            &["2.7.0"],
            &["2.7.0-rc1"],
        );
    }

    #[test]
    fn a_release_without_a_bound_that_can_be_read_is_for_nobody() {
        check("{minChannelServerVersion: v2.7.0}", &[], &["2.7.0", "2.7.5"]);
        check("{minChannelServerVersion: v2.7.0, maxChannelServerVersion: latest}", &[], &["2.7.0"]);
        check("{minChannelServerVersion: 2.7, maxChannelServerVersion: v2.7.99}", &[], &["2.7.0"]);
        check(
            "{minChannelServerVersion: v2.8.0, maxChannelServerVersion: v2.7.99}",
            &[],
            &["2.7.5", "2.8.0"],
        );
    }
}
