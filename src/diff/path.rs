//! Paths in data.json, for people.

use super::edit::Edit;
use crate::source::{Value, compact};

/// A path as `k3s.releases[*].serverArgs.debug`; keys with other characters than those of names are in quotes.
pub(super) fn path_of(edit: &Edit<'_>) -> String {
    let mut text = String::new();
    for (at, key) in edit.path.iter().enumerate() {
        if edit.version.is_some_and(|version| version.at == at) {
            text.push_str("[*]");
        } else {
            push_key(&mut text, key);
        }
    }
    text
}

/// Adds a key to a path.
pub(super) fn push_key(text: &mut String, key: &str) {
    let plain = !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    match (plain, text.is_empty()) {
        (true, true) => text.push_str(key),
        (true, false) => {
            text.push('.');
            text.push_str(key);
        }
        (false, _) => {
            text.push('[');
            text.push_str(&compact(&Value::String(key)));
            text.push(']');
        }
    }
}

/// The end of a path, for people.
pub(super) fn label(path: &[&str]) -> String {
    path.join(".")
}
