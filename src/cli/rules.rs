//! Rules on the command line: which ones `--allow` takes, and what there is to read about them.

use std::fmt::Write as _;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::terminal::BOLD;
use crate::diagnostic::{Level, Rule};

/// The rules of a build that `--allow` takes.
pub(super) fn allowable() -> impl TypedValueParser<Value = Rule> {
    allowable_of(|rule| !rule.is_before_shipping())
}

/// Those of the rules that `--allow` takes that a command looks for.
pub(super) fn allowable_of(looks_for: fn(Rule) -> bool) -> impl TypedValueParser<Value = Rule> {
    let rules = move || {
        Rule::ALL
            .iter()
            .copied()
            .filter(move |rule| (rule.level() == Level::Deny || rule.is_exceptable()) && looks_for(*rule))
    };
    let values = rules().map(|rule| PossibleValue::new(rule.name()).help(rule.breaks()));
    PossibleValuesParser::new(values)
        .try_map(move |name| rules().find(|rule| rule.name() == name).ok_or("there is no such rule"))
}

/// All rules: those that nothing lets through first, then those that `--allow` does, then warnings.
pub(super) fn rules() -> String {
    let mut text = String::new();
    let width = Rule::ALL.iter().map(|rule| rule.name().len()).max().unwrap_or_default();
    for (level, title) in [
        (Level::Forbid, "errors that `--allow` does not let through"),
        (Level::Deny, "errors"),
        (Level::Warn, "warnings"),
    ] {
        let _ = writeln!(text, "{BOLD}{title}{BOLD:#}");
        for rule in Rule::ALL.iter().filter(|rule| rule.level() == level) {
            let by = if rule.is_before_shipping() { "check" } else { "" };
            let _ = writeln!(text, "  {:<width$} {by:<7}{}", rule.name(), rule.breaks());
        }
    }
    text + "`check` marks the rules of `kdm check` alone; every command that builds checks the others\n"
}

/// What there is to say about a rule, and how it counts.
pub(super) fn essay(rule: Rule) -> String {
    let (title, text) = rule.essay().split_once('\n').unwrap_or((rule.essay(), ""));
    let level = match rule.level() {
        Level::Forbid => "an error that `--allow` does not let through",
        Level::Deny => "an error",
        Level::Warn => "a warning",
    };
    let by = if rule.is_before_shipping() { ", found by `kdm check`" } else { "" };
    format!("{BOLD}{}{BOLD:#}  {level}{by}\n{text}", title.trim_start_matches("# "))
}
