//! Text to words, as lex.go of `text/template/parse` cuts it.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    error::{Parsed, Refusal},
    token::{Keyword, Kind, Token},
};

const LEFT: &str = "{{";
const RIGHT: &str = "}}";

/// A trim marker is `-` and one space: `{{- ` and ` -}}`.
const TRIM_MARKER: usize = 2;

/// Gives one token after the other. After a refusal it is of no use.
pub(super) struct Lexer<'s> {
    text: &'s str,
    at: usize,
    /// Where the action began that it is in.
    action: Option<usize>,
    /// The parentheses of the action that are open.
    parentheses: Vec<usize>,
    /// `break` and `continue` are not keywords where there are functions of these names.
    functions: Vec<Keyword>,
}

impl<'s> Lexer<'s> {
    pub(super) fn new(text: &'s str, is_function: &impl Fn(&str) -> bool) -> Self {
        let functions = [(Keyword::Break, "break"), (Keyword::Continue, "continue")];
        let functions = functions.into_iter().filter(|(_, name)| is_function(name));
        let functions = functions.map(|(keyword, _)| keyword).collect();
        Self { text, at: 0, action: None, parentheses: Vec::new(), functions }
    }

    /// The next token; after the end of the text always [`Kind::End`].
    pub(super) fn next_token(&mut self) -> Parsed<Token> {
        let Some(action) = self.action else { return self.outside() };
        let start = self.at;
        let Some(end) = self.right_delimiter() else {
            let kind = self.inside(action)?;
            return Ok(Token { kind, start, end: self.at });
        };
        self.action = None;
        match self.parentheses.last() {
            Some(&open) => Refusal::UnclosedParenthesis.at(open..open + 1),
            None => Ok(Token { kind: Kind::RightDelimiter, start, end }),
        }
    }

    /// Text, or the beginning of an action (`lexText`, `lexLeftDelim`).
    fn outside(&mut self) -> Parsed<Token> {
        loop {
            let start = self.at;
            let Some(length) = memchr::memmem::find(&self.text.as_bytes()[start..], LEFT.as_bytes()) else {
                self.at = self.text.len();
                let kind = if start == self.at { Kind::End } else { Kind::Text };
                return Ok(Token { kind, start, end: self.at });
            };
            let left = start + length;
            let after = left + LEFT.len();
            let trims =
                matches!(self.text.as_bytes()[after..], [b'-', space, ..] if is_space(char::from(space)));
            let text = &self.text[start..left];
            let text = if trims { text.trim_end_matches(is_space) } else { text };
            if !text.is_empty() {
                self.at = left;
                return Ok(Token { kind: Kind::Text, start, end: start + text.len() });
            }
            self.at = after + if trims { TRIM_MARKER } else { 0 };
            if !self.text[self.at..].starts_with("/*") {
                self.action = Some(left);
                self.parentheses.clear();
                return Ok(Token { kind: Kind::LeftDelimiter, start: left, end: after });
            }
            self.comment()?;
        }
    }

    /// Passes a comment up to the end of its action (`lexComment`).
    fn comment(&mut self) -> Parsed<()> {
        let start = self.at;
        let inside = start + "/*".len();
        let Some(length) = self.text[inside..].find("*/") else {
            return Refusal::UnclosedComment.at(start..inside);
        };
        let end = inside + length + "*/".len();
        self.at = end;
        match self.right_delimiter() {
            Some(_) => Ok(()),
            None => Refusal::CommentInAction.at(end - "*/".len()..end),
        }
    }

    /// Passes `}}` with its trim marker and what that trims; gives its end if it was there (`lexRightDelim`).
    fn right_delimiter(&mut self) -> Option<usize> {
        let rest = &self.text[self.at..];
        if is_trimming_end(rest) {
            let end = self.at + TRIM_MARKER + RIGHT.len();
            self.at = self.text.len() - self.text[end..].trim_start_matches(is_space).len();
            return Some(end);
        }
        if !rest.starts_with(RIGHT) {
            return None;
        }
        self.at += RIGHT.len();
        Some(self.at)
    }

    /// Passes a token in an action (`lexInsideAction`).
    fn inside(&mut self, action: usize) -> Parsed<Kind> {
        let (text, start) = (self.text, self.at);
        let rest = &text[start..];
        let Some(first) = rest.chars().next() else {
            return Refusal::UnclosedAction.at(action..action + LEFT.len());
        };
        self.at += first.len_utf8();
        Ok(match first {
            ' ' | '\t' | '\r' | '\n' => self.space(),
            '=' => Kind::Assign,
            ':' if rest[1..].starts_with('=') => {
                self.at += 1;
                Kind::Declare
            }
            ':' => return Refusal::LoneColon.at(start..self.at),
            '|' => Kind::Pipe,
            ',' => Kind::Comma,
            '(' => {
                self.parentheses.push(start);
                Kind::LeftParenthesis
            }
            ')' => match self.parentheses.pop() {
                Some(_) => Kind::RightParenthesis,
                None => return Refusal::UnopenedParenthesis.at(start..self.at),
            },
            '"' => self.quoted('"', Kind::String)?,
            '\'' => self.quoted('\'', Kind::Character)?,
            '`' => {
                let Some(length) = rest[1..].find('`') else {
                    return Refusal::UnclosedString('`').at(start..self.at);
                };
                self.at += length + 1;
                Kind::RawString
            }
            '$' => self.name(Kind::Variable)?,
            '.' if rest.len() == 1 => return Refusal::UnclosedAction.at(action..action + LEFT.len()),
            '.' if !rest.as_bytes()[1].is_ascii_digit() => {
                if self.is_terminated() {
                    Kind::Dot
                } else {
                    self.name(Kind::Field)?
                }
            }
            '.' | '+' | '-' | '0'..='9' => self.number(start)?,
            _ if is_alphanumeric(first) => self.word(start)?,
            ' '..='~' => Kind::Stray,
            _ => return Refusal::Character(first).at(start..self.at),
        })
    }

    /// Passes white space, but not the one of a trim marker (`lexSpace`).
    fn space(&mut self) -> Kind {
        let rest = &self.text[self.at..];
        let end = self.text.len() - rest.trim_start_matches(is_space).len();
        // With a single space, `right_delimiter` has taken it.
        self.at = if is_trimming_end(&self.text[end - 1..]) { end - 1 } else { end };
        Kind::Space
    }

    /// Passes a string or character; what is in it is looked at when its value is needed (`lexQuote`, `lexChar`).
    fn quoted(&mut self, quote: char, kind: Kind) -> Parsed<Kind> {
        let start = self.at - 1;
        let bytes = self.text.as_bytes();
        loop {
            let length = match (bytes.get(self.at), bytes.get(self.at + 1)) {
                (None | Some(b'\n'), _) | (Some(b'\\'), None | Some(b'\n')) => {
                    return Refusal::UnclosedString(quote).at(start..start + 1);
                }
                (Some(b'\\'), _) => 2,
                _ => 1,
            };
            let ends = bytes[self.at] == quote as u8;
            self.at += length;
            if ends {
                return Ok(kind);
            }
        }
    }

    /// Passes letters and digits, and looks at what follows (`lexFieldOrVariable`).
    fn name(&mut self, kind: Kind) -> Parsed<Kind> {
        let rest = &self.text[self.at..];
        self.at = self.text.len() - rest.trim_start_matches(is_alphanumeric).len();
        if self.is_terminated() {
            return Ok(kind);
        }
        let next = self.text[self.at..].chars().next().unwrap_or_default();
        Refusal::AfterName(next).at(self.at..self.at + next.len_utf8())
    }

    /// Passes a name or keyword (`lexIdentifier`).
    fn word(&mut self, start: usize) -> Parsed<Kind> {
        self.name(Kind::Identifier)?;
        let word = &self.text[start..self.at];
        Ok(match Keyword::of(word).filter(|keyword| !self.functions.contains(keyword)) {
            Some(keyword) => Kind::Keyword(keyword),
            None if word == "nil" => Kind::Nil,
            None if matches!(word, "true" | "false") => Kind::Bool,
            None => Kind::Identifier,
        })
    }

    /// Whether a name may end here: `{{$x+1}}` is not a sum but refused (`atTerminator`).
    fn is_terminated(&self) -> bool {
        let rest = &self.text[self.at..];
        match rest.as_bytes().first() {
            None | Some(b'.' | b',' | b'|' | b':' | b')' | b'(') => true,
            Some(byte) => is_space(char::from(*byte)) || rest.starts_with(RIGHT),
        }
    }

    /// Passes a number, or the sum of a number and an imaginary one (`lexNumber`).
    fn number(&mut self, start: usize) -> Parsed<Kind> {
        self.at = start;
        let mut kind = Kind::Number;
        let mut sound = self.pass_number();
        if sound && self.text[self.at..].starts_with(['+', '-']) {
            kind = Kind::Complex;
            sound = self.pass_number() && self.text[..self.at].ends_with('i');
        }
        let written = &self.text[start..self.at];
        if sound { Ok(kind) } else { Refusal::Number(written.to_owned()).at(start..self.at) }
    }

    /// Passes what looks like a number; whether it ends as one (`scanNumber`).
    fn pass_number(&mut self) -> bool {
        self.pass_one("+-");
        let (mut digits, mut exponent) = ("0123456789_", "eE");
        if self.pass_one("0") {
            for (prefix, its_digits, its_exponent) in
                [("xX", "0123456789abcdefABCDEF_", "pP"), ("oO", "01234567_", ""), ("bB", "01_", "")]
            {
                if self.pass_one(prefix) {
                    (digits, exponent) = (its_digits, its_exponent);
                    break;
                }
            }
        }
        while self.pass_one(digits) {}
        if self.pass_one(".") {
            while self.pass_one(digits) {}
        }
        if self.pass_one(exponent) {
            self.pass_one("+-");
            while self.pass_one("0123456789_") {}
        }
        self.pass_one("i");
        match self.text[self.at..].chars().next().filter(|next| is_alphanumeric(*next)) {
            Some(next) => {
                self.at += next.len_utf8();
                false
            }
            None => true,
        }
    }

    /// Passes one of these bytes; whether it was there.
    fn pass_one(&mut self, of: &str) -> bool {
        let passes = self.text.as_bytes().get(self.at).is_some_and(|byte| of.as_bytes().contains(byte));
        self.at += usize::from(passes);
        passes
    }
}

/// Whether a text begins with ` -}}`.
fn is_trimming_end(text: &str) -> bool {
    matches!(text.as_bytes(), [space, b'-', b'}', b'}', ..] if is_space(char::from(*space)))
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// Go's `unicode.IsLetter` and `unicode.IsDigit`; Rust's own notions are wider, and Go 1.26 is at Unicode 15.
fn is_alphanumeric(c: char) -> bool {
    static WORD: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[\pL\p{Nd}&&\p{Age=15.0}]").expect("the pattern is written here"));
    match c {
        '\0'..='\x7f' => c == '_' || c.is_ascii_alphanumeric(),
        _ => WORD.is_match(c.encode_utf8(&mut [0; 4])),
    }
}
