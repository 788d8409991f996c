//! Scalars to values.

use std::borrow::Cow;

use super::{Anchor, Composed, Composer, Content, Frame, Key, Stop};
use crate::{
    diagnostic::Span,
    source::{
        Node, Value,
        yaml::{
            findings,
            key::key_of,
            scalar::{Scalar, resolve_tagged, resolve_untagged},
        },
    },
};

impl<'s> Composer<'s, '_> {
    pub(super) fn scalar(
        &mut self,
        anchor: Option<String>,
        tag: Option<&str>,
        value: &str,
        plain: bool,
        (properties, span): (Span, Span),
    ) -> Result<(), Stop> {
        let in_key_position =
            matches!(self.open.last(), Some(Frame { content: Content::Map { key: Key::Awaited, .. }, .. }));
        // `isMerge` of yaml.v2's decode.go. Such a key is never decoded.
        if in_key_position && value == "<<" && (plain || tag == Some("tag:yaml.org,2002:merge")) {
            self.recorder.merge(anchor.as_deref(), properties);
            if let Some(name) = anchor {
                self.anchors.insert(name, Anchor::Done(Composed::of(Scalar::String("<<"), span)));
            }
            self.expect(Key::Merge);
            return Ok(());
        }
        self.decode(span)?;
        let text = self.keep(value, span);
        let scalar = match tag {
            None => resolve_untagged(text, plain),
            Some(tag) => match resolve_tagged(tag, text) {
                Ok(scalar) => scalar,
                Err(error) => {
                    self.diagnostics.report(findings::tag(tag, text, &error, span));
                    return self.refuse(anchor, span);
                }
            },
        };
        // `.inf` is a legal key, but no legal value, and through an anchor it could become one.
        if let Scalar::Float(number) = scalar
            && !number.is_finite()
            && !(in_key_position && anchor.is_none())
        {
            self.diagnostics.report(findings::not_finite(text, span));
            return self.refuse(anchor, span);
        }
        let composed = Composed::of(scalar, span);
        self.recorder.scalar(anchor.as_deref(), properties, &composed.node, Some(text));
        if let Some(name) = anchor {
            let hidden = self.name(&name, Anchor::Done(composed));
            if value.is_empty() && plain {
                self.empty.insert(span, (name, hidden.is_some(), None));
            } else {
                self.compare_anchors(&name, hidden, &composed);
            }
        }
        self.place(composed, span)
    }

    /// libyaml counts the anchor and the tag of a scalar to it.
    pub(super) fn without_properties(&self, span: Span) -> Span {
        let mut rest = self.text.get(span.range()).unwrap_or_default();
        while rest.starts_with(['&', '!']) {
            rest = rest.split_once(char::is_whitespace).map_or("", |(_, rest)| rest).trim_start();
        }
        Span::new(span.file, span.range().end - rest.len(), span.range().end)
    }

    /// Goes on after a scalar that was refused.
    pub(super) fn refuse(&mut self, anchor: Option<String>, span: Span) -> Result<(), Stop> {
        self.anchors.extend(anchor.map(|name| (name, Anchor::Refused)));
        self.place_nothing(span)
    }

    /// Goes on after a refused value, so that one run finds everything.
    pub(super) fn place_nothing(&mut self, span: Span) -> Result<(), Stop> {
        match self.open.last_mut().map(|frame| &mut frame.content) {
            Some(Content::Map { key: key @ Key::Awaited, .. }) => *key = Key::Refused,
            Some(Content::Map { key, .. }) => *key = Key::Awaited,
            Some(Content::MergeList(_)) => {}
            Some(Content::List(_)) | None => return self.place(Composed::of(Scalar::Null, span), span),
        }
        Ok(())
    }

    pub(super) fn expect(&mut self, next: Key<'s>) {
        if let Some(Frame { content: Content::Map { key, .. }, .. }) = self.open.last_mut() {
            *key = next;
        }
    }

    pub(super) fn key(&mut self, scalar: &Scalar<'s>, span: Span) {
        let next = match key_of(scalar) {
            Ok((kind, Cow::Borrowed(text))) => Key::Is(text, span, kind),
            Ok((kind, Cow::Owned(text))) => Key::Is(self.arena.alloc_str(&text), span, kind),
            Err(what) => {
                self.diagnostics.report(findings::map_key(what, span));
                Key::Refused
            }
        };
        self.expect(next);
    }

    /// The text of a scalar for as long as the file lives; not copied where the file has it as it is.
    fn keep(&self, value: &str, span: Span) -> &'s str {
        let written = self.text.get(span.range()).unwrap_or_default();
        let inner = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
        if written == value {
            written
        } else if inner == value {
            inner
        } else {
            self.arena.alloc_str(value)
        }
    }
}

impl<'s> Composed<'s> {
    pub(super) fn of(scalar: Scalar<'s>, span: Span) -> Self {
        // As Go's json.Marshal and json.Unmarshal do on the way: every number becomes the nearest float64.
        #[allow(clippy::cast_precision_loss)]
        let value = match scalar {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => Value::Bool(value),
            Scalar::Int(number) => Value::Number(number as f64),
            Scalar::Uint(number) => Value::Number(number as f64),
            Scalar::Float(number) => Value::Number(number),
            Scalar::String(text) => Value::String(text),
        };
        Self { node: Node { value, span: Some(span) }, scalar: Some(scalar), decodes: 1, height: 0 }
    }
}
