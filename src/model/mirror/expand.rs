//! `$1` and `${name}` in replacements, as `(*Regexp).expand` of Go's `regexp` reads them.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Appends a replacement with its groups filled in.
pub(super) fn expand(
    replacement: &str,
    captures: &Captures<'_>,
    groups: &[Option<String>],
    text: &mut String,
) {
    let mut rest = replacement;
    while let Some((before, after)) = rest.split_once('$') {
        text.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            text.push('$');
            rest = after;
            continue;
        }
        let Some((name, after)) = reference(after) else {
            // What is not a reference is a dollar sign.
            text.push('$');
            rest = after;
            continue;
        };
        rest = after;
        let found = match number(name) {
            Some(nth) => captures.get(nth),
            None => groups
                .iter()
                .enumerate()
                .filter(|(_, group)| group.as_deref() == Some(name))
                .find_map(|(nth, _)| captures.get(nth)),
        };
        text.push_str(found.map_or("", |found| found.as_str()));
    }
    text.push_str(rest);
}

/// The names of the groups that a replacement refers to.
pub(super) fn references(replacement: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = replacement;
    while let Some((_, after)) = rest.split_once('$') {
        rest = match (after.strip_prefix('$'), reference(after)) {
            (Some(after), _) => after,
            (None, Some((name, after))) => {
                names.push(name);
                after
            }
            (None, None) => after,
        };
    }
    names
}

/// The name after a dollar sign, with or without braces, and what follows (`extract`).
fn reference(text: &str) -> Option<(&str, &str)> {
    // Go's `unicode.IsLetter` and `unicode.IsDigit`; Rust's own notions are wider.
    static NAME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[\pL\p{Nd}_]*").expect("the pattern is written here"));
    let split = |text: &'_ str| NAME.find(text).map_or(0, |name| name.end());
    if let Some(braced) = text.strip_prefix('{') {
        let (name, after) = braced.split_at(split(braced));
        return Some((name, after.strip_prefix('}')?)).filter(|(name, _)| !name.is_empty());
    }
    Some(text.split_at(split(text))).filter(|(name, _)| !name.is_empty())
}

/// A name that is the number of a group; with a leading zero it is a name.
pub(super) fn number(name: &str) -> Option<usize> {
    let plain = name.bytes().all(|byte| byte.is_ascii_digit()) && !(name.len() > 1 && name.starts_with('0'));
    if plain { Some(name.parse().unwrap_or(usize::MAX)) } else { None }
}
