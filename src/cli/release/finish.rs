//! The end of all commands: what changes is shown and looked at, and all files are replaced together.

use std::{collections::BTreeMap, path::PathBuf};

use super::{
    after::{self, Side},
    commit::Commits,
    common::Common,
    pull_request,
    root::Root,
};
use crate::{
    cli::{
        generate::{Generate, Made},
        outcome::Outcome,
        terminal::Terminal,
    },
    diagnostic::shown::shown,
    model::RancherLine,
    output::{self, Output, Replacement, Written, target_of, within},
    repository::DATA_JSON,
    source::{Sources, join},
};

/// A file that changes.
pub(super) struct Changed {
    pub(super) path: PathBuf,
    pub(super) old: String,
    pub(super) new: String,
}

/// What a command does to the files of a root.
pub(super) struct Edited<'r> {
    pub(super) root: &'r Root,
    pub(super) changed: Vec<Changed>,
    pub(super) told: Vec<String>,
    /// Whether they are RKE's tables.
    pub(super) is_tables: bool,
    /// Whether it is a file that the user named.
    pub(super) is_elsewhere: bool,
    /// The line that the branch is of afterwards.
    pub(super) line: Option<RancherLine>,
}

/// Shows what was done, and what changes.
fn show(edited: &[Edited<'_>], terminal: &Terminal) -> anyhow::Result<()> {
    for of_root in edited {
        for sentence in &of_root.told {
            terminal.say(&shown!("{sentence}\n"; sentence));
        }
        for change in &of_root.changed {
            terminal.print_styled(&super::unified::unified(change))?;
        }
    }
    Ok(())
}

/// Shows what changes, and writes it.
pub(super) fn finish(
    edited: &[Edited<'_>],
    common: &Common,
    names: &str,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    show(edited, terminal)?;
    let silent = edited.iter().all(|of_root| of_root.told.is_empty());
    let edited: Vec<_> = edited.iter().filter(|of_root| !of_root.changed.is_empty()).collect();
    if edited.is_empty() {
        let help =
            if silent { "the files are already as the command would have them" } else { "see above why" };
        terminal.note("nothing changes", help);
        return Ok(Outcome::Clean);
    }
    let sides: Vec<Option<(Side, Side)>> = edited
        .iter()
        .map(|of_root| {
            Some((Side::load(of_root.root, BTreeMap::new())?, Side::load(of_root.root, texts(of_root))?))
        })
        .collect();
    if looked_at(&edited, &sides, common, terminal) {
        return Ok(Outcome::Findings);
    }
    if common.dry_run {
        return Ok(Outcome::Clean);
    }
    let commits = match common.commit {
        true => edited
            .iter()
            .map(|of_root| Commits::prepare(&of_root.root.path, &paths(of_root)))
            .collect::<anyhow::Result<Vec<_>>>()?,
        false => Vec::new(),
    };
    let mut made = Vec::new();
    for of_root in edited.iter().filter(|_| common.generate || common.commit) {
        match Generate::plain().make(&of_root.root.path, Sources::over(texts(of_root)), terminal)? {
            Some(one) => made.push(one),
            None => return Ok(Outcome::Findings),
        }
    }
    let lines: Vec<_> = edited.iter().filter_map(|of_root| of_root.line).collect();
    let title = common.message.clone().unwrap_or_else(|| pull_request::title(&lines, names));
    refuse_page(&edited, common)?;
    let told: Vec<String> = edited.iter().flat_map(|of_root| of_root.told.clone()).collect();
    let page = common.pr.as_ref().map(|path| {
        let all = edited
            .iter()
            .zip(&sides)
            .filter_map(|(of_root, sides)| Some((of_root.root, &sides.as_ref()?.0, &sides.as_ref()?.1)));
        Output::whole(path, pull_request::page(&title, &all.collect::<Vec<_>>(), &told).as_bytes())
    });
    write(&edited, &mut made, page.transpose()?, terminal)?;
    for ((of_root, commits), made) in edited.iter().zip(&commits).zip(&made) {
        let generated: Vec<PathBuf> = made.files.iter().map(|file| file.name().to_owned()).collect();
        terminal.told(&commits.commit(&title, &told.join("\n"), &paths(of_root), &generated)?);
    }
    Ok(Outcome::Clean)
}

/// Says what `kdm check` finds that is new; whether `kdm generate` would stop on it.
fn looked_at(
    edited: &[&Edited<'_>],
    sides: &[Option<(Side, Side)>],
    common: &Common,
    terminal: &Terminal,
) -> bool {
    let mut stops = false;
    for (of_root, sides) in edited.iter().zip(sides).filter(|(of_root, _)| !of_root.is_elsewhere) {
        if of_root.is_tables {
            after::tell_whole(of_root.root, texts(of_root), terminal);
        } else if let Some((before, after)) = sides {
            stops |= after::tell(of_root.root, (before, after), of_root.line, common.force, terminal);
        }
    }
    stops
}

/// Refuses to write the text of a pull request over what is edited.
fn refuse_page(edited: &[&Edited<'_>], common: &Common) -> anyhow::Result<()> {
    let Some(path) = &common.pr else { return Ok(()) };
    let page = target_of(path);
    let mut files = edited.iter().flat_map(|of_root| {
        let build = join(&of_root.root.path, DATA_JSON);
        of_root.changed.iter().map(|change| change.path.clone()).chain([build])
    });
    if files.any(|file| target_of(&file) == page) {
        anyhow::bail!("cannot write the pull request to `{}`: this command writes that file", path.display());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        anyhow::bail!(
            "cannot write the pull request to `{}`: there is no folder `{}`",
            path.display(),
            folder.display()
        );
    }
    Ok(())
}

/// Replaces all files together.
fn write(
    edited: &[&Edited<'_>],
    made: &mut [Made],
    page: Option<Written>,
    terminal: &Terminal,
) -> anyhow::Result<()> {
    let mut files: Vec<Written> = page.into_iter().collect();
    for of_root in edited {
        of_root.root.sources.unchanged()?;
        for change in &of_root.changed {
            if !of_root.is_elsewhere {
                within(&of_root.root.path, &change.path)?;
            }
            files.push(Output::whole(&change.path, change.new.as_bytes())?);
        }
    }
    let generated = made.iter_mut().flat_map(|made| made.files.iter_mut());
    let mut all: Vec<&mut dyn Replacement> =
        files.iter_mut().chain(generated).map(|file| file as _).collect();
    terminal.told(&output::commit(&mut all)?);
    for of_root in edited {
        for change in &of_root.changed {
            let (name, done) = (
                change.path.display().to_string(),
                if change.old.is_empty() { "created" } else { "replaced" },
            );
            terminal.say(&shown!("{name}: {done}\n"; name, done));
        }
    }
    for made in made {
        terminal.say(&made.told);
    }
    Ok(())
}

fn texts(of_root: &Edited<'_>) -> BTreeMap<PathBuf, String> {
    of_root.changed.iter().map(|change| (change.path.clone(), change.new.clone())).collect()
}

fn paths(of_root: &Edited<'_>) -> Vec<PathBuf> {
    of_root.changed.iter().map(|change| change.path.clone()).collect()
}
