//! Calling a function.

use super::{
    super::{
        package::{refuse_predeclared, undefined},
        parser::outside,
        syntax::{File, Form, Name, Statement, TypeName},
        types::Type,
    },
    Evaluated, Evaluator, Failed, Locals, Scope,
    local::{Local, OpenMap},
    value::{Kind, Value},
};
use crate::diagnostic::Span;

impl<'p, 's> Evaluator<'p, 's> {
    pub(super) fn call(
        &mut self,
        file: &'p File<'s>,
        result: &'p TypeName<'s>,
        body: &'p [Statement<'s>],
        end: Span,
    ) -> Evaluated<Value<'s>> {
        let ty = self.type_of(file, result)?;
        let mut locals = Locals::new();
        let mut returned = None;
        let mut failed = false;
        if let Some((_, before)) = body.split_last()
            && before.iter().any(|statement| matches!(statement, Statement::Return(_)))
        {
            return self.outside(end, "a function that goes on after `return`", "functions that end with it");
        }
        for statement in body {
            let scope = &mut Scope { file, locals: Some(&mut locals) };
            match self.statement(scope, statement, ty) {
                Ok(None) => {}
                Ok(value) => {
                    returned = value;
                    break;
                }
                // What follows may be wrong for that reason only.
                Err(Failed) => {
                    failed = true;
                    break;
                }
            }
        }
        if failed {
            return Err(Failed);
        }
        let Some(value) = returned else {
            return self.refuse(end, "this function ends without `return`", "return its value");
        };
        for local in locals.values().filter(|local| !local.used) {
            let title = format!("`{}` is declared and not used", local.name.text);
            let _: Evaluated<()> = self.refuse(local.name.span, title, "delete it, or use it");
            failed = true;
        }
        if failed { Err(Failed) } else { Ok(value) }
    }

    /// Does what a statement says; gives what it returns.
    pub(super) fn statement(
        &mut self,
        scope: &mut Scope<'p, 's, '_>,
        statement: &'p Statement<'s>,
        result: Type<'s>,
    ) -> Evaluated<Option<Value<'s>>> {
        match statement {
            Statement::Return(expression) => {
                let value = match (&expression.form, &mut scope.locals) {
                    // Nothing else holds it after this.
                    (Form::Name(name), Some(locals)) if locals.contains_key(name) => {
                        let local = locals.get_mut(name).expect("it is there");
                        local.used = true;
                        let shared = local.shared.is_some();
                        let value = local.value(self.arena);
                        Value { fresh: value.fresh && !shared, ..value }
                    }
                    _ => self.expression(scope, expression, Some(result))?,
                };
                let node = self.convert(value, result, expression.span, "the result")?;
                Ok(Some(Value { node, kind: Kind::Of(result), ..value }))
            }
            Statement::Define(name, expression) => {
                refuse_predeclared(*name, self.diagnostics);
                let value = self.expression(scope, expression, None)?;
                let Kind::Of(_) = value.kind else {
                    return self.outside(expression.span, "a variable for this", "variables for values");
                };
                if let Some(locals) = &mut scope.locals
                    && locals.insert(name.text, Local::new(*name, value)).is_some()
                {
                    let title = format!("`{}` is declared already", name.text);
                    return self.refuse(name.span, title, "give it another name");
                }
                Ok(None)
            }
            Statement::Assign(name, index, expression) => {
                let key = self.key(scope, index)?;
                let (element, _) = self.open(scope, *name)?;
                let value = self.expression(scope, expression, Some(*element))?;
                let node = self.convert(value, *element, expression.span, &format!("`{key}`"))?;
                // The expression may have taken the map as a whole.
                let (_, entries) = self.open(scope, *name)?;
                entries.insert(key, (Some(index.span), node));
                Ok(None)
            }
            Statement::Delete(name, index) => {
                let key = self.key(scope, index)?;
                let (_, entries) = self.open(scope, *name)?;
                entries.remove(key);
                Ok(None)
            }
        }
    }

    /// The map behind a variable of the function, to change it.
    pub(super) fn open<'l>(
        &mut self,
        scope: &'l mut Scope<'p, 's, '_>,
        name: Name<'s>,
    ) -> Evaluated<(&'s Type<'s>, &'l mut OpenMap<'s>)> {
        let local = scope.locals.as_mut().and_then(|locals| locals.get_mut(name.text));
        let Some(local) = local else {
            if self.package.get(name.text).is_some() {
                let met = format!("a change of `{}`, which is not a variable of this function", name.text);
                return self.outside(name.span, &met, "changes of maps that the function made");
            }
            return self.report(undefined(name, self.package.nearest(name.text)));
        };
        local.used = true;
        if let Some(shared) = local.shared {
            let met = format!("a change of `{}` after the whole map was used", name.text);
            let diagnostic = outside(name.span, &met, "changes before that").at(shared, "used here");
            return self.report(diagnostic);
        }
        match local.open() {
            Some(open) => Ok(open),
            None => {
                let met = format!("a change of `{}`, which is not a map that this function made", name.text);
                self.outside(name.span, &met, "changes of such maps")
            }
        }
    }
}
