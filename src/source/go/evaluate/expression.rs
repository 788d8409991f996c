//! Expressions to values.

use super::{
    super::{
        package::undefined,
        syntax::{Expression, Form, Meaning, Name},
        types::{Export, Type},
    },
    Evaluated, Evaluator, Scope,
    value::{Kind, Value},
};
use crate::{
    diagnostic::{Diagnostic, Rule, Span},
    source::{Node, Value as Data},
};

/// How many bytes of text may be put together. Real tables need some 8 MB; a few lines of `a + a` could ask for
/// more than any machine has.
const MAX_TEXT: usize = 256 << 20;

impl<'p, 's> Evaluator<'p, 's> {
    /// The value of an expression; a literal whose type is left out has the one that is expected.
    pub(super) fn expression(
        &mut self,
        scope: &mut Scope<'p, 's, '_>,
        expression: &'p Expression<'s>,
        expected: Option<Type<'s>>,
    ) -> Evaluated<Value<'s>> {
        self.deeper(expression.span, |this| {
            let span = expression.span;
            let text = |value| Value {
                node: Node { value: Data::String(value), span: Some(span) },
                kind: Kind::Of(Type::String),
                fresh: true,
            };
            match &expression.form {
                Form::Text(value) => Ok(text(value)),
                Form::Name(name) => this.name(scope, Name { text: name, span }),
                Form::Select(operand, name) => match operand.form {
                    Form::Name(package) => {
                        let package = Name { text: package, span: operand.span };
                        match this.select(scope, package, *name)? {
                            Export::Text(value) => Ok(text(value)),
                            Export::Struct(_) => {
                                this.refuse(span, "a type is not a value", "write a literal of it")
                            }
                            function => Ok(Value {
                                node: Node { value: Data::Null, span: Some(span) },
                                kind: Kind::Function(function),
                                fresh: false,
                            }),
                        }
                    }
                    _ => {
                        this.outside(span, "a field of a value", "names of imported packages before a point")
                    }
                },
                Form::Index(operand, index) => this.index(scope, operand, index, span),
                Form::Call(callee, arguments) => this.called(scope, callee, arguments, span),
                Form::Composite(ty, elements) => {
                    let ty = match ty {
                        Some(ty) => this.type_of(scope.file, ty)?,
                        None => match expected {
                            Some(ty) => ty,
                            None => {
                                return this.refuse(
                                    span,
                                    "this literal has no type",
                                    "write its type before it",
                                );
                            }
                        },
                    };
                    let value = this.composite(scope, ty, elements, span)?;
                    Ok(Value { node: Node { value, span: Some(span) }, kind: Kind::Of(ty), fresh: true })
                }
                Form::Sum(parts) => {
                    let mut sum = String::new();
                    for part in parts {
                        let value = this.expression(scope, part, None)?;
                        let part = this.string(value, part.span, "a part of a sum")?;
                        this.produce(part.len(), span)?;
                        sum.push_str(part);
                    }
                    Ok(text(this.arena.alloc_str(&sum)))
                }
            }
        })
    }

    pub(super) fn name(&mut self, scope: &mut Scope<'p, 's, '_>, name: Name<'s>) -> Evaluated<Value<'s>> {
        if let Some(local) = scope.locals.as_mut().and_then(|locals| locals.get_mut(name.text)) {
            local.used = true;
            local.shared.get_or_insert(name.span);
            return Ok(Value { fresh: false, ..local.value(self.arena) });
        }
        let declared = self.package.get(name.text);
        if let Some(declared) = declared {
            if let Ok(Meaning::Function { .. }) = declared.declaration.meaning {
                return self.outside(name.span, "a function as a value", "calls of functions");
            }
            return self.value_of(declared.declaration.name.text, declared);
        }
        let plain =
            |value, kind| Ok(Value { node: Node { value, span: Some(name.span) }, kind, fresh: true });
        match name.text {
            "true" => plain(Data::Bool(true), Kind::Of(Type::Bool)),
            "false" => plain(Data::Bool(false), Kind::Of(Type::Bool)),
            "nil" => plain(Data::Null, Kind::Nil),
            "any" | "append" | "bool" | "byte" | "cap" | "clear" | "close" | "comparable" | "complex"
            | "copy" | "delete" | "error" | "float32" | "float64" | "imag" | "int" | "int32" | "int64"
            | "iota" | "len" | "make" | "max" | "min" | "new" | "panic" | "print" | "println" | "real"
            | "recover" | "rune" | "string" | "uint" | "uint8" => {
                self.outside(name.span, &format!("`{}`", name.text), "names of this package")
            }
            _ => self.report(undefined(name, self.package.nearest(name.text))),
        }
    }

    pub(super) fn select(
        &mut self,
        scope: &Scope<'p, 's, '_>,
        package: Name<'s>,
        name: Name<'s>,
    ) -> Evaluated<Export> {
        if scope.locals.as_ref().is_some_and(|locals| locals.contains_key(package.text))
            || self.package.get(package.text).is_some()
        {
            return self.outside(
                name.span,
                "a field of a value",
                "names of imported packages before a point",
            );
        }
        self.package.select(scope.file, package, name).or_else(|diagnostic| self.report(*diagnostic))
    }

    pub(super) fn index(
        &mut self,
        scope: &mut Scope<'p, 's, '_>,
        operand: &'p Expression<'s>,
        index: &'p Expression<'s>,
        span: Span,
    ) -> Evaluated<Value<'s>> {
        let key = self.key(scope, index)?;
        let local = match (&operand.form, &mut scope.locals) {
            (Form::Name(name), Some(locals)) => locals.get_mut(name),
            _ => None,
        };
        let found = match local {
            Some(local) => {
                local.used = true;
                local.get(key)
            }
            None => {
                let value = self.expression(scope, operand, None)?;
                value.get(key).ok_or(value)
            }
        };
        match found {
            Ok((element, Some(node))) => Ok(Value { node, kind: Kind::Of(*element), fresh: false }),
            Ok((Type::String, None)) => {
                // Go's zero value.
                self.diagnostics.report(
                    Diagnostic::new(Rule::GoZeroValue, format!("there is no key `{key}` in this map"))
                        .at(span, "")
                        .help("correct the key, or write the empty string"),
                );
                Ok(Value {
                    node: Node { value: Data::String(""), span: Some(span) },
                    kind: Kind::Of(Type::String),
                    fresh: true,
                })
            }
            Ok((_, None)) => {
                let met = format!("the key `{key}`, which this map does not have");
                self.outside(index.span, &met, "keys that are there")
            }
            Err(value) => {
                let met = format!("an index of {}", value.describe());
                self.outside(operand.span, &met, "indexes of maps")
            }
        }
    }

    /// A call of a function of the package or of a library.
    pub(super) fn called(
        &mut self,
        scope: &mut Scope<'p, 's, '_>,
        callee: &'p Expression<'s>,
        arguments: &'p [Expression<'s>],
        span: Span,
    ) -> Evaluated<Value<'s>> {
        if let Form::Name(name) = callee.form
            && !scope.locals.as_ref().is_some_and(|locals| locals.contains_key(name))
            && let Some(declared) = self.package.get(name)
            && !matches!(declared.declaration.meaning, Ok(Meaning::Value { .. }))
        {
            let value = self.value_of(declared.declaration.name.text, declared)?;
            if let Some(argument) = arguments.first() {
                let title = format!("`{name}` takes no argument");
                return self.refuse(argument.span, title, "delete the argument");
            }
            return Ok(value);
        }
        let function = self.expression(scope, callee, None)?;
        let Kind::Function(function) = function.kind else {
            let title = format!("{} cannot be called", function.describe());
            return self.refuse(callee.span, title, "call a function");
        };
        let mut texts = Vec::new();
        for argument in arguments {
            let value = self.expression(scope, argument, None)?;
            texts.push((self.string(value, argument.span, "an argument")?, value.node.span));
        }
        let (text, span) = match (function, &texts[..]) {
            (Export::Rewrite(rewrite), [(text, span)]) => (rewrite.0(text), *span),
            (Export::Sprintf, [(format, at), rest @ ..]) => {
                let rest: Vec<_> = rest.iter().map(|(text, _)| *text).collect();
                // Each of the arguments is written at most once.
                self.produce(format.len() + rest.iter().map(|text| text.len()).sum::<usize>(), span)?;
                match sprintf(format, &rest) {
                    Some(text) => (text, Some(span)),
                    None => {
                        let understood = "a format with one `%s` for each argument";
                        return self.outside(*at, "this format", understood);
                    }
                }
            }
            _ => {
                return self.refuse(
                    span,
                    "this call has the wrong number of arguments",
                    "correct the arguments",
                );
            }
        };
        self.produce(text.len(), span)?;
        let node = Node { value: Data::String(self.arena.alloc_str(&text)), span };
        Ok(Value { node, kind: Kind::Of(Type::String), fresh: true })
    }

    /// Counts text that is put together.
    pub(super) fn produce(&mut self, bytes: usize, span: impl Into<Option<Span>>) -> Evaluated<()> {
        self.text += bytes;
        if self.text <= MAX_TEXT {
            return Ok(());
        }
        let title = format!("more than {} MB of text are put together", MAX_TEXT >> 20);
        let diagnostic = Diagnostic::new(Rule::TooDeep, title).at(span, "");
        self.report(diagnostic.help("tables have some 8 MB of text: is this the right file?"))
    }
}

/// `fmt.Sprintf` with nothing but `%s` and `%%`, and an argument for each `%s`.
fn sprintf(format: &str, arguments: &[&str]) -> Option<String> {
    let mut text = String::new();
    let mut arguments = arguments.iter();
    let mut parts = format.split('%');
    text.push_str(parts.next()?);
    while let Some(part) = parts.next() {
        if let Some(rest) = part.strip_prefix('s') {
            text.push_str(arguments.next()?);
            text.push_str(rest);
        } else if part.is_empty() {
            // `%%`: what follows the second one is plain.
            text.push('%');
            text.push_str(parts.next()?);
        } else {
            return None;
        }
    }
    arguments.next().is_none().then_some(text)
}
