//! What a text means, as JSON; and what it is refused for.

use super::parse;
use crate::{
    diagnostic::Diagnostics,
    emit::json::{JsonWriter, Layout},
    source::{Arena, Sources},
};

/// The JSON of a text, or the findings as `line:column rule`.
fn read(text: &str) -> Result<(String, Vec<String>), Vec<String>> {
    let mut sources = Sources::default();
    let file = sources.add("test.yaml", text);
    let arena = Arena::new();
    let mut found = Diagnostics::default();
    let node = sources.text(file, &mut found).and_then(|text| parse(file, text, &arena, &mut found));
    let node = node.filter(|_| !found.forbid());
    let found = found.sorted();
    let found = found.iter().map(|finding| {
        let place = sources.place(finding.labels[0].span);
        format!("{}:{} {}", place.line, place.column, finding.rule)
    });
    match node {
        Some(node) => {
            let mut json = JsonWriter::new(Vec::new(), Layout::Compact);
            json.node(&node).unwrap();
            Ok((String::from_utf8(json.finish().unwrap()).unwrap(), found.collect()))
        }
        None => Err(found.collect()),
    }
}

#[track_caller]
fn check(text: &str, json: &str) {
    assert_eq!(read(text), Ok((json.to_owned(), Vec::new())));
}

#[track_caller]
fn warned(text: &str, json: &str, findings: &[&str]) {
    assert_eq!(read(text), Ok((json.to_owned(), findings.iter().map(ToString::to_string).collect())));
}

#[track_caller]
fn refused(text: &str, findings: &[&str]) {
    assert_eq!(read(text), Err(findings.iter().map(ToString::to_string).collect()));
}

#[test]
fn merges_apply_where_they_stand() {
    warned(
        "a: &a {x: 1, z: 2}\nb: {x: 9, <<: *a}\n",
        r#"{"a":{"x":1,"z":2},"b":{"x":1,"z":2}}"#,
        &["2:5 merge-after-keys"],
    );
    // What it does not change is not lost.
    check("a: &a {x: 1}\nb: {x: 1, <<: *a}\n", r#"{"a":{"x":1},"b":{"x":1}}"#);
    check("a: &a {x: 1, z: 2}\nb: {<<: *a, x: 9}\n", r#"{"a":{"x":1,"z":2},"b":{"x":9,"z":2}}"#);
    check("a: &a {x: 1}\nb: &b {x: 2}\nc: {<<: *a, <<: *b}\n", r#"{"a":{"x":1},"b":{"x":2},"c":{"x":2}}"#);
}

#[test]
fn in_a_list_of_merges_the_first_wins() {
    check(
        "a: &a {x: 1}\nb: &b {x: 2, z: 3}\nc: {<<: [*a, *b]}\n",
        r#"{"a":{"x":1},"b":{"x":2,"z":3},"c":{"x":1,"z":3}}"#,
    );
    check("c: {<<: []}\n", r#"{"c":{}}"#);
}

#[test]
fn merges_take_maps_only() {
    refused(
        "a: {<<: 1}\nb: {<<: [1, {}]}\nc: &c [{}]\nd: {<<: *c}\n",
        &["1:9 merge-not-a-map", "2:10 merge-not-a-map", "4:9 merge-not-a-map"],
    );
    check("a: {'<<': 1, b: <<}\n", r#"{"a":{"\u003c\u003c":1,"b":"\u003c\u003c"}}"#);
}

#[test]
fn an_alias_is_the_latest_anchor_above_it() {
    warned("a: &x 1\nb: *x\nc: &x 2\nd: *x\n", r#"{"a":1,"b":1,"c":2,"d":2}"#, &["3:7 anchor"]);
    check("a: &x [&x 1, *x]\nb: *x\n", r#"{"a":[1,1],"b":1}"#);
    check("a: &x {b: 1}\nc: &x {b: 1}\nd: *x\n", r#"{"a":{"b":1},"c":{"b":1},"d":{"b":1}}"#);
    refused("a: *x\nb: &x 1\nc: *y\n", &["1:4 unknown-anchor", "3:4 unknown-anchor"]);
    refused("a: &x [*x]\nb: &y {c: *y}\n", &["1:8 recursive-anchor", "2:11 recursive-anchor"]);
}

#[test]
fn an_anchor_of_nothing_is_a_slip_and_nothing_is_merged_from_it() {
    warned("a: &x 1\nb: &x\nc: *x\n", r#"{"a":1,"b":null,"c":null}"#, &["2:4 anchor"]);
    refused("a: &x\nb: {<<: *x}\nc: {<<: *x}\n", &["1:4 merge-not-a-map"]);
    refused("a: *x\nb: *x\nc: *y\n", &["1:4 unknown-anchor", "3:4 unknown-anchor"]);
}

#[test]
fn keys_are_resolved_like_values_and_become_strings() {
    check("y: 1\nno: 2\n012: 3\n1.50: 4\n&k kk: 5\n", r#"{"1.5":4,"10":3,"false":2,"kk":5,"true":1}"#);
    check("a: &a 012\n*a : 1\n", r#"{"10":1,"a":10}"#);
    check("a: &a 1e6\n*a : 1\n", r#"{"1e+06":1,"a":1000000}"#);
    refused("~: 1\n[a]: 2\n? {}\n: 3\n", &["1:1 map-key", "2:1 map-key", "3:3 map-key"]);
}

#[test]
fn a_duplicate_key_is_one_that_stands_twice_in_the_same_map() {
    warned("a: 1\nb: 2\na: 3\n", r#"{"a":3,"b":2}"#, &["3:1 duplicate-key"]);
    check("m: &m {a: 1}\np: {<<: *m, a: 2}\n", r#"{"m":{"a":1},"p":{"a":2}}"#);
    warned(
        "m: &m {a: 1}\np: {a: 2, <<: *m, a: 3}\n",
        r#"{"m":{"a":1},"p":{"a":3}}"#,
        &["2:5 merge-after-keys", "2:19 duplicate-key"],
    );
    warned("y: 1\nyes: 2\n", r#"{"true":2}"#, &["2:1 duplicate-key"]);
    refused("y: 1\n'true': 2\n", &["2:1 ambiguous-key"]);
}

#[test]
fn numbers_pass_through_float64() {
    check(
        "[9007199254740993, 18446744073709551615, 1.10, 1e21, -0.0]",
        "[9007199254740992,18446744073709552000,1.1,1e+21,-0]",
    );
    refused("a: .inf\nb: [-.INF, .nan]\n", &["1:4 number-range", "2:5 number-range", "2:12 number-range"]);
    check(".inf: x\n", r#"{".inf":"x"}"#);
    refused("&a .inf: x\nb: *a\n", &["1:4 number-range"]);
    refused("a: &a !!int x\nb: *a\nc: {<<: [*nope]}\n", &["1:13 tag", "3:10 unknown-anchor"]);
}

#[test]
fn only_the_first_document_is_read() {
    warned("a: 1\n---\n*nonsense\n", r#"{"a":1}"#, &["2:1 second-document"]);
    check("---\na: 1\n...\n", r#"{"a":1}"#);
    warned("a: 1\n...\nb: 2\n", r#"{"a":1}"#, &["3:1 second-document"]);
    check("", "null");
    check("# nothing\n", "null");
    check("--- \n", "null");
}

#[test]
fn a_byte_order_mark_moves_no_place() {
    warned("\u{feff}a: 1\n", r#"{"a":1}"#, &["1:1 byte-order-mark"]);
    refused("\u{feff}a: 1\nb: *x\n", &["1:1 byte-order-mark", "2:4 unknown-anchor"]);
}

#[test]
fn syntax_errors_have_the_place_of_the_reference() {
    refused("a: [1\nb: 2\n", &["2:2 yaml-syntax"]);
    refused("a:\n\tb: 1\n", &["2:1 yaml-syntax"]);
    refused("%YAML 1.2\n---\na: 1\n", &["1:1 yaml-syntax"]);
    refused("a: 'b\n", &["1:6 yaml-syntax"]);
    refused("a: [b?c]\n", &["1:5 yaml-syntax"]);
    refused("a: \"x\\\\ \\/\"\n", &["1:9 yaml-syntax"]);
    refused("a: 1\n\u{feff}b: 2\n", &["2:1 control-character"]);
    refused("é: \u{1}\u{7f}\n", &["1:4 control-character", "1:5 control-character"]);
}

#[test]
fn what_panics_the_parser_is_read_or_a_finding() {
    // Go reads these.
    check("a: |\n  x\n    ", r#"{"a":"x\n  "}"#);
    check("a: |\n  x", r#"{"a":"x"}"#);
    check("a: |+\n  x", r#"{"a":"x"}"#);
    check("a: |-\n  x", r#"{"a":"x"}"#);
    check("a: >\n  x\n  y", r#"{"a":"x y"}"#);
    check("a: |\n  x\nb: |\n  y", r#"{"a":"x\n","b":"y"}"#);
    refused("[!!str,]", &["1:9 yaml-syntax"]);
}

#[test]
fn line_ends_may_be_of_any_kind() {
    check("a: 1\r\nb: |\r\n  x\r\n  y\r\n", r#"{"a":1,"b":"x\ny\n"}"#);
}

#[test]
fn an_anchored_scalar_is_in_the_place_of_its_value() {
    let mut sources = Sources::default();
    let file = sources.add("test.yaml", "a: &x !!str  v1\n");
    let arena = Arena::new();
    let text = sources.text(file, &mut Diagnostics::default()).unwrap();
    let node = parse(file, text, &arena, &mut Diagnostics::default()).unwrap();
    let crate::source::Value::Map(map) = node.value else { panic!("{node:?}") };
    assert_eq!(&text[map.get("a").unwrap().node.span.unwrap().range()], "v1");
}

proptest::proptest! {
    #[test]
    fn any_text_ends_in_a_value_or_in_findings(
        text in "([a-c&*!<>|?:,\\[\\]{}'\"%@`#\\-\\.0-9 \t\n\r~yé\u{feff}\u{85}]|<<: \\*a\n|&a |\\*a |: |\n  |\n- |---\n|!!str |\\|\n  ){0,40}"
    ) {
        if let Err(findings) = read(&text) {
            proptest::prop_assert!(!findings.is_empty());
        }
    }
}
