//! The way of all commands: the files of each root are read, edited in memory, looked at, and replaced together.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::{
    common::Common,
    finish::{Changed, Edited, finish},
    pull_request,
    root::{Root, released},
    round::this_month,
    stops::{Stopped, Stops, stopped},
    tables::Tables,
};
use crate::{
    cli::{outcome::Outcome, terminal::Terminal},
    diagnostic::{FileId, words::first},
    edit::{
        NotEdited, Refusal,
        channels::{ChannelFile, window::Windows},
    },
    model::{Distribution, RancherLine},
    source::Arena,
};

/// What is known of the branch that a file is in.
pub(super) struct Branch {
    pub(super) line: Option<RancherLine>,
    pub(super) force: bool,
    pub(super) round: String,
}

impl Branch {
    /// What bounds are looked at with.
    pub(super) fn windows(&self) -> Windows {
        Windows { line: self.line, force: self.force }
    }
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

    /// The line that the branch is of afterwards, where that is another one.
    fn next_line(&self) -> Option<RancherLine> {
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

/// How many releases one command enters or withdraws at most: after each the file is read again. In a month there are 18.
pub(super) const MOST: usize = 100;

/// Refuses more than that.
pub(super) fn refuse_many(count: usize) -> anyhow::Result<()> {
    if count > MOST {
        anyhow::bail!("{count} versions in one command are more than {MOST}; run it for fewer at a time");
    }
    Ok(())
}

/// Refuses to go on with a file.
pub(super) fn refused(file: &ChannelFile<'_>, refusal: Refusal) -> NotEdited {
    all_refused(file, vec![refusal])
}

/// The same for several reasons.
pub(super) fn all_refused(file: &ChannelFile<'_>, refusals: Vec<Refusal>) -> NotEdited {
    NotEdited::Refused { text: file.text().to_owned(), refusals }
}

/// Edits the channel files that a command is about, in all roots, and writes them.
pub(super) fn run(work: &dyn Work, roots: &[PathBuf], terminal: &Terminal) -> anyhow::Result<Outcome> {
    let (common, distributions) = (work.common(), work.distributions()?);
    let roots = Root::load_all(roots, common, &distributions, work.file())?;
    let released = released(&roots[0].path, &common.against, terminal)?;
    let (mut edited, mut stopped) = (Vec::new(), Stops::default());
    for root in &roots {
        let mut of_root = Edited {
            root,
            changed: Vec::new(),
            told: Vec::new(),
            is_tables: false,
            is_elsewhere: work.file().is_some(),
            line: work.next_line().or(root.line),
        };
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
    let is_changed = |one: &Distribution| {
        let mut paths = edited.iter().flat_map(|of_root| &of_root.changed).map(|change| &change.path);
        paths.any(|path| path.ends_with(one.channel_file()))
    };
    let names: Vec<_> = distributions.into_iter().filter(is_changed).map(pull_request::name_of).collect();
    finish(&edited, common, &names.join(" and "), terminal)
}

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
            let old = String::from_utf8_lossy(source.bytes()).into_owned();
            let change = Changed { path: PathBuf::from(&source.name), new: file.text().to_owned(), old };
            Ok((Some(change).filter(|change| change.new != change.old), told))
        }
        Err(not) => Err(stopped(&source.name, source.bytes(), not)),
    }
}
