//! The words of a file, one after the other, and what is said of one that should not stand there.

use super::{MAX_NESTING, Parsed, Parser, SUBSET, outside};
use crate::{
    diagnostic::{Diagnostic, Rule, Span},
    source::go::{
        literal,
        syntax::Name,
        token::{Kind, Token},
    },
};

impl<'s> Parser<'s> {
    /// Goes one level down, if there is one left.
    pub(in crate::source::go) fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        if self.depth == MAX_NESTING {
            let span = self.span_of(self.next);
            return Err(Box::new(
                Diagnostic::new(Rule::TooDeep, format!("more than {MAX_NESTING} levels deep"))
                    .at(span, "")
                    .help("tables are nested some five levels deep: is this the right file?"),
            ));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// Takes the next token.
    pub(in crate::source::go) fn take(&mut self) -> Token {
        let taken = self.next;
        self.before = taken.end;
        self.next = self.lexer.next_token();
        if taken.kind == Kind::Identifier && self.is(".") {
            self.selected_from.insert(self.text_of(taken));
        }
        taken
    }

    /// Whether the next token is this keyword or operator.
    pub(in crate::source::go) fn is(&self, text: &str) -> bool {
        matches!(self.next.kind, Kind::Keyword | Kind::Operator) && self.text_of(self.next) == text
    }

    /// The next token if it is a keyword.
    pub(super) fn word(&self) -> &'s str {
        if self.next.kind == Kind::Keyword { self.text_of(self.next) } else { "" }
    }

    pub(in crate::source::go) fn take_if(&mut self, text: &str) -> bool {
        let is = self.is(text);
        if is {
            self.take();
        }
        is
    }

    pub(in crate::source::go) fn expect(&mut self, text: &str) -> Parsed<()> {
        if self.take_if(text) { Ok(()) } else { Err(self.unexpected(&format!("`{text}`"))) }
    }

    pub(in crate::source::go) fn name(&mut self, what: &str) -> Parsed<Name<'s>> {
        if self.next.kind != Kind::Identifier {
            return Err(self.syntax(what));
        }
        let token = self.take();
        Ok(Name { text: self.text_of(token), span: self.span_of(token) })
    }

    pub(in crate::source::go) fn at_end_of_statement(&self) -> bool {
        matches!(self.next.kind, Kind::LineEnd | Kind::Semicolon | Kind::End) || self.is(")") || self.is("}")
    }

    pub(in crate::source::go) fn end_of_statement(&mut self) -> Parsed<()> {
        match self.next.kind {
            Kind::LineEnd | Kind::Semicolon => {
                self.take();
                Ok(())
            }
            Kind::End => Ok(()),
            _ => Err(self.syntax("the end of the line")),
        }
    }

    /// The value of a string token.
    pub(in crate::source::go) fn string_value(&self, token: Token) -> Parsed<&'s str> {
        let text = self.text_of(token);
        let inside = text.get(1..text.len().max(2) - 1).unwrap_or_default();
        if token.kind == Kind::RawString {
            return Ok(literal::raw(inside, self.arena));
        }
        literal::interpreted(inside, self.arena).ok_or_else(|| {
            self.outside(
                self.span_of(token),
                "a string whose bytes are not UTF-8",
                "text; JSON cannot hold it",
            )
        })
    }

    pub(in crate::source::go) fn text_of(&self, token: Token) -> &'s str {
        self.lexer.text(token)
    }

    pub(in crate::source::go) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    pub(in crate::source::go) fn span_of(&self, token: Token) -> Span {
        // The end of a line has no width, and is shown after its last word.
        let start = if token.kind == Kind::LineEnd { self.before } else { token.start };
        self.span(start, token.end.max(start))
    }

    /// What comes next, for a sentence.
    fn found(&self) -> String {
        match self.next.kind {
            Kind::End => "the end of the file".to_owned(),
            Kind::LineEnd => "the end of the line".to_owned(),
            Kind::String | Kind::RawString => "a string".to_owned(),
            Kind::Integer | Kind::Float | Kind::Imaginary => "a number".to_owned(),
            _ => format!("`{}`", self.text_of(self.next)),
        }
    }

    /// Something that Go's parser refuses.
    pub(in crate::source::go) fn syntax(&self, expected: &str) -> Box<Diagnostic> {
        let title = format!("expected {expected}, found {}", self.found());
        let diagnostic = Diagnostic::new(Rule::GoSyntax, title).at(self.span_of(self.next), "");
        Box::new(diagnostic.help("make `gofmt` and `go build` pass first"))
    }

    /// Something that the tables' part of Go does not have at this place, whether it is Go or not.
    pub(in crate::source::go) fn unexpected(&self, expected: &str) -> Box<Diagnostic> {
        let title = format!("{} cannot be read here, only {expected}", self.found());
        Box::new(Diagnostic::new(Rule::GoSubset, title).at(self.span_of(self.next), "").help(SUBSET))
    }

    /// Something that is Go, but not of the tables' part.
    pub(in crate::source::go) fn outside(&self, span: Span, met: &str, understood: &str) -> Box<Diagnostic> {
        Box::new(outside(span, met, understood))
    }
}
