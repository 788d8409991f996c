//! Against what Go says of the same patterns.

use super::{PatternError, Patterns};

#[track_caller]
fn check(pattern: &str, text: &str, replacement: &str, expected: &str, found: &[&str]) {
    let pattern = Patterns::default().parse(pattern).unwrap();
    assert_eq!(pattern.replace_all(text, replacement), expected);
    assert_eq!(pattern.find_all(text), found);
}

#[track_caller]
fn refused(pattern: &str, place: std::ops::Range<usize>, message: &str) {
    let error = Patterns::default().parse(pattern).unwrap_err();
    assert_eq!((error.place.clone(), error.to_string().as_str()), (place, message), "{pattern}");
}

#[test]
fn replacements_are_expanded_as_go_does() {
    check("^rancher/(.+)", "rancher/pause", "cnrancher/$1", "cnrancher/pause", &["rancher/pause"]);
    check("a(x*)b", "-ab-axxb-", "$1W", "---", &["ab", "axxb"]);
    check("a(x*)b", "-ab-axxb-", "${1}W", "-W-xxW-", &["ab", "axxb"]);
    check("a(?P<n>x*)b", "-axxb-", "${n}!$n-$$$", "-xx!xx-$$-", &["axxb"]);
    check("(?P<n>a)|(?P<n>b)", "ab", "<$n>", "<a><b>", &["a", "b"]);
    check("^", "a", "$1\u{b2}", "\u{b2}a", &[""]);
    check("((a{3}){0}){500}b", "b", "x", "x", &["b"]);
    check("a(x*)b", "-axxb-", "${1-2}$01$9", "-${1-2}-", &["axxb"]);
}

#[test]
fn empty_matches_beside_a_match_are_ignored() {
    check("a*", "baac", "X", "XbXcX", &["", "aa", ""]);
    check("x*", "héllo", "-", "-h-é-l-l-o-", &["", "", "", "", "", ""]);
}

#[test]
fn classes_are_gos() {
    check(r"\d+", "a١٢3", "N", "a١٢N", &["3"]);
    check(r"\s", "a\u{b}b c", "S", "a\u{b}bSc", &[" "]);
    check(r"[\d-x]+", "1-x2", "N", "N", &["1-x2"]);
    check(r"[[a]", "[a", "N", "NN", &["[", "a"]);
    check(r"[]a]", "]a", "N", "NN", &["]", "a"]);
    check(r"[^\D]", "a1", "N", "aN", &["1"]);
    check(r"[a&&b~~c-]+", "&~-abcd", "N", "Nd", &["&~-abc"]);
    check(r"(?i)[^k]", "kK\u{212a}x", "N", "kK\u{212a}N", &["x"]);
    check(r"\p{Greek}\pL\P{^Lu}", "αaA", "G", "G", &["αaA"]);
    check(r"\101\x41\x{41}\<", "AAA<", "o", "o", &["AAA<"]);
    check(r"\Qa.b\E+", "a.bb", "Q", "Q", &["a.bb"]);
}

#[test]
fn a_brace_that_repeats_nothing_is_a_brace() {
    check("a{", "a{", "r", "r", &["a{"]);
    check("a{,2}", "a{,2}aa", "r", "raa", &["a{,2}"]);
    check("a{01}", "a{01}", "r", "r", &["a{01}"]);
    check("(?U)a{1,2}", "aa", "r", "rr", &["a", "a"]);
    check("a(?i)*b", "aaB", "r", "r", &["aaB"]);
}

#[test]
fn what_go_refuses_is_refused_at_its_place() {
    refused("a**", 2..3, "a repetition cannot be repeated; put the first one into a group");
    refused("x{1001}", 1..7, "a repetition is at most 1000, and its maximum at least its minimum");
    refused("(x{100}){100}", 8..13, "nested repetitions repeat more than 1000 times together");
    refused("*a", 0..1, "there is nothing to repeat before this");
    refused("(a", 0..1, "this group is not closed");
    refused("a)", 1..2, "there is no group to close");
    refused("[a", 0..1, "this class is not closed");
    refused("[b-a]", 1..4, "this range of a class runs backwards");
    refused("(?x)a", 0..3, "there is no such group in Go; its flags are `i`, `m`, `s` and `U`");
    refused("(?<n>a)", 0..3, "there is no such group in Go; its flags are `i`, `m`, `s` and `U`");
    refused("(?=a)", 0..3, "there is no such group in Go; its flags are `i`, `m`, `s` and `U`");
    refused(r"(a)\1", 3..5, r"Go has no back-references like `\1`");
    refused(r"\C", 0..2, "Go has no such escape");
    refused(r"a\é", 1..4, "Go has no such escape");
    refused(r"a\", 1..2, r"a `\` at the end escapes nothing");
    refused(r"\p{Alphabetic}", 0..14, "Go knows no such property; it knows scripts and categories");
    refused("[[:foo:]]", 1..8, "Go knows no such class");
}

#[test]
fn deep_and_large_patterns_end_in_an_error() {
    assert!(Patterns::default().parse(&"(".repeat(100_000)).is_err());
    assert!(Patterns::default().parse(&"[".repeat(100_000)).is_err());
    assert!(Patterns::default().parse(&format!("{}a{}", "(?:".repeat(150), ")*".repeat(150))).is_ok());
    assert!(
        Patterns::default()
            .parse(r"(\pL{30}){30}(\pL{30}){30}")
            .is_err_and(|error: PatternError| error.to_string().starts_with("this pattern is too large"))
    );
}
