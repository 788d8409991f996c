//! The way of all commands: the files of each root are read, edited in memory, looked at, and replaced together.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::{
    after::{self, Side},
    commit::Commits,
    common::Common,
    pull_request,
    root::{Root, released},
    round::this_month,
    tables::Tables,
};
use crate::{
    cli::{
        generate::{Generate, Made},
        outcome::Outcome,
        terminal::Terminal,
    },
    diagnostic::{
        Diagnostics, FileId, Policy,
        shown::shown,
        words::{count, first},
    },
    edit::{NotEdited, Refusal, channels::ChannelFile},
    model::{Distribution, RancherLine},
    output::{self, Output, Replacement, Written, within},
    report::Screen,
    source::{Arena, Sources},
};

/// What is known of the branch that a file is in.
pub(super) struct Branch {
    pub(super) line: Option<RancherLine>,
    pub(super) force: bool,
    pub(super) round: String,
}

/// A file that changes.
pub(super) struct Changed {
    pub(super) path: PathBuf,
    pub(super) old: String,
    pub(super) new: String,
}

/// A command that edits channel files.
pub(super) trait Work {
    /// What all commands take.
    fn common(&self) -> &Common;

    /// The distributions whose files it edits; of several, those that are there.
    ///
    /// # Errors
    ///
    /// When the command line makes no sense.
    fn distributions(&self) -> anyhow::Result<Vec<Distribution>>;

    /// What it does to versions of RKE, instead.
    ///
    /// # Errors
    ///
    /// When the command line makes no sense, or the text of a template cannot be read.
    fn tables(&self) -> anyhow::Result<Tables> {
        Ok(Tables::default())
    }

    /// The one file that it edits, where that is no channel file of a repository.
    fn file(&self) -> Option<&Path> {
        None
    }

    /// What changes in other files of a root.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    fn others(&self, _: &Root, _: &mut Vec<String>) -> anyhow::Result<Vec<Changed>> {
        Ok(Vec::new())
    }

    /// Edits a file, and tells what was taken from where.
    ///
    /// # Errors
    ///
    /// When it is refused.
    fn edit<'s>(
        &self,
        distribution: Distribution,
        file: ChannelFile<'s>,
        branch: &Branch,
        told: &mut Vec<String>,
    ) -> Result<ChannelFile<'s>, NotEdited>;
}

/// Refuses to go on with a file.
pub(super) fn refused(file: &ChannelFile<'_>, refusal: Refusal) -> NotEdited {
    all_refused(file, vec![refusal])
}

/// The same for several reasons.
pub(super) fn all_refused(file: &ChannelFile<'_>, refusals: Vec<Refusal>) -> NotEdited {
    NotEdited::Refused { text: file.text().to_owned(), refusals }
}

/// What a command does to the files of a root.
pub(super) struct Edited<'r> {
    pub(super) root: &'r Root,
    pub(super) changed: Vec<Changed>,
    pub(super) told: Vec<String>,
    /// Whether they are RKE's tables.
    pub(super) is_tables: bool,
}

/// Edits the channel files that a command is about, in all roots, and writes them.
pub(super) fn run(work: &dyn Work, roots: &[PathBuf], terminal: &Terminal) -> anyhow::Result<Outcome> {
    let (common, distributions) = (work.common(), work.distributions()?);
    let roots = Root::load_all(roots, common, &distributions, work.file())?;
    let released = released(&common.against)?;
    let (mut edited, mut stopped) = (Vec::new(), Stops::default());
    for root in &roots {
        let mut of_root = Edited { root, changed: Vec::new(), told: Vec::new(), is_tables: false };
        for (distribution, file) in &root.files {
            let kept = released.get(distribution);
            match edit(root, *distribution, *file, work, kept) {
                Ok((change, told)) => {
                    of_root.changed.extend(change);
                    let name = &root.sources.file(*file).name;
                    of_root.told.extend(told.into_iter().map(|told| format!("{name}: {told}")));
                }
                Err((sources, found)) => {
                    stopped.report(&sources, found, terminal);
                }
            }
        }
        let others = work.others(root, &mut of_root.told)?;
        of_root.changed.extend(others);
        edited.push(of_root);
    }
    if stopped.stop(terminal) {
        return Ok(Outcome::Findings);
    }
    let names: Vec<_> =
        distributions.iter().map(|distribution| pull_request::name_of(*distribution)).collect();
    finish(&edited, common, &names.join(" and "), terminal)
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
    for (of_root, sides) in edited.iter().zip(&sides) {
        if of_root.is_tables {
            after::tell_whole(of_root.root, texts(of_root), terminal);
        } else if let Some((before, after)) = sides {
            after::tell(of_root.root, before, after, terminal);
        }
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
    let roots: Vec<&Root> = edited.iter().map(|of_root| of_root.root).collect();
    let title = common.message.clone().unwrap_or_else(|| pull_request::title(&roots, names));
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
            within(&of_root.root.path, &change.path)?;
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

/// What stops a command, in all its files.
#[derive(Default)]
pub(super) struct Stops {
    count: usize,
    /// What was said without a place: it is the same for the other files.
    said: BTreeSet<String>,
}

impl Stops {
    /// Whether the command is stopped, which is said.
    pub(super) fn stop(&self, terminal: &Terminal) -> bool {
        if self.count > 0 {
            terminal.fail(&format!("{}; nothing is written", count(self.count, "error")), None);
        }
        self.count > 0
    }

    /// Reports what stops it in one file.
    pub(super) fn report(&mut self, sources: &Sources, mut found: Diagnostics, terminal: &Terminal) {
        found.retain(|finding| !finding.labels.is_empty() || self.said.insert(finding.title.to_string()));
        let judged = Policy::default().judge(found);
        self.count += judged.iter().filter(|judged| judged.stops()).count();
        terminal.say(&Screen::new(sources).render(&judged));
    }
}

/// What stopped an edit, and the texts that it is about.
pub(super) type Stopped = (Sources, Diagnostics);

/// A file after the edit, if it changes, and what was done.
fn edit(
    root: &Root,
    distribution: Distribution,
    file: FileId,
    work: &dyn Work,
    released: Option<&BTreeSet<String>>,
) -> Result<(Option<Changed>, Vec<String>), Stopped> {
    let arena = Arena::new();
    let source = root.sources.file(file);
    let mut told = Vec::new();
    let result = ChannelFile::read(&root.sources, file, &arena).and_then(|read| {
        let branch = Branch {
            line: root.line.or_else(|| read.line(distribution)),
            force: work.common().force,
            round: work.common().round.clone().unwrap_or_else(this_month),
        };
        let new = work.edit(distribution, read, &branch, &mut told)?;
        if let Some(released) = released.filter(|_| !branch.force) {
            let changed = new.changed_since(&ChannelFile::read(&root.sources, file, &arena)?);
            let changed: Vec<_> = changed.into_iter().filter(|version| released.contains(version)).collect();
            if !changed.is_empty() {
                let named = first(&changed, 3, |version| format!("`{version}`"));
                let title = format!("{named} was released, and this edit changes it");
                let help = "let the new state stand beside it, as a release of its own; or say `--force`";
                let breaks = "clusters that run it would be offered something else under the same name";
                return Err(refused(&new, Refusal::new(title, help).because(breaks)));
            }
        }
        Ok(new)
    });
    match result {
        Ok(file) => {
            let old = String::from_utf8_lossy(&source.bytes).into_owned();
            let change = Changed { path: PathBuf::from(&source.name), new: file.text().to_owned(), old };
            Ok((Some(change).filter(|change| change.new != change.old), told))
        }
        Err(not) => Err(stopped(&source.name, &source.bytes, not)),
    }
}

/// What is to be said of a file that was not edited.
pub(super) fn stopped(name: &str, bytes: &[u8], why: NotEdited) -> Stopped {
    let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
    match why {
        NotEdited::Unreadable(findings) => {
            let file = sources.add(name, bytes);
            found.report_all(findings.sorted().into_iter().map(|finding| finding.moved(file)));
        }
        NotEdited::Refused { text, refusals } => {
            let file = sources.add(name, text);
            found.report_all(refusals.iter().map(|refusal| refusal.finding(file)));
        }
    }
    (sources, found)
}
