//! `kdm completions`: what a shell needs to complete the command line.

use clap::{Args, Command};
use clap_complete::Shell;

use super::{outcome::Outcome, terminal::Terminal};

/// Print the completions of a shell.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, mut command: Command, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let mut script = Vec::new();
        if self.shell == Shell::Zsh {
            // Its script would take the name of a question for a version, which `kdm show` takes in the same place.
            command = command.mut_subcommand("show", without_positionals);
        }
        clap_complete::generate(self.shell, &mut command, "kdm", &mut script);
        terminal.print(&script)
    }
}

/// A command that takes options and commands only.
fn without_positionals(command: Command) -> Command {
    let kept =
        command.get_arguments().filter(|argument| !argument.is_positional()).cloned().collect::<Vec<_>>();
    let about = command.get_about().cloned().unwrap_or_default();
    Command::new(command.get_name().to_owned())
        .about(about)
        .args(kept)
        .subcommands(command.get_subcommands().cloned().collect::<Vec<_>>())
}
