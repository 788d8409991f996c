//! `kdm os-image check`: everything that must be right before Releases are merged.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{given::Given, selection::Selection, states};
use crate::{
    cli::{
        findings_format::FindingsFormat,
        outcome::Outcome,
        rules::ALLOWABLE_OF_OS_IMAGES,
        terminal::{BOLD, Terminal},
    },
    consumer::os_image::bases,
    diagnostic::{Diagnostics, Judged, Policy, Rule, shown::shown, words::count},
    lint::os_image::{Checked, Releases, releases},
    source::{Arena, Sources},
};

/// Check Releases: their form, the names of their images, and what changes for nodes since the release that each was made from.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 nothing that stops a release, 1 findings that do, 2 could not run.")]
pub(super) struct Check {
    #[command(flatten)]
    given: Given,

    #[command(flatten)]
    selection: Selection,

    /// Look only at what is new or changed since this state of the repository (a revision or a folder), and whether releases that
    /// are out name another image than there.
    #[arg(long, value_name = "REV")]
    base: Option<PathBuf>,

    /// How to print findings.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: FindingsFormat,

    /// Turn the errors of a rule into warnings (repeat it, or use commas).
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = ALLOWABLE_OF_OS_IMAGES, hide_possible_values = true)]
    allow: Vec<Rule>,
}

/// How many releases are looked at.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    releases: usize,
    /// Those that have images, and nothing to compare with.
    without_base: usize,
}

impl Asked {
    fn of(releases: &Releases<'_, '_>) -> Self {
        let asked = || releases.all.iter().filter(|checked| checked.is_asked);
        let alone = |checked: &&Checked<'_, '_>| {
            checked.base.is_none() && checked.named.as_ref().is_some_and(|named| named.image.is_some())
        };
        Self { releases: asked().count(), without_base: asked().filter(alone).count() }
    }
}

impl Check {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        match &self.base {
            Some(base) => self.against(base, root, terminal),
            None => self.all(root, terminal),
        }
    }

    /// Checks all that counts.
    fn all(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let loaded = self.given.load(root, terminal)?;
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let Some(rules) = loaded.rules(&arena, &mut found) else {
            return self.print(found, Asked::default(), &loaded.sources, terminal);
        };
        let mut read = loaded.read(&loaded.files, &self.selection, |_| true, &arena);
        read.report(|_| true, &mut found);
        read.report_beside(|_| true, &mut found);
        let all: Vec<_> = read.all.iter().collect();
        let names = loaded.names(&all, &rules, |release| read.counts(release), &mut found);
        let checked = all.iter().zip(names).zip(bases(&all)).map(|((release, named), base)| Checked {
            release,
            named,
            base,
            before: None,
            is_asked: read.counts(release),
        });
        let subject = Releases { all: checked.collect(), rules: &rules, sources: &loaded.sources };
        releases(&subject, &mut found);
        self.print(found, Asked::of(&subject), &loaded.sources, terminal)
    }

    /// Checks what is new or changed.
    fn against(&self, base: &Path, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let loaded = states::Loaded::of(root, &self.given, base)?;
        let sources = &loaded.files.sources;
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let Some(rules) = loaded.files.rules(&arena, &mut found) else {
            return self.print(found, Asked::default(), sources, terminal);
        };
        let changed = loaded.changed_files();
        let mut read = loaded.read(&self.selection, &arena);
        read.after.report(|file| changed.contains(&file), &mut found);
        read.after.report_beside(|file| changed.contains(&file), &mut found);
        let compared = read.named(&loaded, &rules, &mut found);
        let states::Compared { after, bases, mut before } = compared;
        let checked = read.after.all.iter().zip(after).zip(bases).map(|((release, named), base)| Checked {
            release,
            named,
            base,
            before: before.remove(release.name.value),
            is_asked: read.after.counts(release) && changed.contains(&release.file),
        });
        let subject = Releases { all: checked.collect(), rules: &rules, sources };
        releases(&subject, &mut found);
        self.print(found, Asked::of(&subject), sources, terminal)
    }

    fn print(
        &self,
        found: Diagnostics,
        asked: Asked,
        sources: &Sources,
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        let policy = Policy { allowed: self.allow.clone(), ..Policy::default() };
        let found = policy.judge(found);
        self.format.print(&found, sources, terminal)?;
        let errors = found.iter().filter(|judged| judged.stops()).count();
        let warnings = count(found.len() - errors, "warning");
        let without = match asked.without_base {
            0 => String::new(),
            number => format!("; {number} without a release before to compare with"),
        };
        let of = count(asked.releases, "release") + &without;
        match errors {
            0 if found.is_empty() => {
                terminal.say(&shown!("{BOLD}nothing found{BOLD:#} in {of}\n"; BOLD, of));
            }
            0 => terminal.say(&shown!("{BOLD}{warnings}{BOLD:#} in {of}\n"; BOLD, warnings, of)),
            _ => terminal.fail(&format!("{} and {warnings} in {of}", count(errors, "error")), None),
        }
        Ok(if found.iter().any(Judged::stops) { Outcome::Findings } else { Outcome::Clean })
    }
}
