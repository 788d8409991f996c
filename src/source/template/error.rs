//! Why Go would refuse a template.

use std::{fmt, ops::Range};

use super::token::Keyword;

/// What is wrong with a template, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{refusal}")]
pub struct TemplateError {
    /// The bytes of the text that offend; where something is not closed, those that opened it.
    pub at: Range<usize>,
    /// What is wrong with them.
    pub refusal: Refusal,
}

/// Why Go would refuse a template. Go's own words, where they differ much, are in the comments.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)] // the sentences say it all
pub enum Refusal {
    #[error("`{{{{` without `}}}}`")]
    UnclosedAction,
    #[error("`/*` without `*/`")]
    UnclosedComment,
    /// Go: "comment ends before closing delimiter". Not even a space may stand between them.
    #[error("`}}}}` does not follow the `*/` of a comment")]
    CommentInAction,
    #[error("`(` without `)`")]
    UnclosedParenthesis,
    #[error("`)` without `(`")]
    UnopenedParenthesis,
    #[error("a string without its closing {}", if *.0 == '`' { "backtick".to_owned() } else { format!("`{}`", .0) })]
    UnclosedString(char),
    #[error("`:` without `=`")]
    LoneColon,
    /// Go: "bad character", as in `$x=1`.
    #[error("unexpected `{0}` right after a name")]
    AfterName(char),
    /// Go: "unrecognized character in action".
    #[error("unexpected `{}`", .0.escape_debug())]
    Character(char),
    #[error("`{0}` is not a number")]
    Number(String),
    #[error("the integer `{0}` is too large")]
    Overflow(String),
    #[error("`{0}` is not one character")]
    CharacterConstant(String),
    /// Go: "invalid syntax".
    #[error("the string `{0}` has an escape that Go does not know")]
    Escape(String),
    #[error("unexpected `{found}` in {place}")]
    Unexpected { found: String, place: Place },
    #[error("there is no function `{0}`")]
    NoFunction(String),
    #[error("there is no variable `{0}`")]
    NoVariable(String),
    /// Go: "unexpected . after term".
    #[error("`{0}` has no fields")]
    NoFields(String),
    #[error("missing value for {0}")]
    MissingValue(Place),
    /// Go: "non executable command in pipeline stage 2".
    #[error("stage {stage} of the pipeline is `{found}`, which takes no argument")]
    NotExecutable { stage: usize, found: String },
    #[error("{0} can declare only one variable")]
    TooManyVariables(Place),
    #[error("`range` can declare only variables, and two at most")]
    RangeVariables,
    #[error("parentheses are nested more than 10000 levels deep")]
    TooDeep,
    #[error("`{0}` without `end`")]
    Unclosed(Keyword),
    #[error("`end` without a block to close")]
    UnopenedEnd,
    #[error("`else` without `if`, `with` or `range`")]
    UnopenedElse,
    #[error("a second `else`")]
    SecondElse,
    /// Go: `unexpected <if> in input`; only `if` has `else if`, only `with` has `else with`.
    #[error("`{1}` cannot have `else {0}`")]
    ElseOfAnother(Keyword, Keyword),
    #[error("`{0}` outside `range`")]
    OutsideRange(Keyword),
    #[error("two templates have the name `{0}`")]
    Redefined(String),
}

/// What a reader is in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An action that is a pipeline and nothing else.
    Command,
    /// Right after an operand.
    Operand,
    /// A pipeline in parentheses.
    Parentheses,
    /// An action that begins with this word.
    Action(Keyword),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command => f.write_str("command"),
            Self::Operand => f.write_str("operand"),
            Self::Parentheses => f.write_str("parentheses"),
            Self::Action(keyword) => write!(f, "`{keyword}`"),
        }
    }
}

pub(super) type Parsed<T> = Result<T, TemplateError>;

impl Refusal {
    /// Refuses these bytes.
    pub(super) fn at<T>(self, at: Range<usize>) -> Parsed<T> {
        Err(TemplateError { at, refusal: self })
    }
}
