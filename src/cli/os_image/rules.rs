//! `kdm os-image rules`: the rules that name images, and which of them a release goes by.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{given::LEFT_OUT, loaded::load_rules};
use crate::{
    cli::{outcome::Outcome, terminal::Terminal},
    consumer::os_image::name,
    diagnostic::{Diagnostics, Policy, Shown},
    model::os_image::{read_release, read_rules},
    report::{Screen, os_image::render_explained},
    repository::{Place, load_releases},
    source::{Arena, Sources},
};

/// Print the built-in rules, to begin a file with, or with --rules those of the file; or explain which rule names the image of a
/// release.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 printed, 1 findings, or no rule fits, 2 could not run.")]
pub(super) struct Rules {
    /// A file with rules; without it the pattern of today's charts.
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,

    /// A release: which rule fits it, and why those before do not.
    #[arg(long, value_name = "RELEASE")]
    explain: Option<PathBuf>,
}

impl Rules {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let (mut sources, arena, mut found) = (Sources::default(), Arena::new(), Diagnostics::default());
        let file = load_rules(root, self.rules.as_deref(), &mut sources)?;
        let explained = self
            .explain
            .as_ref()
            .map(|place| load_releases(&[Place::of_releases(root, place)], &mut sources));
        let explained = explained.transpose()?;
        let Some(rules) = read_rules(file, &sources, &arena, &mut found) else {
            terminal.stopped(&Policy::default().judge(found), &sources, "nothing is named");
            return Ok(Outcome::Findings);
        };
        let Some(explained) = explained else {
            terminal.say(&Screen::new(&sources).render(&Policy::default().judge(found)));
            return terminal.print(sources.file(file).bytes());
        };
        let (mut text, mut is_named) = (Shown::new(), true);
        for file in explained {
            let read = read_release(file.file, &sources, &arena);
            found.append(read.found);
            if let Some(release) = &read.release {
                let named = name(release, &rules);
                is_named &= named.is_ok();
                text += render_explained(release, named.as_ref(), &rules, &sources);
            }
        }
        terminal.print_styled(&text)?;
        let stops = terminal.stopped(&Policy::default().judge(found), &sources, LEFT_OUT);
        Ok(if is_named && !stops { Outcome::Clean } else { Outcome::Findings })
    }
}
