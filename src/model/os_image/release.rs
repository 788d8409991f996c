//! A Release: its name, its components, and what says whether anybody still needs it.

use std::{cmp::Ordering, collections::BTreeMap};

use jiff::Timestamp;

use super::Provider;
use crate::{
    diagnostic::{FileId, Span},
    model::{Text, version::Version},
};

/// A Release of `release.giantswarm.io/v1alpha1`, as far as it names images.
#[derive(Debug)]
pub struct Release<'s> {
    /// The file that it is in.
    pub file: FileId,
    /// `metadata.name`.
    pub name: Text<'s>,
    /// What that name says.
    pub identity: Identity,
    /// `spec.components` by name, each there once.
    pub components: BTreeMap<&'s str, Component<'s>>,
    /// Where the key `components` is.
    pub list: Option<Span>,
    /// `spec.state`, where it is one.
    pub state: Option<State>,
    /// `spec.date`, where it is one.
    pub date: Option<Timestamp>,
}

/// Which release it is. The order is that of lists: of the old generation first, then by the names of providers, then by
/// version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The provider; nothing for the old generation (`v19.1.0`), which has no images of this kind.
    pub provider: Option<Provider>,
    /// The version.
    pub version: Version,
}

/// A component with its version.
#[derive(Debug, Clone)]
pub struct Component<'s> {
    /// The name, where it is written.
    pub name: Text<'s>,
    /// The version as it is written.
    pub version: Text<'s>,
    /// The same as a version.
    pub number: Version,
}

/// Whether anybody may still install a release (`ReleaseState` of giantswarm/releases `sdk/api/v1alpha1`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the names say it all
pub enum State {
    Active,
    Deprecated,
    Preview,
    Wip,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Active, Self::Deprecated, Self::Preview, Self::Wip];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Deprecated => "deprecated",
            Self::Preview => "preview",
            Self::Wip => "wip",
        }
    }

    /// The state that is written so.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl Identity {
    /// What the name of a release says: `aws-34.5.0`, `cloud-director-29.1.0-rc.1`, or `v19.1.0`.
    ///
    /// # Errors
    ///
    /// Why it is no such name.
    pub fn parse(name: &str) -> Result<Self, String> {
        let of_provider = Provider::ALL.into_iter().find_map(|provider| {
            let version = name.strip_prefix(provider.name())?.strip_prefix('-')?;
            Some((Some(provider), version))
        });
        let of_old = || Some((None, name.strip_prefix('v')?));
        let Some((provider, version)) = of_provider.or_else(of_old) else {
            return Err("it begins with no provider".to_owned());
        };
        match Version::parse_semver(version) {
            Ok(version) => Ok(Self { provider, version }),
            Err(why) => Err(format!("`{version}` is not semver: {why}")),
        }
    }

    /// How far it is from another release of the provider. What follows its own pre-release is what it would be without: `34.7.0`
    /// after `34.7.0-beta.1` is a minor.
    pub fn step_from(&self, other: &Self) -> Step {
        let ((major, minor), (other_major, other_minor)) = (self.version.minor(), other.version.minor());
        if other.version.is_pre_release() && self.version.release() == other.version.release() {
            return match (self.version.patch(), minor) {
                (1.., _) => Step::Patch,
                (0, 1..) => Step::Minor,
                (0, 0) => Step::Major,
            };
        }
        match (major.cmp(&other_major), minor.cmp(&other_minor)) {
            (Ordering::Equal, Ordering::Equal) => Step::Patch,
            (Ordering::Equal, _) => Step::Minor,
            _ => Step::Major,
        }
    }
}

/// How far two releases are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the names say it all
pub enum Step {
    Patch,
    Minor,
    Major,
}

impl Step {
    /// As people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl Release<'_> {
    /// Whether it has the same components in the same versions.
    pub fn has_components_of(&self, other: &Release<'_>) -> bool {
        let (these, those) = (self.components.values(), other.components.values());
        let versions = |(one, other): (&Component<'_>, &Component<'_>)| {
            (one.name.value, one.version.value) == (other.name.value, other.version.value)
        };
        these.len() == those.len() && these.zip(those).all(versions)
    }

    /// The version of a component, as it is written.
    pub fn version_of(&self, component: &str) -> Option<&str> {
        self.components.get(component).map(|component| component.version.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Result<(Option<Provider>, &str), &str>) {
        let identity = Identity::parse(name);
        let found = identity.as_ref().map(|identity| (identity.provider, identity.version.to_string()));
        let expected = expected.map(|(provider, version)| (provider, version.to_owned()));
        assert_eq!(found.map_err(String::as_str), expected, "{name}");
    }

    #[test]
    fn names_say_provider_and_version() {
        check("aws-34.5.0", Ok((Some(Provider::Aws), "34.5.0")));
        check("cloud-director-29.1.0-rc.1", Ok((Some(Provider::CloudDirector), "29.1.0-rc.1")));
        check("v15.0.0-beta1", Ok((None, "15.0.0-beta1")));
        check("gcp-1.2.3", Err("it begins with no provider"));
        check("capa-1.2.3", Err("it begins with no provider"));
        check(
            "vsphere29.1.0",
            Err("`sphere29.1.0` is not semver: unexpected character 's' while parsing major version number"),
        );
        check(
            "aws-v29.1.0",
            Err("`v29.1.0` is not semver: unexpected character 'v' while parsing major version number"),
        );
    }

    #[test]
    fn lists_are_by_provider_and_version() {
        let names =
            ["v20.0.0", "aws-34.7.0-beta.1", "aws-34.7.0", "aws-34.10.0", "azure-1.0.0", "vsphere-1.0.0"];
        let identities: Vec<_> = names.iter().map(|name| Identity::parse(name).unwrap()).collect();
        assert!(identities.is_sorted());
        let step = |old: usize, new: usize| identities[new].step_from(&identities[old]);
        assert_eq!([step(1, 2), step(2, 3), step(4, 3)], [Step::Minor, Step::Minor, Step::Major]);
    }
}
