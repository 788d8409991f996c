//! `kdm generate`: the main job.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context, anyhow, bail};
use clap::{
    Args,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use super::{Outcome, interrupt, pin, previous::Previous, report, terminal::Terminal};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Level, Rule, Screen},
    emit::{Change, Output, Written, render_mirror_list, write_aside, write_data_json},
    lint,
    model::{
        Counts, Distribution,
        rke::{Named, RkeTable},
    },
    pass::{self, Origin, Selection},
    repository::{Arenas, Repository, STACK},
    source::{Arena, Sources, join},
};

/// Where data.json is in a repository.
const DATA_JSON: &str = "data/data.json";

/// Where the list of images to mirror is.
const MIRROR_LIST: &str = "data/mirror-list.txt";

/// Compile the channel files and RKE tables of a repository into its data.json.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 written or up to date, 1 findings or (with --check) stale, 2 could not run."
)]
pub(super) struct Generate {
    /// Take the RKE tables from this compiled data.json, this checkout of upstream's repository (and from both
    /// every section without a channel file, too) or this tree, instead of from the repository itself.
    #[arg(long, value_name = "PATH")]
    rke_source: Option<PathBuf>,

    /// Write to this file instead of data/data.json in the repository.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Write nothing; fail when the file is not what would be written.
    #[arg(long)]
    check: bool,

    /// Let the findings of a rule through as warnings (several: more than once, or with commas).
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = allowable())]
    allow: Vec<Rule>,
}

/// The rules that `--allow` takes.
pub(super) fn allowable() -> impl TypedValueParser<Value = Rule> {
    let rules = || Rule::ALL.iter().copied().filter(|rule| rule.level() == Level::Deny);
    let values = rules().map(|rule| PossibleValue::new(rule.name()).help(rule.breaks()));
    PossibleValuesParser::new(values)
        .try_map(move |name| rules().find(|rule| rule.name() == name).ok_or("there is no such rule"))
}

impl Generate {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let target = self.out.clone().unwrap_or_else(|| crate::source::join(root, DATA_JSON));

        // The old file is read beside everything else; only what is in it matters, not where.
        thread::scope(|scope| {
            let read = || Previous::read(&target);
            let reading = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read);
            self.compile(root, &target, terminal, || match reading {
                Ok(reading) => reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                // Without a thread to spare it is read now.
                Err(_) => read(),
            })
        })
    }

    fn compile(
        &self,
        root: &Path,
        target: &Path,
        terminal: &Terminal,
        previous: impl FnOnce() -> Previous,
    ) -> anyhow::Result<Outcome> {
        // Everything is read before anything is judged.
        let repository = match Repository::load(root, self.rke_source.as_deref()) {
            Ok(repository) => repository,
            Err(errors) => return Ok(report::unreadable(&errors, terminal)),
        };
        if repository.is_source(target) {
            bail!("cannot write `{}`: this build is made from it", target.display());
        }
        let mut arenas = Arenas::default();
        let mut diagnostics = Diagnostics::default();
        let catalog = repository.read(&mut arenas, &mut diagnostics);

        // What was written becomes what ships, and is judged. What cannot be read leaves a gap; then only what is
        // there is judged, not what is missing.
        let gaps = diagnostics.forbid();
        if !gaps {
            pin::check(&catalog, &repository, self.rke_source.as_deref(), &mut diagnostics);
        }
        let arena = Arena::new();
        let metadata = pass::compile(catalog, &arena, &mut diagnostics);
        lint::run(&metadata, gaps, &mut diagnostics);
        diagnostics.allow(&self.allow);
        if diagnostics.stop() {
            self.show(diagnostics, &repository.sources, target, terminal);
            return Ok(Outcome::Findings);
        }

        // With a patch the images to mirror go with it.
        let list = match &metadata.prime {
            Some(prime) => {
                let selection = Selection { from: vec![Origin::Prime], ..Selection::default() };
                let images = pass::images(&metadata, &selection);
                let mirrored = pass::mirror(images, &prime.patch.mirror_options, None, &mut diagnostics);
                // What goes elsewhere is for looking at; the list stays with the build.
                self.out.is_none().then(|| render_mirror_list(&mirrored))
            }
            None => None,
        };
        diagnostics.allow(&self.allow);
        if diagnostics.stop() {
            self.show(diagnostics, &repository.sources, target, terminal);
            return Ok(Outcome::Findings);
        }

        // It goes to the file.
        interrupt::clean_up_on_interrupt();
        let mut written = self.write(target, |out| write_data_json(&metadata, out).map(drop))?;
        let mut list = list
            .map(|list| {
                let lines = list.lines().count();
                let target = join(root, MIRROR_LIST);
                let written = self.write(&target, |out| out.write_all(list.as_bytes()))?;
                anyhow::Ok((target, lines, written))
            })
            .transpose()?;

        // The file takes its name unless that would lose what the old one has.
        let counts = metadata.counts();
        let previous = previous();
        diagnostics.append(sections_lost(&counts, &previous, target));
        diagnostics.allow(&self.allow);
        let lost = diagnostics.stop();
        self.show(diagnostics, &repository.sources, target, terminal);
        if lost {
            return Ok(Outcome::Findings);
        }
        let changes = [Some(&written), list.as_ref().map(|(_, _, written)| written)];
        let stale = self.check && changes.iter().flatten().any(|written| written.change != Change::Unchanged);
        written.commit()?;
        if let Some((.., list)) = &mut list {
            list.commit()?;
        }
        terminal.say(&report::summary(
            target,
            &written,
            self.check,
            &counts,
            &previous,
            &report::Origins::of(&metadata, &repository),
        ));
        if let Some((target, lines, list)) = &list {
            terminal.say(&report::list(target, *lines, list, self.check));
        }
        Ok(if stale { Outcome::Findings } else { Outcome::Clean })
    }

    fn write(
        &self,
        target: &Path,
        make: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<Written> {
        let output = Output::new(target, self.check)?;
        let output = write_aside(output, make)
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

/// A whole section that the file has and the build has not is a mishap far more often than a wish: a truncated
/// channel file, a forgotten `--rke-source`.
fn sections_lost(counts: &Counts, previous: &Previous, target: &Path) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let allow = format!("let it go with `--allow {}`", Rule::SectionLost);
    let mut lost = |what: String, help: String| {
        let title = format!("`{}` has {what}, and this build has none", target.display());
        diagnostics.report(Diagnostic::new(Rule::SectionLost, title).help(format!("{help}, or {allow}")));
    };
    let rke_help = || format!("keep them with `--rke-source {}`", target.display());
    match previous {
        Previous::Counts(previous) => {
            if let (Some(versions @ 1..), None | Some(0)) = (previous.rke_versions, counts.rke_versions) {
                lost(format!("RKE tables with {}", count(versions, "version")), rke_help());
            } else {
                for (nth, table) in RkeTable::all().enumerate() {
                    if let (entries @ 1.., 0) = (previous.rke_tables[nth], counts.rke_tables[nth]) {
                        let entries =
                            if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") };
                        lost(
                            format!("{entries} in `{}`", table.name()),
                            "restore the source of the table".to_owned(),
                        );
                    }
                }
            }
            for (nth, distribution) in Distribution::ALL.into_iter().enumerate() {
                if let (Some(releases @ 1..), None | Some(0)) = (previous.releases[nth], counts.releases[nth])
                {
                    let what = format!("{} of `{}`", count(releases, "release"), distribution.key());
                    lost(what, format!("restore `{}`", distribution.channel_file()));
                }
            }
        }
        Previous::Unreadable { has_rke_tables: true, .. } if counts.rke_versions.is_none() => {
            lost("RKE tables, though it cannot be read as it is".to_owned(), "mend it first".to_owned());
        }
        Previous::Unreadable { .. } | Previous::None => {}
    }
    diagnostics
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
