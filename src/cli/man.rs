//! `kdm man`: the manual, a page for each command.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, Command};
use clap_mangen::Man as Page;

use super::{outcome::Outcome, terminal::Terminal, version::VERSION, written::write_all};

/// Print the manual page of kdm or of one of its commands, in roff (`kdm man generate | man -l -`).
#[derive(Debug, Args)]
pub(super) struct Man {
    /// The command, as in `release add`.
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,

    /// Write the pages of all commands into this folder instead, as kdm.1, kdm-generate.1 and so on.
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    out: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(&self, command: &Command, terminal: &Terminal) -> anyhow::Result<Outcome> {
        if let Some(folder) = &self.out {
            let mut pages = Vec::new();
            add_pages(command, &mut pages)?;
            return write_all(folder, &pages, terminal);
        }
        let mut asked = command;
        for name in &self.command {
            let Some(below) = asked.find_subcommand(name) else {
                bail!("there is no command `{}`; `kdm help` lists them", self.command.join(" "));
            };
            asked = below;
        }
        terminal.print(&rendered(asked)?)
    }
}

/// The page of a command and those of what is below it.
fn add_pages(command: &Command, pages: &mut Vec<(String, Vec<u8>)>) -> anyhow::Result<()> {
    pages.push((Page::new(command.clone()).get_filename(), rendered(command)?));
    command
        .get_subcommands()
        .filter(|below| !below.is_hide_set())
        .try_for_each(|below| add_pages(below, pages))
}

fn rendered(command: &Command) -> anyhow::Result<Vec<u8>> {
    let mut page = Vec::new();
    Page::new(command.clone()).source(format!("kdm {VERSION}")).render(&mut page)?;
    // What a command says after its options has names of its own in a manual.
    let exit = "\n.SH \"EXIT STATUS\"\nExit codes: ";
    let page = String::from_utf8(page)?
        .replace("\n.SH EXTRA\nExit codes: ", exit)
        .replace("\n\nExit codes: ", exit)
        .replace("\n.SH EXTRA\nCredentials", "\n.SH ENVIRONMENT\nCredentials")
        .replace("\n.SH EXTRA\n", "\n.SH NOTES\n");
    Ok(page.into_bytes())
}
