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
    publish::{Address, DATA_JSON_NAME, Failure, File, Store},
    report::{Report, render_diff_summary},
    repository::{Published, add_build, is_plain_name, why_unreadable},
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
        if let Some(told) = taken_away(store, address, &steps, tag.line(), terminal)? {
            terminal.say(&told);
        }
        self.send(address, target, (store, verify), &steps, terminal)
    }
}

/// The files of a tag, data.json last, each with the metadata that it has there.
fn of_tag(store: &dyn Store, tag: Tag) -> anyhow::Result<Vec<File>> {
    let folder = Published::Tag(tag).folder();
    let key = format!("{folder}{DATA_JSON_NAME}");
    let Some((seen, bytes)) = store.get(&key)? else {
        let failure = Failure::refused(format!("{key}: nothing is published under this tag"));
        return Err(failure.help("name a tag that was published with `kdm publish --tag`").into());
    };
    let build = File::new(DATA_JSON_NAME, bytes);
    if seen.sha256.as_ref().is_some_and(|sha256| *sha256 != build.sha256) {
        let what = format!("{key}: it is not what was published under this tag, by its own digest");
        return Err(Failure::refused(what)
            .help("look at who changed it, and roll back to another tag")
            .into());
    }
    let mut files = Vec::new();
    let names = store.published_with(&folder, &seen)?;
    for name in &names {
        if !is_plain_name(name) || name == DATA_JSON_NAME {
            return Err(Failure::refused(format!(
                "{key}: it names a file `{name}`, which is none of a build"
            ))
            .into());
        }
        let key = format!("{folder}{name}");
        let Some((_, bytes)) = store.get(&key)? else {
            let what = format!("{key}: the tag was published with it, and it is gone");
            return Err(Failure::refused(what)
                .help("publish it again beside the tag, or roll back to another one")
                .into());
        };
        files.push(File::new(name, bytes).with_upstream_commit(seen.upstream_commit()));
    }
    files.push(build.with_names(&names).with_upstream_commit(seen.upstream_commit()));
    Ok(files)
}

/// What the step back changes for clusters; nothing where it changes nothing.
fn taken_away(
    store: &dyn Store,
    address: &Address,
    steps: &[Step],
    line: RancherLine,
    terminal: &Terminal,
) -> anyhow::Result<Option<Shown>> {
    let Some(Step { key, file, there, .. }) = steps.last() else { return Ok(None) };
    let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
    let name = format!("{address}{key}");
    let tagged = add_build("the build of the tag", file.bytes.clone(), &mut sources, &mut found);
    let current = match there {
        Some(_) => store.get(key)?.map(|(_, bytes)| add_build(&name, bytes, &mut sources, &mut found)),
        None => None,
    };
    let arenas = [Arena::new(), Arena::new(), Arena::new()];
    let Some(new) = Build::read_file(&sources, tagged, &arenas[0], &mut found) else {
        let why = why_unreadable(found, &sources);
        return Err(Failure::refused(format!("what the tag has is no data.json: {why}")).into());
    };
    if let Some(other) = RancherLine::of(&new.metadata).filter(|other| *other != line) {
        let what = format!("what the tag has is a build for Rancher {other}, not {line}");
        return Err(Failure::refused(what).help("roll back to another tag").into());
    }
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
    let last = parts.pop().unwrap_or_else(|| "no release".to_owned());
    let what = if parts.is_empty() { last } else { format!("{} and {last}", parts.join(", ")) };
    let line = line.to_string();
    let report = Report { old: &name, new: "the build of the tag", changes: &changes, tracked: &[] };
    let summary = render_diff_summary(&report, terminal.width());
    Ok(Some(shown!(
        "this takes {what} away from Ranchers of {line}: clusters that run them go on, and nobody can choose them\n{summary}";
        what, line, summary
    )))
}
