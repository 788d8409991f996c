//! Which Ranchers read a build: a line of KDM data, as in `v2.9`.
//!
//! Rancher 2.9 reads the data.json of the branch `release-v2.9` and no other, so what no Rancher of the line can see
//! does no harm, and what is wrong for newer Ranchers only (`KDM release data is empty`) is not a fault in older lines.

use std::fmt;

use super::{
    Metadata, Table,
    channel::Release,
    range::{Range, VersionSet},
    version::Version,
};

/// A minor of Rancher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RancherLine {
    major: u64,
    minor: u64,
}

impl RancherLine {
    /// A line by its two numbers.
    pub const fn new(major: u64, minor: u64) -> Self {
        Self { major, minor }
    }

    /// As in `2.9`, without a `v`.
    pub(crate) fn plain(self) -> String {
        format!("{}.{}", self.major, self.minor)
    }

    /// Its two numbers.
    pub(crate) fn numbers(self) -> (u64, u64) {
        (self.major, self.minor)
    }

    /// Reads `v2.9` or `2.9`; nothing for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (major, minor) = text.strip_prefix('v').unwrap_or(text).split_once('.')?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = |text: &str| text.parse().ok().filter(|_| digits(text));
        Some(Self { major: number(major)?, minor: number(minor)? })
    }

    /// The line that a build is for: the highest that its defaults name, and where there are none the highest that a
    /// release begins with.
    pub fn of(metadata: &Metadata<'_>) -> Option<Self> {
        let tables = metadata.rke.iter().flat_map(|rke| &rke.rancher_defaults);
        let keys = tables.flat_map(Table::rows).filter_map(|row| Self::of_version(row.key.value));
        let rules = metadata.sections().flat_map(|(_, section)| section.app_defaults());
        let bounds = rules.filter_map(|rule| {
            let range = Range::parse(rule.app_version?.value).ok()?;
            range.set().lower_bounds().map(Self::of_minor).max()
        });
        let begins = |release: &Release<'_>| Self::of_version(release.bounds()[0]?.value);
        let releases = || metadata.sections().flat_map(|(_, section)| section.releases());
        keys.chain(bounds).max().or_else(|| releases().filter_map(begins).max())
    }

    pub(crate) fn of_version(text: &str) -> Option<Self> {
        Version::parse_tolerant(text).ok().as_ref().map(Self::of_minor)
    }

    pub(crate) fn of_minor(version: &Version) -> Self {
        let (major, minor) = version.minor();
        Self { major, minor }
    }

    /// The line before it, of the same major.
    #[must_use]
    pub fn before(self) -> Self {
        Self { minor: self.minor.saturating_sub(1), ..self }
    }

    /// The line after it, of the same major.
    #[must_use]
    pub(crate) fn after(self) -> Self {
        Self { minor: self.minor.saturating_add(1), ..self }
    }

    /// Its release with a patch number, without a `v`, as Rancher compares itself.
    pub(crate) fn release(self, patch: u64) -> String {
        format!("{}.{}.{patch}", self.major, self.minor)
    }

    /// Its Ranchers, candidates of the first one included.
    pub fn ranchers(self) -> VersionSet {
        let below = |line: Self| Version::parse(&format!("{}.{}.0-0", line.major, line.minor));
        match (below(self), below(self.after())) {
            (Ok(first), Ok(next)) => VersionSet::at_least(&first).intersection(&VersionSet::below(&next)),
            _ => VersionSet::EMPTY,
        }
    }
}

impl fmt::Display for RancherLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_two_numbers() {
        assert_eq!(RancherLine::parse("v2.9"), Some(RancherLine::new(2, 9)));
        assert_eq!(RancherLine::parse("2.10"), Some(RancherLine::new(2, 10)));
        for text in ["", "v2", "2.9.0", "v2.", "2.+9", "2.x", "vv2.9"] {
            assert_eq!(RancherLine::parse(text), None, "{text}");
        }
        assert!(RancherLine::new(2, 10) > RancherLine::new(2, 9));
        assert_eq!(RancherLine::new(2, 10).to_string(), "v2.10");
    }

    #[test]
    #[allow(clippy::unwrap_used)]
    fn a_line_has_its_candidates_and_not_those_of_the_next() {
        let ranchers = RancherLine::new(2, 9).ranchers();
        for (rancher, expected) in [
            ("2.9.0-alpha1", true),
            ("2.9.0", true),
            ("2.9.99", true),
            ("2.9.100", true),
            ("2.8.99", false),
            ("2.10.0-rc1", false),
        ] {
            assert_eq!(ranchers.contains(&Version::parse(rancher).unwrap()), expected, "{rancher}");
        }
    }
}
