//! Which Ranchers a release is for.

use super::Release;
use crate::{
    model::{range::VersionSet, version::Version},
    source::{Map, Value},
};

/// The Ranchers that see a release: channelserver's `GetReleaseConfig` keeps those between
/// `minChannelServerVersion` and `maxChannelServerVersion`, both tolerantly read, and drops a release that lacks one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    set: VersionSet,
}

impl Window {
    /// The window of what a release says.
    pub fn of(release: Map<'_>) -> Self {
        let bound = |key| match release.get(key)?.node.value {
            Value::String(text) => Version::parse_tolerant(text).ok(),
            _ => None,
        };
        let set = match (bound("minChannelServerVersion"), bound("maxChannelServerVersion")) {
            (Some(min), Some(max)) => VersionSet::at_least(&min).intersection(&VersionSet::at_most(&max)),
            _ => VersionSet::EMPTY,
        };
        Self { set }
    }

    /// The Ranchers in it.
    pub fn set(&self) -> &VersionSet {
        &self.set
    }

    /// Whether a Rancher sees the release.
    pub fn admits(&self, rancher: &Version) -> bool {
        self.set.contains(rancher)
    }
}

impl Release<'_> {
    /// The Ranchers that see it.
    pub fn window(&self) -> Window {
        Window::of(self.map)
    }
}
