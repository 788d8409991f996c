//! `kdm check`: everything that must be right before a build ships.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{
    Args, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use super::{
    candidate::{Candidate, candidate, mirror_list},
    outcome::Outcome,
    rules::{self, allowable_of},
    terminal::{BOLD, Terminal},
};
use crate::{
    diagnostic::{Diagnostics, Policy, Purpose, Rule, words::count},
    diff::Build,
    lint::{self, Built},
    model::RancherLine,
    report::{Findings, Screen, render_findings_json, render_github, render_sarif},
    repository::{Arenas, OtherLines, Repository, load_build},
    source::{Arena, LoadErrors},
};

/// Check what would ship, also against what has shipped. Nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 nothing that stops a release, 1 findings that do, 2 could not run.")]
pub(super) struct Check {
    /// A released data.json of this line or an older one: its versions must still be there, unchanged
    /// (can be repeated).
    #[arg(long, value_name = "OLD.json")]
    against: Vec<PathBuf>,

    /// A checkout of another line: its releases must have the same arguments, charts and features here (can be
    /// repeated).
    #[arg(long, value_name = "OTHER_ROOT")]
    line: Vec<PathBuf>,

    /// How to print findings: for a terminal, for a program (`kdm schema findings`), as GitHub annotations, or for
    /// code scanning.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Print all rules with their levels, and check nothing.
    #[arg(long)]
    rules: bool,

    /// Explain a rule, and check nothing.
    #[arg(long, value_name = "RULE", value_parser = every_rule(), hide_possible_values = true)]
    explain: Option<Rule>,

    /// Take the RKE tables from elsewhere, as in `kdm generate`.
    #[arg(long, value_name = "PATH")]
    rke_source: Option<PathBuf>,

    /// Turn the errors of a rule into warnings (repeat it, or use commas).
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = allowable_of(|_| true))]
    allow: Vec<Rule>,
}

fn every_rule() -> impl TypedValueParser<Value = Rule> {
    let named = |name: &str| Rule::ALL.iter().copied().find(|rule| rule.name() == name);
    PossibleValuesParser::new(Rule::ALL.iter().map(|rule| PossibleValue::new(rule.name()).hide(true)))
        .try_map(move |name| named(&name).ok_or("there is no such rule"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Github,
    Sarif,
}

impl Check {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        if let Some(rule) = self.explain {
            return terminal.print_styled(&rules::essay(rule));
        }
        if self.rules {
            return terminal.print_styled(&rules::rules());
        }
        // Everything is read, the released builds and other lines beside the sources.
        let mut repository = Repository::load(root, self.rke_source.as_deref())?;
        let lines = OtherLines::load(&self.line, &mut repository.sources)?;
        let mut diagnostics = Diagnostics::default();
        let (mut released, mut failed) = (Vec::new(), Vec::new());
        for path in &self.against {
            match load_build(path, &mut repository.sources, &mut diagnostics) {
                Ok(file) => released.push((path.display().to_string(), file)),
                Err(error) => failed.push(error),
            }
        }
        let released = LoadErrors::or(failed, released)?;
        let sources = &repository.sources;
        let old_arena = Arena::new();
        let read = |(name, file): (String, _), diagnostics: &mut Diagnostics| {
            Some((name, Build::read(sources, file, &old_arena, diagnostics)?))
        };
        let builds: Vec<_> = released.into_iter().filter_map(|build| read(build, &mut diagnostics)).collect();
        if diagnostics.forbid() {
            terminal.say(&Screen::new(sources).render(&Policy::default().judge(diagnostics)));
            bail!("what was released cannot be read, so nothing can be compared with it");
        }

        // What would ship is checked by itself,
        let (mut arenas, arena) = (Arenas::default(), Arena::new());
        let explicit = self.rke_source.as_deref();
        let Candidate { metadata, settings, line, severities, gaps } =
            candidate(&repository, explicit, &mut arenas, &arena, &mut diagnostics);
        if !gaps {
            lint::before_shipping(Built { metadata: &metadata, sources, line }, &mut diagnostics);
        }
        mirror_list(&metadata, &mut diagnostics);

        // and then beside what has shipped, and other lines; what could not be read would seem to be gone.
        let policy = Policy {
            purpose: Purpose::Release,
            severities,
            exceptions: settings.allow,
            allowed: self.allow.clone(),
        };
        let others = lines.read(sources, &arena, &mut diagnostics);
        if !diagnostics.forbid() {
            if !builds.is_empty() || !others.is_empty() {
                let own = Build::of(metadata, &arena);
                lint::against(&builds, &own, &mut diagnostics);
                for other in others {
                    let build = Build::of(other.metadata, &arena);
                    lint::adjacent(&build, &other.name, &own, line, &mut diagnostics);
                }
            }
            // Which exceptions match nothing is only known where everything was compared with something.
            if !builds.is_empty() {
                diagnostics.report_all(policy.unused_exceptions(&diagnostics));
            }
        }

        // All of it is judged.
        let found = policy.judge(diagnostics);
        self.print(&Findings { found: &found, sources }, terminal)?;
        let stopping = found.iter().filter(|judged| judged.stops()).count();
        say_result(stopping, found.len() - stopping, line, settings.line.is_some(), terminal);
        Ok(if stopping > 0 { Outcome::Findings } else { Outcome::Clean })
    }

    fn print(&self, findings: &Findings<'_>, terminal: &Terminal) -> anyhow::Result<Outcome> {
        match self.format {
            Format::Text => terminal.print_styled(&Screen::new(findings.sources).render(findings.found)),
            Format::Json => terminal.print(render_findings_json(findings).as_bytes()),
            Format::Github => terminal.print(render_github(findings).as_bytes()),
            Format::Sarif => terminal.print(render_sarif(findings).as_bytes()),
        }
    }
}

/// The last line of a check.
fn say_result(errors: usize, warnings: usize, line: Option<RancherLine>, is_set: bool, terminal: &Terminal) {
    let of = match line {
        Some(line) if is_set => format!(", for Rancher {line}"),
        Some(line) => format!(", for Rancher {line}, the newest that its defaults name"),
        None => String::new(),
    };
    let (error, warning) = (count(errors, "error"), count(warnings, "warning"));
    match (errors, warnings) {
        (0, 0) => terminal.say(&format!("{BOLD}nothing found{BOLD:#}{of}\n")),
        (0, _) => {
            terminal.say(&format!("{BOLD}{warning}{BOLD:#}, nothing that stops a release{of}\n"));
        }
        (_, 0) => terminal.fail(&(error + &of), None),
        _ => terminal.fail(&format!("{error} and {warning}{of}"), None),
    }
}
