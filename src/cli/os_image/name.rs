//! `kdm os-image name`: which image the nodes of each release boot.

use std::path::Path;

use clap::Args;

use super::{
    given::{Format, Given, LEFT_OUT},
    selection::Selection,
};
use crate::{
    cli::{outcome::Outcome, terminal::Terminal},
    diagnostic::{Diagnostics, Policy},
    report::os_image::{names_list, render_names_json, render_names_text},
    source::Arena,
};

/// Print the node image of each release: NAME and IMAGE, `-` for none.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 all are named, 1 findings (the others are named), 2 could not run.")]
pub(super) struct Name {
    #[command(flatten)]
    given: Given,

    #[command(flatten)]
    selection: Selection,

    /// How to print it.
    #[arg(long, value_name = "FORMAT", default_value = "tsv")]
    format: Format,
}

impl Name {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let loaded = self.given.load(root, terminal)?;
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let Some(rules) = loaded.rules(&arena, &mut found) else {
            terminal.stopped(&Policy::default().judge(found), &loaded.sources, "nothing is named");
            return Ok(Outcome::Findings);
        };
        let mut releases = loaded.read(&loaded.files, &self.selection, |_| true, &arena);
        releases.report(|_| true, &mut found);
        let named = releases.named(&loaded, &rules, &mut found);
        match self.format {
            Format::Tsv => terminal.print(names_list(&named).tsv().as_bytes())?,
            Format::Csv => terminal.print(names_list(&named).csv().as_bytes())?,
            Format::Json => terminal.print(render_names_json(&named).as_bytes())?,
            Format::Text => terminal.print_styled(&render_names_text(&named))?,
        };
        let stops = terminal.stopped(&Policy::default().judge(found), &loaded.sources, LEFT_OUT);
        Ok(if stops { Outcome::Findings } else { Outcome::Clean })
    }
}
