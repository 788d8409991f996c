//! The commands. Data goes to standard output, messages to standard error.

mod candidate;
mod check;
mod completions;
mod data;
mod diff;
mod findings_format;
mod generate;
mod import;
mod init;
mod interrupt;
mod lines;
#[cfg(feature = "lsp")]
mod lsp;
#[cfg(not(feature = "lsp"))]
#[path = "without_lsp.rs"]
mod lsp;
mod man;
mod merge_driver;
mod mirror_list;
mod next;
mod of_tag;
mod os_image;
mod outcome;
mod package;
mod page;
mod pin;
mod previous;
#[cfg(feature = "publish")]
mod publish;
#[cfg(not(feature = "publish"))]
#[path = "without_publish.rs"]
mod publish;
mod reference;
mod regsync;
mod release;
mod rules;
mod schema;
mod show;
mod stale;
mod summary;
mod tag;
mod target;
mod terminal;
mod version;
mod with;
mod written;

use std::{
    any::Any,
    env, panic,
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
};

use clap::{CommandFactory, Parser, Subcommand};

use outcome::Outcome;
use terminal::{Color, Terminal};
use version::VERSION;

use crate::{
    diagnostic::Shown,
    repository::{STACK, root_around},
    source::LoadErrors,
};

/// What is said above the options that mean the same in all commands.
const GLOBAL: &str = "Options of all commands";

/// Compiles what people write about Kubernetes distributions into the data.json that Rancher reads.
#[derive(Debug, Parser)]
#[command(name = "kdm", version = VERSION, about, long_about = None, max_term_width = 100)]
struct Cli {
    /// The KDM repository: a folder, or where nothing is written a revision (origin/dev-v2.9); `kdm release` takes several. Without
    /// it: the repository around this folder.
    #[arg(long = "root", global = true, help_heading = GLOBAL, value_name = "DIR")]
    roots: Vec<PathBuf>,

    /// When to use colours; `auto` looks at the terminal and at NO_COLOR.
    #[arg(long, global = true, value_name = "WHEN", help_heading = GLOBAL, default_value = "auto")]
    color: Color,

    /// Print no answer and no summary, only why a command fails; the exit code tells the rest.
    #[arg(long, short, global = true, help_heading = GLOBAL)]
    quiet: bool,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    Generate(generate::Generate),
    Check(check::Check),
    Diff(diff::Diff),
    Show(show::Show),
    Import(import::Import),
    Lines(lines::Lines),
    Pin(pin::Pin),
    Release(Box<release::Release>),
    MirrorList(mirror_list::MirrorList),
    Regsync(Box<regsync::Regsync>),
    Publish(publish::Publish),
    Tag(tag::Tag),
    Package(Box<package::Package>),
    OsImage(os_image::OsImage),
    Page(page::Page),
    MergeDriver(merge_driver::MergeDriver),
    Lsp(lsp::Lsp),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
    #[command(hide = true)]
    Reference(reference::Reference),
}

impl Command {
    /// Whether it may replace a file.
    fn writes(&self) -> bool {
        match self {
            Self::Init(_)
            | Self::Generate(_)
            | Self::Check(_)
            | Self::Import(_)
            | Self::Pin(_)
            | Self::Regsync(_)
            | Self::Release(_)
            | Self::Publish(_)
            | Self::Tag(_)
            | Self::Package(_)
            | Self::Page(_)
            | Self::Man(_)
            | Self::Reference(_)
            | Self::MergeDriver(_) => true,
            Self::Diff(_)
            | Self::Show(_)
            | Self::Lines(_)
            | Self::OsImage(_)
            | Self::MirrorList(_)
            | Self::Lsp(_)
            | Self::Schema(_)
            | Self::Completions(_) => false,
        }
    }
}

/// All commands and their options, as clap has them.
pub fn command() -> clap::Command {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    command
}

/// Runs the program.
pub fn main() -> ExitCode {
    // Nothing is printed where a panic happens: some are expected (see `source::yaml`), and for the others the
    // path of the machine that built this program helps nobody.
    panic::set_hook(Box::new(|_| {}));
    let outcome = on_its_own_stack(run).unwrap_or_else(|panic| {
        let what = format!("this is a defect of kdm: {}", message(panic.as_ref()));
        Terminal::new(Color::Auto, false).fail(&what, Some(REPORT));
        Outcome::Failed
    });
    interrupt::wait_if_interrupted();
    ExitCode::from(outcome as u8)
}

/// What to do about a defect.
const REPORT: &str = "please report it with the command and the smallest input that shows it; each file is the old one or the new one, whole";

/// Runs a command where values nested as deep as may be have room, whatever the limits of the caller's stack.
fn on_its_own_stack<T: Send + 'static>(run: fn() -> T) -> thread::Result<T> {
    match thread::Builder::new().stack_size(STACK).spawn(run) {
        Ok(running) => running.join(),
        // There is no thread to be had: the caller's stack has to do.
        Err(_) => panic::catch_unwind(run),
    }
}

/// Says what is wrong with the command line, or what was asked for. Git gives names of files in it, which anybody may have
/// chosen, and clap prints them as they are.
fn say_usage(error: clap::Error) -> Outcome {
    let escaped = env::args_os().map(|argument| Shown::data(&argument.to_string_lossy()).to_string());
    let error = Cli::try_parse_from(escaped).err().unwrap_or(error);
    let text = Shown::laid_out(&error.render().ansi().to_string());
    let terminal = Terminal::new(Color::Auto, false);
    if error.use_stderr() {
        terminal.say(&text);
        return Outcome::Failed;
    }
    terminal.print_styled(&text).unwrap_or(Outcome::Failed)
}

fn run() -> Outcome {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return say_usage(error),
    };
    let terminal = &Terminal::new(cli.color, cli.quiet);
    let is_named = !cli.roots.is_empty();
    let around = || root_around(Path::new(".")).unwrap_or_else(|| PathBuf::from("."));
    let roots = if is_named { cli.roots } else { vec![around()] };
    if cli.command.as_ref().is_some_and(Command::writes) {
        interrupt::clean_up_on_interrupt();
    }
    let root = match (&cli.command, &roots[..]) {
        (Some(Command::Release(_)), _) | (_, [_]) => &roots[0],
        _ => {
            terminal.fail(
                "this command takes one `--root`",
                Some("run it for each of them; only `kdm release` takes several"),
            );
            return Outcome::Failed;
        }
    };
    let Some(command) = &cli.command else {
        return next::next(root, terminal).unwrap_or_else(|error| failed(error, terminal));
    };
    let outcome = match command {
        Command::Init(init) => init.run(is_named.then_some(root), terminal),
        Command::Generate(generate) => generate.run(root, terminal),
        Command::Check(check) => check.run(root, terminal),
        Command::Diff(diff) => diff.run(root, terminal),
        Command::Show(show) => show.run(root, terminal),
        Command::Import(import) => import.run(root, terminal),
        Command::Lines(lines) => lines.run(root, terminal),
        Command::Pin(pin) => pin.run(root, terminal),
        Command::MirrorList(list) => list.run(root, terminal),
        Command::Regsync(regsync) => regsync.run(root, terminal),
        Command::Release(release) => release.run(&roots, terminal),
        Command::Publish(publish) => publish.run(root, terminal),
        Command::Tag(tag) => tag.run(root, terminal),
        Command::Package(package) => package.run(root, terminal),
        Command::OsImage(os_image) => os_image.run(root, terminal),
        Command::Page(page) => page.run(root, terminal),
        Command::MergeDriver(driver) => driver.run(terminal),
        Command::Lsp(lsp) => lsp.run(is_named.then_some(root)),
        Command::Schema(schema) => schema.run(terminal),
        Command::Completions(completions) => completions.run(Cli::command(), terminal),
        Command::Man(man) => man.run(&self::command(), terminal),
        Command::Reference(reference) => reference.run(&self::command(), terminal),
    };
    // What fails because the files of an interrupted run are gone is not worth a word.
    interrupt::wait_if_interrupted();
    outcome.unwrap_or_else(|error| failed(error, terminal))
}

/// Says why a command could not do its work.
fn failed(error: anyhow::Error, terminal: &Terminal) -> Outcome {
    match error.downcast::<LoadErrors>() {
        Ok(LoadErrors(errors)) => terminal.unreadable(&errors),
        Err(error) => terminal.fail(&format!("{error:#}"), None),
    }
    Outcome::Failed
}

/// The message of a panic.
fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
