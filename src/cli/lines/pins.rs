//! Pinned commits, and how far they are behind.

use std::path::{Path, PathBuf};

use crate::{
    model::settings::Pin,
    report::PinBoard,
    repository::{Branch, distance, remotes, same_address},
};

/// What is known of upstream's repository in this clone.
pub(super) struct Pins {
    root: PathBuf,
    /// The branches of remotes.
    branches: Vec<Branch>,
    /// The remotes and their addresses.
    remotes: Vec<(String, String)>,
}

impl Pins {
    pub(super) fn load(root: &Path, branches: &[Branch]) -> Self {
        let of_remotes = branches.iter().filter(|branch| branch.remote.is_some()).cloned().collect();
        Self { root: root.to_owned(), branches: of_remotes, remotes: remotes(root).unwrap_or_default() }
    }

    /// How far a pin is behind upstream's branch of the same name.
    pub(super) fn of(&self, pin: &Pin<'_>, branch: &str) -> PinBoard {
        let commit = pin.commit.map(|commit| commit.value.to_owned());
        let upstream = self.upstream(pin, branch);
        let behind = commit.as_deref().zip(upstream);
        let behind = behind.and_then(|(commit, upstream)| distance(&self.root, commit, &upstream.commit));
        let branch = behind.and(upstream).map(|upstream| upstream.name.clone());
        PinBoard { commit, branch, behind }
    }

    /// Upstream's branch of this name: that of the remote with the pinned address.
    fn upstream(&self, pin: &Pin<'_>, branch: &str) -> Option<&Branch> {
        let address = same_address(pin.repository?.value);
        let remote = self.remotes.iter().find(|(_, url)| same_address(url) == address)?;
        self.branches.iter().find(|other| other.remote.as_ref() == Some(&remote.0) && other.short == branch)
    }
}
