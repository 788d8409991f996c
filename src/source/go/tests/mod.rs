//! The reader as a whole.

mod refused;
mod words;

use super::*;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Policy},
    source::{Node, Sources, Value},
};

fn place_and_title(diagnostic: &Diagnostic) -> String {
    let span = diagnostic.labels[0].span;
    format!("{}..{} {}", span.start, span.end, diagnostic.title)
}

/// What the function `f` of a package makes, as compact JSON.
#[track_caller]
fn check(ty: Type<'static>, source: &str, expected: &str) {
    let (value, found) = evaluate(ty, source);
    assert_eq!(found, Vec::<String>::new(), "{source}");
    assert_eq!(value.expect("no finding, so a value"), expected, "{source}");
}

/// What is wrong with a package.
#[track_caller]
fn check_refused(source: &str, expected: &[&str]) {
    let (value, found) = evaluate(TEXTS, source);
    assert_eq!(found, expected, "{source}");
    assert_eq!(value, None, "{source}");
}

const TEXTS: Type<'static> = Type::Map(&Type::String);
const LISTS: Type<'static> = Type::Map(&Type::Slice(&Type::String));
static THING: Struct = Struct {
    name: "Thing",
    fields: || {
        vec![
            Field { go: "Name", json: "name", ty: Type::String },
            Field { go: "Big", json: "big", ty: Type::Bool },
            Field { go: "Options", json: "options", ty: TEXTS },
        ]
    },
};
const THINGS: Type<'static> = Type::Map(&Type::Struct(&THING));

const LIBRARIES: [Library; 2] = [
    Library {
        paths: &["example.com/things/v2"],
        name: "things",
        exports: || {
            vec![
                ("Thing", Export::Struct(&THING)),
                ("Calico", Export::Text("calico")),
                ("Upper", Export::Rewrite(Rewrite(str::to_uppercase))),
            ]
        },
    },
    Library { paths: &["fmt"], name: "fmt", exports: || vec![("Sprintf", Export::Sprintf)] },
];

fn evaluate(ty: Type<'static>, source: &str) -> (Option<String>, Vec<String>) {
    let mut sources = Sources::default();
    let mut found = Diagnostics::default();
    let arena = Arena::new();
    // Files of a package are set apart by a line.
    for (nth, text) in source.split("\n---\n").enumerate() {
        sources.add(format!("{nth}.go"), format!("package p\n{text}\n"));
    }
    let files: Vec<_> = (0..source.split("\n---\n").count())
        .filter_map(|nth| {
            let file = FileId(u32::try_from(nth).expect("a small number"));
            let text = sources.text(file, &mut found).expect("it is UTF-8");
            parse(file, text, &arena, &mut found)
        })
        .collect();
    let function = !source.contains("var f ");
    let package = Package::new(&files, &LIBRARIES, &mut found);
    let value = if Policy::default().stops(&found) {
        None
    } else {
        Evaluator::new(&package, &arena, &mut found).entry_point("f", ty, function)
    };
    let found = found.sorted();
    let found = found.iter().map(|diagnostic| {
        let place = sources.place(diagnostic.labels[0].span);
        // The package clause is not in the test's text.
        format!("{}:{} {}", place.line - 1, place.column, diagnostic.title)
    });
    (value.map(|node| json(&node)), found.collect())
}

fn json(node: &Node<'_>) -> String {
    match node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::List(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        Value::Map(map) => {
            let entries = map.entries().iter().map(|entry| format!("{:?}:{}", entry.key, json(&entry.node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
    }
}

#[test]
fn literals_constants_and_sums() {
    check(
        TEXTS,
        "const (\n\ta = \"x\"\n\tb string = a + `y`\n)\nvar c = b\nfunc f() map[string]string {\n\treturn map[string]string{\n\t\t\"k\" + a: c, // why\n\t\t\"\\u00e9\\n\": (a + (\"-\")),\n\t}\n}",
        r#"{"kx":"xy","é\n":"x-"}"#,
    );
    check(
        LISTS,
        "func f() map[string][]string { return map[string][]string{\"a\": {\"b\", \"c\"}, \"d\": {}, \"e\": nil} }",
        r#"{"a":["b","c"],"d":[],"e":null}"#,
    );
    check(TEXTS, "var f = map[string]string{}", "{}");
    check(TEXTS, "var f map[string]string", "null");
    check(TEXTS, "func f() map[string]string { return nil }", "null");
}

#[test]
fn raw_strings_drop_carriage_returns_and_join_backticks() {
    check(TEXTS, "var f = map[string]string{\"a\": `1\r\n` + \"`\" + `2`}", r#"{"a":"1\n`2"}"#);
}

#[test]
fn structs_have_their_names_in_json() {
    check(
        THINGS,
        "import t \"example.com/things/v2\"\nfunc f() map[string]t.Thing { return map[string]t.Thing{t.Calico: {Name: \"n\", Big: true, Options: map[string]string{\"a\": \"b\"}}, \"z\": {}} }",
        r#"{"calico":{"big":true,"name":"n","options":{"a":"b"}},"z":{}}"#,
    );
}

#[test]
fn functions_of_libraries_are_called_under_any_name() {
    check(
        TEXTS,
        "import (\n\t\"fmt\"\n\t\"example.com/things/v2\"\n)\nvar m = things.Upper\nfunc f() map[string]string { return map[string]string{\"a\": m(\"x\"), \"b\": fmt.Sprintf(\"%s,%%%s\", \"y\", m(\"z\"))} }",
        r#"{"a":"X","b":"y,%Z"}"#,
    );
}

#[test]
fn each_call_makes_a_map_of_its_own() {
    check(
        Type::Map(&TEXTS),
        "func base() map[string]string { return map[string]string{\"a\": \"1\", \"b\": \"2\"} }\nfunc more() map[string]string {\n\tx := base()\n\tx[\"a\"] = x[\"a\"] + x[\"b\"]\n\tx[\"c\"] = \"3\"\n\tdelete(x, \"b\")\n\tdelete(x, \"none\")\n\treturn x\n}\nfunc f() map[string]map[string]string { return map[string]map[string]string{\"base\": base(), \"more\": more(), \"again\": more()} }",
        r#"{"again":{"a":"12","c":"3"},"base":{"a":"1","b":"2"},"more":{"a":"12","c":"3"}}"#,
    );
}

#[test]
fn what_nothing_reaches_may_be_any_go() {
    check(
        TEXTS,
        "import \"os\"\ntype T struct{ a int }\nfunc (t *T) m() { for { os.Exit(1) } }\nconst (\n\tA T = iota\n\tB\n)\nvar x, y = os.Args[0], func() int { return 1 }()\nfunc tool(a ...int) (int, error) {\n\tswitch a[0] {\n\tcase 1:\n\t}\n\treturn 1, nil\n}\nfunc f() map[string]string { return nil }",
        "null",
    );
}

#[test]
fn several_files_are_one_package() {
    check(
        TEXTS,
        "func f() map[string]string { return g() }\n---\nfunc g() map[string]string { return nil }",
        "null",
    );
    check_refused(
        "func f() map[string]string { return nil }\n---\nvar f = 1\nconst fmt = 1\n---\nimport \"fmt\"",
        &[
            "1:5 `f` is declared twice in this package",
            "1:8 `fmt` is declared twice in this package",
            "1:8 `fmt` is imported and not used",
        ],
    );
}

#[test]
fn maps_that_others_hold_are_not_changed() {
    let shared = "var g = map[string]string{}\nfunc h() map[string]string { return g }\n";
    let change = |body: &str| format!("{shared}func f() map[string]string {{\n{body}\n}}");
    check_refused(
        &change("\tx := g\n\tx[\"a\"] = \"b\"\n\treturn x"),
        &[
            "5:2 a change of `x`, which is not a map that this function made: only changes of such maps can be read here",
        ],
    );
    check_refused(
        &change("\tx := h()\n\tx[\"a\"] = \"b\"\n\treturn x"),
        &[
            "5:2 a change of `x`, which is not a map that this function made: only changes of such maps can be read here",
        ],
    );
    check_refused(
        &change("\tg[\"a\"] = \"b\"\n\treturn g"),
        &[
            "4:2 a change of `g`, which is not a variable of this function: only changes of maps that the function made can be read here",
        ],
    );
    check_refused(
        &change("\tx := map[string]string{}\n\ty := x\n\tx[\"a\"] = \"b\"\n\treturn y"),
        &["6:2 a change of `x` after the whole map was used: only changes before that can be read here"],
    );
    check_refused(
        &change("\tx := map[string]string{}\n\ty := x\n\ty[\"a\"] = \"b\"\n\treturn x"),
        &[
            "6:2 a change of `y`, which is not a map that this function made: only changes of such maps can be read here",
        ],
    );
}

#[test]
fn a_key_that_is_not_there_is_empty_and_said() {
    let (value, found) =
        evaluate(TEXTS, "var g = map[string]string{}\nvar f = map[string]string{\"a\": g[\"b\"]}");
    assert_eq!(value.as_deref(), Some(r#"{"a":""}"#));
    assert_eq!(found, ["2:32 there is no key `b` in this map"]);
}

#[test]
fn functions_end_with_return_and_use_their_variables() {
    check_refused("func f() map[string]string {\n}", &["2:1 this function ends without `return`"]);
    check_refused(
        "func f() map[string]string {\n\tx := \"a\"\n\treturn nil\n}",
        &["2:2 `x` is declared and not used"],
    );
}

#[test]
fn what_runs_before_the_tables_are_made_is_refused() {
    let f = "func f() map[string]string { return nil }";
    let met = "code that runs before the tables are made: only tables that nothing changes can be read here";
    check_refused(&format!("{f}\nfunc init() {{ x() }}"), &[&format!("2:6 {met}")]);
    check_refused(&format!("{f}\nvar _ = x()"), &[&format!("2:5 {met}")]);
    check_refused(
        &format!("{f}\nfunc delete(a, b string) {{}}"),
        &["2:6 another meaning of `delete`: only the one that Go gives it can be read here"],
    );
}

#[test]
fn imports_that_nothing_uses_are_refused() {
    let f = "func f() map[string]string { return nil }";
    check_refused(&format!("import \"os\"\n{f}"), &["1:8 `os` is imported and not used"]);
    check(TEXTS, &format!("import _ \"os\"\n{f}"), "null");
}

#[test]
fn a_field_needs_the_type_of_its_literal() {
    check_refused(
        "import \"example.com/things/v2\"\nvar f = map[string]things.Thing{\"a\": {Options: {\"b\": \"c\"}}}",
        &["2:48 this literal has no type"],
    );
}

#[test]
fn thousands_of_faults_end_soon() {
    let names: String = (0..2_000).map(|nth| format!("\t\"{nth}\": wrong{nth},\n")).collect();
    let known: String = (0..2_000).map(|nth| format!("const right{nth} = \"\"\n")).collect();
    let (_, found) = evaluate(TEXTS, &format!("{known}var f = map[string]string{{\n{names}}}"));
    assert_eq!(found.len(), 2_000);
    let (_, found) = evaluate(TEXTS, &format!("{}\n{}", "#".repeat(20_000), "const a = 1\n".repeat(20_000)));
    assert_eq!(found.len(), 100);
}

#[test]
fn constraints_on_builds_are_seen_in_every_form() {
    for line in ["//go:build ignore", "//go:build\tignore", "// +build x", "//+build x", "//\t+build x"] {
        let text = format!("{line}\n\npackage p\n");
        let mut found = Diagnostics::default();
        assert!(parse(FileId::default(), &text, &Arena::new(), &mut found).is_none(), "{line}");
    }
}

#[test]
fn circles_and_depth_end_in_a_finding() {
    check_refused("func f() map[string]string { return f() }", &["1:6 `f` refers to itself"]);
    check_refused(
        "const (\n\ta = b\n\tb = a\n)\nvar f = map[string]string{\"a\": a}",
        &["2:2 `a` refers to itself"],
    );
    let deep =
        format!("var f = map[string]string{{\"a\": {}\"b\"{}}}", "(".repeat(100_000), ")".repeat(100_000));
    check_refused(&deep, &["1:131 more than 100 levels deep"]);
    let chain: String = (0..1_000).map(|nth| format!("const c{nth} = c{}\n", nth + 1)).collect();
    let (value, found) =
        evaluate(TEXTS, &format!("{chain}const c1000 = \"\"\nvar f = map[string]string{{\"a\": c0}}"));
    assert_eq!(value, None);
    assert!(
        found.len() == 1 && found[0].ends_with("names and literals are nested more than 200 levels deep"),
        "{found:?}"
    );
    let double: String = (0..40).map(|nth| format!("const d{} = d{nth} + d{nth}\n", nth + 1)).collect();
    let (_, found) = evaluate(
        TEXTS,
        &format!("const d0 = \"0123456789\"\n{double}var f = map[string]string{{\"a\": d40}}"),
    );
    assert!(found[0].ends_with("more than 256 MB of text are put together"), "{found:?}");
}

#[test]
fn text_that_is_no_go_is_refused() {
    check_refused("func f() {", &["1:10 this `{` is not closed"]);
    check_refused("func g() { ( } )", &["1:14 expected `)`, found `}`"]);
    check_refused("x = 1", &["1:1 expected `const`, `var` or `func`, found `x`"]);
    check_refused("const a = 1 const b = 2", &["1:13 expected the end of the line, found `const`"]);
    check_refused("<<<<<<< HEAD\nconst a = 1\n=======\n>>>>>>> other", &["1:1 unresolved merge conflict"]);
    check_refused(
        "var f = map[string]string{\n\t\"a\": \"b\"\n}",
        &["2:10 expected `,` before the end of the line, found the end of the line"],
    );
}
