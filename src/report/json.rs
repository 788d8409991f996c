//! JSON that programs read: two spaces a level, keys in the order in which they are declared, text as it is. data.json is
//! another dialect, Go's ([`crate::emit::json`]).

use schemars::{Schema, SchemaGenerator, json_schema};
use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};

use crate::{
    diagnostic::shown::{COMMAND, is_hostile},
    source,
};

/// A form as text, with a line break at its end.
pub(super) fn pretty(form: &impl Serialize) -> String {
    // The forms have nothing that JSON cannot hold.
    harmless(serde_json::to_string_pretty(form).unwrap_or_default())
}

/// The same in one line.
pub(super) fn one_line(form: &impl Serialize) -> String {
    harmless(serde_json::to_string(form).unwrap_or_default())
}

fn harmless(text: String) -> String {
    let text = text + "\n";
    let text = if text.contains(COMMAND) { text.replace(COMMAND, "#\\u0023[") } else { text };
    if !text.contains(is_escaped) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_escaped(c) {
            let units = &mut [0; 2];
            c.encode_utf16(units).iter().for_each(|unit| escaped += &format!("\\u{unit:04x}"));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// What a log would obey or not show. Outside of strings JSON has none of it but line breaks; in strings those are escaped
/// already.
fn is_escaped(c: char) -> bool {
    c != '\n' && is_hostile(c)
}

/// The schema of the version of a form.
pub(super) fn one(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"const": 1})
}

/// A value of a data.json as it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain<'s>(pub(super) source::Value<'s>);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            source::Value::Null => serializer.serialize_unit(),
            source::Value::Bool(value) => serializer.serialize_bool(value),
            source::Value::Number(number) => match as_integer(number) {
                Some(integer) => serializer.serialize_i64(integer),
                None => serializer.serialize_f64(number),
            },
            source::Value::String(text) => serializer.serialize_str(text),
            source::Value::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(&Plain(item.value)))?;
                list.end()
            }
            source::Value::Map(map) => {
                let mut entries = serializer.serialize_map(Some(map.entries().len()))?;
                for entry in map.entries() {
                    entries.serialize_entry(entry.key, &Plain(entry.node.value))?;
                }
                entries.end()
            }
        }
    }
}

/// Numbers are float64 everywhere; `5` must not become `5.0`.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // below 2^53 both are exact
fn as_integer(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let integer = number as i64;
    let is_one =
        number.abs() < EXACT && integer as f64 == number && !(number == 0.0 && number.is_sign_negative());
    is_one.then_some(integer)
}

impl schemars::JsonSchema for Plain<'_> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({})
    }
}
