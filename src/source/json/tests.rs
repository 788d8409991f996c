//! Against serde_json as the judge, and where Go is different from it.

use proptest::prelude::*;

use super::parse;
use crate::{
    diagnostic::Diagnostics,
    emit::json::{JsonWriter, Layout},
    source::{Arena, Sources},
};

/// The value in Go's compact form, or the findings as `line:column rule`.
fn read(text: &str) -> Result<String, Vec<String>> {
    let mut sources = Sources::default();
    let file = sources.add("test.json", text);
    let arena = Arena::new();
    let mut found = Diagnostics::default();
    let node = sources.text(file, &mut found).and_then(|text| parse(file, text, &arena, &mut found));
    match node {
        Some(node) => {
            let mut json = JsonWriter::new(Vec::new(), Layout::Compact);
            json.node(&node).unwrap();
            Ok(String::from_utf8(json.finish().unwrap()).unwrap())
        }
        None => Err(found
            .sorted()
            .iter()
            .map(|finding| {
                let place = sources.place(finding.labels[0].span);
                format!("{}:{} {}", place.line, place.column, finding.rule)
            })
            .collect()),
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(read(text).as_deref(), Ok(expected));
}

#[track_caller]
fn refused(text: &str, findings: &[&str]) {
    assert_eq!(read(text), Err(findings.iter().map(ToString::to_string).collect()));
}

#[test]
fn every_kind_of_value_is_read() {
    check(
        r#" {"b": [null, true, false, -1.50e1, 0, ""], "a": {}, "": []} "#,
        r#"{"":[],"a":{},"b":[null,true,false,-15,0,""]}"#,
    );
}

#[test]
fn strings_are_decoded_as_go_decodes_them() {
    check(r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#, "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\té😀é\"");
    check(r#""\ud800 \udc00 \ud800\u0041 \ud800x""#, "\"\u{fffd} \u{fffd} \u{fffd}A \u{fffd}x\"");
}

#[test]
fn errors_have_places() {
    refused("", &["1:1 json-syntax"]);
    refused("{\n \"a\": 1\n \"b\": 2\n}", &["3:2 json-syntax"]);
    refused("{\"a\": 1,}", &["1:9 json-syntax"]);
    refused("[1, 2", &["1:6 json-syntax"]);
    refused("[1] x", &["1:5 json-syntax"]);
    refused("{a: 1}", &["1:2 json-syntax"]);
    refused("[01]", &["1:3 json-syntax"]);
    refused("[-]", &["1:3 json-syntax"]);
    refused("[1.]", &["1:4 json-syntax"]);
    refused("[+1]", &["1:2 json-syntax"]);
    refused("[tru]", &["1:2 json-syntax"]);
    refused("[1e400]", &["1:2 number-range"]);
    refused("[\"a\nb\"]", &["1:4 json-syntax"]);
    refused("[\"\\x\"]", &["1:3 json-syntax"]);
    refused("[\"\\u12é\"]", &["1:3 json-syntax"]);
    refused("[\"abc", &["1:2 json-syntax"]);
    refused("\u{feff}{}", &["1:1 json-syntax"]);
    refused("{\n<<<<<<< HEAD\n\"a\": 1\n=======\n>>>>>>> x\n}", &["2:1 conflict-marker"]);
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let text = prop_oneof![".{0,12}", "[\\x00-\\x7f<>&\u{2028}\u{2029}\u{1f600}\"\\\\]{0,40}"];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        text.clone().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::btree_map(text.clone(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn values_survive_reading_and_writing(value in value(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let written = read(&text).unwrap();
        prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&written).unwrap(), &value);
        prop_assert_eq!(read(&written).unwrap(), written, "what was written is read as it is");
    }

    #[test]
    fn a_text_is_refused_when_serde_json_refuses_it(
        value in value(),
        at in any::<prop::sample::Index>(),
        byte in prop::sample::select(b" {}[]\",:\\0e-.tn\x01".to_vec()),
    ) {
        let mut text = serde_json::to_string(&value).unwrap().into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        if let Ok(text) = String::from_utf8(text) {
            let judge = serde_json::from_str::<serde_json::Value>(&text);
            let found = read(&text);
            // Go, unlike serde_json, takes half of a surrogate pair.
            if judge.is_ok() || !judge.unwrap_err().to_string().contains("surrogate") {
                prop_assert_eq!(found.is_ok(), serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
            }
        }
    }

    #[test]
    fn any_text_ends_in_a_value_or_in_findings(text in "[\\x00-\\x7fé\u{feff}]{0,60}") {
        if let Err(findings) = read(&text) {
            prop_assert!(!findings.is_empty());
        }
    }
}
