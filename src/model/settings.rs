//! The settings of a repository: `data/kdm.yaml`.

use super::{Text, reader::Reader};
use crate::{
    diagnostic::{Diagnostic, Rule},
    source::{Node, Span, Value, nearest},
};

/// What `data/kdm.yaml` says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings<'s> {
    /// `upstream`: where the tree of RKE tables was imported from.
    pub upstream: Option<Pin<'s>>,
    /// `allow`: findings that are let through, each with a reason.
    pub allow: Vec<Allowance<'s>>,
}

/// A finding that is let through.
#[derive(Debug, Clone, PartialEq)]
pub struct Allowance<'s> {
    /// Where it is allowed.
    pub span: Span,
    /// The rule that it breaks.
    pub rule: Rule,
    /// What it is about, as in `rke2 v1.27.16+rke2r1`; a `*` at the end stands for any rest.
    pub at: Text<'s>,
    /// Why it is right all the same.
    pub reason: Text<'s>,
}

impl Allowance<'_> {
    /// Whether it lets through what a rule finds about a subject.
    pub fn is_of(&self, rule: Rule, subject: &str) -> bool {
        let about = match self.at.value.strip_suffix('*') {
            Some(start) => subject.starts_with(start),
            None => subject == self.at.value,
        };
        self.rule == rule && about
    }
}

/// A state of upstream's repository.
#[derive(Debug, Clone, PartialEq)]
pub struct Pin<'s> {
    /// Where it is pinned.
    pub span: Span,
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
        reader.parts(node, &["upstream", "allow"], |reader, nth, node| match nth {
            0 => settings.upstream = Pin::read(reader, node),
            _ => {
                let allow = reader.list(node, "allow", |reader, node| Allowance::read(reader, node));
                settings.allow = allow.unwrap_or_default().into_iter().flatten().collect();
            }
        });
        settings
    }
}

impl<'s> Allowance<'s> {
    fn read(reader: &mut Reader<'_>, node: &Node<'s>) -> Option<Self> {
        const PARTS: [&str; 3] = ["rule", "at", "reason"];
        if !matches!(node.value, Value::Map(_)) {
            reader.mismatch(node, "an exception", "a map");
            return None;
        }
        let mut texts: [Option<Text<'s>>; 3] = [None; 3];
        let mut faulty = false;
        reader.parts(node, &PARTS, |reader, nth, node| {
            let text = reader.text(node, PARTS[nth]);
            faulty |= !matches!(node.value, Value::String(_));
            texts[nth] = Some(text).filter(|text| !text.value.trim().is_empty());
        });
        let missing: Vec<_> =
            PARTS.iter().zip(texts).filter(|(_, text)| text.is_none()).map(|(name, _)| *name).collect();
        if let (false, [first, ..]) = (faulty, &missing[..]) {
            let help = match *first {
                "reason" => "say why it is right all the same: the next reader will want to know",
                "at" => "say what it is about, as the finding names it: `rke2 v1.27.16+rke2r1`",
                _ => "name the rule, as the finding does in brackets",
            };
            let title = format!("an exception has a `{first}`");
            reader.report(Diagnostic::new(Rule::ValueType, title).at(node.span, "").help(help));
        }
        let [rule, at, reason] = texts;
        let rule = rule?;
        // Only what these find says what it is about.
        let known = || Rule::ALL.iter().copied().filter(|rule| rule.is_before_shipping());
        let Some(found) = known().find(|known| known.name() == rule.value) else {
            let help = match nearest(rule.value, known().map(Rule::name)) {
                Some(name) => format!("did you mean `{name}`?"),
                None => "name the rule as the finding does, in brackets".to_owned(),
            };
            let title = format!("there is no rule `{}` that could be let through", rule.value);
            reader.report(Diagnostic::new(Rule::ValueType, title).at(rule.span, "").help(help));
            return None;
        };
        Some(Self { span: node.span, rule: found, at: at?, reason: reason? })
    }
}

impl<'s> Pin<'s> {
    fn read(reader: &mut Reader<'_>, node: &Node<'s>) -> Option<Self> {
        if node.value == Value::Null {
            return None;
        }
        const PARTS: [&str; 3] = ["repository", "commit", "sha256"];
        let mut texts = [None; 3];
        let mut given = [false; 3];
        reader.parts(node, &PARTS, |reader, nth, node| {
            let text = reader.text(node, PARTS[nth]);
            texts[nth] = matches!(node.value, Value::String(_)).then_some(text);
            given[nth] = node.value != Value::Null;
        });
        let [repository, commit, sha256] = texts;
        let faults = [
            (commit, "a commit is 40 or 64 hexadecimal digits", &[40, 64][..]),
            (sha256, "a SHA-256 is 64 hexadecimal digits", &[64]),
        ];
        for (text, title, lengths) in faults {
            if let Some(text) = text.filter(|text| !is_hexadecimal(text.value, lengths)) {
                let diagnostic = Diagnostic::new(Rule::ValueType, title).at(text.span, "");
                reader.report(diagnostic.help("let `kdm import --force` write it"));
            }
        }
        if !given[2] {
            let diagnostic = Diagnostic::new(Rule::ValueType, "a pin has a `sha256`").at(node.span, "");
            reader.report(diagnostic.help("let `kdm import --force` write it"));
        }
        Some(Self { span: node.span, repository, commit, sha256: sha256? })
    }
}

fn is_hexadecimal(text: &str, lengths: &[usize]) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
