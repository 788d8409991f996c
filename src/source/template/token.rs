//! The words of a template.

use std::fmt;

/// What a token is (`itemType` in lex.go).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What is outside of actions.
    Text,
    /// `{{`, with its trim marker.
    LeftDelimiter,
    /// `}}`.
    RightDelimiter,
    /// White space between two words; it separates operands.
    Space,
    LeftParenthesis,
    RightParenthesis,
    /// `|`.
    Pipe,
    /// `=`.
    Assign,
    /// `:=`.
    Declare,
    /// `,`.
    Comma,
    /// `.` alone.
    Dot,
    /// `.name`.
    Field,
    /// `$` or `$name`.
    Variable,
    /// A name that is not a keyword, which must be a function.
    Identifier,
    Nil,
    Bool,
    Number,
    /// `1+2i`.
    Complex,
    /// `'a'`.
    Character,
    /// `"a"`.
    String,
    /// `` `a` ``.
    RawString,
    Keyword(Keyword),
    /// Another printable ASCII character, which has a meaning nowhere.
    Stray,
    /// The end of the text.
    End,
}

/// A word and where it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What an action may begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it all
pub enum Keyword {
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Range,
    Template,
    With,
}

impl Keyword {
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "block" => Self::Block,
            "break" => Self::Break,
            "continue" => Self::Continue,
            "define" => Self::Define,
            "else" => Self::Else,
            "end" => Self::End,
            "if" => Self::If,
            "range" => Self::Range,
            "template" => Self::Template,
            "with" => Self::With,
            _ => return None,
        })
    }
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Block => "block",
            Self::Break => "break",
            Self::Continue => "continue",
            Self::Define => "define",
            Self::Else => "else",
            Self::End => "end",
            Self::If => "if",
            Self::Range => "range",
            Self::Template => "template",
            Self::With => "with",
        })
    }
}
