//! The settings of a repository: `data/kdm.yaml`.

use std::collections::BTreeMap;

use super::{
    RancherLine, RancherRange, Text,
    field::{Named, named},
    reader::Reader,
};
use crate::{
    diagnostic::{
        Diagnostic, Exception, Exceptions, Level, Rule, Severity, Span,
        words::{did_you_mean, nearest},
    },
    source::{Node, Value},
};

named! {
    /// The parts of `data/kdm.yaml`.
    pub(crate) enum SettingsPart {
        Upstream = "upstream",
        Line = "line",
        Rules = "rules",
        Allow = "allow",
        ImagePrefixes = "imagePrefixes",
        Regsync = "regsync",
    }
}

named! {
    /// The parts of `regsync`.
    pub(crate) enum RegsyncPart {
        Rancher = "rancher",
        ImageLists = "imageLists",
        Keep = "keep",
        Style = "style",
    }
}

named! {
    /// The parts of an exception.
    pub(crate) enum ExceptionPart {
        Rule = "rule",
        At = "at",
        Reason = "reason",
    }
}

named! {
    /// The parts of a pin.
    pub(crate) enum PinPart {
        Repository = "repository",
        Commit = "commit",
        Sha256 = "sha256",
    }
}

/// What `data/kdm.yaml` says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings<'s> {
    /// `upstream`: where the tree of RKE tables was imported from.
    pub upstream: Option<Pin<'s>>,
    /// `line`: which Ranchers read the build, as in `v2.9`.
    pub line: Option<RancherLine>,
    /// `rules`: how rules count here, whatever the line.
    pub rules: BTreeMap<Rule, Severity>,
    /// `allow`: findings that are let through, each with a reason.
    pub allow: Exceptions,
    /// `imagePrefixes`: what images of RKE may begin with besides `rancher/`.
    pub image_prefixes: Vec<String>,
    /// `regsync`: what the registry mirrors.
    pub regsync: Option<RegsyncSettings<'s>>,
}

/// What `regsync` in `data/kdm.yaml` says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RegsyncSettings<'s> {
    /// `rancher`: the Ranchers whose images are mirrored, and where that is written.
    pub rancher: Option<(RancherRange, Option<Span>)>,
    /// `imageLists`: the folder with the image lists of releases, in the repository.
    pub image_lists: Option<Text<'s>>,
    /// `keep`: older regsync.yaml files, in the repository, whose tags are kept.
    pub keep: Vec<Text<'s>>,
    /// `style: upstream`: tags are never in quotes.
    pub is_upstreams_style: bool,
}

/// A state of upstream's repository.
#[derive(Debug, Clone, PartialEq)]
pub struct Pin<'s> {
    /// Where it is pinned.
    pub span: Option<Span>,
    /// The address of the repository.
    pub repository: Option<Text<'s>>,
    /// The commit.
    pub commit: Option<Text<'s>>,
    /// The SHA-256 of what its RKE tables compile to: a data.json with nothing else in it.
    pub sha256: Text<'s>,
}

impl<'s> Settings<'s> {
    /// Reads the settings; an empty file has none.
    pub(crate) fn read(reader: &mut Reader<'_>, node: &Node<'s>) -> Self {
        let mut settings = Self::default();
        reader.parts(node, |reader, part: SettingsPart, node| match part {
            SettingsPart::Upstream => settings.upstream = Pin::read(reader, node),
            SettingsPart::Line => settings.line = read_line(reader, node),
            SettingsPart::Rules => settings.rules = read_rules(reader, node),
            SettingsPart::ImagePrefixes => {
                let name = part.name();
                let prefixes =
                    reader.list(node, name, |reader, node| reader.text(node, name).value.to_owned());
                settings.image_prefixes = prefixes.unwrap_or_default();
                settings.image_prefixes.retain(|prefix| !prefix.is_empty());
            }
            SettingsPart::Regsync => settings.regsync = RegsyncSettings::read(reader, node),
            SettingsPart::Allow => {
                let allow = reader.list(node, "allow", |reader, node| read_exception(reader, node));
                settings.allow = allow.unwrap_or_default().into_iter().flatten().collect::<Vec<_>>().into();
            }
        });
        settings
    }
}

fn read_line(reader: &mut Reader<'_>, node: &Node<'_>) -> Option<RancherLine> {
    let text = reader.text(node, "line");
    let line = RancherLine::parse(text.value);
    if line.is_none() && !text.value.is_empty() {
        let title = format!("`{}` is not a line of Rancher", text.value);
        let diagnostic = Diagnostic::new(Rule::ValueType, title).at(node.span, "");
        reader.report(diagnostic.help("write its first two numbers, as in `v2.9`"));
    }
    line
}

fn read_rules(reader: &mut Reader<'_>, node: &Node<'_>) -> BTreeMap<Rule, Severity> {
    let read = |reader: &mut Reader<'_>, node: &Node<'_>| {
        let severity = match node.value {
            // `off` without quotes.
            Value::Bool(false) => Some(Severity::Off),
            Value::String("warning") => Some(Severity::Warn),
            other => Severity::ALL.into_iter().find(|severity| Some(severity.name()) == other.as_str()),
        };
        if severity.is_none() {
            let diagnostic = Diagnostic::new(Rule::ValueType, "this is not a severity").at(node.span, "");
            reader.report(diagnostic.help("write `error`, `warn` or `off`"));
        }
        severity
    };
    let table = reader.table(node, "rules", |reader, node, _| read(reader, node)).unwrap_or_default();
    let known = |rule: &Rule| rule.level() != Level::Forbid && !rule.is_of_os_images();
    let rules = table.into_rows().filter_map(|(name, severity)| {
        let rule = named_rule(reader, (name.value, name.span), known, "whose severity can be set");
        rule.zip(severity)
    });
    rules.collect()
}

/// The rule of a name, among those that are `known` here.
fn named_rule(
    reader: &mut Reader<'_>,
    (name, span): (&str, Option<Span>),
    known: impl Fn(&Rule) -> bool,
    what: &str,
) -> Option<Rule> {
    let known = || Rule::ALL.iter().copied().filter(&known);
    let found = known().find(|rule| rule.name() == name);
    if found.is_none() {
        let or = "write the rule as the finding shows it in brackets";
        let help = did_you_mean(name, known().map(Rule::name), or);
        let title = format!("there is no rule `{name}` {what}");
        reader.report(
            Diagnostic::new(Rule::ValueType, title)
                .at(span, "")
                .help(help)
                .mend(span, nearest(name, known().map(Rule::name))),
        );
    }
    found
}

fn read_exception(reader: &mut Reader<'_>, node: &Node<'_>) -> Option<Exception> {
    if !matches!(node.value, Value::Map(_)) {
        reader.mismatch(node, "an exception", "a map");
        return None;
    }
    let (mut rule, mut at, mut reason) = (None, Vec::new(), None);
    let mut faulty = false;
    reader.parts(node, |reader, part: ExceptionPart, node| {
        let mut text = |reader: &mut Reader<'_>, node: &Node<'_>| {
            let text = reader.text(node, part.name());
            faulty |= !matches!(node.value, Value::String(_));
            Some(text).filter(|text| !text.value.trim().is_empty()).map(|text| text.value.to_owned())
        };
        match (part, node.value) {
            (ExceptionPart::Rule, _) => rule = text(reader, node).zip(Some(node.span)),
            (ExceptionPart::At, Value::List(items)) => {
                at = items.iter().filter_map(|item| text(reader, item)).collect();
            }
            (ExceptionPart::At, _) => at = text(reader, node).into_iter().collect(),
            (ExceptionPart::Reason, _) => reason = text(reader, node),
        }
    });
    let missing = [
        (rule.is_none(), ExceptionPart::Rule, "write the rule as the finding shows it in brackets"),
        (
            at.is_empty(),
            ExceptionPart::At,
            "write what the finding is about, as its help does: `rke2 v1.27.16+rke2r1`",
        ),
        (
            reason.is_none(),
            ExceptionPart::Reason,
            "write why the data is right: the next reader will want to know",
        ),
    ];
    if let (false, Some((_, part, help))) = (faulty, missing.iter().find(|(is_missing, ..)| *is_missing)) {
        let title = format!("this exception has no `{}`", part.name());
        reader.report(Diagnostic::new(Rule::ValueType, title).at(node.span, "").help(*help));
    }
    // Only findings of these say what they are about.
    let known = |rule: &Rule| rule.is_exceptable();
    let (name, span) = rule?;
    let rule = named_rule(reader, (&name, span), known, "that can be let through")?;
    Some(Exception { span: node.span, rule, at, reason: reason? })
        .filter(|exception| !exception.at.is_empty())
}

impl<'s> RegsyncSettings<'s> {
    fn read(reader: &mut Reader<'_>, node: &Node<'s>) -> Option<Self> {
        if node.value == Value::Null {
            return None;
        }
        let mut settings = Self::default();
        reader.parts(node, |reader, part: RegsyncPart, node| match part {
            RegsyncPart::Rancher => {
                let text = read_text(reader, node, part.name());
                settings.rancher = text.and_then(|text| match RancherRange::parse(text.value) {
                    Ok(range) => Some((range, text.span)),
                    Err(why) => {
                        let finding = Diagnostic::new(Rule::ValueType, "this is not a range of Ranchers");
                        reader.report(finding.at(text.span, "").help(why));
                        None
                    }
                });
            }
            RegsyncPart::ImageLists => settings.image_lists = read_path(reader, node, part.name()),
            RegsyncPart::Keep => {
                let keep = reader.list(node, part.name(), |reader, node| read_path(reader, node, "keep"));
                settings.keep = keep.unwrap_or_default().into_iter().flatten().collect();
            }
            RegsyncPart::Style => {
                let style = read_text(reader, node, part.name());
                settings.is_upstreams_style = style.is_some_and(|style| style.value == "upstream");
                if let Some(style) = style.filter(|style| !["upstream", "quoted"].contains(&style.value)) {
                    let title = format!("`{}` is not a style", style.value);
                    let finding = Diagnostic::new(Rule::ValueType, title).at(style.span, "");
                    reader.report(finding.help("write `quoted` or `upstream`"));
                }
            }
        });
        Some(settings)
    }
}

/// A text that is not empty.
fn read_text<'s>(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Option<Text<'s>> {
    let text = reader.text(node, name);
    if text.value.is_empty() && matches!(node.value, Value::Null | Value::String(_)) {
        let finding = Diagnostic::new(Rule::ValueType, format!("`{name}` is empty")).at(node.span, "");
        reader.report(finding.help("write a value, or delete the key"));
    }
    (!text.value.is_empty()).then_some(text)
}

/// A path in the repository: whoever sends a change must not make kdm read elsewhere.
fn read_path<'s>(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Option<Text<'s>> {
    let path = read_text(reader, node, name)?;
    let is_inside = !path.value.starts_with('/')
        && !path.value.contains('\\')
        && path.value.split('/').all(|part| part != "..");
    if !is_inside {
        let title = format!("`{}` is not in the repository", path.value);
        let finding = Diagnostic::new(Rule::ValueType, title).at(path.span, "");
        reader.report(
            finding.help(
                "write a path below the root, as in `image-lists`; another one goes on the command line",
            ),
        );
    }
    is_inside.then_some(path)
}

impl<'s> Pin<'s> {
    fn read(reader: &mut Reader<'_>, node: &Node<'s>) -> Option<Self> {
        if node.value == Value::Null {
            return None;
        }
        let (mut repository, mut commit, mut sha256) = (None, None, None);
        let mut has_digest = false;
        reader.parts(node, |reader, part: PinPart, node| {
            let text = reader.text(node, part.name());
            let text = matches!(node.value, Value::String(_)).then_some(text);
            match part {
                PinPart::Repository => repository = text,
                PinPart::Commit => commit = text,
                PinPart::Sha256 => (sha256, has_digest) = (text, node.value != Value::Null),
            }
        });
        let faults = [
            (commit, "a commit must be 40 or 64 hexadecimal digits", &COMMIT[..]),
            (sha256, "a SHA-256 must be 64 hexadecimal digits", &[64]),
        ];
        for (text, title, lengths) in faults {
            if let Some(text) = text.filter(|text| !is_hexadecimal(text.value, lengths)) {
                let diagnostic = Diagnostic::new(Rule::ValueType, title).at(text.span, "");
                reader.report(diagnostic.help("let `kdm import --force` write it"));
            }
        }
        if !has_digest {
            let diagnostic = Diagnostic::new(Rule::ValueType, "a pin needs a `sha256`").at(node.span, "");
            reader.report(diagnostic.help("let `kdm import --force` write it"));
        }
        Some(Self { span: node.span, repository, commit, sha256: sha256? })
    }
}

/// How many hexadecimal digits a commit has: SHA-1 or SHA-256.
pub(crate) const COMMIT: [usize; 2] = [40, 64];

/// Whether a text has lower-case hexadecimal digits only, and one of these lengths.
pub(crate) fn is_hexadecimal(text: &str, lengths: &[usize]) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
