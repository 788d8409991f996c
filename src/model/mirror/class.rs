//! Classes of characters in Go's regular expressions.

use super::{error::PatternError, names};

/// A set of characters in the syntax of the crate: what stands between `[` and `]`.
#[derive(Debug, Clone)]
pub(super) struct Class {
    inside: String,
    negated: bool,
    fold: bool,
}

impl Class {
    fn new(inside: impl Into<String>) -> Self {
        Self { inside: inside.into(), negated: false, fold: false }
    }

    /// The characters from one to another.
    pub(super) fn of(first: char, last: char) -> Self {
        Self::new(range(u32::from(first), u32::from(last)))
    }

    /// The same, with letters in both cases.
    pub(super) fn folded(self, fold: bool) -> Self {
        Self { fold, ..self }
    }

    /// The class as an expression of its own.
    pub(super) fn text(&self) -> String {
        let Self { inside, negated, fold } = self;
        // The crate has no empty class.
        let (inside, negated) =
            if inside.is_empty() { (r"\x{0}-\x{10FFFF}", !negated) } else { (inside.as_str(), *negated) };
        let negated = if negated { "^" } else { "" };
        if *fold { format!("(?i:[{negated}{inside}])") } else { format!("[{negated}{inside}]") }
    }
}

/// The characters between two code points, without the surrogates, which no text has.
fn range(first: u32, last: u32) -> String {
    let part = |first: u32, last: u32| {
        if first <= last { format!(r"\x{{{first:X}}}-\x{{{last:X}}}") } else { String::new() }
    };
    if last < 0xd800 || first > 0xdfff {
        return part(first, last);
    }
    part(first, 0xd7ff) + &part(0xe000.max(first), last)
}

/// The characters of `\d`, `\s` and `\w`, which are ASCII in Go; `\s` has no vertical tab.
fn perl(letter: u8) -> Option<&'static str> {
    match letter {
        b'd' | b'D' => Some("0-9"),
        b's' | b'S' => Some(r"\t\n\f\r "),
        b'w' | b'W' => Some("0-9A-Za-z_"),
        _ => None,
    }
}

/// `[:name:]`.
fn posix(name: &str) -> Option<&'static str> {
    Some(match name {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => r"\x00-\x7F",
        "blank" => r"\t ",
        "cntrl" => r"\x00-\x1F\x7F",
        "digit" => "0-9",
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => r"!-/:-@\[-`{-~",
        "space" => r"\t\n\x0B\f\r ",
        "upper" => "A-Z",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => return None,
    })
}

/// The escape that `text` begins with, outside of a class: its length and what it admits.
pub(super) fn escape(text: &str, fold: bool) -> Result<(usize, Class), PatternError> {
    let bytes = text.as_bytes();
    match bytes.get(1) {
        Some(b'p' | b'P') => property(text).map(|(length, class)| (length, class.folded(fold))),
        Some(letter) if perl(*letter).is_some() => {
            let class = Class {
                negated: letter.is_ascii_uppercase(),
                ..Class::new(perl(*letter).unwrap_or_default())
            };
            Ok((2, class.folded(fold)))
        }
        _ => {
            let (length, c) = character_escape(text)?;
            Ok((length, Class::new(range(c, c)).folded(fold)))
        }
    }
}

/// `\pL`, `\p{Greek}`, `\P{^Greek}`.
fn property(text: &str) -> Result<(usize, Class), PatternError> {
    let negated = text.as_bytes()[1] == b'P';
    let rest = &text[2..];
    let (length, name) = if let Some(braced) = rest.strip_prefix('{') {
        let Some(end) = braced.find('}') else {
            return Err(PatternError::new(0..text.len(), "the name of this property does not end"));
        };
        (2 + end + 2, &braced[..end])
    } else {
        let Some(c) = rest.chars().next() else {
            return Err(PatternError::new(0..text.len(), "this property has no name"));
        };
        (2 + c.len_utf8(), &rest[..c.len_utf8()])
    };
    let (negated, name) = match name.strip_prefix('^') {
        Some(name) => (!negated, name),
        None => (negated, name),
    };
    let Some(inside) = names::property(name) else {
        return Err(PatternError::new(
            0..length,
            "Go knows no such property; it knows scripts and categories",
        ));
    };
    Ok((length, Class { negated, ..Class::new(inside) }))
}

/// An escape that stands for one character: its length and the character (`parseEscape`).
fn character_escape(text: &str) -> Result<(usize, u32), PatternError> {
    let bytes = text.as_bytes();
    let fault = |length: usize| {
        let end = (length..=text.len()).find(|&end| text.is_char_boundary(end)).unwrap_or(text.len());
        Err(PatternError::new(0..end, "Go has no such escape"))
    };
    match bytes.get(1) {
        None => Err(PatternError::new(0..1, "a `\\` at the end escapes nothing")),
        Some(digit @ b'1'..=b'7') if !matches!(bytes.get(2), Some(b'0'..=b'7')) => {
            let message = format!("Go has no back-references like `\\{}`", *digit as char);
            Err(PatternError::new(0..2, message))
        }
        Some(b'0'..=b'7') => {
            let digits = bytes[1..].iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7'));
            let digits: Vec<_> = digits.map(|byte| u32::from(byte - b'0')).collect();
            Ok((1 + digits.len(), digits.iter().fold(0, |value, digit| value * 8 + digit)))
        }
        Some(b'x') => match text[2..].strip_prefix('{') {
            Some(braced) => {
                let Some(end) = braced.find('}') else { return fault(text.len()) };
                let digits = &braced[..end];
                let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                match u32::from_str_radix(digits, 16) {
                    Ok(value) if plain && value <= 0x10_ffff => Ok((2 + 1 + end + 1, value)),
                    _ => fault(2 + 1 + end + 1),
                }
            }
            None => match text.get(2..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            {
                Some(digits) => Ok((4, u32::from_str_radix(digits, 16).unwrap_or_default())),
                None => fault(3),
            },
        },
        Some(b'a') => Ok((2, 7)),
        Some(b'f') => Ok((2, 0xc)),
        Some(b'n') => Ok((2, 0xa)),
        Some(b'r') => Ok((2, 0xd)),
        Some(b't') => Ok((2, 9)),
        Some(b'v') => Ok((2, 0xb)),
        Some(byte) if byte.is_ascii() && !byte.is_ascii_alphanumeric() => Ok((2, u32::from(*byte))),
        Some(_) => fault(2),
    }
}

/// The class in brackets that `text` begins with: its length and what it admits (`parseClass`).
pub(super) fn parse(text: &str, fold: bool) -> Result<(usize, Class), PatternError> {
    let mut at = 1;
    let mut class = Class::new("").folded(fold);
    if text[at..].starts_with('^') {
        class.negated = true;
        at += 1;
    }
    let mut first = true;
    loop {
        let rest = &text[at..];
        match rest.as_bytes() {
            [] => return Err(PatternError::new(0..1, "this class is not closed")),
            [b']', ..] if !first => return Ok((at + 1, class)),
            [b'[', b':', ..] if rest[2..].contains(":]") => {
                let length = rest[2..].find(":]").unwrap_or_default();
                let name = &rest[2..2 + length];
                let (negated, plain) = name.strip_prefix('^').map_or((false, name), |name| (true, name));
                let end = at + 2 + length + 2;
                let Some(inside) = posix(plain) else {
                    return Err(PatternError::new(at..end, "Go knows no such class"));
                };
                class.inside += &if negated { format!("[^{inside}]") } else { inside.to_owned() };
                at = end;
            }
            [b'\\', b'p' | b'P', ..] => {
                let (length, property) = property(rest).map_err(|error| error.at(at))?;
                class.inside += &property.text();
                at += length;
            }
            [b'\\', letter, ..] if perl(*letter).is_some() => {
                let negated = if letter.is_ascii_uppercase() { "^" } else { "" };
                class.inside += &format!("[{negated}{}]", perl(*letter).unwrap_or_default());
                at += 2;
            }
            _ => {
                let start = at;
                let (length, low) = class_character(rest).map_err(|error| error.at(at))?;
                at += length;
                let mut high = low;
                if let [b'-', next, ..] = &text.as_bytes()[at..]
                    && *next != b']'
                {
                    let (length, last) =
                        class_character(&text[at + 1..]).map_err(|error| error.at(at + 1))?;
                    at += 1 + length;
                    high = last;
                    if high < low {
                        return Err(PatternError::new(start..at, "this range of a class runs backwards"));
                    }
                }
                class.inside += &range(low, high);
            }
        }
        first = false;
    }
}

fn class_character(text: &str) -> Result<(usize, u32), PatternError> {
    if text.starts_with('\\') {
        return character_escape(text);
    }
    match text.chars().next() {
        Some(c) => Ok((c.len_utf8(), u32::from(c))),
        None => Err(PatternError::new(0..0, "this class is not closed")),
    }
}
