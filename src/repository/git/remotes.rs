//! Remotes: other repositories that a clone knows.

use std::path::Path;

use super::{
    address::{same_address, without_secrets},
    history::Branch,
    run::output,
};

/// The remotes of a clone, and their branches as they were fetched.
#[derive(Debug, Default)]
pub struct Remotes {
    /// Names, each with its address without what may be secret.
    addresses: Vec<(String, String)>,
    branches: Vec<Branch>,
}

impl Remotes {
    /// Those of the repository that a folder is in, with those of its branches that are of remotes.
    pub fn load(folder: &Path, branches: &[Branch]) -> Self {
        // Nothing found is an error for git.
        let text = output(folder, &["config", "--get-regexp", r"^remote\..*\.url$"]).unwrap_or_default();
        let addresses = text.lines().filter_map(|line| {
            let (key, url) = line.split_once(' ')?;
            let name = key.strip_prefix("remote.")?.strip_suffix(".url")?;
            Some((name.to_owned(), without_secrets(url.trim())?))
        });
        let branches = branches.iter().filter(|branch| branch.remote.is_some()).cloned().collect();
        Self { addresses: addresses.collect(), branches }
    }

    /// The remote that has an address, in whatever form.
    pub fn with_address(&self, address: &str) -> Option<&str> {
        let address = same_address(address);
        let is_it = |(_, url): &&(String, String)| same_address(url) == address;
        self.addresses.iter().find(is_it).map(|(name, _)| name.as_str())
    }

    /// The address of the remote whose branch has a full name (`refs/remotes/upstream/dev-v2.9`).
    pub(super) fn address_of(&self, reference: &str) -> Option<&str> {
        let name = reference.strip_prefix("refs/remotes/")?;
        let is_it = |(remote, _): &&(String, String)| {
            name.strip_prefix(remote.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        self.addresses.iter().find(is_it).map(|(_, address)| address.as_str())
    }

    /// The address of a remote.
    pub(super) fn address(&self, remote: &str) -> Option<&str> {
        self.addresses.iter().find(|(name, _)| name == remote).map(|(_, address)| address.as_str())
    }

    /// A branch of a remote.
    pub fn branch(&self, remote: &str, short: &str) -> Option<&Branch> {
        let is_it = |branch: &&Branch| branch.remote.as_deref() == Some(remote) && branch.short == short;
        self.branches.iter().find(is_it)
    }
}
