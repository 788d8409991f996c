//! Versions in the order that consumers put them.
//!
//! Template ranges, K3s and RKE2 defaults and channelserver compare versions with blang/semver v3.5.1. Its
//! order is semver's precedence, in which `+rke2r1` equals `+rke2r2` and `rancher1-10` is *one* identifier,
//! below `rancher1-2`. The type is the `semver` crate's; its own `Ord` and `Eq` count build metadata, so this
//! one does not expose them.

use std::{cmp::Ordering, fmt};

use semver::{BuildMetadata, Prerelease};

/// A version; equal to every other of the same precedence.
#[derive(Debug, Clone)]
pub struct Version {
    inner: semver::Version,
}

/// Why a text is not a version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// blang: "No Major.Minor.Patch elements found", invalid characters, leading zeros, empty identifiers.
    #[error("{0}")]
    Syntax(String),
    /// A number of the pre-release that does not fit 64 bits; only blang refuses it.
    #[error("the number `{0}` is too large")]
    TooLarge(String),
    /// blang: "Short version cannot contain PreRelease/Build meta data".
    #[error("a version of fewer than three numbers cannot have a `-` or `+` part")]
    ShortWithSuffix,
}

impl Version {
    /// blang's `Parse` (and `Make`): strictly `X.Y.Z[-pre][+build]`, without a `v`.
    ///
    /// # Errors
    ///
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        let Self { inner } = Self::parse_semver(text)?;
        let number = |identifier: &&str| identifier.bytes().all(|byte| byte.is_ascii_digit());
        match inner
            .pre
            .split('.')
            .filter(|identifier| !identifier.is_empty())
            .filter(number)
            .find(|number| number.parse::<u64>().is_err())
        {
            Some(number) => Err(VersionError::TooLarge(number.to_owned())),
            None => Ok(Self { inner }),
        }
    }

    /// As semver.org has it, where a number of a pre-release may have any length: `1.0.0-20260822091333123456789`.
    ///
    /// # Errors
    ///
    /// When it is anything else.
    pub fn parse_semver(text: &str) -> Result<Self, VersionError> {
        let parsed = semver::Version::parse(text);
        Ok(Self { inner: parsed.map_err(|error| VersionError::Syntax(error.to_string()))? })
    }

    /// blang's `ParseTolerant`: spaces around, one `v` before, and `X.Y` or `X` are accepted.
    ///
    /// # Errors
    ///
    /// When it is still no version.
    pub fn parse_tolerant(text: &str) -> Result<Self, VersionError> {
        let text = text.trim();
        let text = text.strip_prefix('v').unwrap_or(text);
        let missing = 2_usize.saturating_sub(text.matches('.').count());
        if missing == 0 {
            return Self::parse(text);
        }
        // blang looks for a suffix after the last dot only; before it, it is not a number anyway.
        if text.rsplit('.').next().is_some_and(|last| last.contains(['-', '+'])) {
            return Err(VersionError::ShortWithSuffix);
        }
        Self::parse(&(text.to_owned() + &".0".repeat(missing)))
    }

    /// The lowest version there is: `0.0.0-0`.
    pub fn lowest() -> Self {
        Self { inner: semver::Version { pre: zero(), ..semver::Version::new(0, 0, 0) } }
    }

    /// The version right above this one, with none between: a pre-release is followed by itself and a `0`
    /// more, a release by the next patch's `-0`. None above `18446744073709551615.….…`.
    pub fn successor(&self) -> Option<Self> {
        let semver::Version { major, minor, patch, pre, build: _ } = &self.inner;
        if !pre.is_empty() {
            let pre = Prerelease::new(&format!("{pre}.0")).ok()?;
            return Some(Self {
                inner: semver::Version { pre, ..semver::Version::new(*major, *minor, *patch) },
            });
        }
        let (major, minor, patch) = match (patch.checked_add(1), minor.checked_add(1)) {
            (Some(patch), _) => (*major, *minor, patch),
            (None, Some(minor)) => (*major, minor, 0),
            (None, None) => (major.checked_add(1)?, 0, 0),
        };
        Some(Self { inner: semver::Version { pre: zero(), ..semver::Version::new(major, minor, patch) } })
    }

    /// The lowest `X.Y.Z` from this version on, where a minor ends with the patch `last`.
    pub(crate) fn first_release(&self, last: u64) -> Self {
        let semver::Version { major, minor, patch, .. } = self.inner;
        let inner = if patch > last {
            semver::Version::new(major, minor.saturating_add(1), 0)
        } else {
            semver::Version::new(major, minor, patch)
        };
        Self { inner }
    }

    /// The highest `X.Y.Z` below this version, where a minor ends with the patch `last`.
    pub(crate) fn last_release_below(&self, last: u64) -> Option<Self> {
        let semver::Version { major, minor, patch, .. } = self.inner;
        let inner = match (patch.checked_sub(1), minor.checked_sub(1)) {
            (Some(patch), _) => semver::Version::new(major, minor, patch.min(last)),
            (None, Some(minor)) => semver::Version::new(major, minor, last),
            (None, None) => semver::Version::new(major.checked_sub(1)?, last, last),
        };
        Some(Self { inner })
    }

    /// The pre-release version that this one is the [`Self::successor`] of.
    pub(crate) fn predecessor_in_pre_release(&self) -> Option<Self> {
        let pre = Prerelease::new(self.inner.pre.strip_suffix(".0")?).ok()?;
        Some(Self { inner: semver::Version { pre, build: BuildMetadata::EMPTY, ..self.inner.clone() } })
    }

    /// `X.Y`.
    pub fn minor(&self) -> (u64, u64) {
        (self.inner.major, self.inner.minor)
    }

    /// `Z` of `X.Y.Z`.
    pub fn patch(&self) -> u64 {
        self.inner.patch
    }

    /// Whether it has a part after a `-`.
    pub fn is_pre_release(&self) -> bool {
        !self.inner.pre.is_empty()
    }

    /// `X.Y.Z` of it.
    #[must_use]
    pub fn release(&self) -> Self {
        let semver::Version { major, minor, patch, .. } = self.inner;
        Self { inner: semver::Version::new(major, minor, patch) }
    }

    /// Without the build metadata, which no range can tell apart.
    #[must_use]
    pub fn without_build(&self) -> Self {
        Self { inner: semver::Version { build: BuildMetadata::EMPTY, ..self.inner.clone() } }
    }
}

fn zero() -> Prerelease {
    Prerelease::new("0").unwrap_or(Prerelease::EMPTY)
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.inner.cmp_precedence(&other.inner)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[track_caller]
    fn ascending(texts: &[&str]) {
        for pair in texts.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{} < {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn rancher_suffixes_have_the_order_of_their_bytes() {
        ascending(&["1.20.0-rancher1-10", "1.20.0-rancher1-2", "1.20.0"]);
        ascending(&["1.20.0-rancher10-1", "1.20.0-rancher2-1"]);
        ascending(&[
            "1.20.0-rancher-ent1-1",
            "1.20.0-rancher1-1",
            "1.20.0-rancherent1-1",
            "1.20.0-rancherprime1-1",
        ]);
    }

    #[test]
    fn build_metadata_makes_no_difference() {
        assert_eq!(version("1.30.5+rke2r1"), version("1.30.5+rke2r2"));
    }

    #[test]
    fn tolerant_parsing_is_as_tolerant_as_blangs() {
        let tolerant = |text| Version::parse_tolerant(text).map(|version| version.to_string()).ok();
        assert_eq!(tolerant(" v2.7 ").as_deref(), Some("2.7.0"));
        assert_eq!(tolerant("2").as_deref(), Some("2.0.0"));
        for refused in ["V2.7.0", "vv2.7.0", "2.7-rc1", "2.07.0", "", "v", "2.7.0.1", "2.7.0-01"] {
            assert_eq!(tolerant(refused), None, "{refused}");
        }
        assert_eq!(tolerant("2.7.0-18446744073709551616"), None);
    }

    #[test]
    fn nothing_is_between_a_version_and_its_successor() {
        let successor = |text: &str| version(text).successor().map(|version| version.to_string());
        assert_eq!(successor("1.2.3-rc1").as_deref(), Some("1.2.3-rc1.0"));
        assert_eq!(successor("1.2.3").as_deref(), Some("1.2.4-0"));
        assert_eq!(successor("1.2.18446744073709551615").as_deref(), Some("1.3.0-0"));
        let last = "18446744073709551615.18446744073709551615.18446744073709551615";
        assert_eq!(successor(last), None);
        assert!(Version::lowest() < version("0.0.0-0.0"));
    }
}
