//! The event stream of libyaml, with byte spans, and its errors as findings.

use std::panic::{AssertUnwindSafe, catch_unwind};

use libyaml_safer::{Error, EventData, Parser};

use crate::diagnostic::{Diagnostic, FileId, Rule, Span};

/// An event and the text that it comes from.
pub(super) struct Event {
    pub(super) data: EventData,
    pub(super) span: Span,
}

/// Why there is no next event.
pub(super) enum NoEvent {
    /// The text is not YAML.
    Syntax(Box<Diagnostic>),
    /// libyaml-safer panicked.
    GaveUp,
}

/// The events of a text. After an error there are no more.
pub(super) struct Events<'t> {
    parser: Parser<&'t mut &'t [u8]>,
    file: FileId,
    text: &'t str,
    /// Where libyaml's index 0 is: after a byte order mark.
    start: usize,
    /// Where the file ends: the text may have a newline more than it.
    end: usize,
}

impl<'t> Events<'t> {
    /// `input` is the text after `start`, as bytes; no place is behind `end`.
    pub(super) fn new(
        file: FileId,
        text: &'t str,
        (start, end): (usize, usize),
        input: &'t mut &'t [u8],
    ) -> Self {
        let mut parser = Parser::new();
        parser.set_input(input);
        Self { parser, file, text, start, end }
    }

    /// The next event.
    pub(super) fn next(&mut self) -> Result<Event, NoEvent> {
        // libyaml-safer 0.3 panics on two known inputs: a block scalar that ends a file without a newline, and
        // `!!str,` in flow context.
        match catch_unwind(AssertUnwindSafe(|| self.parser.parse())) {
            Ok(Ok(event)) => {
                let span = self.span(event.start_mark.index, event.end_mark.index);
                Ok(Event { data: event.data, span })
            }
            Ok(Err(error)) => Err(NoEvent::Syntax(Box::new(self.syntax_error(&error)))),
            Err(_) => Err(NoEvent::GaveUp),
        }
    }

    fn span(&self, start: u64, end: u64) -> Span {
        let offset =
            |index: u64| usize::try_from(index).map_or(self.end, |index| (self.start + index).min(self.end));
        Span::new(self.file, offset(start), offset(end))
    }

    fn end_of_text(&self) -> Span {
        let end = self.text.trim_end().len().min(self.end);
        Span::new(self.file, end, end)
    }

    fn syntax_error(&self, error: &Error) -> Diagnostic {
        let problem = error.problem().trim();
        let title = match error.context() {
            Some(context) => format!("{problem} {}", context.trim()),
            None => problem.to_owned(),
        };
        let Some(mark) = error.problem_mark() else {
            return Diagnostic::new(Rule::YamlSyntax, title).at(self.end_of_text(), "");
        };
        let at = self.span(mark.index, mark.index);
        let rest = &self.text[at.range().start..];
        let here = match rest.chars().next() {
            None | Some('\n') | Some('\r') => at,
            Some(c) => Span::new(self.file, at.range().start, at.range().start + c.len_utf8()),
        };
        let at_end = rest.trim().is_empty();
        let here = if at_end { self.end_of_text() } else { here };
        let context = error.context_mark().filter(|context| context.line != mark.line);
        let context = context.map(|context| self.span(context.index, context.index));
        let diagnostic = Diagnostic::new(Rule::YamlSyntax, title);
        let diagnostic = match context {
            // The parser noticed on the next line what is missing on this one.
            Some(context) if problem == "could not find expected ':'" => {
                diagnostic.at(context, "a key without `:`").at(here, "noticed here")
            }
            Some(context) => diagnostic.at(here, "").at(context, "this began here"),
            None => diagnostic.at(here, ""),
        };
        match help(problem, rest) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

/// What usually is the matter, in the order that history shows it.
fn help(problem: &str, rest: &str) -> Option<&'static str> {
    if rest.starts_with('\t') {
        return Some("YAML is not indented with tabs: use spaces");
    }
    Some(match problem {
        "could not find expected ':'" => "a key needs `: ` after it, a list item `- ` before it",
        "did not find expected alphabetic or numeric character" => {
            "a name of letters, digits, `-` and `_` follows `*` and `&`; a string that begins with one of them needs quotes"
        }
        "did not find expected key" | "did not find expected '-' indicator" => {
            "is a quote above not closed, a space after `-` or `:` missing, or this line indented unlike those above?"
        }
        "mapping values are not allowed in this context" => {
            "is the indentation of this line or the one above wrong? a value that contains `: ` needs quotes"
        }
        "found unexpected ':'" => {
            "put a space after the `:` of a key, or quotes around a text that contains it"
        }
        "found character that cannot start any token" => "put quotes around a value that begins like this",
        _ => return None,
    })
}
