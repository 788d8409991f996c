//! What can be wrong with the meaning of a YAML text, in words.

use super::scalar::TagError;
use crate::{
    diagnostic::{
        Diagnostic, Rule, Span, Weight,
        words::{count, names, nearest},
    },
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

/// What a `<<` overwrites in one map.
pub(super) fn merge_after_keys(clashes: &[Clash<'_>]) -> Option<Diagnostic> {
    let first = clashes.first()?;
    let keys: Vec<_> = clashes.iter().map(|clash| clash.key).collect();
    let title = match keys[..] {
        [key] => format!("the `<<` below `{key}` overwrites it"),
        _ => format!("the `<<` below {} overwrites them", names(&keys)),
    };
    Some(
        Diagnostic::new(Rule::MergeAfterKeys, title)
            .at(first.first, "this one is lost")
            .at(first.second, "this one counts")
            .help("put the `<<` above the keys of the mapping"),
    )
}

pub(super) fn unknown_anchor<'k>(
    name: &str,
    places: &[Span],
    known: impl IntoIterator<Item = &'k str>,
) -> Option<Diagnostic> {
    let (first, others) = places.split_first()?;
    let meant = nearest(name, known);
    let help = match meant {
        Some(known) => format!("did you mean `*{known}`? an anchor must come before its aliases"),
        None => format!("define it above this line with `&{name}`"),
    };
    let also = match others.len() {
        0 => String::new(),
        more => format!(", nor above {}", count(more, "more alias")),
    };
    let title = format!("there is no anchor `{name}` above this alias{also}");
    let finding = Diagnostic::new(Rule::UnknownAnchor, title).at(*first, "").help(help);
    let alias = meant.map(|known| format!("*{known}"));
    let finding = places.iter().fold(finding, |finding, place| finding.mend(*place, alias.clone()));
    Some(others.iter().take(2).fold(finding, |finding, place| finding.at(*place, "and here")))
}

/// An anchor whose name meant something else before.
pub(super) fn anchor_again(name: &str, now: &Node<'_>, hidden: &Node<'_>) -> Diagnostic {
    let lost = hidden.value.fields().entries().iter().map(|entry| entry.key);
    let lost: Vec<_> = lost.filter(|key| now.value.fields().get(key).is_none()).collect();
    let without = if lost.is_empty() { String::new() } else { format!(", without {}", names(&lost)) };
    let title = format!("the anchor `{name}` is defined a second time, with another value{without}");
    // A whole list is meant by its first line, at the anchor.
    let sign = |node: &Node<'_>| node.span.map(|span| Span { end: span.start + 1, ..span });
    let finding = Diagnostic::new(Rule::Anchor, title)
        .at(sign(now), format!("from here on `*{name}` means this"))
        .at(sign(hidden), "above, it means this")
        .help("give one of the two another name, and point the aliases below at the right one");
    if lost.is_empty() {
        return finding.about(format!("anchor {name}"));
    }
    lost.iter().fold(finding, |finding, key| finding.about(format!("anchor {name} {key}")))
}

/// An anchor behind which nothing stands, and whose value is merged: yaml.v2 refuses that.
pub(super) fn merge_of_nothing(name: &str, span: Span, merged: Span, is_known: bool) -> Diagnostic {
    let help = help_for_nothing(name, is_known);
    Diagnostic::new(Rule::MergeNotAMap, format!("the anchor `{name}` has no value, and is merged"))
        .at(span, "nothing stands behind it")
        .at(merged, "`<<` merges maps")
        .help(help)
}

fn help_for_nothing(name: &str, is_known: bool) -> String {
    if is_known {
        format!("did you mean `*{name}`?")
    } else {
        "write its value behind it, or `*NAME` for the value of another anchor".to_owned()
    }
}

/// An anchor behind which nothing stands.
pub(super) fn anchor_of_nothing(name: &str, span: Span, is_known: bool) -> Diagnostic {
    let help = help_for_nothing(name, is_known);
    Diagnostic::new(Rule::Anchor, format!("the anchor `{name}` has no value"))
        .at(span, "")
        .about(format!("anchor {name}"))
        .because("consumers read nothing here, and below at each alias of it")
        .help(help)
        .weighing(Weight::StopsRelease)
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

pub(super) fn too_many(span: Span) -> Diagnostic {
    Diagnostic::new(Rule::TooMany, "more than 2,000,000 values")
        .at(span, "")
        .help("a channel file has some 20,000: is this the right file?")
}

pub(super) fn too_often_deep(span: Span) -> Diagnostic {
    Diagnostic::new(Rule::TooDeep, "so much is nested so deeply that reading it would take minutes")
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
