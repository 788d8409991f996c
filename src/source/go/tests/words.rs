//! The judge of the words is `go/scanner`, whose answers stand here.

use super::*;

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
    refused("08", "0..2 this number has a digit that its base does not have");
    refused("0b12", "0..4 this number has a digit that its base does not have");
    refused("0x", "0..2 this number has no digits");
    refused("1e", "0..2 this exponent has no digits");
    refused("1__0", "0..4 `_` must stand between digits");
    refused("1_", "0..2 `_` must stand between digits");
    refused("0x1.5", "0..5 a hexadecimal number with a point needs an exponent");
    refused("0b1.0", "0..5 only decimal and hexadecimal numbers can have a point");
    refused("1p2", "0..3 this kind of number cannot have this exponent");
}

#[test]
fn what_is_no_word_is_refused_where_it_stands() {
    refused("a ? b", "2..3 Go does not allow `?` here");
    refused("a € b", "2..5 Go does not allow `€` here");
    refused("a \u{feff} b", "2..5 Go does not allow `\\u{feff}` here");
    refused("\"a\nb", "0..1 this string does not end on its line");
    refused("`a", "0..1 this raw string does not end");
    refused("a /* b", "2..4 this comment does not end");
    refused(r#""\q""#, "1..2 Go has no such escape");
    refused(r#""\'""#, "1..2 Go has no such escape");
    refused(r#""\xg""#, "1..3 this escape has too few digits");
    refused(r#""\400""#, "1..5 this escape does not stand for a character");
    refused(r#""\ud800""#, "1..7 this escape does not stand for a character");
    refused("''", "0..2 a rune is one character");
    refused("'ab'", "0..4 a rune is one character");
}
