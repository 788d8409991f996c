//! JSON strings, decoded as Go decodes them.

use std::ops::Range;

use super::super::{Arena, scan::run};

/// Why a string cannot be decoded, and the bytes of the text that are at fault.
pub(super) struct StringError {
    pub(super) at: Range<usize>,
    pub(super) what: &'static str,
}

/// Bytes inside of a string that need a look: the closing quote and escapes; control characters, too.
const STOPS: [u8; 2] = *b"\"\\";

/// Decodes the string whose opening quote is just before `start`; gives the text, borrowed where it has no
/// escapes, and the offset after the closing quote. `decoded` is scratch space.
pub(super) fn decode<'s>(
    text: &'s str,
    start: usize,
    decoded: &mut String,
    arena: &'s Arena,
) -> Result<(&'s str, usize), StringError> {
    let bytes = text.as_bytes();
    let mut at = start + run(&bytes[start..], STOPS);
    if bytes.get(at) == Some(&b'"') {
        return Ok((&text[start..at], at + 1));
    }
    decoded.clear();
    let mut from = start;
    loop {
        decoded.push_str(&text[from..at]);
        match bytes.get(at) {
            Some(b'"') => return Ok((arena.alloc_str(decoded), at + 1)),
            Some(b'\\') => {
                let (c, after) = escape(text, at)?;
                decoded.push(c);
                from = after;
                at = after + run(&bytes[after..], STOPS);
            }
            Some(_) => {
                return Err(StringError { at: at..at + 1, what: "a raw control character in a string" });
            }
            None => return Err(StringError { at: start - 1..start, what: "this string is not closed" }),
        }
    }
}

/// The offset after the closing quote of a string that is not wanted.
pub(super) fn skip(text: &str, start: usize) -> Result<usize, StringError> {
    let bytes = text.as_bytes();
    let mut at = start;
    loop {
        at += run(&bytes[at..], STOPS);
        match bytes.get(at) {
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => (_, at) = escape(text, at)?,
            Some(_) => {
                return Err(StringError { at: at..at + 1, what: "a raw control character in a string" });
            }
            None => return Err(StringError { at: start - 1..start, what: "this string is not closed" }),
        }
    }
}

/// The character of the escape at `at` and the offset after it.
fn escape(text: &str, at: usize) -> Result<(char, usize), StringError> {
    let c = match text.as_bytes().get(at + 1) {
        Some(b'n') => '\n',
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b't') => '\t',
        Some(b'/') => '/',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return unicode(text, at),
        _ => {
            let end = text[at + 1..].chars().next().map_or(at + 1, |c| at + 1 + c.len_utf8());
            return Err(StringError { at: at..end, what: "JSON has no such escape" });
        }
    };
    Ok((c, at + 2))
}

/// `\uXXXX`, or two of them that make one character. Half of a pair alone becomes U+FFFD, as in Go
/// (`unquoteBytes` in encoding/json/decode.go).
fn unicode(text: &str, at: usize) -> Result<(char, usize), StringError> {
    let Some(unit) = hex(text, at + 2) else {
        let end = (at + 6).min(text.len());
        let end = (at..=end).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(at);
        return Err(StringError { at: at..end, what: "four hexadecimal digits follow `\\u`" });
    };
    if let Some(c) = char::from_u32(unit) {
        return Ok((c, at + 6));
    }
    let second = if text[at + 6..].starts_with("\\u") { hex(text, at + 8) } else { None };
    if let (0xd800..0xdc00, Some(second @ 0xdc00..0xe000)) = (unit, second) {
        let code = 0x1_0000 + ((unit - 0xd800) << 10) + (second - 0xdc00);
        return Ok((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), at + 12));
    }
    Ok((char::REPLACEMENT_CHARACTER, at + 6))
}

fn hex(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 4)?;
    if digits.starts_with('+') { None } else { u32::from_str_radix(digits, 16).ok() }
}
