//! YAML as Go's `sigs.k8s.io/yaml` (over `gopkg.in/yaml.v2`) reads it.
//!
//! Upstream's generator, channelserver and everyone else who reads a channel file does so through that
//! library, and it is not what a YAML reader usually does: scalars are YAML 1.1 (`y` is a boolean, `012` is
//! ten), `<<` applies at its place, an anchor may be defined again. Of 873 historical channel files the
//! usual Rust crates read 195 to 859 the same way.
//!
//! The grammar comes from `libyaml-safer`, a port of libyaml like yaml.v2 (`events`). What the events mean
//! is ours: `compose` builds values, anchors and merges, `scalar` and `key` resolve text, `limit`
//! keeps the reference's bound on aliases.

mod compose;
mod document;
mod events;
mod findings;
mod key;
mod limit;
mod scalar;
#[cfg(test)]
mod tests;

use compose::{Input, NoValue};

pub use document::{Anchor, Anchors, Document, Form, Pair, Written, WrittenId};

use super::{Arena, Node, Sources, conflict};
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Rule, SHOWN, Span};

/// The value of the first document of a YAML text; `null` for a text without one.
///
/// Findings go to `diagnostics`. What a [`Level::Forbid`](crate::diagnostic::Level) one refuses is left out of the
/// value, so that the rest can still be checked; nothing is returned when reading cannot go on at all.
pub fn parse<'s>(
    file: FileId,
    text: &'s str,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Node<'s>> {
    read(file, text, false, arena, diagnostics).map(|(node, _)| node)
}

/// The value of a source file, whose anchors are kept beside it.
pub(crate) fn parse_source<'s>(
    sources: &'s Sources,
    file: FileId,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Node<'s>> {
    let text = sources.text(file, diagnostics)?;
    let (node, document) = read(file, text, false, arena, diagnostics)?;
    sources.keep_anchors(file, document.anchors);
    Some(node)
}

/// The first document of a YAML text as it is written, beside its value.
pub fn document<'s>(
    file: FileId,
    text: &'s str,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<(Node<'s>, Document<'s>)> {
    read(file, text, true, arena, diagnostics)
}

fn read<'s>(
    file: FileId,
    text: &'s str,
    whole: bool,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<(Node<'s>, Document<'s>)> {
    let (start, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => {
            report_byte_order_mark(file, diagnostics);
            (text.len() - body.len(), body)
        }
        None => (0, text),
    };
    if report_control_characters(file, start, body, diagnostics) {
        return None;
    }
    let input = Input { file, text, start, newline_added: false };
    let mut found = Diagnostics::default();
    let mut node = compose::compose(input, whole, arena, &mut found);
    if let Err(NoValue::GaveUp) = node
        && !text.ends_with('\n')
    {
        // Once more with the newline that is missing.
        found = Diagnostics::default();
        let text = arena.alloc_str(&format!("{text}\n"));
        node = compose::compose(Input { text, newline_added: true, ..input }, whole, arena, &mut found);
    }
    // A conflict is many syntax errors: only the conflict is worth showing.
    if node.is_err() && conflict::report(file, text, diagnostics) {
        return None;
    }
    diagnostics.append(found);
    if let Err(NoValue::GaveUp) = node {
        let end = text.trim_end().len();
        diagnostics.report(
            Diagnostic::new(Rule::YamlSyntax, "the YAML parser gave up on this text")
                .at(Span::new(file, end, end), "somewhere before this")
                .help("put a space before a `,` that follows a tag"),
        );
    }
    node.ok()
}

/// Whether a text may stand without quotes, in a block or as a key, and is read as this text.
pub fn is_plain_string(text: &str) -> bool {
    let first = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '.' | '(' | '$' | '+' | '=' | '^' | ';')
    };
    text.starts_with(first)
        && !text.ends_with([' ', ':'])
        && !text.starts_with("...")
        && text.chars().all(|c| (' '..='~').contains(&c))
        && ![": ", " #"].iter().any(|special| text.contains(special))
        && scalar::resolve_untagged(text, true) == scalar::Scalar::String(text)
}

fn report_byte_order_mark(file: FileId, diagnostics: &mut Diagnostics) {
    diagnostics.report(
        Diagnostic::new(Rule::ByteOrderMark, "the file begins with a byte order mark")
            .at(Span::new(file, 0, '\u{feff}'.len_utf8()), "")
            .help("save it as UTF-8 without BOM"),
    );
}

/// The characters that yaml.v2 (`yaml_parser_update_buffer`) refuses anywhere in a file.
fn is_control(c: char) -> bool {
    !matches!(c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
        // Neither the reference nor libyaml-safer refuses this one, and they read it differently.
        || c == '\u{feff}'
}

fn report_control_characters(file: FileId, start: usize, body: &str, diagnostics: &mut Diagnostics) -> bool {
    let mut any = false;
    for (at, c) in body.char_indices().filter(|&(_, c)| is_control(c)).take(SHOWN + 1) {
        any = true;
        diagnostics.report(
            Diagnostic::new(Rule::ControlCharacter, format!("U+{:04X} is not allowed in YAML", u32::from(c)))
                .at(Span::new(file, start + at, start + at + c.len_utf8()), "")
                .help("delete it, or write it as an escape in a double-quoted string"),
        );
    }
    any
}
