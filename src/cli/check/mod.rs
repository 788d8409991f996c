//! `kdm check`: everything that must be right before a build ships.

pub(super) mod baseline;
pub(super) mod examine;
mod known;
pub(super) mod lists;

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueEnum};

use self::{
    examine::{Compared, examine},
    known::Known,
};
use super::{
    candidate::Given,
    findings_format::FindingsFormat,
    outcome::Outcome,
    rules::{self, ALLOWABLE_OF_CHECK, EVERY_RULE, OF_CHECK},
    terminal::{BOLD, Terminal},
};
use crate::{
    diagnostic::{Diagnostics, Judged, Policy, Rule, shown::shown, words::count},
    model::RancherLine,
    repository::{Arenas, Place, Repository, writable},
    source::{Arena, Sources},
};

/// Check what would ship, also against what has shipped. Writes nothing, except with --write-baseline.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 nothing that stops a release, 1 findings that do, 2 could not run.")]
pub(super) struct Check {
    /// A released build of this line or an older one (a data.json, a repository or a revision): its versions must still be
    /// there, unchanged (can be repeated).
    #[arg(long, value_name = "OLD")]
    against: Vec<PathBuf>,

    /// A checkout or a revision of another line: its releases must have the same arguments, charts and features here (can be
    /// repeated).
    #[arg(long, value_name = "OTHER_ROOT")]
    line: Vec<PathBuf>,

    /// A folder with the image lists of K3s, RKE2 and RFO releases: whether they are there and whole, of the releases that are
    /// mirrored (`regsync` in data/kdm.yaml), else of those that Ranchers of the line are offered.
    #[arg(long, value_name = "DIR")]
    image_lists: Option<PathBuf>,

    /// Report only findings that an older state does not have: a repository, a revision, or a data.json (of
    /// that only what its values show).
    #[arg(long, value_name = "PLACE")]
    new_since: Option<PathBuf>,

    /// Except all that is found today: write it into `allow` of data/kdm.yaml, by exactly what it is about.
    #[arg(long, conflicts_with = "new_since")]
    write_baseline: bool,

    /// Show only findings of this level.
    #[arg(long, value_name = "LEVEL")]
    level: Option<ShownLevel>,

    /// Show only findings of this rule (repeat it, or use commas).
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = OF_CHECK, hide_possible_values = true)]
    rule: Vec<Rule>,

    /// How to print findings.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: FindingsFormat,

    /// Print all rules with their levels and what they stop, and check nothing.
    #[arg(long)]
    rules: bool,

    /// Explain a rule, and check nothing; without a name list the names.
    #[arg(long, value_name = "RULE", num_args = 0..=1, value_parser = EVERY_RULE, hide_possible_values = true)]
    explain: Option<Option<Rule>>,

    /// Take the RKE tables from elsewhere, as in `kdm generate`.
    #[arg(long, value_name = "PATH")]
    rke_source: Option<PathBuf>,

    /// Turn the errors of a rule into warnings (repeat it, or use commas).
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = ALLOWABLE_OF_CHECK, hide_possible_values = true)]
    allow: Vec<Rule>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ShownLevel {
    Error,
    Warning,
}

impl Check {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        match self.explain {
            Some(Some(rule)) => return terminal.print_styled(&rules::essay(rule)),
            Some(None) => return terminal.print_styled(&rules::names()),
            None if self.rules => return terminal.print_styled(&rules::rules()),
            None => {}
        }
        if self.write_baseline {
            writable(root)?;
        }
        // Everything is read, the released builds and other lines beside the sources.
        let mut repository =
            Repository::load(Place::root(root), Place::beside_if(root, self.rke_source.as_ref()))?;
        let lists = lists::load(&mut repository, Place::beside_if(root, self.image_lists.as_ref()))?;
        let mut diagnostics = Diagnostics::default();
        let loading =
            Compared::load(root, &self.against, &self.line, &mut repository.sources, &mut diagnostics)?;
        let (sources, mut old_arenas, old_arena) = (&repository.sources, Vec::new(), Arena::new());
        let compared = loading.read(sources, (&mut old_arenas, &old_arena), &mut diagnostics);
        if diagnostics.forbid() {
            terminal.findings(&Policy::default().judge(diagnostics), sources);
            bail!("what was released, or another line, cannot be read, so nothing can be compared with it");
        }

        // What would ship is checked by itself, and beside what has shipped, and other lines.
        let (mut arenas, arena) = (Arenas::default(), Arena::new());
        let given = Given { rke_source: self.rke_source.as_deref(), line: None };
        let known = self.new_since.as_ref().map(|place| {
            anyhow::Ok((Known::of(Place::beside(root, place), root, &self.against, &self.line)?, place))
        });
        let known = known.transpose()?;
        let judging = Policy {
            allowed: self.allow.clone(),
            known: known.as_ref().map(|(known, _)| known.subjects()).unwrap_or_default(),
            keeps_consequences: self.write_baseline,
            ..Policy::default()
        };
        let examined = examine(&repository, given, (&mut arenas, &arena), &compared, judging, diagnostics);
        let compares = (!self.against.is_empty(), !self.line.is_empty());
        let build = (&examined.metadata, &examined.settings, examined.line);

        // All of it is judged; of a change only what it brought.
        let found =
            lists::judged(build, lists.as_ref(), sources, &examined.policy, (examined.found, compares));
        if self.write_baseline {
            return baseline::write(root, &found, sources, terminal);
        }
        let (found, known) = match known {
            Some((known, place)) => {
                let (found, known) = known.without(found, sources, root);
                (found, Some((known, place.as_path())))
            }
            None => (found, None),
        };
        self.print(&found, sources, terminal)?;
        say_result(&found, known, (examined.line, examined.settings.line.is_some()), terminal);
        let stops = found.iter().any(Judged::stops);
        Ok(if stops { Outcome::Findings } else { Outcome::Clean })
    }

    /// Prints what was asked for.
    fn print(&self, found: &[Judged], sources: &Sources, terminal: &Terminal) -> anyhow::Result<()> {
        let is_shown = |judged: &&Judged| {
            let of_level = match self.level {
                Some(ShownLevel::Error) => judged.stops(),
                Some(ShownLevel::Warning) => !judged.stops(),
                None => true,
            };
            of_level && (self.rule.is_empty() || self.rule.contains(&judged.finding.rule))
        };
        let shown: Vec<_> = found.iter().filter(is_shown).cloned().collect();
        self.format.print(&shown, sources, terminal)
    }
}

/// The last line of a check: what it comes to, and which Ranchers the build was judged for.
fn say_result(
    found: &[Judged],
    known: Option<(usize, &Path)>,
    (line, is_set): (Option<RancherLine>, bool),
    terminal: &Terminal,
) {
    let errors = found.iter().filter(|judged| judged.stops()).count();
    let excepted = found.iter().filter(|judged| judged.is_excepted()).count();
    let warnings = found.len() - errors - excepted;
    let new = if known.is_some() { "new " } else { "" };
    let judged = match line {
        Some(line) if is_set => format!("; judged for Rancher {line}, the line that `data/kdm.yaml` sets"),
        Some(line) => format!("; judged for Rancher {line}, the newest line that its defaults name"),
        None => "; judged for every Rancher: no default or release names a line".to_owned(),
    };
    let known = known
        .filter(|(count, _)| *count > 0)
        .map(|(known, place)| format!("; {} that `{}` has, too", count(known, "finding"), place.display()));
    let of = format!("{}{judged}", known.unwrap_or_default());
    let (error, warning) = (count(errors, &format!("{new}error")), count(warnings, &format!("{new}warning")));
    match (errors, warnings) {
        (0, 0) => terminal.say(&shown!("{BOLD}nothing {new}found{BOLD:#}{of}\n"; BOLD, new, of)),
        (0, _) => {
            let warning = shown!("{BOLD}{warning}{BOLD:#}"; BOLD, warning);
            terminal.say(&shown!("{warning}, nothing that stops a release{of}\n"; warning, of));
        }
        (_, 0) => terminal.fail(&(error + &of), None),
        _ => terminal.fail(&format!("{error} and {warning}{of}"), None),
    }
}
