//! The commands. Data goes to standard output, talk to standard error.

mod check;
mod compile;
mod completions;
mod diff;
mod generate;
mod import;
mod interrupt;
mod man;
mod merge_driver;
mod mirror_list;
mod pin;
mod previous;
mod report;
mod schema;
mod show;
mod terminal;

use std::{panic, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand, ValueEnum};

use terminal::Terminal;

/// Compiles what people write about Kubernetes distributions into the data.json that Rancher reads.
#[derive(Debug, Parser)]
#[command(name = "kdm", version, about, long_about = None, max_term_width = 100)]
struct Cli {
    /// The folder of the KDM repository.
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    root: PathBuf,

    /// Whether to colour what is said; `auto` looks at the terminal and at NO_COLOR.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,

    #[command(subcommand)]
    command: Command,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Generate(generate::Generate),
    Check(check::Check),
    Diff(diff::Diff),
    Show(show::Show),
    Import(import::Import),
    MirrorList(mirror_list::MirrorList),
    MergeDriver(merge_driver::MergeDriver),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

/// How a command ended; the number is the process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Everything is as it should be.
    Clean = 0,
    /// There are findings, or a file is stale.
    Findings = 1,
    /// The command could not do its work.
    Failed = 2,
}

/// Runs the program.
pub fn main() -> ExitCode {
    // Nothing is said where a panic happens: some are expected (see `source::yaml`), and for the others the
    // path of the machine that built this program is no help to anybody.
    panic::set_hook(Box::new(|_| {}));
    let cli = Cli::parse();
    let terminal = Terminal::new(cli.color);
    let outcome = panic::catch_unwind(|| run(&cli, &terminal)).unwrap_or_else(|panic| {
        terminal.say(&report::internal_error(panic.as_ref()));
        Outcome::Failed
    });
    ExitCode::from(outcome as u8)
}

fn run(cli: &Cli, terminal: &Terminal) -> Outcome {
    let outcome = match &cli.command {
        Command::Generate(generate) => generate.run(&cli.root, terminal),
        Command::Check(check) => check.run(&cli.root, terminal),
        Command::Diff(diff) => diff.run(terminal),
        Command::Show(show) => show.run(&cli.root, terminal),
        Command::Import(import) => import.run(&cli.root, terminal),
        Command::MirrorList(list) => list.run(&cli.root, terminal),
        Command::MergeDriver(driver) => driver.run(terminal),
        Command::Schema(schema) => schema.run(terminal),
        Command::Completions(completions) => completions.run(terminal),
        Command::Man(man) => man.run(terminal),
    };
    outcome.unwrap_or_else(|error| {
        terminal.say(&report::failure(&error));
        Outcome::Failed
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
