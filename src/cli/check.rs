//! `kdm check`: everything that must be right before a build ships.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{
    Args, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use super::{
    Outcome,
    compile::{Compiled, compile, mirror_list},
    generate::allowable_of,
    report,
    terminal::Terminal,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    diff::Build,
    emit::values,
    lint::{self, Built},
    model::settings::Settings,
    report::{Findings, Screen, render_findings_json, render_github, render_sarif},
    repository::{Arenas, Repository},
    source::Arena,
};

/// Judge what would ship, also against what has shipped. Nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 nothing that stops a release, 1 findings that do, 2 could not run.")]
pub(super) struct Check {
    /// A released data.json whose versions must still be there as they are: of this line, or of an older one
    /// (several: more than once).
    #[arg(long, value_name = "OLD.json")]
    against: Vec<PathBuf>,

    /// A checkout of another line, whose releases must have the same arguments, charts and features (several: more
    /// than once).
    #[arg(long, value_name = "OTHER_ROOT")]
    line: Vec<PathBuf>,

    /// How to print findings: for a terminal, for a program (`kdm schema findings`), as annotations of GitHub, or for
    /// code scanning.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Print all rules with their levels, and check nothing.
    #[arg(long)]
    rules: bool,

    /// Print all that there is to say about a rule, and check nothing.
    #[arg(long, value_name = "RULE", value_parser = every_rule(), hide_possible_values = true)]
    explain: Option<Rule>,

    /// Take the RKE tables from elsewhere, as in `kdm generate`.
    #[arg(long, value_name = "PATH")]
    rke_source: Option<PathBuf>,

    /// Let the findings of a rule through as warnings (several: more than once, or with commas).
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
            return terminal.print_styled(&report::essay(rule));
        }
        if self.rules {
            return terminal.print_styled(&report::rules());
        }
        // Everything is read, the released builds beside the sources.
        let mut repository = match Repository::load(root, self.rke_source.as_deref()) {
            Ok(repository) => repository,
            Err(errors) => return Ok(report::unreadable(&errors, terminal)),
        };
        if let Err(errors) = repository.load_adjacent(&self.line) {
            return Ok(report::unreadable(&errors, terminal));
        }
        let mut released = Vec::new();
        let mut found = Diagnostics::default();
        let mut failed = Vec::new();
        for path in &self.against {
            match repository.sources.load(path) {
                Ok(file) => {
                    repository.sources.replace_invalid(file, &mut found);
                    released.push((path.display().to_string(), file));
                }
                Err(error) => failed.push(error),
            }
        }
        if !failed.is_empty() {
            return Ok(report::unreadable(&failed, terminal));
        }
        let old_arena = Arena::new();
        let mut builds = Vec::new();
        for (name, file) in &released {
            builds.extend(
                Build::read(&repository.sources, *file, &old_arena, &mut found).map(|build| (name, build)),
            );
        }
        if found.forbid() {
            terminal.say(&Screen::new(&repository.sources).render(&found.sorted()));
            bail!("what was released cannot be read, so nothing can be held against it");
        }
        let mut arenas = Arenas::default();
        let mut diagnostics = found;

        // What would ship is judged by itself,
        let arena = Arena::new();
        let explicit = self.rke_source.as_deref();
        let Compiled { metadata, settings, line, adjacent, gaps } =
            compile(&repository, explicit, &mut arenas, &arena, &mut diagnostics);
        if !gaps {
            let built = Built { metadata: &metadata, sources: &repository.sources, line };
            lint::before_shipping(built, &mut diagnostics);
        }
        mirror_list(&metadata, &mut diagnostics);

        // and then against what has shipped, and other lines; what could not be read would seem to be gone.
        if !diagnostics.forbid() {
            if !builds.is_empty() || !adjacent.is_empty() {
                let build = |metadata| {
                    let root = values(&metadata, &arena);
                    Build::of(metadata, root)
                };
                let own = build(metadata);
                lint::against(&builds, &own, &mut diagnostics);
                for (other, root) in adjacent.into_iter().zip(&self.line) {
                    lint::adjacent(&build(other), &root.display().to_string(), &own, line, &mut diagnostics);
                }
            }
            except(&settings, !builds.is_empty(), &mut diagnostics);
        }
        diagnostics.allow(&self.allow);
        let found = diagnostics.sorted();
        let findings = Findings { found: &found, sources: &repository.sources };
        match self.format {
            Format::Text => terminal.print_styled(&Screen::new(&repository.sources).render(&found))?,
            Format::Json => terminal.print(render_findings_json(&findings).as_bytes())?,
            Format::Github => terminal.print(render_github(&findings).as_bytes())?,
            Format::Sarif => terminal.print(render_sarif(&findings).as_bytes())?,
        };
        let stopping = found.iter().filter(|finding| finding.stops()).count();
        terminal.say(&report::checked(stopping, found.len() - stopping, line, settings.line.is_some()));
        Ok(if stopping > 0 { Outcome::Findings } else { Outcome::Clean })
    }
}

/// Lets through what the settings except. What they except in vain is only known where everything was held against
/// something.
fn except(settings: &Settings<'_>, whole: bool, diagnostics: &mut Diagnostics) {
    let mut used = vec![false; settings.allow.len()];
    diagnostics.allow_with(|rule, subject| {
        let mut matching =
            settings.allow.iter().zip(&mut used).filter(|(allowance, _)| allowance.is_of(rule, subject));
        let (first, is_used) = matching.next()?;
        *is_used = true;
        matching.for_each(|(_, is_used)| *is_used = true);
        Some(first.reason.value.to_owned())
    });
    for (allowance, _) in settings.allow.iter().zip(used).filter(|(_, used)| whole && !used) {
        let title = format!("nothing breaks `{}` at `{}`", allowance.rule, allowance.at.value);
        let diagnostic = Diagnostic::new(Rule::AllowanceUnused, title).at(allowance.span, "");
        diagnostics.report(diagnostic.help("delete the exception, or mend its `at`"));
    }
}
