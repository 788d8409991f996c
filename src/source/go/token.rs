//! The words of Go.

/// What a token is, in the terms of Go's `go/token`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name that is not a keyword.
    Identifier,
    /// One of the 25 reserved words.
    Keyword,
    /// `0x1f`, `1_000`.
    Integer,
    /// `1e3`, `0x1p-2`.
    Float,
    /// `2i`.
    Imaginary,
    /// `'a'`.
    Rune,
    /// `"a"`.
    String,
    /// `` `a` ``.
    RawString,
    /// An operator or a bracket, `,` and `.` included.
    Operator,
    /// A `;` in the text.
    Semicolon,
    /// The end of a line or of the file where Go puts a semicolon.
    LineEnd,
    /// The end of the file.
    End,
}

/// A word and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its first byte.
    pub start: usize,
    /// The byte after the last one; for a [`Kind::LineEnd`] its first byte.
    pub end: usize,
}

impl Kind {
    /// Whether Go puts a semicolon at the end of a line whose last token is this one with this text.
    pub(super) fn ends_statement(self, text: &str) -> bool {
        match self {
            Self::Identifier
            | Self::Integer
            | Self::Float
            | Self::Imaginary
            | Self::Rune
            | Self::String
            | Self::RawString => true,
            Self::Keyword => matches!(text, "break" | "continue" | "fallthrough" | "return"),
            Self::Operator => matches!(text, "++" | "--" | ")" | "]" | "}"),
            Self::Semicolon | Self::LineEnd | Self::End => false,
        }
    }
}

/// The reserved words.
const KEYWORDS: [&str; 25] = [
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

/// Whether a name is reserved.
pub(super) fn is_keyword(name: &str) -> bool {
    KEYWORDS.binary_search(&name).is_ok()
}

/// The operators of more than one byte, longest first.
const LONG_OPERATORS: [&str; 25] = [
    "<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=", ">=", ":=", "+=", "-=", "*=",
    "/=", "%=", "&=", "|=", "^=", "<<", ">>", "&^",
];

/// How long the operator at the start of `text` is; nothing when there is none.
pub(super) fn operator(text: &[u8]) -> Option<usize> {
    let long = LONG_OPERATORS.iter().find(|operator| text.starts_with(operator.as_bytes()));
    long.map(|operator| operator.len()).or_else(|| {
        let single = b"+-*/%&|^<>=!()[]{},.:~";
        text.first().is_some_and(|byte| single.contains(byte)).then_some(1)
    })
}
