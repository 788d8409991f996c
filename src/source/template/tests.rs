//! The reader as a whole; the judge is Go's `text/template`, whose answers stand here.

use super::*;
use crate::source::Arena;

fn is_function(name: &str) -> bool {
    matches!(name, "toYaml" | "default")
}

/// What Go takes, with what it says.
#[track_caller]
fn takes(text: &str, expected: &str) {
    let arena = Arena::new();
    match parse("main", text, &arena, is_function) {
        Ok(templates) => assert_eq!(list(text, templates.main), expected, "{text}"),
        Err(error) => panic!("{text}: {}..{} {error}", error.at.start, error.at.end),
    }
}

/// What Go refuses, with the bytes that offend.
#[track_caller]
fn refuses(text: &str, expected: &str) {
    let arena = Arena::new();
    match parse("main", text, &arena, is_function) {
        Ok(templates) => panic!("{text}: {}", list(text, templates.main)),
        Err(error) => {
            assert_eq!(format!("{}..{} {error}", error.at.start, error.at.end), expected, "{text}");
        }
    }
}

fn list(text: &str, nodes: &[Node<'_>]) -> String {
    let branch = |word: &str, branch: &Branch<'_>| {
        let (pipeline, then) = (show(text, branch.pipeline), list(text, branch.then));
        match branch.otherwise {
            [] => format!("{word}({pipeline})[{then}]"),
            otherwise => format!("{word}({pipeline})[{then}][{}]", list(text, otherwise)),
        }
    };
    let one = |node: &Node<'_>| match &node.kind {
        NodeKind::Text(text) => format!("{text:?}"),
        NodeKind::Action(pipeline) => format!("<{}>", show(text, pipeline)),
        NodeKind::If(found) => branch("if", found),
        NodeKind::With(found) => branch("with", found),
        NodeKind::Range(found) => branch("range", found),
        NodeKind::Template { name, pipeline: None } => format!("template({})", name.escape_ascii()),
        NodeKind::Template { name, pipeline: Some(pipeline) } => {
            format!("template({}: {})", name.escape_ascii(), show(text, pipeline))
        }
        NodeKind::Break => "break".to_owned(),
        NodeKind::Continue => "continue".to_owned(),
    };
    nodes.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn show(text: &str, pipeline: &Pipeline<'_>) -> String {
    let commands = pipeline.commands.iter().map(|command| {
        let operands = command.operands.iter().map(|operand| {
            let base = match operand.base {
                Base::Dot => "dot".to_owned(),
                Base::Nil => "nil".to_owned(),
                Base::Bool(value) => value.to_string(),
                Base::Number => text[operand.at.clone()].to_owned(),
                Base::String(value) => format!("'{}'", value.escape_ascii()),
                Base::Variable(name) => name.to_owned(),
                Base::Function(name) => format!("{name}()"),
                Base::Pipeline(pipeline) => format!("({})", show(text, pipeline)),
            };
            operand.fields.iter().fold(base, |operand, field| format!("{operand}.{}", field.text))
        });
        operands.collect::<Vec<_>>().join(" ")
    });
    let commands = commands.collect::<Vec<_>>().join(" | ");
    let variables = pipeline.variables.iter().map(|name| name.text).collect::<Vec<_>>().join(", ");
    match (variables.is_empty(), pipeline.assigns) {
        (true, _) => commands,
        (_, true) => format!("{variables} = {commands}"),
        (_, false) => format!("{variables} := {commands}"),
    }
}

#[test]
fn text_is_trimmed_where_a_marker_says_so() {
    takes("", "");
    takes("a } }} { b", r#""a } }} { b""#);
    takes("a \n{{- 1 -}}\n\t b", r#""a" <1> "b""#);
    takes("a {{-3}}", r#""a " <-3>"#);
    takes("{{1 -}} {{- 2}}", "<1> <2>");
    takes("{{1  -}}\u{a0}", r#"<1> "\u{a0}""#);
    refuses("{{-.A}}", "2..5 `-.A` is not a number");
    refuses("{{3-}}", "2..4 `3-` is not a number");
    refuses("a\n{{ .A }", "8..9 unexpected `}` in operand");
    refuses("a\n{{ .A", "2..4 `{{` without `}}`");
    refuses("a\n{{ .", "2..4 `{{` without `}}`");
}

#[test]
fn comments_fill_their_action() {
    takes("a {{/* b */}} c", r#""a " " c""#);
    takes("a {{- /* }} */ -}} c", r#""a" "c""#);
    refuses("{{/* a", "2..4 `/*` without `*/`");
    refuses("{{/*/}}", "2..4 `/*` without `*/`");
    refuses("{{/* a */ }}", "7..9 `}}` does not follow the `*/` of a comment");
    refuses("{{ /* a */}}", "3..4 unexpected `/` in command");
    refuses("{{-/* a */}}", "2..3 `-` is not a number");
}

#[test]
fn operands_have_fields() {
    takes("{{.}}{{$}}{{.A.B}}{{$.A}}", "<dot> <$> <dot.A.B> <$.A>");
    takes("{{.é1._}}", "<dot.é1._>");
    takes("{{(.A).B.C}}{{print.A}}", "<(dot.A).B.C> <print().A>");
    takes("{{print .A nil true (toYaml .B)}}", "<print() dot.A nil true (toYaml() dot.B)>");
    takes("{{.A .B}}", "<dot.A dot.B>");
}

#[test]
fn operands_have_no_fields() {
    refuses("{{nil.A}}", "5..7 `nil` has no fields");
    refuses("{{1.A}}", "2..5 `1.A` is not a number");
    refuses("{{\"a\".A}}", "5..7 `\"a\"` has no fields");
    refuses("{{..A}}", "3..5 `.` has no fields");
    refuses("{{.A.}}", "4..5 unexpected `.` in operand");
    refuses("{{.A+1}}", "4..5 unexpected `+` right after a name");
    refuses("{{.A(.B)}}", "4..5 unexpected `(` in operand");
    refuses("{{.A,.B}}", "4..5 unexpected `,` in operand");
    refuses("{{€}}", "2..5 unexpected `€`");
    refuses("{{.a\u{301}}}", "4..6 unexpected `\u{301}` right after a name");
    // A letter of Unicode 16.
    refuses("{{.\u{1c8a}}}", "3..6 unexpected `\u{1c8a}` right after a name");
    refuses("{{\u{1}}}", r"2..3 unexpected `\u{1}`");
}

#[test]
fn functions_are_known() {
    takes(
        "{{and or not call html index slice js len}}",
        "<and() or() not() call() html() index() slice() js() len()>",
    );
    takes(
        "{{print printf println urlquery eq ge gt le lt ne}}",
        "<print() printf() println() urlquery() eq() ge() gt() le() lt() ne()>",
    );
    takes("{{default 1 .A | toYaml}}", "<default() 1 dot.A | toYaml()>");
    refuses("{{ .A | foo }}", "8..11 there is no function `foo`");
    refuses("{{ifx .A}}", "2..5 there is no function `ifx`");
}

#[test]
fn break_is_a_function_where_there_is_one() {
    let arena = Arena::new();
    let text = "{{break 1}}{{continue}}";
    let templates = parse("main", text, &arena, |name| matches!(name, "break" | "continue"));
    assert_eq!(
        templates.map(|templates| list(text, templates.main)),
        Ok("<break() 1> <continue()>".to_owned())
    );
}

#[test]
fn variables_are_known_up_to_the_end_of_their_block() {
    takes("{{$x := 1}}{{$x}}{{$x = 2}}", "<$x := 1> <$x> <$x = 2>");
    // Go notices only on execution that there is no `$y`.
    takes("{{$y = 1}}{{$y}}", "<$y = 1> <$y>");
    takes("{{$x := $x.A}}", "<$x := $x.A>");
    takes("{{($x := 1).A}}{{$x.B}}", "<($x := 1).A> <$x.B>");
    takes(
        "{{if $x := .A}}{{$x}}{{$y := 1}}{{else}}{{$x}}{{$y}}{{end}}",
        "if($x := dot.A)[<$x> <$y := 1>][<$x> <$y>]",
    );
    refuses("{{$x}}", "2..4 there is no variable `$x`");
    refuses("{{if .A}}{{$x := 1}}{{end}}{{$x}}", "29..31 there is no variable `$x`");
}

#[test]
fn declarations_have_their_form() {
    refuses("{{$x, $y := 1}}", "4..5 command can declare only one variable");
    refuses("{{$x=1}}", "4..5 unexpected `=` right after a name");
    refuses("{{$x : = 1}}", "5..6 `:` without `=`");
    refuses("{{$x.A := 1}}", "2..4 there is no variable `$x`");
    refuses("{{.A := 1}}", "5..7 unexpected `:=` in operand");
    refuses("{{$x := }}", "0..10 missing value for command");
}

#[test]
fn parentheses_hold_pipelines() {
    takes("{{(.A | print) | print ( 1 )}}", "<(dot.A | print()) | print() (1)>");
    refuses("{{ (.A }}", "3..4 `(` without `)`");
    refuses("{{ .A) }}", "5..6 `)` without `(`");
    refuses("{{ ( ) }}", "3..6 missing value for parentheses");
    refuses("{{(.A)(.B)}}", "6..7 unexpected `(` in operand");
}

#[test]
fn only_what_can_be_called_stands_behind_a_pipe() {
    takes("{{1 | print}}", "<1 | print()>");
    takes("{{.A | .B | $ | (1)}}", "<dot.A | dot.B | $ | (1)>");
    takes("{{.A |}}", "<dot.A>");
    refuses("{{}}", "0..4 missing value for command");
    refuses("{{| print}}", "2..3 unexpected `|` in command");
    refuses("{{.A | | print}}", "7..8 unexpected `|` in command");
    for value in [".", "nil", "true", "1", "'a'", "\"a\"", "`a`"] {
        let end = 12 + value.len();
        let expected = format!("12..{end} stage 3 of the pipeline is `{value}`, which takes no argument");
        refuses(&format!("{{{{1|print | {value}}}}}"), &expected);
    }
}

#[test]
fn blocks_choose_between_two_lists() {
    takes("{{if .A}}a{{end}}", r#"if(dot.A)["a"]"#);
    takes("{{if .A}}a{{else}}b{{end}}", r#"if(dot.A)["a"]["b"]"#);
    takes("{{if .A}}a{{else if .B}}b{{else}}c{{end}}d", r#"if(dot.A)["a"][if(dot.B)["b"]["c"]] "d""#);
    takes("{{with .A}}{{.}}{{else with .B}}{{.}}{{end}}", "with(dot.A)[<dot>][with(dot.B)[<dot>]]");
    takes("{{range .A}}{{.}}{{else}}{{.}}{{end}}", "range(dot.A)[<dot>][<dot>]");
    refuses("a{{if .A}}{{if .B}}{{end}}", "3..5 `if` without `end`");
    refuses("{{with .A}}a", "2..6 `with` without `end`");
    refuses("{{if .A}}{{else if .B}}", "2..4 `if` without `end`");
    refuses("{{end}}", "2..5 `end` without a block to close");
    refuses("{{else}}", "2..6 `else` without `if`, `with` or `range`");
    refuses("{{if .A}}{{else}}{{else}}{{end}}", "19..23 a second `else`");
    refuses("{{with .A}}{{else if .B}}{{end}}", "13..20 `with` cannot have `else if`");
    refuses("{{range .A}}{{else .B}}{{end}}", "19..21 unexpected `.B` in `else`");
    refuses("{{if}}{{end}}", "0..6 missing value for `if`");
    refuses("{{if .A}}{{end .A}}", "15..17 unexpected `.A` in `end`");
    refuses("{{.A | if}}", "7..9 unexpected `if` in command");
}

#[test]
fn range_declares_up_to_two_variables() {
    takes("{{range $x := .A}}{{$x}}{{end}}", "range($x := dot.A)[<$x>]");
    takes("{{range $i, $x := .A}}{{$i}}{{end}}", "range($i, $x := dot.A)[<$i>]");
    takes("{{range $i, $x = .A}}{{end}}", "range($i, $x = dot.A)[]");
    takes("{{$y := 1}}{{range $x, $y}}{{end}}", "<$y := 1> range($x := $y)[]");
    refuses(
        "{{range $i, $x, $y := .A}}{{end}}",
        "16..18 `range` can declare only variables, and two at most",
    );
    refuses("{{range $i, .A}}{{end}}", "12..14 `range` can declare only variables, and two at most");
    refuses("{{range $i,}}{{end}}", "0..13 missing value for `range`");
}

#[test]
fn break_and_continue_stand_in_range() {
    takes("{{range .A}}{{if .}}{{break}}{{end}}{{continue}}{{end}}", "range(dot.A)[if(dot)[break] continue]");
    refuses("{{break}}", "2..7 `break` outside `range`");
    refuses("{{range .A}}{{else}}{{continue}}{{end}}", "22..30 `continue` outside `range`");
    refuses("{{range .A}}{{block \"a\" .}}{{break}}{{end}}{{end}}", "29..34 `break` outside `range`");
    refuses("{{range .A}}{{break 1}}{{end}}", "20..21 unexpected `1` in `break`");
}

#[test]
fn templates_are_called_by_name() {
    takes("{{template \"a\"}}{{template `b` .A | print}}", "template(a) template(b: dot.A | print())");
    takes("{{block \"a\" .A}}b{{end}}", "template(a: dot.A)");
    refuses("{{template a}}", "11..12 unexpected `a` in `template`");
    refuses("{{template 'a'}}", "11..14 unexpected `'a'` in `template`");
    refuses("{{template \"\\q\"}}", r#"11..15 the string `"\q"` has an escape that Go does not know"#);
    refuses("{{block \"a\"}}{{end}}", "0..13 missing value for `block`");
    refuses("{{block \"a\" .}}", "2..7 `block` without `end`");
    refuses("{{block \"a\" .}}{{else}}{{end}}", "17..21 `else` without `if`, `with` or `range`");
}

/// The templates by name.
#[track_caller]
fn defines(text: &str, expected: &[(&[u8], &str)]) {
    let arena = Arena::new();
    let templates = parse("main", text, &arena, is_function).expect(text);
    let found: Vec<_> = templates.by_name.iter().map(|(name, nodes)| (*name, list(text, nodes))).collect();
    let expected: Vec<_> = expected.iter().map(|(name, nodes)| (*name, (*nodes).to_owned())).collect();
    assert_eq!(found, expected, "{text}");
    assert_eq!(list(text, templates.main), list(text, templates.by_name[b"main".as_slice()]));
}

#[test]
fn definitions_stand_by_their_names() {
    defines("a{{define \"b\"}}{{.B}}{{end}}c", &[(b"b", "<dot.B>"), (b"main", r#""a" "c""#)]);
    defines(
        "{{block `b` .A}}{{$x := 1}}{{$x}}{{end}}",
        &[(b"b", "<$x := 1> <$x>"), (b"main", "template(b: dot.A)")],
    );
    defines("{{define \"\\xff\"}}a{{end}}", &[(b"main", ""), (b"\xff", r#""a""#)]);
    // The text around a definition of the main template is empty.
    defines(" {{define \"main\"}}a{{end}} ", &[(b"main", r#""a""#)]);
    // What is empty is replaced, and replaces nothing.
    defines(
        "{{define \"a\"}} {{/* */}}{{end}}{{define \"a\"}}b{{end}}{{define \"a\"}}{{end}}",
        &[(b"a", r#""b""#), (b"main", "")],
    );
}

#[test]
fn definitions_have_their_place_and_scope() {
    refuses("{{define \"a\"}}b{{end}}{{define \"\\x61\"}}c{{end}}", "31..37 two templates have the name `a`");
    refuses("{{define \"main\"}}a{{end}}b", "9..15 two templates have the name `main`");
    refuses("{{if .A}}{{define \"a\"}}{{end}}{{end}}", "11..17 unexpected `define` in command");
    refuses("{{define a}}{{end}}", "9..10 unexpected `a` in `define`");
    refuses("{{define \"a\" .}}{{end}}", "13..14 unexpected `.` in `define`");
    refuses("{{define \"a\"}}", "2..8 `define` without `end`");
    refuses("{{$x := 1}}{{define \"a\"}}{{$x}}{{end}}", "27..29 there is no variable `$x`");
    refuses("{{define \"a\"}}{{$x := 1}}{{end}}{{$x}}", "34..36 there is no variable `$x`");
}

#[test]
fn numbers_are_those_of_strconv() {
    let taken = r"
        0 -0 +1 017 0x_1F 0b1_0 0o7 1_000 1. .5 1e3 1_0.5 08.5 0x1.8p-1 1i 089i 1+2i 1e+2-3e-4i
        0x1p0+0x1p0i 01e+2+0x1p1i -9223372036854775808 18446744073709551615 1.7976931348623158e308
        0x1.fffffffffffff7p1023 1e-400 'a' '\'' '\xff' 'é'
    ";
    for number in taken.split_whitespace() {
        takes(&format!("{{{{{number}}}}}"), &format!("<{number}>"));
    }
    for (number, why) in [
        ("1x", "`1x` is not a number"),
        ("0x", "`0x` is not a number"),
        ("0b2", "`0b2` is not a number"),
        ("1__0", "`1__0` is not a number"),
        ("1e", "`1e` is not a number"),
        ("0x1.8", "`0x1.8` is not a number"),
        ("0x1i", "`0x1i` is not a number"),
        ("0x1+2i", "`0x1+2i` is not a number"),
        ("1+2", "`1+2` is not a number"),
        ("1e400", "`1e400` is not a number"),
        ("0x1.fffffffffffff8p1023", "`0x1.fffffffffffff8p1023` is not a number"),
        ("089", "`089` is not a number"),
        ("18446744073709551616", "the integer `18446744073709551616` is too large"),
        ("+9223372036854775808", "the integer `+9223372036854775808` is too large"),
        ("'ab'", "`'ab'` is not one character"),
        ("''", "`''` is not one character"),
        (r#"'\"'"#, r#"`'\"'` is not one character"#),
    ] {
        let end = 2 + number.len();
        refuses(&format!("{{{{{number}}}}}"), &format!("2..{end} {why}"));
    }
}

#[test]
fn strings_are_those_of_strconv() {
    takes(r#"{{"a\n\"\x41\101\u00e9}}"}}"#, r#"<'a\n\"AA\xc3\xa9}}'>"#);
    takes("{{`a\r\n}}\\`}}", r"<'a\n}}\\'>");
    refuses("{{print \"a\n\"}}", "8..9 a string without its closing `\"`");
    refuses("{{print `a}}", "8..9 a string without its closing backtick");
    refuses("{{print 'a}}", "8..9 a string without its closing `'`");
    refuses(r#"{{"\'"}}"#, r#"2..6 the string `"\'"` has an escape that Go does not know"#);
    refuses(r#"{{"\400"}}"#, r#"2..8 the string `"\400"` has an escape that Go does not know"#);
}

#[test]
fn every_part_knows_its_place() {
    let arena = Arena::new();
    let text = "a {{- if ($x.A).B | print  $x -}} b {{else if .C}}{{end}}";
    let text = format!("{{{{$x := 1}}}}{text}");
    let templates = parse("main", &text, &arena, is_function).expect("Go takes it");
    let [_, _, node] = templates.main else { panic!("{templates:?}") };
    assert_eq!(&text[node.at.clone()], "{{- if ($x.A).B | print  $x -}} b {{else if .C}}{{end}}");
    let NodeKind::If(branch) = &node.kind else { panic!("{node:?}") };
    assert_eq!(&text[branch.pipeline.at.clone()], "($x.A).B | print  $x");
    let [first, second] = branch.pipeline.commands else { panic!("{branch:?}") };
    assert_eq!((&text[first.at.clone()], &text[second.at.clone()]), ("($x.A).B", "print  $x"));
    assert_eq!(&text[first.operands[0].at.clone()], "($x.A).B");
    assert_eq!(&text[first.operands[0].fields[0].at.clone()], ".B");
    let [inner] = branch.otherwise else { panic!("{branch:?}") };
    assert_eq!(&text[inner.at.clone()], "{{else if .C}}{{end}}");
    assert_eq!(&text[branch.then[0].at.clone()], "b ");
    assert_eq!(templates.depth, 2);
}

#[test]
fn no_depth_overflows_the_stack() {
    // The stack of a test is 2 MB, that of the main thread 8 MB.
    let nested = |open: &str, end: &str, depth| open.repeat(depth) + end.repeat(depth).as_str();
    let arena = Arena::new();
    let parse =
        |text: &str| parse("main", arena.alloc_str(text), &arena, is_function).map(|found| found.depth);
    assert_eq!(parse(&nested("{{if .A}}", "{{end}}", 200_000)), Ok(200_000));
    assert_eq!(parse(&nested("{{range .A}}{{else}}", "{{end}}", 200_000)), Ok(200_000));
    assert_eq!(parse(&format!("{{{{if .A}}}}{}{{{{end}}}}", "{{else if .B}}".repeat(200_000))), Ok(200_001));
    assert_eq!(parse(&format!("{{{{{}}}}}", nested("(print ", ")", MAX_PARENTHESES))), Ok(MAX_PARENTHESES));
    let error = parse(&format!("{{{{{}}}}}", nested("(print ", ")", MAX_PARENTHESES + 1)));
    assert_eq!(error.map_err(|error| error.refusal), Err(Refusal::TooDeep));
}
