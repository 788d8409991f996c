//! What a tag has, back under its branch.

use super::{
    Publish,
    step::{Step, look},
    upload::Verify,
};
use crate::{
    cli::{outcome::Outcome, terminal::Terminal},
    diagnostic::{Diagnostics, Shown, shown::shown, words::count},
    diff::{self, Area, Build, Kind},
    model::{Distribution, RancherLine, Tag},
    publish::{Address, Failure, File, Store},
    report::{Report, render_diff_summary},
    repository::{BUILD_NAME, Published, add_build, is_plain_name, why_unreadable},
    source::{Arena, Sources},
};

impl Publish {
    /// Puts what a tag has in the place of what the branch has.
    pub(super) fn roll_back(
        &self,
        tag: Tag,
        address: &Address,
        target: &Published,
        (store, verify): (&dyn Store, Option<&Verify>),
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        if tag.line() != target.line() {
            let what =
                format!("`{tag}` is a build of {}, and `{target}` is of {}", tag.line(), target.line());
            return Err(Failure::refused(what).help("name a tag of the branch's own line").into());
        }
        let files = of_tag(store, tag)?;
        let steps = look(store, target, files)?;
        if let Some(told) = taken_away(address, &steps, tag.line(), terminal)? {
            terminal.say(&told);
        }
        self.send(address, target, (store, verify), &steps, terminal)
    }
}

/// The files of a tag, data.json last, each with the metadata that it has there.
fn of_tag(store: &dyn Store, tag: Tag) -> Result<Vec<File>, Failure> {
    let tag = Published::Tag(tag);
    let key = tag.key(BUILD_NAME);
    let Some(build) = store.look(&key)? else {
        let failure = Failure::refused(format!("{key}: nothing is published under this tag"));
        return Err(failure.help("name a tag that was published with `kdm publish --tag`"));
    };
    if build.was_changed() {
        let what = format!("{key}: it is not what was published under this tag, by its own metadata");
        return Err(Failure::refused(what).help("look at who changed it, and roll back to another tag"));
    }
    let commit = build.upstream_commit();
    let mut files = Vec::new();
    for name in store.published_with(&tag.folder(), &build)? {
        if !is_plain_name(&name) || name == BUILD_NAME {
            return Err(Failure::refused(format!(
                "{key}: its metadata names `{name}`, which is not a valid file name"
            )));
        }
        let key = tag.key(&name);
        let Some(seen) = store.look(&key)? else {
            let what = format!("{key}: the tag was published with it, and it is gone");
            return Err(Failure::refused(what).help("put it back there, or roll back to another tag"));
        };
        files.push(File::new(&name, seen.bytes).with_upstream_commit(commit));
    }
    files.push(File::new(BUILD_NAME, build.bytes.clone()).with_upstream_commit(commit));
    Ok(files)
}

/// What the step back changes for clusters; nothing where it changes nothing. The line of what the tag has was checked when it was
/// published.
fn taken_away(
    address: &Address,
    steps: &[Step],
    line: RancherLine,
    terminal: &Terminal,
) -> anyhow::Result<Option<Shown>> {
    let Some(Step { key, file, there, .. }) = steps.last() else { return Ok(None) };
    let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
    let name = format!("{address}{key}");
    let tagged = add_build("the build of the tag", file.bytes.clone(), &mut sources, &mut found);
    let current = there.as_ref().map(|there| add_build(&name, there.bytes.clone(), &mut sources, &mut found));
    let arenas = [Arena::new(), Arena::new(), Arena::new()];
    let Some(new) = Build::read_file(&sources, tagged, &arenas[0], &mut found) else {
        let why = why_unreadable(found, &sources);
        let failure = Failure::refused(format!("what the tag has cannot be read as a build: {why}"));
        return Err(failure.help("roll back to another tag").into());
    };
    // What is there and cannot be read is what a step back mends.
    let Some(old) = current.and_then(|current| Build::read_file(&sources, current, &arenas[1], &mut found))
    else {
        return Ok(None);
    };
    let changes = diff::compare(&old, &new, &arenas[2]);
    if changes.is_empty() {
        return Ok(None);
    }
    let gone = |kind: Kind, area: &dyn Fn(Area) -> bool| -> usize {
        changes
            .iter()
            .filter(|change| change.kind == kind && area(change.area))
            .map(|change| change.versions.len())
            .sum()
    };
    let mut parts: Vec<_> = Distribution::ALL
        .into_iter()
        .map(|one| (one.key(), gone(Kind::ReleaseRemoved, &|area| area == Area::Section(one)), "release"))
        .chain([("rke", gone(Kind::VersionRemoved, &|_| true), "version")])
        .filter(|(_, gone, _)| *gone > 0)
        .map(|(name, gone, noun)| count(gone, &format!("{name} {noun}")))
        .collect();
    let is_nothing = parts.is_empty();
    let last = parts.pop().unwrap_or_else(|| "no release".to_owned());
    let what = if parts.is_empty() { last } else { format!("{} and {last}", parts.join(", ")) };
    let line = line.to_string();
    let so = if is_nothing { "" } else { ": clusters that run them go on, and nobody can choose them" };
    let report = Report { old: &name, new: "the build of the tag", changes: &changes, tracked: &[] };
    let summary = render_diff_summary(&report, terminal.width());
    Ok(Some(shown!(
        "this takes {what} away from Ranchers of {line}{so}\n{summary}";
        what, line, so, summary
    )))
}
