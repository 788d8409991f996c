//! What a template says, with the place of each part.
//!
//! The nodes live in an arena and own nothing, so that a template which is nested a million deep can be dropped.

use std::{collections::BTreeMap, ops::Range};

/// The templates that one text makes.
#[derive(Debug)]
pub struct Templates<'s> {
    /// What is executed.
    pub main: &'s [Node<'s>],
    /// Every template by its name, the main one included. Names are bytes: Go takes `"\xff"` for one.
    pub by_name: BTreeMap<&'s [u8], &'s [Node<'s>]>,
    /// How deep blocks and parentheses are nested at the deepest place. Blocks have no limit, as in Go: who walks
    /// the nodes by recursion looks at this first.
    pub depth: usize,
}

/// A part of a template.
#[derive(Debug)]
pub struct Node<'s> {
    /// From its `{{` to its `}}`; for a block to the one of its `end`.
    pub at: Range<usize>,
    /// What it is.
    pub kind: NodeKind<'s>,
}

/// What a node is. Comments and definitions are not nodes.
#[derive(Debug)]
pub enum NodeKind<'s> {
    /// Text, trimmed.
    Text(&'s str),
    /// `{{pipeline}}`.
    Action(&'s Pipeline<'s>),
    /// `{{if}}`: dot stays what it is.
    If(Branch<'s>),
    /// `{{with}}`: dot is the value of the pipeline, but not after `{{else}}`.
    With(Branch<'s>),
    /// `{{range}}`: dot is one element after the other, but not after `{{else}}`.
    Range(Branch<'s>),
    /// `{{template}}`, or the place of a `{{block}}`: `$` and dot are the value of the pipeline there, nil without.
    Template {
        /// Which one; nothing says that there is one.
        name: &'s [u8],
        /// Its data.
        pipeline: Option<&'s Pipeline<'s>>,
    },
    /// `{{break}}`.
    Break,
    /// `{{continue}}`.
    Continue,
}

/// What `{{if}}`, `{{with}}` and `{{range}}` have. Variables of the pipeline are known in both lists and no longer
/// after the block.
#[derive(Debug)]
pub struct Branch<'s> {
    /// What it depends on.
    pub pipeline: &'s Pipeline<'s>,
    /// What comes up to `{{else}}` or `{{end}}`.
    pub then: &'s [Node<'s>],
    /// What comes after `{{else}}`; `{{else if}}` is a node in here, as if it were `{{else}}{{if}}`.
    pub otherwise: &'s [Node<'s>],
}

/// `$x := command | command`.
#[derive(Debug)]
pub struct Pipeline<'s> {
    /// From its first word to its last.
    pub at: Range<usize>,
    /// The variables that it declares or assigns: one, or two in `range`. They are known up to the end of the block.
    pub variables: &'s [Name<'s>],
    /// Whether it is `=` and not `:=`. Go looks only on execution whether the variable exists.
    pub assigns: bool,
    /// One or more; the value of each is the last argument of the next.
    pub commands: &'s [Command<'s>],
}

/// Operands with space between them: a value, or a function or method with its arguments.
#[derive(Debug)]
pub struct Command<'s> {
    /// From its first operand to its last.
    pub at: Range<usize>,
    /// One or more.
    pub operands: &'s [Operand<'s>],
}

/// A value and the fields that are selected from it, one from the other: `.A.B` is dot with two fields.
#[derive(Debug)]
pub struct Operand<'s> {
    /// With its fields.
    pub at: Range<usize>,
    /// The value.
    pub base: Base<'s>,
    /// The fields, which literals and `nil` do not have.
    pub fields: &'s [Name<'s>],
}

/// What an operand begins with.
#[derive(Debug)]
pub enum Base<'s> {
    /// `.`, written or before a field.
    Dot,
    /// `nil`.
    Nil,
    /// `true` or `false`.
    Bool(bool),
    /// A number or a character, which is one.
    Number,
    /// What a string stands for; Go's are bytes.
    String(&'s [u8]),
    /// `$x`, with its dollar sign; `$` is the data of the template.
    Variable(&'s str),
    /// The name of a function.
    Function(&'s str),
    /// A pipeline in parentheses.
    Pipeline(&'s Pipeline<'s>),
}

/// A field or a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name<'s> {
    /// Without the dot of a field, with the dollar sign of a variable.
    pub text: &'s str,
    /// With the dot of a field.
    pub at: Range<usize>,
}

impl Base<'_> {
    /// Whether it is a value that takes no arguments.
    pub(super) fn is_value(&self) -> bool {
        match self {
            Self::Dot | Self::Nil | Self::Bool(_) | Self::Number | Self::String(_) => true,
            Self::Variable(_) | Self::Function(_) | Self::Pipeline(_) => false,
        }
    }
}

/// Whether Go takes a template for empty, so that another one may have its name (`IsEmptyTree` in parse.go).
pub(super) fn is_empty(nodes: &[Node<'_>]) -> bool {
    nodes.iter().all(|node| matches!(node.kind, NodeKind::Text(text) if text.trim().is_empty()))
}
