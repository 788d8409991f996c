//! Rules on the command line: which ones an option takes, and what there is to read about them.

use std::ffi::OsStr;

use clap::{
    Arg, Command,
    builder::{PossibleValue, TypedValueParser},
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::terminal::BOLD;
use crate::diagnostic::{Level, Rule, Shown, shown::shown, words::nearest};

/// Takes the name of a rule; shells complete it, and a wrong one gets a suggestion.
#[derive(Clone, Copy)]
pub(super) struct RuleParser(fn(Rule) -> bool);

/// Takes the rules that `kdm check` looks for.
pub(super) const OF_CHECK: RuleParser = RuleParser(|rule| !rule.is_of_os_images());

/// Takes any rule.
pub(super) const EVERY_RULE: RuleParser = RuleParser(|_| true);

/// Takes the rules of a build that `--allow` takes.
pub(super) const ALLOWABLE: RuleParser = RuleParser(|rule| is_allowable(rule) && !rule.is_before_shipping());

/// Takes those of the rules that `--allow` takes.
pub(super) const ALLOWABLE_OF_CHECK: RuleParser = RuleParser(is_allowable);

/// Takes the rules of Releases that `--allow` takes.
pub(super) const ALLOWABLE_OF_OS_IMAGES: RuleParser =
    RuleParser(|rule| rule.is_of_os_images() && rule.level() == Level::Deny && rule != Rule::MinorRolls);

fn is_allowable(rule: Rule) -> bool {
    !rule.is_of_os_images() && (rule.level() == Level::Deny || rule.is_exceptable())
}

impl RuleParser {
    fn rules(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.iter().copied().filter(move |rule| self.0(*rule))
    }
}

impl TypedValueParser for RuleParser {
    type Value = Rule;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Rule, clap::Error> {
        let name = value.to_string_lossy();
        if let Some(rule) = self.rules().find(|rule| rule.name() == name) {
            return Ok(rule);
        }
        let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
        if let Some(arg) = arg {
            error.insert(ContextKind::InvalidArg, ContextValue::String(arg.to_string()));
        }
        error.insert(ContextKind::InvalidValue, ContextValue::String(name.to_string()));
        let suggested = match nearest(&name, self.rules().map(Rule::name)) {
            Some(rule) => format!("did you mean `{rule}`?"),
            None => "`kdm check --rules` lists the rules".to_owned(),
        };
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![suggested.into()]));
        Err(error)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.rules().map(|rule| PossibleValue::new(rule.name()).help(rule.breaks()))))
    }
}

/// Which commands look for a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finder {
    /// Every one that builds.
    Build,
    /// `kdm check`.
    Check,
    /// `kdm os-image`.
    OsImage,
}

impl Finder {
    fn of(rule: Rule) -> Self {
        match (rule.is_of_os_images(), rule.is_before_shipping()) {
            (true, _) => Self::OsImage,
            (false, true) => Self::Check,
            (false, false) => Self::Build,
        }
    }
}

/// Rules that are found by the same commands and count alike.
pub(super) struct Group {
    /// Its name in the name of a file.
    pub(super) name: &'static str,
    /// What it has.
    pub(super) title: &'static str,
    level: Level,
    finder: Finder,
}

/// All groups: those that nothing lets through first, then those that `--allow` does, then warnings; and of each those that every
/// command that builds checks before those of `kdm check`.
pub(super) const GROUPS: [Group; 8] = [
    Group::new(
        "forbidden",
        "errors that nothing lets through: no build is made",
        Level::Forbid,
        Finder::Build,
    ),
    Group::new("errors", "errors: no build is made, but with `--allow`", Level::Deny, Finder::Build),
    Group::new(
        "check-errors",
        "errors of `kdm check`: the build must not be released",
        Level::Deny,
        Finder::Check,
    ),
    Group::new("warnings", "warnings", Level::Warn, Finder::Build),
    Group::new("check-warnings", "warnings of `kdm check`", Level::Warn, Finder::Check),
    Group::new(
        "os-image-forbidden",
        "errors of `kdm os-image` that nothing lets through: no image is named",
        Level::Forbid,
        Finder::OsImage,
    ),
    Group::new(
        "os-image-errors",
        "errors of `kdm os-image check` (`minor-rolls` of `roll --forbid`): the Release must not be merged",
        Level::Deny,
        Finder::OsImage,
    ),
    Group::new("os-image-warnings", "warnings of `kdm os-image check`", Level::Warn, Finder::OsImage),
];

impl Group {
    const fn new(name: &'static str, title: &'static str, level: Level, finder: Finder) -> Self {
        Self { name, title, level, finder }
    }
}

/// Whether a rule is of a group.
pub(super) fn of_group(rule: Rule, group: &Group) -> bool {
    rule.level() == group.level && Finder::of(rule) == group.finder
}

/// All rules, by groups.
pub(super) fn rules() -> Shown {
    let mut text = Shown::new();
    let width = Rule::ALL.iter().map(|rule| rule.name().len()).max().unwrap_or_default();
    for group in &GROUPS {
        let title = group.title;
        text += shown!("{BOLD}{title}{BOLD:#}\n"; BOLD, title);
        for rule in Rule::ALL.iter().filter(|rule| of_group(**rule, group)) {
            text += shown!("  {}  {}\n", Shown::from(rule.name()).padded(width), rule.breaks());
        }
    }
    text + "a single finding of a rule may count otherwise; it is shown as what it is\n\
            `kdm check --explain RULE` explains one of them\n"
}

/// The names of all rules.
pub(super) fn names() -> Shown {
    let mut text = shown!("{BOLD}the rules that `--explain` explains{BOLD:#}\n"; BOLD);
    Rule::ALL.iter().for_each(|rule| text += shown!("  {}\n", rule.name()));
    text
}

/// What there is to say about a rule, and how it counts.
pub(super) fn essay(rule: Rule) -> Shown {
    let (title, text) = rule.essay().split_once('\n').unwrap_or((rule.essay(), ""));
    let level = match rule.level() {
        Level::Forbid => "an error that `--allow` does not let through",
        Level::Deny => "an error",
        Level::Warn => "a warning",
    };
    let by = match Finder::of(rule) {
        Finder::Build => "",
        Finder::Check => ", found by `kdm check`",
        Finder::OsImage => ", found by `kdm os-image`",
    };
    let title = title.trim_start_matches("# ");
    shown!("{BOLD}{title}{BOLD:#}  {level}{by}\n"; BOLD, title, level, by) + text
}
