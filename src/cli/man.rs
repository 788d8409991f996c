//! `kdm man`: the manual.

use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;

use super::{Cli, Outcome, terminal::Terminal};

/// Print the manual page, in roff (`kdm man | man -l -`).
#[derive(Debug, Args)]
pub(super) struct Man {}

impl Man {
    pub(super) fn run(&self, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let command = Cli::command();
        let mut page = Vec::new();
        Page::new(command.clone()).render(&mut page)?;
        // One page tells all: the options of every command follow the program's own.
        for subcommand in command.get_subcommands() {
            let name = format!("kdm-{}", subcommand.get_name());
            let subcommand = Page::new(subcommand.clone().name(name));
            subcommand.render_name_section(&mut page)?;
            subcommand.render_synopsis_section(&mut page)?;
            subcommand.render_options_section(&mut page)?;
        }
        terminal.print(&page)
    }
}
