//! The settings of a repository: `data/kdm.yaml`.

use super::{Text, reader::Reader};
use crate::{
    diagnostic::{Diagnostic, Rule},
    source::{Node, Span, Value},
};

/// What `data/kdm.yaml` says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings<'s> {
    /// `upstream`: where the tree of RKE tables was imported from.
    pub upstream: Option<Pin<'s>>,
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
        reader.parts(node, &["upstream"], |reader, _, node| settings.upstream = Pin::read(reader, node));
        settings
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
