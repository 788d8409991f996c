//! Versions of RKE in the order in which people enter them: `v1.26.9-rancher1-1`, and those of the enterprise build on them,
//! `v1.26.9-rancherent1-1-1` and `v1.26.9-rancherprime1-1-1`.

use std::fmt;

/// What stands between a Kubernetes version and its numbers.
const KINDS: [&str; 3] = ["rancher", "rancherent", "rancherprime"];

/// A version of RKE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RkeVersion {
    /// `X`, `Y` and `Z` of `vX.Y.Z`.
    pub kubernetes: (u64, u64, u64),
    /// `rancher`, `rancherent` or `rancherprime`.
    pub kind: &'static str,
    /// The number of the hyperkube image, that of the addons, and in the enterprise build that of its own re-release.
    pub numbers: Vec<u64>,
}

impl RkeVersion {
    /// Reads one; nothing for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (kubernetes, suffix) = text.strip_prefix('v')?.split_once('-')?;
        let number =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        let parts: Vec<u64> = kubernetes.split('.').map(number).collect::<Option<_>>()?;
        let [major, minor, patch] = parts[..] else { return None };
        let letters = suffix.len() - suffix.trim_start_matches(|c: char| c.is_ascii_lowercase()).len();
        let kind = KINDS.into_iter().find(|kind| *kind == &suffix[..letters])?;
        let numbers: Vec<u64> = suffix[letters..].split('-').map(number).collect::<Option<_>>()?;
        let version = Self { kubernetes: (major, minor, patch), kind, numbers };
        (version.numbers.len() == if kind == KINDS[0] { 2 } else { 3 } && version.to_string() == text)
            .then_some(version)
    }

    /// Whether it is of the enterprise build, and stands in its patch.
    pub fn is_enterprise(&self) -> bool {
        self.kind != KINDS[0]
    }

    /// `X.Y`.
    pub fn minor(&self) -> (u64, u64) {
        (self.kubernetes.0, self.kubernetes.1)
    }

    /// `vX.Y`.
    pub fn minor_name(&self) -> String {
        format!("v{}.{}", self.kubernetes.0, self.kubernetes.1)
    }

    /// Where it stands among the others of its kind.
    pub fn rank(&self) -> impl Ord + use<> {
        (self.kubernetes, self.numbers.clone())
    }

    /// The tag of its hyperkube image: `v1.26.9-rancher1`.
    pub fn hyperkube(&self) -> String {
        let (major, minor, patch) = self.kubernetes;
        format!("v{major}.{minor}.{patch}-{}{}", self.kind, self.numbers.first().copied().unwrap_or_default())
    }
}

impl fmt::Display for RkeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor, patch) = self.kubernetes;
        let numbers: Vec<_> = self.numbers.iter().map(u64::to_string).collect();
        write!(f, "v{major}.{minor}.{patch}-{}{}", self.kind, numbers.join("-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_written_back() {
        for text in [
            "v1.26.9-rancher1-1",
            "v1.26.9-rancher2-10",
            "v1.26.7-rancherent1-1-1",
            "v1.26.9-rancherprime1-1-2",
        ] {
            assert_eq!(RkeVersion::parse(text).map(|version| version.to_string()).as_deref(), Some(text));
        }
        for text in [
            "1.26.9-rancher1-1",
            "v1.26.9-rancher1",
            "v1.26.9-rancher01-1",
            "v1.26.9-rancherent1-1",
            "v1.26-rancher1-1",
            "v1.26.9+k3s1",
            "v1.26.9-rancherx1-1",
        ] {
            assert_eq!(RkeVersion::parse(text), None, "{text}");
        }
        let version = RkeVersion::parse("v1.26.9-rancher2-1").map(|version| version.hyperkube());
        assert_eq!(version.as_deref(), Some("v1.26.9-rancher2"));
    }
}
