//! `kdm man`: the manual.

use std::io::Write as _;

use clap::{Args, Command};
use clap_mangen::Man as Page;

use super::{outcome::Outcome, terminal::Terminal};

/// Print the manual page, in roff (`kdm man | man -l -`).
#[derive(Debug, Args)]
pub(super) struct Man {}

impl Man {
    pub(super) fn run(&self, mut command: Command, terminal: &Terminal) -> anyhow::Result<Outcome> {
        command.build();
        let mut page = Vec::new();
        let whole = Page::new(command.clone());
        whole.render_title(&mut page)?;
        whole.render_name_section(&mut page)?;
        whole.render_synopsis_section(&mut page)?;
        whole.render_description_section(&mut page)?;
        whole.render_options_section(&mut page)?;
        // One page has everything.
        for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
            let name = subcommand.get_bin_name().unwrap_or(subcommand.get_name());
            writeln!(page, ".SH \"{name}\"")?;
            let about = subcommand.get_about().map(ToString::to_string).unwrap_or_default();
            writeln!(page, "{about}.")?;
            for argument in subcommand
                .get_arguments()
                .filter(|argument| !argument.is_global_set() && argument.get_id() != "help")
            {
                let long = argument.get_long().map(|long| format!("\\-\\-{long}")).unwrap_or_default();
                let names = argument.get_value_names().unwrap_or_default().join(" ");
                let value = if argument.get_action().takes_values() { names } else { String::new() };
                writeln!(page, ".TP\n\\fB{long}\\fR \\fI{value}\\fR")?;
                writeln!(page, "{}", argument.get_help().map(ToString::to_string).unwrap_or_default())?;
            }
            if let Some(after) = subcommand.get_after_help() {
                writeln!(page, ".PP\n{after}")?;
            }
        }
        terminal.print(&page)
    }
}
