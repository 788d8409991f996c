//! `kdm diff`: what a change does to clusters.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{
    Args, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::{outcome::Outcome, terminal::Terminal};
use crate::{
    diagnostic::{Diagnostics, Policy},
    diff::{self, Area, Change},
    report::{Detail, Report, render_diff, render_diff_json, render_diff_markdown},
    repository::{Place, load_builds},
    source::{Arena, Sources},
};

/// Show what differs between two builds, and what that does to clusters.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 the same, 1 different, 2 could not run.")]
pub(super) struct Diff {
    /// The old build: a data.json, a repository, or a revision of one (`HEAD~1`, `origin/release-v2.9:data/data.json`).
    old: PathBuf,

    /// The new build.
    new: PathBuf,

    /// How to print it: for a terminal, for a comment on a pull request, or for a program (`kdm schema diff`).
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Show only changes in these parts (repeat it, or use commas).
    #[arg(long, value_name = "PART", value_delimiter = ',', value_parser = areas())]
    only: Vec<Area>,

    /// With --format text: show every version and part, what new releases have, and the differences of the manifests.
    #[arg(long)]
    details: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

fn areas() -> impl TypedValueParser<Value = Area> {
    PossibleValuesParser::new(Area::all().map(Area::name).collect::<Vec<_>>())
        .try_map(|name| Area::all().find(|area| area.name() == name).ok_or("there is no such part"))
}

impl Diff {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        // Both are read.
        let mut sources = Sources::default();
        let mut found = Diagnostics::default();
        let places = [&self.old, &self.new].map(|place| Place::beside(root, place));
        let places = load_builds(places, &mut sources, &mut found)?;
        let mut arenas = diff::Arenas::default();
        let builds = diff::read_both(&sources, &places, &mut arenas, &mut found)?;
        let forbidden = found.forbid();
        terminal.findings(&Policy::default().judge(found), &sources);
        let Some([old, new]) = builds.filter(|_| !forbidden) else {
            bail!("the builds cannot be compared, because they cannot both be read");
        };

        // They are compared,
        let arena = Arena::new();
        let mut changes = diff::compare(&old, &new, &arena);
        let is_wanted = |area: &Area| self.only.is_empty() || self.only.contains(area);
        changes.retain(|change: &Change<'_>| is_wanted(&change.area));

        // and the differences are printed.
        let outcome = if changes.is_empty() { Outcome::Clean } else { Outcome::Findings };
        if terminal.is_quiet() {
            return Ok(outcome);
        }
        let mut tracked = Vec::new();
        if self.format != Format::Text || self.details {
            tracked = diff::tracking(&old, &new);
            tracked.retain(|tracked| is_wanted(&Area::Section(tracked.distribution)));
        }
        let (old, new) = (self.old.display().to_string(), self.new.display().to_string());
        let report = Report { old: &old, new: &new, changes: &changes, tracked: &tracked };
        match self.format {
            Format::Text => {
                let detail = if self.details { Detail::Everything } else { Detail::Summary };
                terminal.print_styled(&render_diff(&report, detail, terminal.width()))?
            }
            Format::Markdown => terminal.print(render_diff_markdown(&report).as_bytes())?,
            Format::Json => terminal.print(render_diff_json(&report).as_bytes())?,
        };
        Ok(outcome)
    }
}
