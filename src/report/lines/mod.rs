//! The board of a repository: its lines beside each other, as people and programs read it.

mod json;
mod markdown;
mod text;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    diagnostic::words::{count, first},
    report::diff,
};

pub use json::{LinesJson, render_lines_json};
pub use markdown::render_lines_markdown;
pub use text::render_lines_board;

/// The lines of a repository.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Board {
    /// from the oldest line to the newest
    pub lines: Vec<LineBoard>,
    /// each line and the next newer one
    pub between: Vec<Between>,
}

/// A line: what its branches have.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LineBoard {
    /// as in `v2.9`; the name of the branch where it is of no line
    pub line: String,
    /// the dev branch, the release branch; or one of another name
    pub branches: Vec<BranchBoard>,
    /// what the dev branch has otherwise than the release branch
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// `dev-vX.Y-YYYY-MM-patches`
    pub monthly: Vec<Monthly>,
}

/// A branch.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BranchBoard {
    /// as in `dev-v2.9`, or `origin/dev-v2.9`
    pub name: String,
    /// its commit
    pub commit: String,
    /// where a remote has more of it: the branch there, and how many commits
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind: Option<Behind>,
    /// why it cannot be compiled, if so
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<String>,
    /// the generated files that are not what the sources compile to
    pub stale: Vec<String>,
    /// whether RKE's tables are those of its data.json, because the sources have none: then they are what they are
    pub rke_from_build: bool,
    /// findings of `kdm check` that stop a release
    pub errors: usize,
    /// the first of them
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_error: Option<String>,
    /// windows that leave out Ranchers of the line, or reach beyond it
    pub windows: Vec<String>,
    /// the state of upstream's repository that RKE's tables were imported from
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<PinBoard>,
    /// what the Ranchers of the line are offered
    pub offers: Vec<Offered>,
}

/// A branch of a remote that has commits which the one here has not.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Behind {
    /// the branch of the remote
    pub branch: String,
    /// how many commits it has more
    pub commits: usize,
}

/// The pinned commit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PinBoard {
    /// the commit; missing where only a digest is pinned
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// the branch that it is of, if this clone has it
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// how many commits it lacks of that branch
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind: Option<usize>,
    /// why that cannot be known, if so
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
}

/// What a Rancher `X.Y.99` is offered of a distribution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Offered {
    /// `k3s`, `rke2`, `rfo`, or `rke`
    pub distribution: &'static str,
    /// the newest release of each minor, ascending
    pub newest: Vec<String>,
    /// release candidates
    pub candidates: Vec<String>,
    /// what new clusters get
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

/// What waits on the dev branch.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Waiting {
    /// changes that break clusters
    pub breaking: usize,
    /// changes that clusters notice
    pub notable: usize,
    /// other changes
    pub routine: usize,
    /// all of them, the heaviest first
    pub changes: Vec<WaitingChange>,
}

/// One change, as `kdm diff` has it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WaitingChange {
    /// `breaking`, `notable` or `routine`
    pub weight: &'static str,
    /// whose data it is in
    pub area: &'static str,
    /// the kind, as in `kdm diff --format json`
    pub kind: &'static str,
    /// the kind in words
    pub title: &'static str,
    /// what changed
    pub what: String,
}

/// A monthly branch.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Monthly {
    /// its name
    pub name: String,
    /// its commit
    pub commit: String,
    /// why that cannot be known, if so
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
    /// the versions that it brought: added, or changed
    pub versions: Vec<String>,
    /// the templates that it brought
    pub templates: Vec<String>,
    /// what became of that in the dev and the release branch
    pub into: Vec<Merged>,
}

/// What a branch has of a monthly branch.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Merged {
    /// the branch
    pub branch: String,
    /// what it lacks of what the monthly branch brought
    pub lacks: Vec<String>,
    /// what it has otherwise
    pub differs: Vec<String>,
    /// versions that it has as they are, but for other Ranchers: later rounds set windows anew
    pub windows: Vec<String>,
    /// whether all of RKE is the same in both
    pub same_rke: bool,
}

/// Two lines beside each other.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Between {
    /// a branch of the older line
    pub older: String,
    /// a branch of the newer line
    pub newer: String,
    /// versions that the older line offers, and the newer one lacks
    pub gaps: Vec<Gap>,
    /// the same release with other arguments, charts or features
    pub drift: Vec<String>,
}

/// Versions that a newer line lacks.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gap {
    /// whose versions
    pub distribution: &'static str,
    /// ascending
    pub versions: Vec<String>,
    /// whether they wait on the dev branch of the older line, and are not released yet
    pub waits: bool,
    /// what brings them, in a checkout of the newer branch
    pub command: String,
}

impl Board {
    /// What is left to do, in words: branches that cannot be compiled, builds that are not those of their sources, and lines that
    /// lack released versions of an older one.
    pub fn left(&self) -> Vec<String> {
        let branches = || self.lines.iter().flat_map(|line| &line.branches);
        let broken = branches().filter(|branch| branch.unreadable.is_some());
        let broken = broken.map(|branch| format!("`{}` cannot be compiled", branch.name));
        let stale = branches().filter(|branch| !branch.stale.is_empty());
        let stale =
            stale.map(|branch| format!("{} of `{}` is stale", branch.stale.join(" and "), branch.name));
        let lacking = self.between.iter().filter(|between| between.gaps.iter().any(|gap| !gap.waits));
        let lacking =
            lacking.map(|between| format!("`{}` lacks versions of `{}`", between.newer, between.older));
        broken.chain(stale).chain(lacking).collect()
    }
}

/// The first digits of a commit.
fn short(commit: &str) -> &str {
    const DIGITS: usize = 8;
    commit.get(..DIGITS).unwrap_or(commit)
}

/// The two numbers of the minor of a version.
fn minor(version: &str) -> Vec<u64> {
    let numbers = version.strip_prefix('v').unwrap_or(version).split('.');
    numbers.take(2).filter_map(|number| number.parse().ok()).collect()
}

/// The newest releases of two branches, one row for each minor; what one of them has not is empty.
fn rows(dev: Option<&Offered>, release: Option<&Offered>) -> Vec<(String, String, String)> {
    let mut rows: BTreeMap<Vec<u64>, [String; 2]> = BTreeMap::new();
    for (nth, offered) in [dev, release].into_iter().enumerate() {
        for version in offered.iter().flat_map(|offered| &offered.newest) {
            rows.entry(minor(version)).or_default()[nth].clone_from(version);
        }
    }
    let name = |minor: Vec<u64>| minor.iter().map(u64::to_string).collect::<Vec<_>>().join(".");
    rows.into_iter().map(|(minor, [dev, release])| (name(minor), dev, release)).collect()
}

/// What a branch has of a distribution.
fn offered<'b>(branch: Option<&'b BranchBoard>, distribution: &str) -> Option<&'b Offered> {
    branch?.offers.iter().find(|offered| offered.distribution == distribution)
}

/// The distributions that a line has, in their order.
fn distributions(line: &LineBoard) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for offered in line.branches.iter().flat_map(|branch| &branch.offers) {
        if !names.contains(&offered.distribution) {
            names.push(offered.distribution);
        }
    }
    names
}

impl PinBoard {
    /// In words.
    fn words(&self) -> String {
        let commit = self.commit.as_deref().map(short).unwrap_or("no commit");
        match (&self.branch, self.behind, &self.unknown) {
            (Some(branch), Some(0), _) => format!("{commit}, the newest of {branch}"),
            (Some(branch), Some(behind), _) => {
                format!("{commit}, {} behind {branch}", count(behind, "commit"))
            }
            (.., Some(why)) => format!("{commit}; {why}"),
            _ => commit.to_owned(),
        }
    }
}

impl Waiting {
    /// How many changes there are of each weight, in words; nothing without any.
    fn counts(&self) -> Option<String> {
        diff::counts([self.breaking, self.notable, self.routine])
    }
}

impl BranchBoard {
    /// Its name, its commit, and that there is a newer one.
    fn head(&self) -> String {
        let behind = self
            .behind
            .as_ref()
            .map(|Behind { branch, commits }| format!(" ({} behind {branch})", count(*commits, "commit")));
        format!("{} {}{}", self.name, short(&self.commit), behind.unwrap_or_default())
    }
}

impl Gap {
    /// What the newer line does without them.
    fn verb(&self) -> &'static str {
        if self.waits { "will lack" } else { "lacks" }
    }
}

impl LineBoard {
    /// What is said of windows in a branch, and not of one before it.
    fn windows_of(&self, nth: usize) -> Vec<String> {
        let before: Vec<_> = self.branches[..nth].iter().flat_map(|branch| &branch.windows).collect();
        self.branches[nth].windows.iter().filter(|window| !before.contains(window)).cloned().collect()
    }
}

/// The rows of a table of a distribution: what it is, and what the dev and the release branch have.
fn table(
    distribution: &str,
    (dev, release): (Option<&BranchBoard>, Option<&BranchBoard>),
) -> Vec<(String, String, String)> {
    let (dev, release) = (offered(dev, distribution), offered(release, distribution));
    let mut rows = rows(dev, release);
    let text = |offered: Option<&Offered>, of: fn(&Offered) -> String| offered.map(of).unwrap_or_default();
    let default = |offered: &Offered| offered.default.clone().unwrap_or_default();
    rows.push(("default".to_owned(), text(dev, default), text(release, default)));
    let candidates = |offered: &Offered| offered.candidates.join(" ");
    let (here, there) = (text(dev, candidates), text(release, candidates));
    if !here.is_empty() || !there.is_empty() {
        rows.push(("candidates".to_owned(), here, there));
    }
    rows
}

impl Monthly {
    /// What it brought, in words; or why that is not known.
    fn brought(&self) -> String {
        match (&self.unknown, self.versions.len(), self.templates.len()) {
            (Some(why), ..) => why.clone(),
            (None, 0, 0) => "brought no version or template".to_owned(),
            (None, versions, templates) => {
                let parts = [(versions, "version"), (templates, "template")];
                let parts = parts.into_iter().filter(|(number, _)| *number > 0);
                let parts: Vec<_> = parts.map(|(number, noun)| count(number, noun)).collect();
                format!("brought {}", parts.join(" and "))
            }
        }
    }

    /// What became of it in a branch, in words.
    fn words(&self, merged: &Merged) -> String {
        let brought = !self.versions.is_empty() || !self.templates.is_empty();
        // That later months changed RKE as well says nothing of one that is merged.
        let rke = if merged.same_rke { "; RKE is the same" } else { "; RKE differs" };
        let rke_of_merged = if merged.same_rke { rke } else { "" };
        let named = |names: &[String]| first(names, 4, String::clone);
        let parts: Vec<_> = [("lacks", &merged.lacks), ("differs in", &merged.differs)]
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(verb, names)| format!("{verb} {}", named(names)))
            .collect();
        let windows = match &merged.windows[..] {
            [] => String::new(),
            windows => format!(" (other windows: {})", named(windows)),
        };
        if self.unknown.is_some() {
            return format!("{}: {}", merged.branch, rke.trim_start_matches("; "));
        }
        match (parts.is_empty(), brought) {
            (true, true) => format!("{}: merged{windows}{rke_of_merged}", merged.branch),
            (true, false) => format!("{}: nothing to merge{rke}", merged.branch),
            (false, _) => format!("{}: {}{windows}{rke}", merged.branch, parts.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(newest: &[&str]) -> Offered {
        let newest = newest.iter().map(|&version| version.to_owned()).collect();
        Offered { distribution: "k3s", newest, candidates: Vec::new(), default: None }
    }

    #[test]
    fn minors_stand_beside_each_other_in_the_order_of_their_numbers() {
        let (dev, release) = (of(&["v1.9.1+k3s1", "v1.10.2+k3s1"]), of(&["v1.8.0+k3s1", "v1.10.1+k3s1"]));
        let rows = rows(Some(&dev), Some(&release));
        let rows: Vec<_> =
            rows.iter().map(|(minor, dev, release)| format!("{minor} {dev} {release}")).collect();
        assert_eq!(rows, ["1.8  v1.8.0+k3s1", "1.9 v1.9.1+k3s1 ", "1.10 v1.10.2+k3s1 v1.10.1+k3s1"]);
    }
}
