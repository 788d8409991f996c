//! Text in markdown: nothing in it is markup, and nobody is called.
//!
//! What GitHub makes of a comment is more than CommonMark: it links bare addresses, `@names`, `#numbers`, and draws `:words:`
//! after the markup is done, so a backslash before them does not help. An empty comment between does.

use crate::diagnostic::shown::visible;

/// What separates and is not seen.
const NOTHING: &str = "<!-- -->";

/// Text in HTML.
pub(super) fn html(text: &str) -> String {
    visible(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('@', &format!("@{NOTHING}"))
}

/// Text in a line of markdown, or in a cell of a table.
pub fn escape(text: &str) -> String {
    let text = visible(text);
    let mut escaped = String::with_capacity(text.len());
    let marker = list_marker(&text);
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        if marker == Some(at) {
            escaped.push('\\');
        }
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
        if is_followed_up(c, rest) {
            escaped.push_str(NOTHING);
        }
    }
    escaped
}

/// Where a text has what would begin a list, a line across the page or a heading, if it began a line.
fn list_marker(text: &str) -> Option<usize> {
    if text.starts_with(['-', '+', '=']) {
        return Some(0);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    let ends = rest.strip_prefix(['.', ')']).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    (digits > 0 && ends).then_some(digits)
}

/// Whether GitHub makes something of what begins with this character.
fn is_followed_up(c: char, rest: &str) -> bool {
    let next = &rest.as_bytes()[c.len_utf8()..];
    match c {
        '@' => true,
        '#' => next.first().is_some_and(u8::is_ascii_digit),
        ':' => next.starts_with(b"//") || is_emoji(next),
        'w' | 'W' => {
            let is_host = |start: &[u8]| start.eq_ignore_ascii_case(b"ww.");
            next.get(..3).is_some_and(is_host)
        }
        _ => false,
    }
}

/// Whether a text is a name and a colon, and nothing that an image has behind its colon.
fn is_emoji(text: &[u8]) -> bool {
    const LONGEST: usize = 40;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-');
    let name = text.iter().take(LONGEST).take_while(|byte| is_part(byte)).count();
    name > 0 && text.get(name) == Some(&b':')
}

/// A text as code in a line.
pub fn code(text: &str) -> String {
    let text = visible(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let around = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{around}{text}{around}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup_and_nobody_is_called() {
        for (text, expected) in [
            ("a|b`c`<b>&", "a\\|b\\`c\\`&lt;b&gt;&amp;"),
            ("@rancher/team", "@<!-- -->rancher/team"),
            ("#12 #a", "\\#<!-- -->12 \\#a"),
            ("https://a.b WWW.a.b", "https:<!-- -->//a.b W<!-- -->WW.a.b"),
            ("rancher/etcd:v1", "rancher/etcd:v1"),
            (":tada: a: b", ":<!-- -->tada: a: b"),
            ("a\nb\u{202e}", "a\\\\nb\\\\u{202e}"),
            ("![x](y)", "!\\[x\\](y)"),
            ("--- 1. x", "\\--- 1. x"),
            ("12. x", "12\\. x"),
            ("1.30.x", "1.30.x"),
        ] {
            assert_eq!(escape(text), expected, "{text}");
        }
        assert_eq!(html("<a>@b\n"), "&lt;a&gt;@<!-- -->b\\n");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
    }
}
