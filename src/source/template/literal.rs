//! Numbers, characters and strings: what `newNumber` of node.go and `strconv.Unquote` take.

use super::{
    error::Refusal,
    token::{Kind, Token},
};
use crate::source::{
    Arena,
    go::{Escaped, escape},
};

/// Why Go would refuse a number or character; nothing when it takes it (`newNumber`).
pub(super) fn refused_number(token: Token, text: &str) -> Option<Refusal> {
    let syntax = || Refusal::Number(text.to_owned());
    match token.kind {
        Kind::Character => (!is_character(text)).then(|| Refusal::CharacterConstant(text.to_owned())),
        Kind::Complex => (!is_complex(text)).then(syntax),
        _ if text.strip_suffix('i').is_some_and(is_float) || is_integer(text) => None,
        _ if !is_float(text) => Some(syntax()),
        _ if text.contains(['.', 'e', 'E', 'p', 'P']) => None,
        // Go speaks of an overflow here as well: `089` is not an octal number, and a float without a point.
        _ if text.trim_start_matches(['+', '-']).starts_with('0') => Some(syntax()),
        _ => Some(Refusal::Overflow(text.to_owned())),
    }
}

/// Whether this is one character in single quotes (`strconv.UnquoteChar`).
fn is_character(text: &str) -> bool {
    let inside = &text[1..text.len() - 1];
    if inside.starts_with('\\') {
        let escape = escape(inside.as_bytes(), b'\'');
        return escape.value.is_some() && escape.length == inside.len();
    }
    inside.chars().count() == 1
}

/// Whether `strconv.ParseInt` or `ParseUint` takes a number in base 0.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    // `ParseUint` takes no sign.
    let most = match text.as_bytes().first() {
        Some(b'+') => i64::MAX.unsigned_abs(),
        Some(b'-') => i64::MIN.unsigned_abs(),
        _ => u64::MAX,
    };
    let (base, number) = match digits.as_bytes() {
        [b'0', b'x' | b'X', _, ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', _, ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', _, ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    let value = u64::from_str_radix(&number.replace('_', ""), base);
    // `from_str_radix` takes a sign of its own; a number has none after its first.
    separates_digits(digits) && value.is_ok_and(|value| value <= most)
}

/// Whether each `_` stands between two digits, or after `0x` (`underscoreOK`).
fn separates_digits(number: &str) -> bool {
    let is_hex = number.starts_with("0x") || number.starts_with("0X");
    let prefix = if is_hex || ["0o", "0O", "0b", "0B"].iter().any(|p| number.starts_with(p)) { 2 } else { 0 };
    let is_digit = |byte: u8| byte.is_ascii_digit() || is_hex && byte.is_ascii_hexdigit();
    let bytes = number.as_bytes();
    (prefix..bytes.len()).filter(|&at| bytes[at] == b'_').all(|at| {
        let follows = if at == prefix { prefix > 0 } else { is_digit(bytes[at - 1]) };
        follows && bytes.get(at + 1).is_some_and(|next| is_digit(*next))
    })
}

/// Whether `strconv.ParseFloat` takes a number: a syntax without `Inf`, which no token is, and a value below
/// infinity (`readFloat`).
fn is_float(text: &str) -> bool {
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let bytes = number.as_bytes();
    let is_hex = bytes.len() > 2 && bytes[0] == b'0' && bytes[1] | 0x20 == b'x';
    let (digits, mark) = if is_hex { (&number[2..], ['p', 'P']) } else { (number, ['e', 'E']) };
    let (mantissa, exponent) = match digits.split_once(mark) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (digits, None),
    };
    let is_digit = |byte: &u8| byte.is_ascii_digit() || is_hex && byte.is_ascii_hexdigit();
    let sound = mantissa.bytes().all(|byte| matches!(byte, b'.' | b'_') || is_digit(&byte))
        && mantissa.bytes().any(|byte| is_digit(&byte))
        && mantissa.bytes().filter(|byte| *byte == b'.').count() <= 1;
    let exponent = match exponent.map(read_exponent) {
        Some(Some(exponent)) => exponent,
        None if !is_hex => 0,
        _ => return false,
    };
    sound && separates_digits(number) && {
        let mantissa = mantissa.replace('_', "");
        if is_hex { is_finite_hex(&mantissa, exponent) } else { is_finite(&mantissa, exponent) }
    }
}

/// The value of `+1_0`. As Go does, it forgets the digits after the fifth: nothing is that large.
fn read_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut value = 0;
    for digit in digits.bytes().filter(|byte| *byte != b'_') {
        if !digit.is_ascii_digit() {
            return None;
        }
        if value < 10_000 {
            value = value * 10 + i64::from(digit - b'0');
        }
    }
    Some(if text.starts_with('-') { -value } else { value })
}

fn is_finite(mantissa: &str, exponent: i64) -> bool {
    format!("{mantissa}e{exponent}").parse().is_ok_and(f64::is_finite)
}

/// Whether a hexadecimal float is below 2^1024 once it is rounded to 53 bits (`atofHex`).
fn is_finite_hex(mantissa: &str, exponent: i64) -> bool {
    let whole = mantissa.find('.').unwrap_or(mantissa.len());
    let digits = mantissa.replace('.', "");
    let significant = digits.trim_start_matches('0');
    let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX / 8);
    let Some(first) = significant.chars().next().and_then(|digit| digit.to_digit(16)) else { return true };
    // The value is `0.significant` times 2 to the power of this.
    let power = 4 * (length(&mantissa[..whole]) - (length(&digits) - length(significant))) + exponent;
    let leading_zeros = i64::from(first.leading_zeros()) - 28;
    match power - leading_zeros {
        ..1024 => true,
        // All 53 bits and the one after them are set: it is rounded up to 2^1024.
        1024 => {
            let bits = |nth: usize| significant.as_bytes().get(nth).map_or(0, |digit| hex_digit(*digit));
            let top = (0..15).fold(0_u64, |value, nth| value << 4 | bits(nth));
            let shift = u32::try_from(60 - 54 - leading_zeros).unwrap_or(0);
            top >> shift != (1 << 54) - 1
        }
        _ => false,
    }
}

fn hex_digit(digit: u8) -> u64 {
    (digit as char).to_digit(16).map_or(0, u64::from)
}

/// Whether `fmt.Sscan` takes the sum of a number and an imaginary one. It knows only decimal and hexadecimal
/// floats, so `0b1+1i` is refused, and so is `0x1+1i`, which has no exponent.
fn is_complex(text: &str) -> bool {
    let Some(numbers) = text.strip_suffix('i') else { return false };
    let first = numbers.trim_start_matches(['+', '-']);
    let is_hex = first.starts_with("0x") || first.starts_with("0X");
    let mark = if is_hex { b'p' } else { b'e' };
    let bytes = numbers.as_bytes();
    // The first sign that is neither that of the first number nor that of its exponent.
    let second =
        (1..bytes.len()).find(|&at| matches!(bytes[at], b'+' | b'-') && bytes[at - 1] | 0x20 != mark);
    second.is_some_and(|at| is_float(&numbers[..at]) && is_float(&numbers[at..]))
}

/// What a string stands for; nothing when Go refuses it (`strconv.Unquote`).
pub(super) fn unquote<'s>(token: Token, text: &'s str, arena: &'s Arena) -> Option<&'s [u8]> {
    let inside = &text[1..text.len() - 1];
    if token.kind == Kind::RawString {
        // Go drops carriage returns.
        return Some(match memchr::memchr(b'\r', inside.as_bytes()) {
            Some(_) => arena.alloc_str(&inside.replace('\r', "")).as_bytes(),
            None => inside.as_bytes(),
        });
    }
    if memchr::memchr(b'\\', inside.as_bytes()).is_none() {
        return Some(inside.as_bytes());
    }
    let mut value = Vec::with_capacity(inside.len());
    let mut rest = inside.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte != b'\\' {
            value.push(byte);
            rest = after;
            continue;
        }
        let escape = escape(rest, b'"');
        match escape.value? {
            Escaped::Char(c) => value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Escaped::Byte(byte) => value.push(byte),
        }
        rest = &rest[escape.length..];
    }
    Some(arena.alloc_slice_copy(&value))
}
