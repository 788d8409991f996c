//! The anchors around a place.

use super::Sources;
use crate::diagnostic::Span;

impl Sources {
    /// The name of the anchor that a value itself has, if it is in a YAML file.
    pub fn anchor_of(&self, span: Span) -> Option<&str> {
        let text = std::str::from_utf8(&self.file(span.file).bytes).ok()?;
        let (before, value) = text.split_at_checked(span.range().start)?;
        // The place of a list or map begins with its anchor, that of a scalar after it.
        let word = match value.strip_prefix('&') {
            Some(_) => value.split(char::is_whitespace).next()?,
            None => before.trim_end().rsplit(char::is_whitespace).next()?,
        };
        word.trim_start_matches(['[', '{', ',']).strip_prefix('&').filter(|name| !name.is_empty())
    }

    /// The name of the anchor in whose value something stands, if it is in a YAML file: that of the innermost list or map
    /// around it that has one. It is read off the text: lines that are indented less, and what is open in the same line.
    pub fn anchor_around(&self, span: Span) -> Option<&str> {
        let text = std::str::from_utf8(&self.file(span.file).bytes).ok()?;
        let before = text.get(..span.range().start)?;
        let (head, line) = before.rsplit_once('\n').unwrap_or(("", before));
        // In a flow collection the anchor is in the line, before what is open there.
        if let Some(anchor) = open_in(line) {
            return Some(anchor);
        }
        let indent = line.len() - line.trim_start_matches([' ', '-']).len();
        let mut column = indent;
        for line in head.rsplit('\n') {
            let content = line.trim_start();
            let indent = line.len() - content.len();
            if content.is_empty() || content.starts_with('#') || indent >= column {
                continue;
            }
            let code = line.split(" #").next().unwrap_or(line);
            // Behind the dash of an item stands a key beside the place, or around it, or the item's own anchor.
            let item = content.strip_prefix('-').map(str::trim_start);
            let around = item.is_none_or(|item| item.starts_with('&') || line.len() - item.len() < column);
            if let Some(anchor) = in_line(code).filter(|_| around) {
                return Some(anchor);
            }
            if indent == 0 {
                return None;
            }
            column = indent;
        }
        None
    }
}

/// The last anchor that begins in a line, after a space.
fn in_line(line: &str) -> Option<&str> {
    let (_, name) = line.rsplit_once(" &")?;
    let end = name.find([' ', ',', '{', '[', ']', '}']).unwrap_or(name.len());
    Some(&name[..end]).filter(|name| !name.is_empty())
}

/// The anchor of the innermost flow collection that is open at the end of a text and has one.
fn open_in(text: &str) -> Option<&str> {
    let mut closed = 0;
    for (at, c) in text.char_indices().rev() {
        match c {
            '}' | ']' => closed += 1,
            '{' | '[' if closed > 0 => closed -= 1,
            '{' | '[' => {
                let word = text[..at].trim_end().rsplit(' ').next().unwrap_or_default();
                if let Some(name) = word.strip_prefix('&').filter(|name| !name.is_empty()) {
                    return Some(name);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, part: &str, expected: Option<&str>) {
        let mut sources = Sources::default();
        let file = sources.add("x".to_owned(), text.as_bytes().to_vec());
        let at = text.find(part).expect("the part is there");
        assert_eq!(sources.anchor_around(Span::new(file, at, at + part.len())), expected, "{part}");
    }

    #[test]
    fn an_anchor_holds_what_is_indented_below_it() {
        let text = "releases:\n- version: v1\n  serverArgs: &one\n    <<: *zero\n    # a comment\n    debug:\n      type: bool\n  agentArgs:\n    selinux: {type: bool}\n  charts: &charts {a: {repo: x}, b: {repo: y}} # &no\n- &two\n  version: v2\n";
        check(text, "debug", Some("one"));
        check(text, "type: bool\n  agent", Some("one"));
        check(text, "selinux", None);
        check(text, "a: {repo", Some("charts"));
        check(text, "b: {repo", Some("charts"));
        check("a: {b: &b {x: 1}, c: {y: 2}}\n", "y: 2", None);
        check("a: &a {b: &b {x: 1}, c: {y: 2}}\n", "y: 2", Some("a"));
        check("a: &a\n  b: &b {x: 1}\nc: {y: 2}\n", "y: 2", None);
        check(text, "version: v2", Some("two"));
        check(text, "version: v1", None);
    }
}
