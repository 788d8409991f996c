//! Declarations to values.

mod composite;
mod expression;
mod function;
mod local;
mod value;

use std::collections::BTreeMap;

use super::{
    package::{Declared, Package},
    parser::outside,
    syntax::{Expression, File, Form, Meaning, Name, Shape, TypeName},
    types::{Export, Type},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, Span},
    source::{Arena, Node, Value as Data},
};
use local::Local;
use value::{Kind, Value};

/// How deep functions and constants may refer to each other, literals inside of them included. Real ones stay
/// below 12.
const MAX_DEPTH: usize = 200;

/// A finding is made, and there is no value.
pub(super) struct Failed;

type Evaluated<T> = Result<T, Failed>;

/// The variables of the function that is being called.
type Locals<'s> = BTreeMap<&'s str, Local<'s>>;

/// Finds the values of a package's entry points.
#[derive(Debug)]
pub struct Evaluator<'p, 's> {
    package: &'p Package<'p, 's>,
    arena: &'s Arena,
    diagnostics: &'p mut Diagnostics,
    /// The values of names; nothing while one is being found.
    known: BTreeMap<&'s str, Option<Result<Value<'s>, ()>>>,
    depth: usize,
    text: usize,
}

/// Where an expression is: its file decides what imports mean, its function which variables there are.
struct Scope<'p, 's, 'l> {
    file: &'p File<'s>,
    locals: Option<&'l mut Locals<'s>>,
}

impl<'p, 's> Evaluator<'p, 's> {
    /// Nothing is evaluated yet.
    pub fn new(package: &'p Package<'p, 's>, arena: &'s Arena, diagnostics: &'p mut Diagnostics) -> Self {
        Self { package, arena, diagnostics, known: BTreeMap::new(), depth: 0, text: 0 }
    }

    /// The value of a function or variable that upstream's generator uses, which must have this type and be the one or the other; nothing,
    /// and the findings, when it has none.
    pub fn entry_point(&mut self, name: &'s str, ty: Type<'s>, function: bool) -> Option<Node<'s>> {
        let Some(declared) = self.package.get(name) else {
            let help = match self.package.nearest(name) {
                Some(meant) => format!("did you rename it to `{meant}`?"),
                None => "RKE's tables are read as upstream has had them since November 2020".to_owned(),
            };
            let title = format!("there is no `{name}` in this package");
            let diagnostic = Diagnostic::new(Rule::GoCompile, title).at(self.package.place()?, "").help(help);
            self.diagnostics.report(diagnostic);
            return None;
        };
        // Upstream's generator calls the one and reads the other.
        let is_function = matches!(declared.declaration.meaning, Ok(Meaning::Function { .. }));
        if declared.declaration.meaning.is_ok() && is_function != function {
            let kind = if function { "function" } else { "variable" };
            let title = format!("`{name}` must be a {kind}");
            let _: Evaluated<()> =
                self.refuse(declared.declaration.name.span, title, "declare it as upstream does");
            return None;
        }
        let value = self.value_of(name, declared).ok()?;
        self.convert(value, ty, declared.declaration.name.span, &format!("`{name}`")).ok()
    }

    fn report<T>(&mut self, diagnostic: Diagnostic) -> Evaluated<T> {
        self.diagnostics.report(diagnostic);
        Err(Failed)
    }

    /// Something that Go's compiler refuses.
    fn refuse<T>(&mut self, span: Span, title: impl Into<String>, help: &str) -> Evaluated<T> {
        self.report(Diagnostic::new(Rule::GoCompile, title).at(span, "").help(help))
    }

    fn outside<T>(&mut self, span: impl Into<Option<Span>>, met: &str, understood: &str) -> Evaluated<T> {
        self.report(outside(span, met, understood))
    }

    /// The value of a name of the package, found once.
    fn value_of(&mut self, name: &'s str, declared: Declared<'p, 's>) -> Evaluated<Value<'s>> {
        match self.known.get(name) {
            Some(Some(known)) => return known.map_err(|()| Failed),
            Some(None) => {
                let span = declared.declaration.name.span;
                return self.refuse(span, format!("`{name}` refers to itself"), "remove the circle");
            }
            None => {}
        }
        self.known.insert(name, None);
        let value = self.deeper(declared.declaration.name.span, |this| this.evaluate(declared));
        self.known.insert(name, Some(value.as_ref().map(|value| *value).map_err(|_| ())));
        value
    }

    fn evaluate(&mut self, declared: Declared<'p, 's>) -> Evaluated<Value<'s>> {
        let Declared { file, declaration } = declared;
        let name = declaration.name;
        match &declaration.meaning {
            Err(diagnostic) => self.report(Diagnostic::clone(diagnostic)),
            Ok(Meaning::Value { constant, ty, value }) => {
                let scope = &mut Scope { file, locals: None };
                let ty = ty.as_ref().map(|ty| self.type_of(file, ty)).transpose()?;
                let Some(expression) = value else {
                    let ty = match ty {
                        Some(ty @ (Type::Map(_) | Type::Slice(_))) => Kind::Of(ty),
                        _ => {
                            return self.outside(
                                name.span,
                                "a variable without a value",
                                "variables with one",
                            );
                        }
                    };
                    let node = Node { value: Data::Null, span: Some(name.span) };
                    return Ok(Value { node, kind: ty, fresh: false });
                };
                if *constant && !self.is_constant(file, expression) {
                    let title = format!("the value of the constant `{}` is not constant", name.text);
                    return self.refuse(expression.span, title, "make it a variable");
                }
                let value = self.expression(scope, expression, ty)?;
                let Some(ty) = ty else { return Ok(Value { fresh: false, ..value }) };
                let node = self.convert(value, ty, expression.span, &format!("`{}`", name.text))?;
                Ok(Value { node, kind: Kind::Of(ty), fresh: false })
            }
            Ok(Meaning::Function { result, body, end }) => self.call(file, result, body, *end),
        }
    }

    /// Whether Go finds the value while it compiles.
    fn is_constant(&self, file: &File<'s>, expression: &Expression<'s>) -> bool {
        match &expression.form {
            Form::Text(_) => true,
            Form::Name(name) => match self.package.get(name) {
                Some(declared) => {
                    matches!(declared.declaration.meaning, Ok(Meaning::Value { constant: true, .. }) | Err(_))
                }
                // A name that is not defined is another finding.
                None => *name != "nil",
            },
            Form::Select(package, name) => match package.form {
                Form::Name(text) => {
                    let package = Name { text, span: package.span };
                    let export = self.package.select(file, package, *name);
                    export.is_ok_and(|export| matches!(export, Export::Text(_)))
                }
                _ => false,
            },
            Form::Sum(parts) => parts.iter().all(|part| self.is_constant(file, part)),
            Form::Index(..) | Form::Call(..) | Form::Composite(..) => false,
        }
    }

    /// Goes one level down, if there is one left.
    fn deeper<T>(&mut self, span: Span, find: impl FnOnce(&mut Self) -> Evaluated<T>) -> Evaluated<T> {
        if self.depth == MAX_DEPTH {
            let title = format!("names and literals are nested more than {MAX_DEPTH} levels deep");
            let diagnostic = Diagnostic::new(Rule::TooDeep, title).at(span, "");
            return self.report(diagnostic.help("tables are some five levels deep"));
        }
        self.depth += 1;
        let found = find(self);
        self.depth -= 1;
        found
    }

    /// A key of a map.
    fn key(&mut self, scope: &mut Scope<'p, 's, '_>, expression: &'p Expression<'s>) -> Evaluated<&'s str> {
        let value = self.expression(scope, expression, None)?;
        self.string(value, expression.span, "a key")
    }

    fn string(&mut self, value: Value<'s>, span: Span, what: &str) -> Evaluated<&'s str> {
        match (value.kind, value.node.value) {
            (Kind::Of(Type::String), Data::String(text)) => Ok(text),
            _ => {
                let title = format!("{what} must be a `string`, and this is {}", value.describe());
                self.refuse(span, title, "write a string")
            }
        }
    }

    /// The value as one of a type.
    fn convert(&mut self, value: Value<'s>, ty: Type<'s>, span: Span, what: &str) -> Evaluated<Node<'s>> {
        match value.kind {
            Kind::Of(found) if found == ty => Ok(value.node),
            Kind::Nil if matches!(ty, Type::Map(_) | Type::Slice(_)) => Ok(value.node),
            _ => {
                let title = format!("{what} must be a `{ty}`, and it is {}", value.describe());
                self.refuse(span, title, "write a value of that type")
            }
        }
    }

    fn type_of(&mut self, file: &'p File<'s>, ty: &'p TypeName<'s>) -> Evaluated<Type<'s>> {
        match &ty.shape {
            Shape::Name("string") => Ok(Type::String),
            Shape::Name("bool") => Ok(Type::Bool),
            Shape::Name(name) => {
                let met = format!("the type `{name}`");
                self.outside(ty.span, &met, "`string`, `bool`, maps, lists and the types of rancher/rke")
            }
            Shape::Selected(package, name) => match self.package.select(file, *package, *name) {
                Ok(Export::Struct(found)) => Ok(Type::Struct(found)),
                Ok(_) => self.refuse(ty.span, "this is not a type", "write a type"),
                Err(diagnostic) => self.report(*diagnostic),
            },
            Shape::Map(key, element) => match self.type_of(file, key)? {
                Type::String => Ok(Type::Map(self.arena.alloc(self.type_of(file, element)?))),
                _ => self.outside(key.span, "a map with such keys", "maps whose keys are strings"),
            },
            Shape::Slice(element) => Ok(Type::Slice(self.arena.alloc(self.type_of(file, element)?))),
        }
    }
}
