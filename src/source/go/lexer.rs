//! Text to words, as Go's `go/scanner` cuts it.

use super::{
    literal,
    token::{self, Kind, Token},
};
use crate::diagnostic::{Diagnostic, FileId, Rule, Span};

/// Gives one token after the other; after the end of the file always [`Kind::End`].
#[derive(Debug)]
pub struct Lexer<'s> {
    file: FileId,
    text: &'s str,
    at: usize,
    /// Whether the end of this line is the end of a statement.
    ends_statement: bool,
    /// What Go does not take, in the order of the text.
    refused: Vec<Diagnostic>,
}

/// How many faults of a file are reported.
const MOST_FAULTS: usize = 100;

/// A place between two tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct LexerPoint {
    at: usize,
    ends_statement: bool,
    refused: usize,
}

impl<'s> Lexer<'s> {
    /// The tokens of a file's text.
    pub fn new(file: FileId, text: &'s str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { file, text, at, ends_statement: false, refused: Vec::new() }
    }

    /// What a token says.
    pub fn text(&self, token: Token) -> &'s str {
        &self.text[token.start..token.end]
    }

    /// What Go's scanner refuses in what was read so far.
    pub fn into_refused(self) -> Vec<Diagnostic> {
        self.refused
    }

    /// Where it is, to come back to.
    pub(super) fn point(&self) -> LexerPoint {
        LexerPoint { at: self.at, ends_statement: self.ends_statement, refused: self.refused.len() }
    }

    /// Goes back to a point.
    pub(super) fn go_back_to(&mut self, point: &LexerPoint) {
        (self.at, self.ends_statement) = (point.at, point.ends_statement);
        self.refused.truncate(point.refused);
    }

    fn refuse(&mut self, start: usize, end: usize, title: impl Into<String>, help: &str) {
        // A file with more faults is not Go, and nobody reads that many.
        if self.refused.len() >= MOST_FAULTS {
            self.at = self.text.len();
            return;
        }
        let span = Span::new(self.file, start, end);
        self.refused.push(Diagnostic::new(Rule::GoSyntax, title).at(span, "").help(help));
    }

    /// The next token.
    pub fn next_token(&mut self) -> Token {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at;
            match bytes.get(start) {
                None if self.ends_statement => return self.line_end(start, start),
                None => return Token { kind: Kind::End, start, end: start },
                Some(b'\n') if self.ends_statement => return self.line_end(start, start + 1),
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                Some(b'/') if bytes[start..].starts_with(b"//") => {
                    let line = memchr::memchr(b'\n', &bytes[start..]);
                    self.at = line.map_or(bytes.len(), |length| start + length);
                }
                Some(b'/') if bytes[start..].starts_with(b"/*") => {
                    if let Some(newline) = self.block_comment().filter(|_| self.ends_statement) {
                        let end = self.at;
                        return self.line_end(newline, end);
                    }
                }
                Some(_) => {
                    if let Some(kind) = self.word() {
                        let token = Token { kind, start, end: self.at };
                        self.ends_statement = kind.ends_statement(self.text(token));
                        return token;
                    }
                }
            }
        }
    }

    /// The end of a statement at `newline`; reading goes on at `after`.
    fn line_end(&mut self, newline: usize, after: usize) -> Token {
        self.ends_statement = false;
        self.at = after;
        Token { kind: Kind::LineEnd, start: newline, end: newline }
    }

    /// Passes a comment in `/*` and `*/`; gives its first line break.
    fn block_comment(&mut self) -> Option<usize> {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let end = memchr::memmem::find(&rest[2..], b"*/").map(|at| start + 2 + at + 2);
        if end.is_none() {
            self.refuse(start, start + 2, "this comment does not end", "end it with `*/`");
        }
        self.at = end.unwrap_or(self.text.len());
        memchr::memchr(b'\n', &self.text.as_bytes()[start..self.at]).map(|at| start + at)
    }

    /// Passes one word; nothing for a character that begins none.
    fn word(&mut self) -> Option<Kind> {
        let (text, start) = (self.text, self.at);
        let bytes = &text.as_bytes()[start..];
        match bytes[0] {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => {
                let is_part = |c: char| c == '_' || c.is_alphabetic() || c.is_numeric();
                let length = text[start..].find(|c| !is_part(c)).unwrap_or(bytes.len());
                if length == 0 {
                    return self.stray();
                }
                self.at += length;
                let keyword = token::is_keyword(&text[start..self.at]);
                Some(if keyword { Kind::Keyword } else { Kind::Identifier })
            }
            b'0'..=b'9' => Some(self.number()),
            b'.' if bytes.get(1).is_some_and(u8::is_ascii_digit) => Some(self.number()),
            b'"' => {
                self.quoted(b'"');
                Some(Kind::String)
            }
            b'\'' => {
                self.quoted(b'\'');
                Some(Kind::Rune)
            }
            b'`' => {
                let end = memchr::memchr(b'`', &bytes[1..]);
                if end.is_none() {
                    self.refuse(start, start + 1, "this raw string does not end", "end it with a backtick");
                }
                self.at = end.map_or(text.len(), |length| start + 1 + length + 1);
                Some(Kind::RawString)
            }
            b';' => {
                self.at += 1;
                Some(Kind::Semicolon)
            }
            _ => match token::operator(bytes) {
                Some(length) => {
                    self.at += length;
                    Some(Kind::Operator)
                }
                None => self.stray(),
            },
        }
    }

    /// A character that is not part of Go.
    fn stray(&mut self) -> Option<Kind> {
        let start = self.at;
        let character = self.text[start..].chars().next()?;
        self.at += character.len_utf8();
        let shown = character.escape_debug();
        self.refuse(
            start,
            self.at,
            format!("Go does not allow `{shown}` here"),
            "delete it, or put it into a string",
        );
        None
    }

    fn number(&mut self) -> Kind {
        let number = literal::number(&self.text.as_bytes()[self.at..]);
        let start = self.at;
        self.at += number.length;
        if let Some(fault) = number.fault {
            self.refuse(start, self.at, fault, "write a number that Go takes");
        }
        number.kind
    }

    /// Passes a string or rune in quotes; a fault in it is found when it ends.
    fn quoted(&mut self, quote: u8) {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        loop {
            match bytes.get(at) {
                Some(byte) if *byte == quote => {
                    self.at = at + 1;
                    break;
                }
                None | Some(b'\n') => {
                    self.at = at;
                    let what = if quote == b'"' { "string" } else { "rune" };
                    let title = format!("this {what} does not end on its line");
                    self.refuse(start, start + 1, title, "add the quote that is missing");
                    return;
                }
                Some(b'\\') => {
                    let escape = literal::escape(&bytes[at..], quote);
                    if let Some(fault) = escape.fault {
                        self.refuse(at, at + escape.length, fault, "write `\\` for a backslash");
                    }
                    at += escape.length;
                }
                Some(_) => at += 1,
            }
        }
        if quote == b'\'' && literal::runes(&self.text[start + 1..self.at - 1]) != 1 {
            self.refuse(start, self.at, "a rune is one character", "write a string in double quotes");
        }
    }
}
