//! Literals of maps, lists and structs.

use super::{
    super::{
        syntax::{Element, Expression, Form},
        types::{Struct, Type},
    },
    Evaluated, Evaluator, Failed, Scope,
};
use crate::{
    diagnostic::{Diagnostic, Rule, Span, words::did_you_mean},
    source::{Clash, Entries, KeyKind, Node, Value as Data},
};

impl<'p, 's> Evaluator<'p, 's> {
    pub(super) fn composite(
        &mut self,
        scope: &mut Scope<'p, 's, '_>,
        ty: Type<'s>,
        elements: &'p [Element<'s>],
        span: Span,
    ) -> Evaluated<Data<'s>> {
        match ty {
            Type::Map(element) => {
                let mut entries = Entries::default();
                // All that is wrong is reported in one run.
                let mut failed = false;
                for Element { key, value } in elements {
                    let Some(key) = key else {
                        failed |= self
                            .refuse::<()>(
                                value.span,
                                "a value of a map without its key",
                                "write `key: value`",
                            )
                            .is_err();
                        continue;
                    };
                    match (self.key(scope, key), self.element(scope, value, *element)) {
                        (Ok(name), Ok(node)) => entries.push(name, key.span, KeyKind::String, node),
                        _ => failed = true,
                    }
                }
                self.map(entries, failed, |key| format!("the key `{key}` appears twice in this map"))
            }
            Type::Slice(element) => {
                let mut items = Vec::new();
                let mut failed = false;
                for Element { key, value } in elements {
                    if let Some(key) = key {
                        return self.outside(key.span, "an index in a list", "values one after the other");
                    }
                    match self.element(scope, value, *element) {
                        Ok(node) => items.push(node),
                        Err(Failed) => failed = true,
                    }
                }
                if failed { Err(Failed) } else { Ok(Data::List(self.arena.alloc_slice_copy(&items))) }
            }
            Type::Struct(ty) => self.fields(scope, ty, elements),
            Type::String | Type::Bool => self.refuse(
                span,
                format!("`{ty}` has no literal in braces"),
                "write the value without braces",
            ),
        }
    }

    pub(super) fn fields(
        &mut self,
        scope: &mut Scope<'p, 's, '_>,
        ty: &'static Struct,
        elements: &'p [Element<'s>],
    ) -> Evaluated<Data<'s>> {
        let fields = (ty.fields)();
        let mut entries = Entries::default();
        let mut failed = false;
        for Element { key, value } in elements {
            let Some(Expression { form: Form::Name(name), span }) = key else {
                let span = key.as_ref().map_or(value.span, |key| key.span);
                return self.outside(span, "a value without the name of its field", "`Field: value`");
            };
            let Some(field) = fields.iter().find(|field| field.go == *name) else {
                let or = format!("`{}` has {} fields, and this is not one of them", ty.name, fields.len());
                let help = did_you_mean(name, fields.iter().map(|field| field.go), &or);
                let title = format!("`{}` has no field `{name}`", ty.name);
                failed |= self.refuse::<()>(*span, title, &help).is_err();
                continue;
            };
            // Only keys and values of maps and lists may leave their type out.
            if matches!(value.form, Form::Composite(None, _)) {
                let help = format!("write `{}` before it", field.ty);
                failed |= self.refuse::<()>(value.span, "this literal has no type", &help).is_err();
                continue;
            }
            match self.element(scope, value, field.ty) {
                Ok(node) => entries.push(field.json, *span, KeyKind::String, node),
                Err(Failed) => failed = true,
            }
        }
        self.map(entries, failed, |json| {
            let field = fields.iter().find(|field| field.json == json).map_or(json, |field| field.go);
            format!("the field `{field}` appears twice in this struct")
        })
    }

    /// The map of entries whose keys are unique; `title` says that one is not.
    pub(super) fn map(
        &mut self,
        entries: Entries<'s>,
        failed: bool,
        title: impl Fn(&str) -> String,
    ) -> Evaluated<Data<'s>> {
        let mut unique = true;
        let map = entries.build(self.arena, |Clash { key, first, second, .. }| {
            unique = false;
            self.diagnostics.report(
                Diagnostic::new(Rule::GoCompile, title(key))
                    .at(second, "again here")
                    .at(first, "first here")
                    .help("delete one of them"),
            );
        });
        if failed || !unique { Err(Failed) } else { Ok(Data::Map(map)) }
    }

    pub(super) fn element(
        &mut self,
        scope: &mut Scope<'p, 's, '_>,
        expression: &'p Expression<'s>,
        ty: Type<'s>,
    ) -> Evaluated<Node<'s>> {
        let value = self.expression(scope, expression, Some(ty))?;
        self.convert(value, ty, expression.span, "this value")
    }
}
