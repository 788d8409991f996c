//! Values in a sentence.

use super::Value;

/// A value as JSON on one line, with nothing escaped that a person can read.
pub fn compact(value: &Value<'_>) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value<'_>, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) if number.abs() < 1e21 => text.push_str(&number.to_string()),
        Value::Number(number) => text.push_str(&format!("{number:e}")),
        Value::String(string) => quote(string, text),
        Value::List(items) => {
            text.push('[');
            for (nth, item) in items.iter().enumerate() {
                text.push_str(if nth > 0 { "," } else { "" });
                write(&item.value, text);
            }
            text.push(']');
        }
        Value::Map(map) => {
            text.push('{');
            for (nth, entry) in map.entries().iter().enumerate() {
                text.push_str(if nth > 0 { "," } else { "" });
                quote(entry.key, text);
                text.push(':');
                write(&entry.node.value, text);
            }
            text.push('}');
        }
    }
}

fn quote(string: &str, text: &mut String) {
    // A string has a form in JSON.
    text.push_str(&serde_json::to_string(string).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::compact;
    use crate::{
        diagnostic::Diagnostics,
        source::{Arena, Sources, json},
    };

    #[test]
    fn what_json_says_is_said_again_on_one_line() {
        let text = r#"{"a":[null,true,1.5,-0,1e30,"<é\n\">"],"b":{},"c":[]}"#;
        let mut sources = Sources::default();
        let file = sources.add("data.json", text);
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let root = json::parse(file, text, &arena, &mut found).unwrap();
        assert_eq!(compact(&root.value), text);
    }
}
