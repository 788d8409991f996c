//! What other repositories have more: of branches, and of pinned commits.

use std::path::{Path, PathBuf};

use crate::{
    model::settings::Pin,
    report::{Behind, PinBoard},
    repository::{Branch, Remotes, distance},
};

/// What is known of upstream's repository in this clone.
pub(super) struct Pins {
    root: PathBuf,
    remotes: Remotes,
}

impl Pins {
    pub(super) fn load(root: &Path, branches: &[Branch]) -> Self {
        Self { root: root.to_owned(), remotes: Remotes::load(root, branches) }
    }

    /// How far a branch here is behind that of the remote `origin`.
    pub(super) fn behind(&self, branch: &Branch) -> Option<Behind> {
        let there = self.remotes.branch("origin", &branch.short)?;
        // What is the same needs no question to git.
        let is_other = branch.remote.is_none() && there.commit != branch.commit;
        let commits = is_other.then(|| distance(&self.root, &branch.commit, &there.commit)).flatten()?;
        (commits > 0).then(|| Behind { branch: there.name.clone(), commits })
    }

    /// How far a pin is behind upstream's branch of the same name.
    pub(super) fn of(&self, pin: &Pin<'_>, branch: &str) -> PinBoard {
        let commit = pin.commit.map(|commit| commit.value.to_owned());
        let mut board = PinBoard { commit, branch: None, behind: None, unknown: None };
        let remote = pin.repository.and_then(|address| self.remotes.with_address(address.value));
        let upstream = remote.and_then(|remote| self.remotes.branch(remote, branch));
        board.branch = upstream.map(|upstream| upstream.name.clone());
        board.behind = board
            .commit
            .as_deref()
            .zip(upstream)
            .and_then(|(commit, upstream)| distance(&self.root, commit, &upstream.commit));
        board.unknown = match (&board.commit, remote, upstream, board.behind) {
            (None, ..) => Some("only a digest is pinned".to_owned()),
            (_, None, ..) => Some("this clone has no remote with the pinned address".to_owned()),
            (_, Some(remote), None, _) => Some(format!("`{remote}` has no branch `{branch}` here")),
            (.., None) => Some("this clone does not have the pinned commit".to_owned()),
            _ => None,
        };
        board
    }
}
