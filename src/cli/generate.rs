//! `kdm generate`: the main job.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use clap::Args;

use super::{Outcome, interrupt, report, terminal::Terminal};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Level, Rule, Screen},
    emit::{Change, Output, Written, write_aside, write_data_json},
    lint,
    model::{Catalog, Counts, Metadata},
    pass,
    repository::{Arenas, Repository, read_data_json},
    source::{Arena, Sources, nearest},
};

/// Where data.json is in a repository.
const DATA_JSON: &str = "data/data.json";

/// Compile the channel files and RKE tables of a repository into its data.json.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 written or up to date, 1 findings or (with --check) stale, 2 could not run."
)]
pub(super) struct Generate {
    /// Take the RKE tables from this compiled data.json (and every section without a channel file, too) or
    /// from this tree, instead of from data/rke.
    #[arg(long, value_name = "PATH")]
    rke_source: Option<PathBuf>,

    /// Write to this file instead of data/data.json in the repository.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Write nothing; fail when the file is not what would be written.
    #[arg(long)]
    check: bool,

    /// Let the findings of a rule through as warnings (may be given more than once).
    #[arg(long, value_name = "RULE", value_parser = allowable)]
    allow: Vec<Rule>,
}

/// A rule that `--allow` takes.
fn allowable(name: &str) -> Result<Rule, String> {
    let Some(rule) = Rule::ALL.iter().find(|rule| rule.name() == name) else {
        let known = nearest(name, Rule::ALL.iter().map(|rule| rule.name()));
        return Err(known.map_or_else(
            || "there is no such rule; findings show the names in brackets".to_owned(),
            |known| format!("there is no such rule; did you mean `{known}`?"),
        ));
    };
    match rule.level() {
        Level::Forbid => Err("without mending this there is nothing to write".to_owned()),
        Level::Deny | Level::Warn => Ok(*rule),
    }
}

impl Generate {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let target = self.out.clone().unwrap_or_else(|| crate::source::join(root, DATA_JSON));

        // Everything is read before anything is judged.
        let repository = match Repository::load(root, self.rke_source.as_deref()) {
            Ok(repository) => repository,
            Err(errors) => return Ok(report::unreadable(&errors, terminal)),
        };
        let mut arenas = Arenas::default();
        let mut diagnostics = Diagnostics::default();
        let catalog = repository.read(&mut arenas, &mut diagnostics);

        // What cannot be read leaves a gap: the lints would only report the gap.
        if !diagnostics.forbid() {
            lint::run(&catalog, &mut diagnostics);
        }
        diagnostics.allow(&self.allow);
        if diagnostics.stop() {
            self.show(diagnostics, &repository.sources, &target, terminal);
            return Ok(Outcome::Findings);
        }

        // What was written becomes what ships, and goes to the file.
        let origins = report::Origins::of(&catalog, &repository);
        let metadata = pass::compile(catalog);
        interrupt::clean_up_on_interrupt();
        let written = self.write(&metadata, &target)?;

        // The file takes its name unless that would lose what the old one has.
        let counts = metadata.counts();
        let previous = Previous::of(&written, &target);
        diagnostics.append(tables_lost(&counts, &previous, &target));
        diagnostics.allow(&self.allow);
        let lost = diagnostics.stop();
        self.show(diagnostics, &repository.sources, &target, terminal);
        if lost {
            return Ok(Outcome::Findings);
        }
        terminal.say(&report::summary(&target, &written, self.check, &counts, &previous, &origins));
        let stale = self.check && written.change != Change::Unchanged;
        written.commit()?;
        Ok(if stale { Outcome::Findings } else { Outcome::Clean })
    }

    fn write(&self, metadata: &Metadata<'_>, target: &Path) -> anyhow::Result<Written> {
        let output = Output::new(target, self.check)?;
        let output = write_aside(output, |out| write_data_json(metadata, out).map(drop))
            .map_err(|error| anyhow!(crate::source::describe(&error)))
            .with_context(|| format!("cannot write `{}`", target.display()))?;
        Ok(output.finish()?)
    }

    fn show(&self, diagnostics: Diagnostics, sources: &Sources, target: &Path, terminal: &Terminal) {
        let found = diagnostics.sorted();
        terminal.say(&Screen::new(sources).render(&found));
        let stopping = found.iter().filter(|finding| finding.stops()).count();
        if stopping > 0 {
            terminal.say(&report::stopped(stopping, target));
        }
    }
}

/// What is known of the file that is replaced.
#[derive(Debug)]
pub(super) enum Previous {
    /// There is none, or it is the same.
    None,
    /// It has this much.
    Counts(Counts),
    /// It cannot be read as a data.json.
    Unreadable(String),
}

impl Previous {
    fn of(written: &Written, target: &Path) -> Self {
        if !matches!(written.change, Change::Replaced { .. }) {
            return Self::None;
        }
        let mut sources = Sources::default();
        let file = match sources.load(target) {
            Ok(file) => file,
            Err(error) => return Self::Unreadable(error.to_string()),
        };
        let arena = Arena::new();
        let mut found = Diagnostics::default();
        match read_data_json(&sources, file, &arena, &mut found) {
            Some(data) if !found.forbid() => {
                let catalog = Catalog { compiled: Some(data), ..Catalog::default() };
                Self::Counts(pass::compile(catalog).counts())
            }
            _ => {
                let first = found.sorted().into_iter().find(|finding| finding.rule.level() == Level::Forbid);
                Self::Unreadable(
                    first.map_or_else(String::new, |finding| report::sentence(&finding, &sources)),
                )
            }
        }
    }
}

/// A repository that has RKE tables only in its data.json loses them when nobody says `--rke-source`.
fn tables_lost(counts: &Counts, previous: &Previous, target: &Path) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    if let Previous::Counts(Counts { rke_versions: Some(lost), .. }) = previous
        && counts.rke_versions.is_none()
    {
        let target = target.display();
        diagnostics.report(
            Diagnostic::new(
                Rule::RkeTablesLost,
                format!("`{target}` has RKE tables with {lost} versions, and this build has none"),
            )
            .help(format!(
                "keep them with `--rke-source {target}`, or drop them for good with `--allow {}`",
                Rule::RkeTablesLost
            )),
        );
    }
    diagnostics
}
