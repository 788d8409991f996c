//! Under which names a build is published: those that Rancher's setting `rke-metadata-config` and hangar ask for.

use std::{fmt, str::FromStr};

use super::branch_name::Role;
use crate::model::{RancherLine, Tag};

/// The folder of all builds, as in `https://releases.rancher.com/kontainer-driver-metadata/release-v2.9/data.json`.
const FOLDER: &str = "kontainer-driver-metadata";

/// The name of a build below the folder of its branch or tag.
pub const BUILD_NAME: &str = "data.json";

/// A branch that builds are published of: `dev-vX.Y` or `release-vX.Y`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BranchName(String, RancherLine);

/// What a build is published as.
#[derive(Debug, Clone, PartialEq)]
pub enum Published {
    /// The newest build of a branch; replaced by the next.
    Branch(BranchName),
    /// A build that never changes.
    Tag(Tag),
}

/// Why a text is not the name of a branch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a branch that is published is `dev-vX.Y` or `release-vX.Y`{}", .0.as_ref().map(|name| format!(": did you mean `{name}`?")).unwrap_or_default())]
pub struct BranchError(Option<String>);

/// Whether a name is one that a file beside a build may have: what a store or a command line says leads to no other folder.
pub fn is_plain_name(name: &str) -> bool {
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    !name.is_empty() && !name.starts_with('.') && name.chars().all(of_name)
}

impl BranchName {
    /// The line that it is of.
    pub fn line(&self) -> RancherLine {
        self.1
    }

    /// The branch that the builds of a line are released from.
    pub fn release(line: RancherLine) -> Self {
        Self(format!("release-{line}"), line)
    }
}

impl FromStr for BranchName {
    type Err = BranchError;

    fn from_str(text: &str) -> Result<Self, BranchError> {
        let of = |text: &str| {
            let (line, role) = Role::of(text)?;
            let is_plain = matches!(role, Role::Dev | Role::Release) && text.ends_with(&format!("-{line}"));
            is_plain.then(|| Self(text.to_owned(), line))
        };
        let meant = || {
            let bare = text.trim_start_matches("refs/heads/").trim_start_matches("origin/");
            let line = bare.rsplit('-').next().unwrap_or_default();
            let released = RancherLine::parse(line).map(|line| format!("release-{line}"));
            [Some(bare.to_owned()), released].into_iter().flatten().find(|name| of(name).is_some())
        };
        of(text).ok_or_else(|| BranchError(meant()))
    }
}

impl fmt::Display for BranchName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Published {
    /// The line that the build has to be of.
    pub fn line(&self) -> RancherLine {
        match self {
            Self::Branch(branch) => branch.line(),
            Self::Tag(tag) => tag.line(),
        }
    }

    /// The key of a file.
    pub fn key(&self, name: &str) -> String {
        self.folder() + name
    }

    /// What the keys of its files begin with, with a `/` at the end.
    pub fn folder(&self) -> String {
        match self {
            Self::Branch(branch) => format!("{FOLDER}/{branch}/"),
            Self::Tag(tag) => format!("{FOLDER}/tags/{tag}/"),
        }
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Branch(branch) => branch.fmt(f),
            Self::Tag(tag) => tag.fmt(f),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_that_consumers_ask_for() {
        let branch = Published::Branch("release-v2.9".parse().unwrap());
        assert_eq!(branch.folder(), "kontainer-driver-metadata/release-v2.9/");
        let tag = Published::Tag("v2.9-build20260130".parse().unwrap());
        assert_eq!(tag.folder(), "kontainer-driver-metadata/tags/v2.9-build20260130/");
        assert_eq!((branch.line(), tag.line()), (RancherLine::new(2, 9), RancherLine::new(2, 9)));
    }

    #[test]
    fn other_branches_are_refused_with_the_one_that_was_meant() {
        for (text, meant) in [
            ("v2.9", Some("release-v2.9")),
            ("origin/dev-v2.9", Some("dev-v2.9")),
            ("refs/heads/release-v2.9", Some("release-v2.9")),
            ("release-2.9", Some("release-v2.9")),
            ("release-v2.09", Some("release-v2.9")),
            ("dev-v2.9-2024-07-patches", None),
            ("main", None),
            ("../release-v2.9", Some("release-v2.9")),
            ("", None),
        ] {
            assert_eq!(text.parse::<BranchName>(), Err(BranchError(meant.map(str::to_owned))), "{text}");
        }
    }
}
