//! The grammar of JSON.

use super::string::{self, StringError};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, FileId, Rule, Span},
    source::{Arena, Entries, KeyKind, MAX_DEPTH, Node, Value},
};

/// The value of the whole text.
pub(super) fn parse<'s>(
    file: FileId,
    text: &'s str,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Node<'s>> {
    let parsed = Parser::new(file, text, arena, diagnostics).document();
    parsed.map_err(|diagnostic| diagnostics.report(*diagnostic)).ok()
}

/// The entries of the object that the whole text is, in their order, with the places of the values; nothing when it
/// is something else. All of it is read, and none of the values is kept.
pub(super) fn outline<'s>(
    file: FileId,
    text: &'s str,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Part<'s>>> {
    let mut parser = Parser::new(file, text, arena, diagnostics);
    parser.parts = Some(Vec::new());
    match parser.document() {
        Ok(Node { value: Value::Map(_), .. }) => parser.parts,
        Ok(_) => None,
        Err(diagnostic) => {
            diagnostics.report(*diagnostic);
            None
        }
    }
}

/// The object of some of its entries.
pub(super) fn parts<'s>(
    file: FileId,
    text: &'s str,
    parts: impl Iterator<Item = Part<'s>>,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Node<'s> {
    let mut entries = Entries::default();
    for part in parts {
        let mut parser = Parser::new(file, text, arena, diagnostics);
        parser.at = part.value.range().start;
        parser.depth = 1;
        match parser.value() {
            Ok(node) => entries.push(part.key, part.key_span, KeyKind::String, node),
            Err(diagnostic) => diagnostics.report(*diagnostic),
        }
    }
    let map = Parser::new(file, text, arena, diagnostics).object(entries);
    Node { value: map, span: Some(Span::new(file, 0, text.len())) }
}

/// An entry of the outermost object.
#[derive(Debug, Clone, Copy)]
pub struct Part<'s> {
    /// The key.
    pub key: &'s str,
    /// Where it is.
    pub key_span: Span,
    /// Where the value is.
    pub value: Span,
}

/// How many values a file may have: each takes some 80 bytes.
const MOST_VALUES: usize = 5_000_000;

type Parsed<T> = Result<T, Box<Diagnostic>>;

struct Parser<'s, 'd> {
    file: FileId,
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    depth: usize,
    /// How many values there are so far.
    values: usize,
    arena: &'s Arena,
    diagnostics: &'d mut Diagnostics,
    /// The bracket that the innermost unfinished list or map began with.
    opener: Option<usize>,
    /// Scratch space for strings.
    decoded: String,
    /// Of an outline the entries of the outermost object; values are not kept then.
    parts: Option<Vec<Part<'s>>>,
}

impl<'s, 'd> Parser<'s, 'd> {
    fn new(file: FileId, text: &'s str, arena: &'s Arena, diagnostics: &'d mut Diagnostics) -> Self {
        let bytes = text.as_bytes();
        let decoded = String::new();
        Self {
            file,
            text,
            bytes,
            at: 0,
            depth: 0,
            values: 0,
            arena,
            diagnostics,
            opener: None,
            decoded,
            parts: None,
        }
    }

    fn document(&mut self) -> Parsed<Node<'s>> {
        self.skip_space();
        if self.at == self.bytes.len() {
            let diagnostic = Diagnostic::new(Rule::JsonSyntax, "there is no JSON in this file");
            return Err(Box::new(diagnostic.at(self.span(0, 0), "").help("a data.json is a JSON object")));
        }
        if self.text.starts_with('\u{feff}') {
            let diagnostic = Diagnostic::new(Rule::JsonSyntax, "a byte order mark before the JSON");
            return Err(Box::new(
                diagnostic.at(self.span(0, 3), "").help("save the file as UTF-8 without BOM"),
            ));
        }
        let node = self.value()?;
        self.skip_space();
        if self.at < self.bytes.len() { Err(self.unexpected("the end of the file")) } else { Ok(node) }
    }

    fn value(&mut self) -> Parsed<Node<'s>> {
        let start = self.at;
        self.values += 1;
        if self.values > MOST_VALUES {
            let diagnostic = Diagnostic::new(Rule::TooMany, "more than 5,000,000 values");
            let diagnostic = diagnostic.at(self.span(start, start + 1), "");
            return Err(Box::new(diagnostic.help("a data.json has some 300,000: is this the right file?")));
        }
        let value = match self.bytes.get(start) {
            Some(b'{') => self.nested(Self::map)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') if self.parts.is_some() => self.skip_string()?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Node { value, span: Some(self.span(start, self.at)) })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Parsed<Value<'s>>) -> Parsed<Value<'s>> {
        let start = self.at;
        if self.depth == MAX_DEPTH {
            let diagnostic = Diagnostic::new(Rule::TooDeep, format!("more than {MAX_DEPTH} levels deep"));
            let diagnostic = diagnostic.at(self.span(start, start + 1), "");
            return Err(Box::new(
                diagnostic.help("a data.json is nested some six levels deep: is this the right file?"),
            ));
        }
        self.depth += 1;
        let outer = self.opener.replace(start);
        self.at += 1;
        let value = read(self)?;
        self.depth -= 1;
        self.opener = outer;
        Ok(value)
    }

    fn map(&mut self) -> Parsed<Value<'s>> {
        let mut entries = Entries::default();
        self.skip_space();
        if !self.take(b'}') {
            loop {
                self.skip_space();
                let start = self.at;
                if self.bytes.get(start) != Some(&b'"') {
                    return Err(self.unexpected("a key in quotes"));
                }
                let key = if self.is_kept() { self.string()? } else { self.skip_string().map(|_| "")? };
                let key_span = self.span(start, self.at);
                self.skip_space();
                if !self.take(b':') {
                    return Err(self.unexpected("`:` after the key"));
                }
                self.skip_space();
                let node = self.value()?;
                match &mut self.parts {
                    Some(parts) if self.depth == 1 => {
                        parts.extend(node.span.map(|value| Part { key, key_span, value }))
                    }
                    Some(_) => {}
                    None => entries.push(key, key_span, KeyKind::String, node),
                }
                self.skip_space();
                if self.take(b'}') {
                    break;
                }
                if !self.take(b',') {
                    return Err(self.unexpected("`,` or `}`"));
                }
            }
        }
        Ok(self.object(entries))
    }

    /// Whether the key at hand is wanted: in an outline only those of the outermost object are.
    fn is_kept(&self) -> bool {
        self.parts.is_none() || self.depth == 1
    }

    fn object(&mut self, entries: Entries<'s>) -> Value<'s> {
        Value::Map(entries.build(self.arena, |clash| {
            self.diagnostics.report(
                Diagnostic::new(
                    Rule::DuplicateJsonKey,
                    format!("the key `{}` appears twice in one object", clash.key),
                )
                .at(clash.second, "again here")
                .at(clash.first, "first here")
                .help("write the file again with the tool that generates it"),
            );
        }))
    }

    fn list(&mut self) -> Parsed<Value<'s>> {
        let mut items = Vec::new();
        self.skip_space();
        if !self.take(b']') {
            loop {
                self.skip_space();
                let item = self.value()?;
                if self.parts.is_none() {
                    items.push(item);
                }
                self.skip_space();
                if self.take(b']') {
                    break;
                }
                if !self.take(b',') {
                    return Err(self.unexpected("`,` or `]`"));
                }
            }
        }
        Ok(Value::List(self.arena.alloc_slice_copy(&items)))
    }

    fn string(&mut self) -> Parsed<&'s str> {
        let decoded = string::decode(self.text, self.at + 1, &mut self.decoded, self.arena);
        let (text, after) = decoded.map_err(|error| self.no_string(&error))?;
        self.at = after;
        Ok(text)
    }

    fn skip_string(&mut self) -> Parsed<Value<'s>> {
        self.at = string::skip(self.text, self.at + 1).map_err(|error| self.no_string(&error))?;
        Ok(Value::Null)
    }

    fn no_string(&self, error: &StringError) -> Box<Diagnostic> {
        let span = self.span(error.at.start, error.at.end);
        Box::new(Diagnostic::new(Rule::JsonSyntax, error.what).at(span, ""))
    }

    fn number(&mut self) -> Parsed<Value<'s>> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _sign = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        let written = &self.text[start..self.at];
        match written.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Number(number)),
            _ => {
                let title = format!("`{written}` is out of the range of numbers that Go reads");
                let diagnostic = Diagnostic::new(Rule::NumberRange, title);
                Err(Box::new(diagnostic.at(self.span(start, self.at), "").help("put quotes around it")))
            }
        }
    }

    fn digits(&mut self) -> Parsed<()> {
        let from = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        if self.at == from { Err(self.unexpected("a digit")) } else { Ok(()) }
    }

    fn word(&mut self, word: &str, value: Value<'s>) -> Parsed<Value<'s>> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(self.unexpected("a value"))
        }
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(there);
        there
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn unexpected(&self, expected: &str) -> Box<Diagnostic> {
        let found = match self.text[self.at..].chars().next() {
            Some(c) => {
                let title = format!("expected {expected}, found `{}`", c.escape_debug());
                Diagnostic::new(Rule::JsonSyntax, title).at(self.span(self.at, self.at + c.len_utf8()), "")
            }
            None => {
                let end = self.text.trim_end().len();
                Diagnostic::new(Rule::JsonSyntax, format!("expected {expected}, found the end of the file"))
                    .at(self.span(end, end), "the file ends here")
                    .help("the file was cut off: fetch or generate it again")
            }
        };
        Box::new(match self.opener {
            Some(at) => found.at(self.span(at, at + 1), "inside of this"),
            None if self.text[..self.at].trim().is_empty() => found.help("is this a compiled data.json?"),
            None => found,
        })
    }
}
