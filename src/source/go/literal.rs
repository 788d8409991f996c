//! Numbers, escapes and strings.

use super::token::Kind;
use crate::source::Arena;

/// A number at the start of a text.
pub(super) struct Number {
    pub(super) kind: Kind,
    pub(super) length: usize,
    /// Why Go does not take it.
    pub(super) fault: Option<&'static str>,
}

/// Reads a number as `scanNumber` of Go's scanner.
pub(super) fn number(text: &[u8]) -> Number {
    let mut at = 0;
    let mut kind = Kind::Integer;
    let mut fault = None;
    // Digits are passed beyond the base, so that `0b12` is one wrong number and not two.
    let (base, prefix) = match text {
        [b'0', b'x' | b'X', ..] => (16, 2),
        [b'0', b'o' | b'O', ..] => (8, 2),
        [b'0', b'b' | b'B', ..] => (2, 2),
        [b'0', ..] => (8, 1),
        _ => (10, 0),
    };
    at += prefix;
    let mut digits = Digits::new(base, prefix);
    let mut any = prefix == 1;
    any |= digits.pass(text, &mut at);
    if text.get(at) == Some(&b'.') {
        kind = Kind::Float;
        at += 1;
        if matches!((base, prefix), (8 | 2, 2)) {
            fault = Some("only decimal and hexadecimal numbers can have a point");
        }
        any |= digits.pass(text, &mut at);
    }
    if !any {
        fault = Some("this number has no digits");
    }
    match text.get(at) {
        Some(b'e' | b'E' | b'p' | b'P') => {
            let binary = text[at] | 0x20 == b'p';
            if binary != (base == 16) || prefix == 2 && base != 16 {
                fault = Some("this kind of number cannot have this exponent");
            }
            at += 1;
            at += usize::from(matches!(text.get(at), Some(b'+' | b'-')));
            kind = Kind::Float;
            let mut exponent = Digits::new(10, 0);
            if !exponent.pass(text, &mut at) {
                fault = Some("this exponent has no digits");
            }
            digits.misplaced |= exponent.misplaced;
        }
        _ if base == 16 && kind == Kind::Float => {
            fault = Some("a hexadecimal number with a point needs an exponent")
        }
        _ => {}
    }
    if text.get(at) == Some(&b'i') {
        kind = Kind::Imaginary;
        at += 1;
    }
    // `089` is not an integer, while `089.5` and `089i` are numbers.
    if fault.is_none() && digits.beyond && (kind == Kind::Integer || prefix == 2) {
        fault = Some("this number has a digit that its base does not have");
    }
    if fault.is_none() && digits.misplaced {
        fault = Some("`_` must stand between digits");
    }
    Number { kind, length: at, fault }
}

struct Digits {
    base: u8,
    /// Whether `_` may stand first, after `0x` or `0`.
    after_prefix: bool,
    beyond: bool,
    misplaced: bool,
}

impl Digits {
    fn new(base: u8, prefix: usize) -> Self {
        Self { base, after_prefix: prefix > 0, beyond: false, misplaced: false }
    }

    /// Passes digits and `_`; whether there was a digit.
    fn pass(&mut self, text: &[u8], at: &mut usize) -> bool {
        let mut any = false;
        let mut separator = !self.after_prefix;
        self.after_prefix = false;
        while let Some(&byte) = text.get(*at) {
            match byte {
                b'_' => {
                    self.misplaced |= separator;
                    separator = true;
                }
                b'0'..=b'9' => {
                    self.beyond |= byte - b'0' >= self.base;
                    any = true;
                    separator = false;
                }
                b'a'..=b'f' | b'A'..=b'F' if self.base == 16 => {
                    any = true;
                    separator = false;
                }
                _ => break,
            }
            *at += 1;
        }
        self.misplaced |= separator && any;
        any
    }
}

/// An escape at the start of a text.
pub(crate) struct Escape {
    pub(crate) length: usize,
    pub(crate) value: Option<Escaped>,
    pub(crate) fault: Option<&'static str>,
}

/// What an escape stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escaped {
    Char(char),
    /// `\xff`, `\377`: a byte, not a character.
    Byte(u8),
}

/// Reads the escape that `text` begins with, as `scanEscape` of Go's scanner.
pub(crate) fn escape(text: &[u8], quote: u8) -> Escape {
    let char = |value| Escape { length: 2, value: Some(Escaped::Char(value)), fault: None };
    let (digits, base, skip) = match text.get(1) {
        Some(b'a') => return char('\u{7}'),
        Some(b'b') => return char('\u{8}'),
        Some(b'f') => return char('\u{c}'),
        Some(b'n') => return char('\n'),
        Some(b'r') => return char('\r'),
        Some(b't') => return char('\t'),
        Some(b'v') => return char('\u{b}'),
        Some(b'\\') => return char('\\'),
        Some(byte) if *byte == quote => return char(quote as char),
        Some(b'0'..=b'7') => (3, 8, 1),
        Some(b'x') => (2, 16, 2),
        Some(b'u') => (4, 16, 2),
        Some(b'U') => (8, 16, 2),
        _ => return Escape { length: 1, value: None, fault: Some("Go has no such escape") },
    };
    let mut value = 0_u32;
    for nth in 0..digits {
        let digit = text.get(skip + nth).and_then(|byte| (*byte as char).to_digit(base));
        let Some(digit) = digit else {
            return Escape { length: skip + nth, value: None, fault: Some("this escape has too few digits") };
        };
        value = value.wrapping_mul(base).wrapping_add(digit);
    }
    let length = skip + digits;
    let value = match (skip, digits) {
        (1, _) | (_, 2) => u8::try_from(value).ok().map(Escaped::Byte),
        _ => char::from_u32(value).map(Escaped::Char),
    };
    let fault = value.is_none().then_some("this escape does not stand for a character");
    Escape { length, value, fault }
}

/// How many characters or escapes the inside of a rune has.
pub(super) fn runes(inside: &str) -> usize {
    let (mut at, mut runes) = (0, 0);
    while let Some(c) = inside[at..].chars().next() {
        at += if c == '\\' { escape(&inside.as_bytes()[at..], b'\'').length } else { c.len_utf8() };
        at = (at..=inside.len()).find(|&at| inside.is_char_boundary(at)).unwrap_or(inside.len());
        runes += 1;
    }
    runes
}

/// What the inside of a raw string stands for: Go drops carriage returns (`stripCR`).
pub(super) fn raw<'s>(inside: &'s str, arena: &'s Arena) -> &'s str {
    if memchr::memchr(b'\r', inside.as_bytes()).is_none() {
        return inside;
    }
    arena.alloc_str(&inside.replace('\r', ""))
}

/// What the inside of a string without faults stands for; nothing when it is not UTF-8, which only escapes of
/// bytes can bring about.
pub(super) fn interpreted<'s>(inside: &'s str, arena: &'s Arena) -> Option<&'s str> {
    let Some(first) = memchr::memchr(b'\\', inside.as_bytes()) else { return Some(inside) };
    let mut value = inside.as_bytes()[..first].to_vec();
    let mut at = first;
    while at < inside.len() {
        let rest = &inside.as_bytes()[at..];
        if rest[0] != b'\\' {
            let length = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
            value.extend_from_slice(&rest[..length]);
            at += length;
            continue;
        }
        let escape = escape(rest, b'"');
        match escape.value? {
            Escaped::Char(c) => value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Escaped::Byte(byte) => value.push(byte),
        }
        at += escape.length;
    }
    std::str::from_utf8(&value).ok().map(|value| arena.alloc_str(value) as &str)
}
