//! What can be wrong with the meaning of a YAML text, in words.

use super::scalar::TagError;
use crate::{
    diagnostic::{Diagnostic, Rule, Span, words::nearest},
    source::{MAX_DEPTH, Node, value::Clash},
};

/// The keys that are in one map twice. Several together are most often two list items run into one.
pub(super) fn duplicate_keys(clashes: &[Clash<'_>]) -> Option<Diagnostic> {
    let first = clashes.first()?;
    let title = match clashes.len() {
        1 => format!("the key `{}` appears twice in one map", first.key),
        2 => format!("the keys `{}` and `{}` appear twice in one map", first.key, clashes[1].key),
        n => format!("the key `{}` and {} more appear twice in one map", first.key, n - 1),
    };
    let help = if clashes.len() == 1 {
        "delete the one that does not count"
    } else {
        "is a `- ` missing before the second?"
    };
    Some(
        Diagnostic::new(Rule::DuplicateKey, title)
            .at(first.second, "this one counts")
            .at(first.first, "this one is lost")
            .help(help),
    )
}

pub(super) fn ambiguous_key(clash: &Clash<'_>) -> Diagnostic {
    Diagnostic::new(Rule::AmbiguousKey, format!("two keys of one map become `{}` in JSON", clash.key))
        .at(clash.second, "")
        .at(clash.first, "first here")
        .help("delete one of them, or write both alike")
}

pub(super) fn merge_after_key(clash: &Clash<'_>) -> Diagnostic {
    let title = format!("the `<<` below `{}` overwrites it", clash.key);
    Diagnostic::new(Rule::MergeAfterKeys, title)
        .at(clash.first, "this one is lost")
        .at(clash.second, "this one counts")
        .help("put the `<<` above the keys of the mapping")
}

pub(super) fn unknown_anchor<'k>(
    name: &str,
    span: Span,
    known: impl IntoIterator<Item = &'k str>,
) -> Diagnostic {
    let help = match nearest(name, known) {
        Some(known) => format!("did you mean `*{known}`? an anchor must come before its aliases"),
        None => format!("define it above this line with `&{name}`"),
    };
    Diagnostic::new(Rule::UnknownAnchor, format!("there is no anchor `{name}` above this alias"))
        .at(span, "")
        .help(help)
}

pub(super) fn recursive_anchor(name: &str, span: Span, anchor: Span) -> Diagnostic {
    Diagnostic::new(Rule::RecursiveAnchor, format!("the anchor `{name}` contains itself"))
        .at(span, "inside its own value")
        .at(Span { end: anchor.start + 1, ..anchor }, "the anchor")
        .help("refer to an anchor that is complete before this line")
}

pub(super) fn excessive_aliasing(span: Span) -> Diagnostic {
    Diagnostic::new(Rule::ExcessiveAliasing, "the aliases expand this file to too much data")
        .at(span, "the limit is reached here")
        .help(
            "up to 400,000 values, 99 % may come from aliases, and above that less: \
             use fewer aliases of aliases",
        )
}

pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(Rule::TooDeep, format!("more than {MAX_DEPTH} levels deep"))
        .at(span, "")
        .help("channel data is nested some six levels deep: is this the right file?")
}

/// In a flow collection yaml.v2 ends a plain scalar at `?` (`yaml_parser_scan_plain_scalar`), newer ports of
/// libyaml do not.
pub(super) fn question_mark(span: Span) -> Diagnostic {
    Diagnostic::new(Rule::YamlSyntax, "a `?` in a value without quotes, between brackets or braces")
        .at(span, "")
        .help("put quotes around the value")
}

/// yaml.v2: "found unknown escape character" (`yaml_parser_scan_flow_scalar`).
pub(super) fn escaped_slash(span: Span) -> Diagnostic {
    Diagnostic::new(Rule::YamlSyntax, "YAML 1.1 has no escape `\\/`").at(span, "").help("write `/`")
}

pub(super) fn version(major: i32, minor: i32, span: Span) -> Diagnostic {
    Diagnostic::new(Rule::YamlSyntax, format!("YAML {major}.{minor} is not the YAML 1.1 that consumers read"))
        .at(span, "")
        .help("delete the `%YAML` line")
}

pub(super) fn second_document(span: Span) -> Diagnostic {
    Diagnostic::new(Rule::SecondDocument, "there is more after the first document")
        .at(span, "nothing from here on is read")
        .help("delete the line, or what follows it")
}

pub(super) fn not_finite(text: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Rule::NumberRange, format!("`{text}` is not a number that JSON has"))
        .at(span, "")
        .help("put quotes around it if it is meant as text")
}

pub(super) fn map_key(what: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Rule::MapKey, format!("{what} cannot be a key"))
        .at(span, "")
        .help("a key is a string, a number or a boolean; put quotes around it if it is meant as text")
}

pub(super) fn merge(node: &Node<'_>, span: Span) -> Diagnostic {
    Diagnostic::new(Rule::MergeNotAMap, format!("`<<` merges maps, and this is {}", node.value.kind()))
        .at(span, "")
        .help("write `<<: *anchor` with the anchor of a map, or a list of such aliases")
}

pub(super) fn tag(tag: &str, text: &str, error: &TagError, span: Span) -> Diagnostic {
    let tag = tag.replacen("tag:yaml.org,2002:", "!!", 1);
    let title = match error {
        TagError::Mismatch(found) => format!("`{text}` is {found}, not `{tag}`"),
        TagError::Unsupported => format!("kdm does not read values tagged `{tag}`"),
    };
    Diagnostic::new(Rule::Tag, title)
        .at(span, "")
        .help("delete the tag; put quotes around the value if it is meant as text")
}
