//! The parts that schemas are made of.

use serde_json::{Map, Value, json};

use crate::model::field::Named;

pub(super) fn text() -> Value {
    json!({"type": "string", "minLength": 1})
}

/// A text of a form.
pub(super) fn form(pattern: &str) -> Value {
    json!({"type": "string", "pattern": pattern})
}

pub(super) fn described(mut schema: Value, description: &str) -> Value {
    schema["description"] = description.into();
    schema
}

pub(super) fn list_of(item: Value) -> Value {
    json!({"type": ["array", "null"], "items": item})
}

pub(super) fn map_of(value: Value) -> Value {
    json!({"type": ["object", "null"], "additionalProperties": value})
}

/// A map whose keys have a form.
pub(super) fn by_key(pattern: &str, what: &str, value: Value) -> Value {
    let patterns: Map<String, Value> = [(pattern.to_owned(), value)].into_iter().collect();
    json!({"type": "object", "description": format!("by {what}"), "patternProperties": patterns, "additionalProperties": false})
}

/// An object that has these properties and no others.
pub(super) fn closed<'n>(properties: impl IntoIterator<Item = (&'n str, Value)>) -> Value {
    let properties: Map<_, _> =
        properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({"type": ["object", "null"], "properties": properties, "additionalProperties": false})
}

/// An object that has these properties, and others that consumers ignore.
pub(super) fn open<'n>(properties: impl IntoIterator<Item = (&'n str, Value)>) -> Value {
    let mut schema = closed(properties);
    schema["additionalProperties"] = true.into();
    schema
}

/// An object that has the parts that its reader knows, and no others.
pub(super) fn parts<P: Named>(of: impl Fn(P) -> Value) -> Value {
    closed(P::all().map(|part| (part.name(), of(part))))
}

/// A struct of Go's; in the tree what Go does not know survives, in the patch it is an error.
pub(super) fn fields<F: Named>(value: &Value, others: bool) -> Value {
    let mut schema = parts::<F>(|_| value.clone());
    schema["additionalProperties"] = others.into();
    schema
}

/// The options of a component; an empty one deletes the argument.
pub(super) fn options() -> Value {
    map_of(json!({"type": "string"}))
}

pub(super) fn required(mut schema: Value, names: &[&str]) -> Value {
    schema["required"] = json!(names);
    schema["type"] = json!("object");
    schema
}
