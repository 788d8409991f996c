//! Places inside of strings.

use std::ops::Range;

use super::Sources;
use crate::diagnostic::Span;

impl Sources {
    /// The place of a part of a string that was read. Where the string is written with escapes (JSON, Go) they are
    /// counted; where it is folded or joined from pieces, the whole is the place.
    pub fn inside(&self, whole: Span, value: &str, part: Range<usize>) -> Span {
        let bytes = self.file(whole.file).bytes();
        // A text that is a file of its own has its place at the first byte.
        if bytes == value.as_bytes() {
            return Span::new(whole.file, part.start, part.end);
        }
        let raw = bytes.get(whole.range()).unwrap_or_default();
        let at = |from: usize, to: usize| {
            let start = whole.range().start;
            Span::new(whole.file, start + from, start + to)
        };
        // A text as it is, or in quotes.
        for quote in [0, 1] {
            if raw.get(quote..raw.len().saturating_sub(quote)) == Some(value.as_bytes()) {
                return at(quote + part.start, quote + part.end);
            }
        }
        let (Some(from), Some(to)) = (written(raw, part.start), written(raw, part.end)) else { return whole };
        at(from, to)
    }
}

/// Where the byte of a string is in the text between `"`.
fn written(raw: &[u8], byte: usize) -> Option<usize> {
    let inner = std::str::from_utf8(raw.strip_prefix(b"\"")?.strip_suffix(b"\"")?).ok()?;
    let mut decoded = 0;
    let mut rest = inner;
    while decoded < byte {
        let first = rest.chars().next()?;
        let (length, bytes) = match first {
            '\\' => escape(rest)?,
            // Here a piece ends, or a line of YAML.
            '"' | '\n' => return None,
            other => (other.len_utf8(), other.len_utf8()),
        };
        decoded += bytes;
        rest = rest.get(length..)?;
    }
    Some(1 + inner.len() - rest.len())
}

/// How long an escape is, and how many bytes it stands for.
fn escape(text: &str) -> Option<(usize, usize)> {
    let unit = |text: &str| u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    match text.as_bytes().get(1)? {
        b'u' => {
            let code = unit(text)?;
            let is_pair = (0xd800..0xdc00).contains(&code)
                && text.get(6..).and_then(unit).is_some_and(|low| (0xdc00..0xe000).contains(&low));
            // Half of a pair is read as U+FFFD.
            let bytes = if is_pair { 4 } else { char::from_u32(code).map_or(3, char::len_utf8) };
            Some((if is_pair { 12 } else { 6 }, bytes))
        }
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some((2, 1)),
        // Another language's.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, value: &str, part: &str, expected: &str) {
        let mut sources = Sources::default();
        let file = sources.add("x".to_owned(), format!("ab{raw}cd").into_bytes());
        let start = value.find(part).expect("the part is in the value");
        let whole = Span::new(file, 2, 2 + raw.len());
        let span = sources.inside(whole, value, start..start + part.len());
        let bytes = &sources.file(file).bytes()[span.range()];
        assert_eq!(std::str::from_utf8(bytes), Ok(expected));
    }

    #[test]
    fn a_part_is_where_it_is_written() {
        check("image: {{.Image}}", "image: {{.Image}}", ".Image", ".Image");
        check("`a {{.B}}`", "a {{.B}}", ".B", ".B");
        check(r#""a\n\"{{.B}}\"""#, "a\n\"{{.B}}\"", ".B", ".B");
        check(r#""\u003c\u00e9\ud83d\ude00é{{.B}}""#, "<é😀é{{.B}}", "{{.B}}", "{{.B}}");
        let mut sources = Sources::default();
        let file = sources.add("x".to_owned(), b"a {{.B}}".to_vec());
        assert_eq!(sources.inside(Span::new(file, 0, 0), "a {{.B}}", 4..6), Span::new(file, 4, 6));
        check(r#""a\u003cb""#, "a<b", "<", r"\u003c");
        check(r#""\ud83d!""#, "\u{fffd}!", "!", "!");
    }

    #[test]
    fn what_is_joined_is_shown_whole() {
        check(r#""a" + "{{.B}}""#, "a{{.B}}", ".B", r#""a" + "{{.B}}""#);
        check("|\n  a\n  b\n", "a\nb\n", "b", "|\n  a\n  b\n");
    }
}
