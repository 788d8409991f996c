//! The reader as a whole; the judge of the words is `go/scanner`, whose answers stand here.

use super::*;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Policy},
    source::{Node, Sources, Value},
};

/// The tokens as `go/scanner` prints them.
#[track_caller]
fn words(text: &str, expected: &[&str]) {
    let mut lexer = Lexer::new(FileId::default(), text);
    let mut found = Vec::new();
    loop {
        let token = lexer.next_token();
        match token.kind {
            Kind::End => break,
            Kind::LineEnd => found.push("\\n"),
            _ => found.push(lexer.text(token)),
        }
    }
    assert_eq!(found, expected, "{text}");
    assert!(lexer.into_refused().is_empty(), "{text}");
}

/// The one thing that `go/scanner` refuses, with its place.
#[track_caller]
fn refused(text: &str, expected: &str) {
    let mut lexer = Lexer::new(FileId::default(), text);
    while lexer.next_token().kind != Kind::End {}
    let found: Vec<_> = lexer.into_refused().iter().map(place_and_title).collect();
    assert_eq!(found, [expected], "{text}");
}

fn place_and_title(diagnostic: &Diagnostic) -> String {
    let span = diagnostic.labels[0].span;
    format!("{}..{} {}", span.start, span.end, diagnostic.title)
}

#[test]
fn words_are_cut_as_go_cuts_them() {
    words("a:=b&^=c<<=...", &["a", ":=", "b", "&^=", "c", "<<=", "..."]);
    words("x.y [ ] 'a' '\\'' '\\u00e9'", &["x", ".", "y", "[", "]", "'a'", "'\\''", "'\\u00e9'", "\\n"]);
    words("größe := \"é\"", &["größe", ":=", "\"é\"", "\\n"]);
    words("\u{feff}a", &["a", "\\n"]);
}

#[test]
fn lines_end_statements_where_go_says() {
    words(
        "a\nreturn\nfunc\n}\n++\n,\n",
        &["a", "\\n", "return", "\\n", "func", "}", "\\n", "++", "\\n", ","],
    );
    words("a // b\nc", &["a", "\\n", "c", "\\n"]);
    words("a /* b */ c /* d\n */ e", &["a", "c", "\\n", "e", "\\n"]);
    words("`a\n`\n", &["`a\n`", "\\n"]);
    words("a;\n;", &["a", ";", ";"]);
    words("", &[]);
}

#[test]
fn numbers_are_one_word() {
    words(
        "0 07 1_000 0x1F 0b1_0 0o7 1.5 .5 1. 1e9 0x1p-2 2i 0i 089i 08.5",
        &[
            "0", "07", "1_000", "0x1F", "0b1_0", "0o7", "1.5", ".5", "1.", "1e9", "0x1p-2", "2i", "0i",
            "089i", "08.5", "\\n",
        ],
    );
    refused("08", "0..2 this number has a digit that is beyond its base");
    refused("0b12", "0..4 this number has a digit that is beyond its base");
    refused("0x", "0..2 this number has no digits");
    refused("1e", "0..2 this exponent has no digits");
    refused("1__0", "0..4 `_` must stand between digits");
    refused("1_", "0..2 `_` must stand between digits");
    refused("0x1.5", "0..5 a hexadecimal number with a point has an exponent");
    refused("0b1.0", "0..5 only decimal and hexadecimal numbers have a point");
    refused("1p2", "0..3 this exponent does not go with this kind of number");
}

#[test]
fn what_is_no_word_is_refused_where_it_stands() {
    refused("a ? b", "2..3 `?` has no place in Go");
    refused("a € b", "2..5 `€` has no place in Go");
    refused("a \u{feff} b", "2..5 `\\u{feff}` has no place in Go");
    refused("\"a\nb", "0..1 this string does not end on its line");
    refused("`a", "0..1 this raw string does not end");
    refused("a /* b", "2..4 this comment does not end");
    refused(r#""\q""#, "1..2 Go has no such escape");
    refused(r#""\'""#, "1..2 Go has no such escape");
    refused(r#""\xg""#, "1..3 this escape has too few digits");
    refused(r#""\400""#, "1..5 this escape names no character");
    refused(r#""\ud800""#, "1..7 this escape names no character");
    refused("''", "0..2 a rune is one character");
    refused("'ab'", "0..4 a rune is one character");
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
fn a_wrong_name_has_its_place() {
    check_refused(
        "const calico = \"a\"\nvar f = map[string]string{\"a\": calicoo}",
        &["2:32 `calicoo` is not defined"],
    );
    check_refused("var g = map[string]string{}", &["0:9 there is no `f` in this package"]);
    check_refused(
        "import \"example.com/things/v2\"\nvar f = map[string]things.Thing{\"a\": {Nme: \"x\"}}",
        &["2:39 `Thing` has no field `Nme`"],
    );
    check_refused(
        "import \"example.com/things/v2\"\nvar f = map[string]string{\"a\": things.Calic}",
        &["2:39 `things` has no `Calic` that is understood"],
    );
    check_refused("var f = map[string]string{\"a\": other.X}", &["1:32 `other` is not defined"]);
}

#[test]
fn what_stands_twice_is_refused() {
    check_refused(
        "var f = map[string]string{\"a\": \"1\", \"b\": \"2\", \"a\": \"3\"}",
        &["1:47 the key `a` stands twice in this map"],
    );
    check_refused(
        "import \"example.com/things/v2\"\nvar f = map[string]things.Thing{\"a\": {Name: \"x\", Name: \"y\"}}",
        &["2:50 the field `Name` stands twice in this struct"],
    );
    check_refused(
        "func f() map[string]string {\n\tx := map[string]string{}\n\tx := map[string]string{}\n\treturn x\n}",
        &["3:2 `x` is declared already"],
    );
}

#[test]
fn a_wrong_type_is_refused() {
    check_refused(
        "var f = map[string]string{\"a\": true}",
        &["1:32 this value must be a `string`, and it is `bool`"],
    );
    check_refused("var f = []string{}", &["1:5 `f` must be a `map[string]string`, and it is `[]string`"]);
    check_refused(
        "func f() map[string]string { return []string{} }",
        &["1:37 the result must be a `map[string]string`, and it is `[]string`"],
    );
    check_refused(
        "var f = map[string]string{\"a\" + nil: \"b\"}",
        &["1:33 a part of a sum must be a `string`, and this is `nil`"],
    );
    check_refused(
        "func g() map[string]string { return nil }\nvar f = map[string]string{\"a\": g(\"x\")}",
        &["2:34 `g` takes no argument"],
    );
    check_refused(
        "var g = \"a\"\nvar f = map[string]string{\"a\": g()}",
        &["2:32 `string` cannot be called"],
    );
    check_refused(
        "var g = \"a\"\nconst h = g\nvar f = map[string]string{\"a\": h}",
        &["2:11 the value of the constant `h` is not constant"],
    );
}

#[test]
fn all_that_is_wrong_in_a_literal_is_said_at_once() {
    check_refused(
        "var f = map[string]string{\"a\": x, \"b\": true, \"c\"}",
        &[
            "1:32 `x` is not defined",
            "1:40 this value must be a `string`, and it is `bool`",
            "1:46 a value of a map without its key",
        ],
    );
}

#[test]
fn what_is_outside_of_the_part_that_is_read_is_named() {
    check_refused(
        "func f() map[string]string {\n\tfor {\n\t}\n}",
        &[
            "2:2 `for` is not understood here, only `return`, `x := value`, `x[key] = value` and `delete(x, key)`",
        ],
    );
    check_refused(
        "func f(a int) map[string]string { return nil }",
        &["1:8 a function with parameters: only functions without parameters can be read here"],
    );
    check_refused(
        "var f = make(map[string]string)",
        &["1:14 `map` is not understood here, only a string, a name, a literal or a call"]
            .map(|_| "1:31 `)` is not understood here, only `{`"),
    );
    check_refused(
        "var f = map[string]string{\"a\": 1}",
        &["1:32 a number is not understood here, only a string, a name, a literal or a call"],
    );
    check_refused(
        "import \"fmt\"\nvar f = map[string]string{\"a\": fmt.Sprintf(\"%d\", \"b\")}",
        &["2:44 this format: only a format with one `%s` for each argument can be read here"],
    );
    check_refused(
        "import \"fmt\"\nvar f = map[string]string{\"a\": fmt.Sprintf(\"%s\")}",
        &["2:44 this format: only a format with one `%s` for each argument can be read here"],
    );
    check_refused(
        "var f = map[string]string{\"a\": \"\\xff\"}",
        &["1:32 a string whose bytes are not UTF-8: only text; JSON cannot hold it can be read here"],
    );
    check_refused(
        "import \"os\"\nvar f = map[string]string{\"a\": os.X}",
        &[
            "2:32 something of `os`: only `fmt` and the packages `types`, `types/kdm` and `types/image` of rancher/rke can be read here",
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
            "5:2 a change of `x`, which is no map that this function made: only changes of such maps can be read here",
        ],
    );
    check_refused(
        &change("\tx := h()\n\tx[\"a\"] = \"b\"\n\treturn x"),
        &[
            "5:2 a change of `x`, which is no map that this function made: only changes of such maps can be read here",
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
        &["6:2 a change of `x` after it was taken as a whole: only changes before that can be read here"],
    );
    check_refused(
        &change("\tx := map[string]string{}\n\ty := x\n\ty[\"a\"] = \"b\"\n\treturn x"),
        &[
            "6:2 a change of `y`, which is no map that this function made: only changes of such maps can be read here",
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
    check_refused(&deep, &["1:131 nested more than 100 deep"]);
    let chain: String = (0..1_000).map(|nth| format!("const c{nth} = c{}\n", nth + 1)).collect();
    let (value, found) =
        evaluate(TEXTS, &format!("{chain}const c1000 = \"\"\nvar f = map[string]string{{\"a\": c0}}"));
    assert_eq!(value, None);
    assert!(
        found.len() == 1 && found[0].ends_with("names and literals lead more than 200 levels deep"),
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
