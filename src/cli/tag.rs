//! `kdm tag`: the next tag of a branch, or whether one is right.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::Args;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use super::{generate::Generate, outcome::Outcome, stale::refuse_stale, terminal::Terminal};
use crate::{
    diagnostic::{Diagnostics, Shown, shown::shown, words::count},
    diff,
    model::{self, RancherLine},
    report::{Report, render_diff_summary},
    repository::{
        BranchName, Place, TagRef, changed_since, checked_out, distance, head, load_builds, make_tag, tags,
        writable,
    },
    source::{Arena, Sources},
};

/// Print the next tag of a branch, or check one: vX.Y-buildYYYYMMDD[NN] for a build on its own, vX.Y.Z with a Rancher release.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 printed, right or made, 1 a tag that must not be made, 2 could not run."
)]
pub(super) struct Tag {
    /// Check this tag instead of naming one.
    #[arg(conflicts_with = "with_rancher")]
    tag: Option<model::Tag>,

    /// The branch that HEAD is of, where none is checked out, as in CI.
    #[arg(long, value_name = "BRANCH")]
    branch: Option<BranchName>,

    /// Name the next tag in step with Rancher, vX.Y.Z.
    #[arg(long)]
    with_rancher: bool,

    /// Make the tag, at HEAD, with what changed since the last one as its message.
    #[arg(long)]
    write: bool,

    /// Sign the tag, as git is set up to.
    #[arg(long, requires = "write")]
    sign: bool,
}

impl Tag {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        writable(root)?;
        let all = tags(root).map_err(|why| anyhow!("the tags cannot be listed: {why}"))?;
        let line = self.branch(root)?.line();
        let parsed = |tag: &TagRef| tag.name.parse::<model::Tag>().ok().filter(|tag| tag.line() == line);
        let known: Vec<_> = all.iter().filter_map(parsed).collect();

        // The tag: the one that was named, if it is right, or the next one.
        let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
        let tag = match self.tag {
            Some(tag) => match wrong(tag, line, &known, today) {
                Some((what, help)) => {
                    terminal.fail(&what, Some(&help));
                    return Ok(Outcome::Findings);
                }
                None => tag,
            },
            None if self.with_rancher => match model::Tag::next_with_rancher(line, &known) {
                Some(tag) => tag,
                None => bail!("the last tag of {line} has the highest number that there is"),
            },
            None => match model::Tag::next_alone(line, today, &known) {
                Some(tag) => tag,
                None => {
                    terminal.fail(
                        &format!("{line} has a hundred tags of today"),
                        Some("tag tomorrow, or delete one that was never published"),
                    );
                    return Ok(Outcome::Findings);
                }
            },
        };

        // What it has that the last one has not.
        let commit = head(root).map_err(|why| anyhow!("there is nothing to tag: {why}"))?;
        let last = all.iter().rev().find(|tag| tag.is_behind_head && parsed(tag).is_some());
        let told = match last {
            Some(last) => since(root, last, &commit, terminal)?,
            None => shown!("there is no earlier tag of {} in this clone\n", line.to_string()),
        };
        if self.write && !self.make(root, tag, &commit, &told, terminal)? {
            return Ok(Outcome::Findings);
        }
        terminal.say(&told);
        if self.write {
            let name = tag.to_string();
            terminal.say(&shown!("made; push it with `git push origin {name}`\n"; name));
        }
        terminal.print(format!("{tag}\n").as_bytes())
    }

    /// The branch that HEAD is of.
    fn branch(&self, root: &Path) -> anyhow::Result<BranchName> {
        let checked_out = checked_out(root);
        match (&self.branch, checked_out) {
            (Some(branch), Some(other)) if branch.to_string() != other => {
                bail!(
                    "`{other}` is checked out, and a tag of `{branch}` would be of its commit; check `{branch}` out"
                )
            }
            (Some(branch), _) => Ok(branch.clone()),
            (None, Some(name)) => name.parse().map_err(|error| {
                anyhow!("`{name}` is checked out, and {error}; check the branch out that is tagged")
            }),
            (None, None) => bail!("no branch is checked out; name the one that HEAD is of with `--branch`"),
        }
    }

    /// Makes the tag; false, said to the user, where the commit is not what would be published.
    fn make(
        &self,
        root: &Path,
        tag: model::Tag,
        commit: &str,
        told: &Shown,
        terminal: &Terminal,
    ) -> anyhow::Result<bool> {
        if let Some(changed) = changed_since(root, commit)? {
            let what =
                format!("`{changed}` is changed since the last commit, and a tag has only what is committed");
            terminal.fail(&what, Some("commit the change, or put it away with `git stash`"));
            return Ok(false);
        }
        // As it is committed: what lies beside is in no tag.
        let committed = match root == Path::new(".") {
            true => PathBuf::from("HEAD"),
            false => PathBuf::from(format!("{}@HEAD", root.display())),
        };
        let Some(made) =
            Generate::checking(None, &[], "no tag is made").make(&committed, Sources::default(), terminal)?
        else {
            return Ok(false);
        };
        if refuse_stale(&made, root, "no tag is made", terminal) {
            return Ok(false);
        }
        let message = format!("{tag}\n\n{}", anstream::adapter::strip_str(told.as_str()));
        make_tag(root, &tag.to_string(), commit, &message, self.sign)
            .map_err(|why| anyhow!("the tag cannot be made: {why}"))?;
        Ok(true)
    }
}

/// What is wrong with a tag of a line, and what to do.
fn wrong(tag: model::Tag, line: RancherLine, known: &[model::Tag], today: Date) -> Option<(String, String)> {
    if tag.line() != line {
        return Some((
            format!("`{tag}` is a tag of {}, and the branch is of {line}", tag.line()),
            "tag the branch of its line".to_owned(),
        ));
    }
    let next = || match tag.day() {
        Some(_) => model::Tag::next_alone(line, today, known),
        None => model::Tag::next_with_rancher(line, known),
    };
    let next = next()
        .map_or_else(|| "name one of another day".to_owned(), |next| format!("the next one is `{next}`"));
    if known.contains(&tag) {
        return Some((format!("there is a tag `{tag}`, and a tag is published once"), next));
    }
    // Whoever is one time zone ahead may be a day ahead.
    if let Some((day, _)) = tag.day()
        && day > today.saturating_add(1.day())
    {
        return Some((format!("`{tag}` is of a day to come"), next));
    }
    let newer = known
        .iter()
        .filter(|other| **other > tag)
        .max_by(|one, other| one.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal))?;
    Some((format!("`{newer}` is newer than `{tag}`: who takes the newest tag would not see this one"), next))
}

/// What changed since a tag.
fn since(root: &Path, last: &TagRef, commit: &str, terminal: &Terminal) -> anyhow::Result<Shown> {
    let commits =
        distance(root, &last.commit, commit).map(|commits| format!(", {}", count(commits, "commit")));
    let (name, commits) = (last.name.as_str(), commits.unwrap_or_default());
    let head = shown!("since {name}{commits}:\n"; name, commits);
    let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
    let places = [Place::commit(root, &last.commit, name), Place::commit(root, commit, "HEAD")];
    let places = load_builds(places, &mut sources, &mut found)?;
    let mut arenas = diff::Arenas::default();
    let arena = Arena::new();
    let Some([old, new]) = diff::read_both(&sources, &places, &mut arenas, &mut found)? else {
        return Ok(head + "  the builds cannot be compared, because they cannot both be read\n");
    };
    let changes = diff::compare(&old, &new, &arena);
    if changes.is_empty() {
        return Ok(head + "  the build is the same\n");
    }
    let report = Report { old: name, new: "HEAD", changes: &changes, tracked: &[] };
    Ok(head + render_diff_summary(&report, terminal.width()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_of_its_line_new_and_behind_all_others() {
        let tag = |text: &str| text.parse::<model::Tag>().unwrap();
        let line = RancherLine::new(2, 9);
        let known = ["v2.9-build20260110", "v2.9-build2026011001", "v2.9.3"].map(tag);
        let today = Date::constant(2026, 1, 30);
        for (text, expected) in [
            ("v2.9-build20260130", None),
            ("v2.9-build20260131", None),
            ("v2.9-build20260111", None),
            ("v2.9.4", None),
            ("v2.9.9", None),
            ("v2.8.4", Some("is a tag of v2.8")),
            ("v2.9-build20260110", Some("there is a tag")),
            ("v2.9.3", Some("there is a tag")),
            ("v2.9-build20260109", Some("`v2.9-build2026011001` is newer")),
            ("v2.9.2", Some("`v2.9.3` is newer")),
            ("v2.9-build20260201", Some("of a day to come")),
        ] {
            let found = wrong(tag(text), line, &known, today);
            match expected {
                Some(expected) => assert!(
                    found.as_ref().is_some_and(|(what, _)| what.contains(expected)),
                    "{text}: {found:?}"
                ),
                None => assert_eq!(found, None, "{text}"),
            }
        }
        let (_, help) = wrong(tag("v2.9.3"), line, &known, today).unwrap();
        assert_eq!(help, "the next one is `v2.9.4`");
    }
}
