//! The part of Go's grammar that tables are written in.

use crate::diagnostic::{Diagnostic, Span};

/// A name where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name<'s> {
    pub(crate) text: &'s str,
    pub(crate) span: Span,
}

/// A source file of a package.
#[derive(Debug)]
pub struct File<'s> {
    pub(crate) package: Name<'s>,
    pub(crate) imports: Vec<Import<'s>>,
    pub(crate) declarations: Vec<Declaration<'s>>,
}

/// `import name "path"`.
#[derive(Debug)]
pub(crate) struct Import<'s> {
    /// The name that the file gives it; nothing where the package's own name counts.
    pub(crate) alias: Option<Name<'s>>,
    pub(crate) path: Name<'s>,
    /// Its name in the file, as far as it can be known without the package.
    pub(crate) name: Option<&'s str>,
    /// Whether something in the file is selected from it; of the names that follow from the path alone this
    /// cannot be said.
    pub(crate) used: bool,
}

/// A name of the package and what it stands for. What is outside of the grammar is reported when it
/// is needed: most of the tool code beside the tables is.
#[derive(Debug)]
pub(crate) struct Declaration<'s> {
    pub(crate) name: Name<'s>,
    /// Whether it is a constant: finding its value runs nothing.
    pub(crate) constant: bool,
    pub(crate) meaning: Result<Meaning<'s>, Box<Diagnostic>>,
}

#[derive(Debug)]
pub(crate) enum Meaning<'s> {
    /// A constant or variable with its value.
    Value { constant: bool, ty: Option<TypeName<'s>>, value: Option<Expression<'s>> },
    /// A function without parameters and with one result.
    Function { result: TypeName<'s>, body: Vec<Statement<'s>>, end: Span },
}

/// A type as it is written.
#[derive(Debug)]
pub(crate) struct TypeName<'s> {
    pub(crate) span: Span,
    pub(crate) shape: Shape<'s>,
}

#[derive(Debug)]
pub(crate) enum Shape<'s> {
    /// `string`.
    Name(&'s str),
    /// `v3.RKESystemImages`.
    Selected(Name<'s>, Name<'s>),
    /// `map[K]V`.
    Map(Box<TypeName<'s>>, Box<TypeName<'s>>),
    /// `[]T`.
    Slice(Box<TypeName<'s>>),
}

#[derive(Debug)]
pub(crate) struct Expression<'s> {
    pub(crate) span: Span,
    pub(crate) form: Form<'s>,
}

#[derive(Debug)]
pub(crate) enum Form<'s> {
    /// A string, in quotes or backticks.
    Text(&'s str),
    Name(&'s str),
    /// `operand.name`.
    Select(Box<Expression<'s>>, Name<'s>),
    /// `operand[index]`.
    Index(Box<Expression<'s>>, Box<Expression<'s>>),
    Call(Box<Expression<'s>>, Vec<Expression<'s>>),
    /// `T{…}`; without the type inside of another one.
    Composite(Option<TypeName<'s>>, Vec<Element<'s>>),
    /// `a + b + …`.
    Sum(Vec<Expression<'s>>),
}

/// A value in a composite literal, with its key.
#[derive(Debug)]
pub(crate) struct Element<'s> {
    pub(crate) key: Option<Expression<'s>>,
    pub(crate) value: Expression<'s>,
}

#[derive(Debug)]
pub(crate) enum Statement<'s> {
    /// `name := value`.
    Define(Name<'s>, Expression<'s>),
    /// `name[index] = value`.
    Assign(Name<'s>, Expression<'s>, Expression<'s>),
    /// `delete(name, index)`.
    Delete(Name<'s>, Expression<'s>),
    Return(Expression<'s>),
}
