//! Versions of releases in the order in which people enter them: `v1.30.5-rc2+rke2r1`.
//!
//! The number behind the distribution comes before the candidate: a candidate of `r2` stands behind `r1`, which semver sees the
//! other way round.

use std::fmt;

use super::Distribution;

/// The version of a K3s, RKE2 or RFO release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReleaseVersion {
    /// The distribution whose version it is.
    pub distribution: Distribution,
    /// `X`, `Y` and `Z` of `vX.Y.Z`.
    pub kubernetes: (u64, u64, u64),
    /// The number behind `+k3s`, `+rke2r` or `+rfor`.
    pub build: u64,
    /// The number behind `-rc`.
    pub candidate: Option<u64>,
}

impl ReleaseVersion {
    /// Reads `v1.30.5+rke2r1` or `v1.30.5-rc2+rke2r1`; nothing for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (version, build) = text.strip_prefix('v')?.split_once('+')?;
        let suffixed = |distribution: Distribution| {
            Some((distribution, number(build.strip_prefix(&distribution.suffix()[1..])?)?))
        };
        let (distribution, build) = Distribution::ALL.into_iter().find_map(suffixed)?;
        let (version, candidate) = match version.split_once('-') {
            Some((version, candidate)) => (version, Some(number(candidate.strip_prefix("rc")?)?)),
            None => (version, None),
        };
        let mut numbers = version.split('.').map(number);
        let kubernetes = (numbers.next()??, numbers.next()??, numbers.next()??);
        (numbers.next().is_none() && build > 0).then_some(Self { distribution, kubernetes, build, candidate })
    }

    /// `X.Y`.
    pub fn minor(&self) -> (u64, u64) {
        (self.kubernetes.0, self.kubernetes.1)
    }

    /// Where it stands among the releases of its distribution.
    pub fn rank(&self) -> impl Ord + use<> {
        (self.kubernetes, self.build, self.candidate.is_none(), self.candidate)
    }

    /// The release that it is a candidate of; itself where it is none.
    #[must_use]
    pub fn release(self) -> Self {
        Self { candidate: None, ..self }
    }
}

/// A number as these versions have it: without zeros before it.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits && (text == "0" || !text.starts_with('0'))).then(|| text.parse().ok())?
}

impl fmt::Display for ReleaseVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor, patch) = self.kubernetes;
        let candidate = self.candidate.map(|number| format!("-rc{number}")).unwrap_or_default();
        write!(f, "v{major}.{minor}.{patch}{candidate}{}{}", self.distribution.suffix(), self.build)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_and_written_back() {
        for text in ["v1.30.5+k3s1", "v1.30.5-rc2+rke2r1", "v1.36.0+rfor12"] {
            assert_eq!(ReleaseVersion::parse(text).map(|version| version.to_string()).as_deref(), Some(text));
        }
        for text in [
            "1.30.5+k3s1",
            "v1.30+k3s1",
            "v1.30.5",
            "v1.30.5+k3s",
            "v1.30.5+rke2r01",
            "v1.30.5-beta1+k3s1",
            "v1.30.5-rancher1-1",
        ] {
            assert_eq!(ReleaseVersion::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_candidate_stands_behind_the_build_before_its_own() {
        let ranks = [
            "v1.30.4+rke2r2",
            "v1.30.5-rc2+rke2r1",
            "v1.30.5-rc10+rke2r1",
            "v1.30.5+rke2r1",
            "v1.30.5-rc1+rke2r2",
            "v1.31.0+rke2r1",
        ]
        .map(|text| ReleaseVersion::parse(text).map(|version| version.rank()));
        assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
