//! Which branches make the board.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::words::did_you_mean,
    model::RancherLine,
    repository::{Branch, Role},
};

/// The branches of a line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct OfLine {
    /// Nothing where the name does not say it.
    pub(super) line: Option<RancherLine>,
    pub(super) dev: Option<Branch>,
    pub(super) release: Option<Branch>,
    pub(super) monthly: Vec<Branch>,
}

impl OfLine {
    /// The dev and the release branch.
    pub(super) fn mains(&self) -> impl Iterator<Item = &Branch> {
        self.dev.iter().chain(&self.release)
    }

    /// How many branches there are.
    pub(super) fn count(&self) -> usize {
        self.mains().count() + self.monthly.len()
    }
}

/// The branches of each line, the oldest line first: those that are named, or all that have the name of one. Of a branch that is
/// here and at a remote the one here counts.
///
/// # Errors
///
/// A name that no branch has; no branch at all; and two branches that are the same for a line.
pub(super) fn select(all: Vec<Branch>, named: &[String]) -> Result<Vec<OfLine>, String> {
    let chosen = if named.is_empty() { by_name(all) } else { by_request(&all, named)? };
    let mut lines: BTreeMap<(Option<RancherLine>, String), OfLine> = BTreeMap::new();
    for branch in chosen {
        let meaning = Role::of(&branch.short);
        // A branch of another name stands for itself.
        let key =
            meaning.map_or_else(|| (None, branch.name.clone()), |(line, _)| (Some(line), String::new()));
        let of_line = lines.entry(key).or_default();
        of_line.line = meaning.map(|(line, _)| line);
        let slot = match meaning.map_or(Role::Dev, |(_, role)| role) {
            Role::Dev => &mut of_line.dev,
            Role::Release => &mut of_line.release,
            Role::Monthly => {
                of_line.monthly.push(branch);
                continue;
            }
        };
        if let Some(other) = slot.replace(branch) {
            let branch = slot.as_ref().map(|branch| branch.name.clone()).unwrap_or_default();
            return Err(format!(
                "`{}` and `{branch}` are the same branch of one line; name one of them",
                other.name
            ));
        }
    }
    if lines.is_empty() {
        let why = "there is no branch `dev-vX.Y` or `release-vX.Y` here; name those to show, as in `kdm lines main`";
        return Err(why.to_owned());
    }
    Ok(lines.into_values().collect())
}

/// All branches whose name says what they are for: those here, and of one remote those that are not here.
fn by_name(all: Vec<Branch>) -> Vec<Branch> {
    let mut chosen: BTreeMap<String, Branch> = BTreeMap::new();
    let remotes: BTreeSet<String> = all.iter().filter_map(|branch| branch.remote.clone()).collect();
    // Upstream's branches beside ours are not lines of ours.
    let remote = match remotes.get("origin") {
        Some(origin) => Some(origin),
        None => remotes.first().filter(|_| remotes.len() == 1),
    };
    for branch in all.into_iter().filter(|branch| Role::of(&branch.short).is_some()) {
        if branch.remote.is_none() {
            chosen.insert(branch.short.clone(), branch);
        } else if branch.remote.as_ref() == remote {
            chosen.entry(branch.short.clone()).or_insert(branch);
        }
    }
    chosen.into_values().collect()
}

fn by_request(all: &[Branch], named: &[String]) -> Result<Vec<Branch>, String> {
    let mut chosen: Vec<Branch> = Vec::new();
    for name in named {
        let branch = find(all, name)?;
        if !chosen.contains(branch) {
            chosen.push(branch.clone());
        }
    }
    Ok(chosen)
}

/// The branch of a name, here or else of the remote `origin`.
///
/// # Errors
///
/// When there is none, with what may be meant.
pub(super) fn find<'b>(all: &'b [Branch], name: &str) -> Result<&'b Branch, String> {
    let own = all.iter().find(|branch| branch.name == name);
    let of_origin = || all.iter().find(|branch| branch.name == format!("origin/{name}"));
    own.or_else(of_origin).ok_or_else(|| {
        let names = all.iter().map(|branch| branch.name.as_str());
        let help = did_you_mean(name, names, "`git branch --all` lists them");
        format!("there is no branch `{name}`; {help}")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn branch(name: &str) -> Branch {
        let (remote, short) =
            name.split_once('/').map_or((None, name), |(remote, short)| (Some(remote), short));
        let remote = remote.map(str::to_owned);
        Branch { name: name.to_owned(), remote, short: short.to_owned(), commit: String::new() }
    }

    #[test]
    fn a_branch_here_counts_before_that_of_the_remote() {
        let names = [
            "upstream/dev-v2.8",
            "origin/dev-v2.10",
            "origin/dev-v2.9",
            "dev-v2.9",
            "main",
            "origin/release-v2.9",
        ];
        let all: Vec<_> = names.map(branch).to_vec();
        let lines = select(all.clone(), &[]).unwrap();
        let of = |line: &OfLine| {
            [&line.dev, &line.release]
                .map(|branch| branch.as_ref().map(|branch| branch.name.clone()).unwrap_or_default())
        };
        let found: Vec<_> = lines.iter().map(of).collect();
        assert_eq!(found, [["dev-v2.9", "origin/release-v2.9"], ["origin/dev-v2.10", ""]]);
        let named = |names: &[&str]| {
            select(all.clone(), &names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(of(&named(&["main", "main"]).unwrap()[0]), ["main", ""]);
        assert_eq!(of(&named(&["dev-v2.10"]).unwrap()[0]), ["origin/dev-v2.10", ""]);
        assert!(named(&["dev-v2.9", "origin/dev-v2.9"]).unwrap_err().contains("the same branch of one line"));
        assert!(named(&["dev-v2.1"]).unwrap_err().contains("did you mean"));
        assert!(select(vec![branch("main")], &[]).is_err());
    }
}
