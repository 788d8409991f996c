//! Words to expressions, types and statements.

use super::{
    parser::{Parsed, Parser},
    syntax::{Element, Expression, Form, Name, Shape, Statement, TypeName},
    token::Kind,
};
use crate::diagnostic::Span;

impl<'s> Parser<'s> {
    pub(super) fn expression(&mut self) -> Parsed<Expression<'s>> {
        self.nested(|parser| {
            let first = parser.operand()?;
            if !parser.is("+") {
                return Ok(first);
            }
            let start = first.span;
            let mut parts = vec![first];
            while parser.take_if("+") {
                parts.push(parser.operand()?);
            }
            Ok(Expression { span: parser.since(start), form: Form::Sum(parts) })
        })
    }

    /// An operand with what is selected, indexed or called behind it.
    fn operand(&mut self) -> Parsed<Expression<'s>> {
        let token = self.next;
        let start = self.span_of(token);
        let mut operand = match token.kind {
            Kind::String | Kind::RawString => {
                self.take();
                Expression { span: start, form: Form::Text(self.string_value(token)?) }
            }
            Kind::Identifier => {
                self.take();
                Expression { span: start, form: Form::Name(self.text_of(token)) }
            }
            _ if self.is("map") || self.is("[") => {
                let ty = self.type_name()?;
                let elements = self.elements()?;
                Expression { span: self.since(start), form: Form::Composite(Some(ty), elements) }
            }
            _ if self.take_if("(") => {
                let inner = self.expression()?;
                self.expect(")")?;
                Expression { span: self.since(start), form: inner.form }
            }
            _ => return Err(self.unexpected("a string, a name, a literal or a call")),
        };
        // What follows is a loop, and takes no depth on the stack until it is walked again.
        for _ in 0..super::MAX_SUFFIXES {
            let form = if self.take_if(".") {
                let name = self.name("a name")?;
                if self.is("{")
                    && let Form::Name(package) = operand.form
                {
                    let package = Name { text: package, span: operand.span };
                    let ty = TypeName { span: self.since(start), shape: Shape::Selected(package, name) };
                    Form::Composite(Some(ty), self.elements()?)
                } else {
                    Form::Select(Box::new(operand), name)
                }
            } else if self.take_if("[") {
                let index = self.expression()?;
                self.expect("]")?;
                Form::Index(Box::new(operand), Box::new(index))
            } else if self.take_if("(") {
                Form::Call(Box::new(operand), self.arguments()?)
            } else {
                return Ok(operand);
            };
            operand = Expression { span: self.since(start), form };
        }
        Err(self.unexpected("a shorter chain of selections and calls"))
    }

    fn arguments(&mut self) -> Parsed<Vec<Expression<'s>>> {
        let mut arguments = Vec::new();
        while !self.take_if(")") {
            arguments.push(self.expression()?);
            if !self.is(")") {
                self.expect(",")?;
            }
        }
        Ok(arguments)
    }

    /// `{key: value, …}`.
    fn elements(&mut self) -> Parsed<Vec<Element<'s>>> {
        self.expect("{")?;
        let mut elements = Vec::new();
        while !self.take_if("}") {
            let first = self.element()?;
            elements.push(if self.take_if(":") {
                Element { key: Some(first), value: self.element()? }
            } else {
                Element { key: None, value: first }
            });
            if !self.is("}") {
                if self.next.kind == Kind::LineEnd {
                    return Err(self.syntax("`,` before the end of the line"));
                }
                self.expect(",")?;
            }
        }
        Ok(elements)
    }

    /// A value or key, or the elements of one whose type is left out.
    fn element(&mut self) -> Parsed<Expression<'s>> {
        if !self.is("{") {
            return self.expression();
        }
        self.nested(|parser| {
            let start = parser.span_of(parser.next);
            let elements = parser.elements()?;
            Ok(Expression { span: parser.since(start), form: Form::Composite(None, elements) })
        })
    }

    pub(super) fn type_name(&mut self) -> Parsed<TypeName<'s>> {
        self.nested(|parser| {
            let start = parser.span_of(parser.next);
            let shape = if parser.take_if("map") {
                parser.expect("[")?;
                let key = parser.type_name()?;
                parser.expect("]")?;
                Shape::Map(Box::new(key), Box::new(parser.type_name()?))
            } else if parser.take_if("[") {
                parser.expect("]")?;
                Shape::Slice(Box::new(parser.type_name()?))
            } else if parser.next.kind == Kind::Identifier {
                let name = parser.name("a type")?;
                if parser.take_if(".") {
                    Shape::Selected(name, parser.name("the name of a type")?)
                } else {
                    Shape::Name(name.text)
                }
            } else {
                return Err(parser.unexpected("`map[string]T`, `[]T`, `string` or a type of rancher/rke"));
            };
            Ok(TypeName { span: parser.since(start), shape })
        })
    }

    /// The statements up to the closing brace, and that brace.
    pub(super) fn body(&mut self) -> Parsed<(Vec<Statement<'s>>, Span)> {
        let mut statements = Vec::new();
        loop {
            while matches!(self.next.kind, Kind::LineEnd | Kind::Semicolon) {
                self.take();
            }
            let end = self.span_of(self.next);
            if self.take_if("}") {
                return Ok((statements, end));
            }
            statements.push(self.statement()?);
            if !self.at_end_of_statement() {
                return Err(self.unexpected("the end of the statement"));
            }
        }
    }

    fn statement(&mut self) -> Parsed<Statement<'s>> {
        const KNOWN: &str = "`return`, `x := value`, `x[key] = value` and `delete(x, key)`";
        if self.take_if("return") {
            if self.at_end_of_statement() {
                return Err(self.syntax("a value"));
            }
            return Ok(Statement::Return(self.expression()?));
        }
        if self.next.kind != Kind::Identifier {
            return Err(self.unexpected(KNOWN));
        }
        let left = self.operand()?;
        let name_of = |form: &Form<'s>, span| match form {
            Form::Name(text) => Some(Name { text, span }),
            _ => None,
        };
        if let Some(name) = name_of(&left.form, left.span)
            && self.take_if(":=")
        {
            return Ok(Statement::Define(name, self.expression()?));
        }
        match left.form {
            Form::Index(operand, index) if self.is("=") => {
                let Some(name) = name_of(&operand.form, operand.span) else {
                    return Err(self.outside(left.span, "an assignment to a part of a part", KNOWN));
                };
                self.take();
                Ok(Statement::Assign(name, *index, self.expression()?))
            }
            Form::Call(callee, mut arguments)
                if matches!(callee.form, Form::Name("delete")) && arguments.len() == 2 =>
            {
                let index = arguments.pop();
                let map = arguments.pop();
                match (map.and_then(|map| name_of(&map.form, map.span)), index) {
                    (Some(name), Some(index)) => Ok(Statement::Delete(name, index)),
                    _ => Err(self.outside(left.span, "a `delete` from a part", KNOWN)),
                }
            }
            _ => Err(self.outside(left.span, "this statement", KNOWN)),
        }
    }

    /// From the start of `first` to the end of what was read.
    fn since(&self, first: Span) -> Span {
        Span { end: u32::try_from(self.before).unwrap_or(u32::MAX).max(first.start), ..first }
    }
}
