//! `kdm os-image roll`: whether nodes are replaced.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::{given::Given, loaded::Loaded, selection::Selection, states};
use crate::{
    cli::{outcome::Outcome, terminal::Terminal},
    consumer::os_image::{Roll as Rolling, bases},
    diagnostic::{Diagnostics, Policy, Rule},
    lint::os_image::rolls,
    model::os_image::Step,
    report::os_image::{render_rolls_json, render_rolls_text, render_states_markdown, rolls_list},
    repository::{Place, load_releases},
    source::{Arena, Sources},
};

/// Say whether the node image is renamed, so that nodes roll.
///
/// OLD and NEW are two releases. In a FOLDER each release is compared with the one before it: of those that were there at its date,
/// the highest version below it. With --base each release that is new or changed since another state is.
#[derive(Debug, Args)]
#[command(
    override_usage = "kdm os-image roll [OPTIONS] OLD NEW\n       kdm os-image roll [OPTIONS] FOLDER\n       kdm os-image roll [OPTIONS] --base REV [PATH]...",
    after_help = "Exit codes: 0 the same image, 1 another one (with --forbid: where it must not be), 2 could not run, or a release has no name."
)]
pub(super) struct Roll {
    #[command(flatten)]
    given: Given,

    #[command(flatten)]
    selection: Selection,

    /// Compare with another state of the repository (a revision or a folder): what is new or changed since then, as markdown for
    /// the pull request.
    #[arg(long, value_name = "REV")]
    base: Option<PathBuf>,

    /// Fail only where a release of this kind renames the image, or an edit does (repeat it, or use commas).
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    forbid: Vec<Kind>,

    /// How to print it; with --base the default is markdown, else tsv.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Patch,
    Minor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line each, with tabs between.
    Tsv,
    /// With a header, for spreadsheets.
    Csv,
    /// For programs.
    Json,
    /// For people.
    Text,
    /// For a pull request, with --base.
    Markdown,
}

/// What is not done where a release cannot be named.
const NOT_COMPARED: &str = "releases with errors are not compared";

impl Roll {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        if self.format == Some(Format::Markdown) && self.base.is_none() {
            bail!("markdown is for a pull request; name what it is compared with by `--base REV`");
        }
        match (&self.base, &self.given.paths[..]) {
            (Some(base), _) => self.states(base, root, terminal),
            (None, [old, new]) => self.pair(old, new, root, terminal),
            (None, [] | [_]) => self.folder(root, terminal),
            (None, _) => bail!("name two releases, OLD and NEW, or one folder"),
        }
    }

    /// Compares two releases.
    fn pair(&self, old: &Path, new: &Path, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let mut loaded = Loaded::of(root, &[old.to_owned()], self.given.rules.as_deref())?;
        let others = load_releases(&[Place::of_releases(root, new)], &mut loaded.sources)?;
        for (path, files) in [(old, &loaded.files), (new, &others)] {
            if files.len() > 1 {
                let (path, number) = (path.display(), files.len());
                bail!(
                    "`{path}` has {number} releases, and two are compared; states of a repository are compared by `--base REV`"
                );
            }
        }
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let Some(rules) = loaded.rules(&arena, &mut found) else {
            return Ok(stopped(found, &loaded.sources, terminal));
        };
        let both = [&loaded.files, &others];
        let mut both = both.map(|files| loaded.read(files, &Selection::default(), |_| true, &arena));
        both.iter_mut().for_each(|releases| releases.report(|_| true, &mut found));
        let releases: Vec<_> = both.iter().flat_map(|releases| &releases.all).collect();
        let names = loaded.names(&releases, &rules, |_| true, &mut found);
        let ([old, new], [Some(old_name), Some(new_name)]) = (&releases[..], &names[..]) else {
            return Ok(stopped(found, &loaded.sources, terminal));
        };
        if old.identity.provider != new.identity.provider {
            let (old, new) = (old.name.value, new.name.value);
            bail!(
                "`{old}` and `{new}` are of different providers, so no node of one becomes a node of the other"
            );
        }
        let roll = [Rolling::between((old, old_name), (new, new_name), &rules)];
        self.print(&roll, false, terminal)?;
        self.outcome(&roll, found, &loaded.sources, terminal)
    }

    /// Compares each release with its base.
    fn folder(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let loaded = self.given.load(root, terminal)?;
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let Some(rules) = loaded.rules(&arena, &mut found) else {
            return Ok(stopped(found, &loaded.sources, terminal));
        };
        let mut releases = loaded.read(&loaded.files, &self.selection, |_| true, &arena);
        releases.report(|_| true, &mut found);
        let all: Vec<_> = releases.all.iter().collect();
        let bases = bases(&all);
        let is_asked = |nth: &usize| releases.counts(all[*nth]);
        let asked = (0..all.len()).filter(is_asked).flat_map(|nth| [Some(nth), bases[nth]]).flatten();
        let asked: BTreeSet<_> = asked.map(|nth| all[nth].file).collect();
        let names = loaded.names(&all, &rules, |release| asked.contains(&release.file), &mut found);
        let rolls = (0..all.len()).filter(is_asked).filter_map(|new| {
            let old = bases[new]?;
            let (old, new) = ((all[old], names[old].as_ref()?), (all[new], names[new].as_ref()?));
            Some(Rolling::between(old, new, &rules))
        });
        let rolls: Vec<_> = rolls.collect();
        if rolls.is_empty() && !found.forbid() {
            bail!(
                "no release here has one before it to compare with; name OLD and NEW, or the folder of its provider"
            );
        }
        self.print(&rolls, true, terminal)?;
        self.outcome(&rolls, found, &loaded.sources, terminal)
    }

    /// Compares two states of a repository.
    fn states(&self, base: &Path, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let loaded = states::Loaded::of(root, &self.given, base)?;
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let Some(rules) = loaded.files.rules(&arena, &mut found) else {
            return Ok(stopped(found, &loaded.files.sources, terminal));
        };
        let mut read = loaded.read(&self.selection, &arena);
        let changed = loaded.changed_files();
        read.after.report(|file| changed.contains(&file), &mut found);
        let named = read.named(&loaded, &rules, &mut found);
        let states = named.states(&read, base, &rules);
        if self.format.is_none_or(|format| format == Format::Markdown) {
            terminal.print(render_states_markdown(&states).as_bytes())?;
        }
        let rolls: Vec<_> = states.changed.into_iter().filter_map(|changed| changed.roll).collect();
        if self.format.is_some_and(|format| format != Format::Markdown) {
            self.print(&rolls, true, terminal)?;
        }
        self.outcome(&rolls, found, &loaded.files.sources, terminal)
    }

    fn print(
        &self,
        rolls: &[Rolling<'_, '_>],
        several: bool,
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        match self.format.unwrap_or(Format::Tsv) {
            Format::Tsv | Format::Markdown => terminal.print(rolls_list(rolls, several).tsv().as_bytes()),
            Format::Csv => terminal.print(rolls_list(rolls, several).csv().as_bytes()),
            Format::Json => terminal.print(render_rolls_json(rolls).as_bytes()),
            Format::Text => terminal.print_styled(&render_rolls_text(rolls)),
        }
    }

    /// What the comparisons come to: that a release could not be compared weighs most.
    fn outcome(
        &self,
        compared: &[Rolling<'_, '_>],
        found: Diagnostics,
        sources: &Sources,
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        if terminal.stopped(&Policy::default().judge(found), sources, NOT_COMPARED) {
            return Ok(Outcome::Failed);
        }
        let is_wrong = if self.forbid.is_empty() {
            compared.iter().any(Rolling::rolls)
        } else {
            let mut forbidden = Diagnostics::default();
            for roll in compared {
                let rule = match roll.step() {
                    Some(Step::Patch) if self.forbid.contains(&Kind::Patch) => Rule::PatchRolls,
                    Some(Step::Minor) if self.forbid.contains(&Kind::Minor) => Rule::MinorRolls,
                    // What is no step at all must rename nothing.
                    None => Rule::ImageRenamed,
                    _ => continue,
                };
                forbidden.report_all(rolls(roll, rule));
            }
            terminal.stopped(&Policy::default().judge(forbidden), sources, "nodes would roll")
        };
        Ok(if is_wrong { Outcome::Findings } else { Outcome::Clean })
    }
}

/// Says why nothing can be compared.
fn stopped(found: Diagnostics, sources: &Sources, terminal: &Terminal) -> Outcome {
    terminal.stopped(&Policy::default().judge(found), sources, "nothing is compared");
    Outcome::Failed
}
