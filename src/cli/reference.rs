//! `kdm reference`: the part of the book that only the program knows.

use std::{fmt::Write as _, path::PathBuf};

use clap::{Arg, Args, Command};

use super::{
    outcome::Outcome,
    rules::{GROUPS, of_group},
    terminal::Terminal,
    written::write_all,
};
use crate::{diagnostic::Rule, schema::Schema};

/// Write the reference of the book: each command, each rule, each form of JSON and YAML.
#[derive(Debug, Args)]
pub(super) struct Reference {
    /// The folder.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Reference {
    pub(super) fn run(&self, command: &Command, terminal: &Terminal) -> anyhow::Result<Outcome> {
        write_all(&self.out, &pages(command), terminal)
    }
}

/// The pages by name.
fn pages(command: &Command) -> Vec<(String, Vec<u8>)> {
    let mut pages = vec![("commands.md".to_owned(), all_commands(command))];
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        let mut page = String::new();
        add_command(below, 1, &mut page);
        pages.push((format!("kdm-{}.md", below.get_name()), page));
    }
    pages.extend(GROUPS.iter().map(|group| (format!("rules-{}.md", group.name), of_rules(group))));
    pages.push(("formats.md".to_owned(), formats()));
    pages.into_iter().map(|(name, page)| (name, page.into_bytes())).collect()
}

fn all_commands(command: &Command) -> String {
    let mut page = "# Commands\n\n".to_owned();
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        let (name, about) = (below.get_name(), sentence(&about(below)));
        let _ = writeln!(page, "* [`kdm {name}`](kdm-{name}.md): {about}");
    }
    page += "\n## Options of every command\n\n";
    let arguments = command.get_arguments().filter(|argument| argument.get_id() != "version");
    add_arguments(arguments.collect(), &mut page);
    page
}

fn add_command(command: &Command, depth: usize, page: &mut String) {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let _ = writeln!(page, "{} {name}\n\n{}\n", "#".repeat(depth), sentence(&about(command)));
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").lines().map(str::trim).collect::<Vec<_>>();
    let _ = writeln!(page, "```text\n{}\n```\n", usage.join("\n"));
    let own =
        command.get_arguments().filter(|argument| !argument.is_global_set() || counts_below(name, argument));
    add_arguments(own.filter(|argument| argument.get_id() != "help").collect(), page);
    if let Some(after) = command.get_after_help() {
        let _ = writeln!(page, "{}\n", escaped(&after.to_string()));
    }
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        add_command(below, (depth + 1).min(6), page);
    }
}

/// Whether an option of a command counts for all below it, and is listed with the command itself.
fn counts_below(name: &str, argument: &Arg) -> bool {
    let of_every_command = ["roots", "color", "quiet"].contains(&argument.get_id().as_str());
    !of_every_command && name.split(' ').count() == 2
}

fn about(command: &Command) -> String {
    command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default()
}

/// Help as a sentence, which clap ends without a point.
fn sentence(text: &str) -> String {
    let text = escaped(text.trim());
    if text.is_empty() || text.ends_with(['.', ':', '?']) { text } else { text + "." }
}

fn add_arguments(arguments: Vec<&Arg>, page: &mut String) {
    let shown: Vec<_> = arguments.into_iter().filter(|argument| !argument.is_hide_set()).collect();
    if shown.is_empty() {
        return;
    }
    page.push_str("| option | meaning |\n|---|---|\n");
    for argument in shown {
        let help =
            argument.get_long_help().or(argument.get_help()).map(ToString::to_string).unwrap_or_default();
        let mut text = sentence(&help);
        let values = argument.get_possible_values();
        let values: Vec<_> = values.iter().filter(|value| !value.is_hide_set()).collect();
        if !values.is_empty()
            && !argument.is_hide_possible_values_set()
            && argument.get_action().takes_values()
        {
            let name = |value: &&clap::builder::PossibleValue| {
                let help = value
                    .get_help()
                    .map(|help| format!(" ({})", escaped(&help.to_string())))
                    .unwrap_or_default();
                format!("`{}`{help}", value.get_name())
            };
            let names: Vec<_> = values.iter().map(name).collect();
            let _ = write!(text, " One of {}.", names.join(", "));
        }
        let default =
            argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect::<Vec<_>>();
        if !default.is_empty() && argument.get_action().takes_values() {
            let _ = write!(text, " By default `{}`.", default.join(","));
        }
        let _ = writeln!(page, "| `{}` | {} |", named(argument), text.replace('|', "\\|").replace('\n', " "));
    }
    page.push('\n');
}

/// An argument as people write it.
fn named(argument: &Arg) -> String {
    let value = argument.get_value_names().unwrap_or_default().join(" ");
    let short = argument.get_short().map(|short| format!("-{short}, ")).unwrap_or_default();
    match argument.get_long() {
        Some(long) if argument.get_action().takes_values() => {
            let optional = argument.get_num_args().is_some_and(|number| number.min_values() == 0);
            if optional { format!("{short}--{long}[={value}]") } else { format!("{short}--{long} {value}") }
        }
        Some(long) => format!("{short}--{long}"),
        None => value,
    }
    .replace('|', "\\|")
}

/// Text in which markdown sees no tags.
fn escaped(text: &str) -> String {
    text.replace('<', "&lt;")
}

fn of_rules(group: &super::rules::Group) -> String {
    let mut page = format!("# Rules: {}\n\n", group.title);
    for rule in Rule::ALL.iter().copied().filter(|rule| of_group(*rule, group)) {
        let _ = writeln!(page, "## {}\n\n{}.\n", rule.name(), sentence(rule.breaks()).trim_end_matches('.'));
        // The first line of an essay is its name.
        let essay = rule.essay().split_once('\n').map_or("", |(_, essay)| essay);
        let _ = writeln!(page, "{}\n", essay.trim());
    }
    page
}

fn formats() -> String {
    let mut page = "# Formats\n\nEach has a JSON Schema, which `kdm schema NAME` prints; all are in the folder `schemas`.\n\n| name | describes |\n|---|---|\n".to_owned();
    for schema in Schema::ALL {
        let _ = writeln!(page, "| `{}` | {} |", schema.name(), schema.describes().trim());
    }
    page += "\nJSON is written alike by all commands: two spaces a level, keys in the order of the schema, text as UTF-8 without \
             escapes. A form has its `version`; an addition keeps it, so programs must ignore keys that they do not know.\n";
    page
}
