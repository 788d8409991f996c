//! blang/semver v3.5.1's `ParseRange`, quirks included.
//!
//! Each function is the one of the same name in its range.go. The quirks are what real ranges live on: only a
//! space separates, an `x` anywhere in a token makes it a wildcard, `v1.27.x` means exactly `1.27.0`.

use super::VersionSet;
use crate::model::version::{Version, VersionError};

/// Why a text is not a range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// There is no condition in it.
    #[error("a range without a condition")]
    Empty,
    /// blang: "First element in range is '||'".
    #[error("there is nothing before the first `||`")]
    NothingBeforeOr,
    /// blang: "Last element in range is '||'".
    #[error("there is nothing after the last `||`")]
    NothingAfterOr,
    /// A group without a condition: blang accepts it, and panics when the range is used.
    #[error("there is nothing between two `||`")]
    NothingBetweenOrs,
    /// blang: "Could not get version from string".
    #[error("there is no version in `{0}`")]
    NoVersion(String),
    /// blang: "Could not parse comparator".
    #[error("`{0}` is not a comparison; use `=` `!=` `>` `>=` `<` `<=`")]
    Comparator(String),
    /// blang: "Could not parse version".
    #[error("`{text}` is not a version: {error}")]
    Version {
        /// What was taken for a version.
        text: String,
        /// What is wrong with it.
        error: VersionError,
    },
}

pub(super) fn parse(text: &str) -> Result<VersionSet, RangeError> {
    let tokens = split_and_trim(text);
    let mut groups = Vec::new();
    for group in split_or_parts(&tokens)? {
        let mut conditions = VersionSet::all();
        // Each of these makes two intervals of one; they are taken out together.
        let mut excluded = Vec::new();
        for token in group {
            for condition in expand_wildcard(token)? {
                match build_version_range(&condition)? {
                    Condition::Within(set) => conditions = conditions.intersection(&set),
                    Condition::Except(version) => excluded.push(version),
                }
            }
        }
        groups.push(conditions.difference(&VersionSet::union_of(excluded)));
    }
    Ok(VersionSet::union_of(groups))
}

/// Splits at spaces, but not after a comparison. A token of a single character is dropped.
fn split_and_trim(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut last_byte = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if byte != b' ' {
            last_byte = byte;
        } else if !matches!(last_byte, b'>' | b'<' | b'=') {
            if start + 1 < at {
                tokens.push(&text[start..at]);
            }
            start = at + 1;
        }
    }
    if start + 1 < bytes.len() {
        tokens.push(&text[start..]);
    }
    tokens.into_iter().map(|token| token.replace(' ', "")).collect()
}

fn split_or_parts(tokens: &[String]) -> Result<Vec<&[String]>, RangeError> {
    if tokens.is_empty() {
        return Err(RangeError::Empty);
    }
    if tokens[0] == "||" {
        return Err(RangeError::NothingBeforeOr);
    }
    if tokens.last().is_some_and(|last| last == "||") {
        return Err(RangeError::NothingAfterOr);
    }
    let groups: Vec<_> = tokens.split(|token| token == "||").collect();
    if groups.iter().any(|group| group.is_empty()) { Err(RangeError::NothingBetweenOrs) } else { Ok(groups) }
}

/// The comparison and the version. A version begins at the first digit.
fn split_comparator_version(token: &str) -> Result<(&str, &str), RangeError> {
    let at = token.find(char::is_numeric).ok_or_else(|| RangeError::NoVersion(token.to_owned()))?;
    Ok((token[..at].trim(), &token[at..]))
}

enum Condition {
    Within(VersionSet),
    /// `!=`: all but these.
    Except(VersionSet),
}

fn build_version_range(condition: &str) -> Result<Condition, RangeError> {
    let (comparator, text) = split_comparator_version(condition)?;
    let set = match comparator {
        "" | "=" | "==" => VersionSet::exactly,
        "!" | "!=" => VersionSet::exactly,
        ">" => VersionSet::above,
        ">=" => VersionSet::at_least,
        "<" => VersionSet::below,
        "<=" => VersionSet::at_most,
        _ => return Err(RangeError::Comparator(comparator.to_owned())),
    };
    match Version::parse(text) {
        Ok(version) if comparator.starts_with('!') => Ok(Condition::Except(set(&version))),
        Ok(version) => Ok(Condition::Within(set(&version))),
        Err(error) => Err(RangeError::Version { text: text.to_owned(), error }),
    }
}

/// `expandWildcardVersion` for one token. An unknown comparison falls away there, so that `v1.27.x` is taken
/// for `1.27.0`; and a version with an `x` that is not a wildcard loses its upper bound, which is then refused.
fn expand_wildcard(token: &str) -> Result<Vec<String>, RangeError> {
    if !token.contains('x') {
        return Ok(vec![token.to_owned()]);
    }
    let (comparator, text) = split_comparator_version(token)?;
    let flat = create_version_from_wildcard(text);
    let above = || increment(text, &flat);
    Ok(match comparator {
        ">" => vec![format!(">={}", above())],
        ">=" => vec![format!(">={flat}")],
        "<" => vec![format!("<{flat}")],
        "<=" => vec![format!("<{}", above())],
        "" | "=" | "==" => vec![format!(">={flat}"), format!("<{}", above())],
        "!" | "!=" => vec![format!("<{flat}"), format!(">={}", above())],
        _ => vec![flat],
    })
}

fn create_version_from_wildcard(text: &str) -> String {
    let flat = text.replacen(".x.x", ".x", 1).replacen(".x", ".0", 1);
    if flat.split('.').count() == 2 { flat + ".0" } else { flat }
}

/// `getWildcardType`, then `incrementMinorVersion` or `incrementMajorVersion`; empty where blang ignores its
/// own error.
fn increment(wildcard: &str, flat: &str) -> String {
    let numbers = wildcard.split('.').count();
    let place = match (wildcard.rsplit('.').next(), numbers) {
        (Some("x"), 3) => 1,
        (Some("x"), 2) => 0,
        _ => return String::new(),
    };
    let mut parts: Vec<_> = flat.split('.').map(str::to_owned).collect();
    match parts[place].parse::<i64>() {
        Ok(number) => {
            parts[place] = number.wrapping_add(1).to_string();
            parts.join(".")
        }
        Err(_) => String::new(),
    }
}
