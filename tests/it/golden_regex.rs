//! Go's recorded answers to patterns and replacements, every line of them.

use std::fs;

use kdm::model::mirror::Patterns;

#[test]
fn patterns_mean_what_go_makes_of_them() {
    let Some(golden) = crate::support::golden("patterns against Go's regexp") else { return };
    let text = fs::read_to_string(golden.join("regex/replace.tsv")).unwrap();
    let mut lines = 0;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let [pattern, input, replacement, outcome] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four fields: {line}")
        };
        lines += 1;
        let parsed = Patterns::default().parse(pattern);
        if outcome.starts_with("ERR ") {
            assert!(parsed.is_err(), "Go refuses {pattern}");
            continue;
        }
        let parsed = parsed.unwrap_or_else(|error| panic!("{pattern}: {error}"));
        let (replaced, found) = outcome.strip_prefix("=> ").unwrap().split_once("  find=").unwrap();
        // Each match in quotes of its own, as Go prints a list of strings.
        let matches = parsed.replace_all(input, "\u{1}${0}\u{2}");
        let matches = matches.split('\u{1}').skip(1).map(|part| quoted(part.split('\u{2}').next().unwrap()));
        assert_eq!(quoted(&parsed.replace_all(input, replacement)), replaced, "{line}");
        assert_eq!(format!("[{}]", matches.collect::<Vec<_>>().join(" ")), found, "{line}");
    }
    assert!(lines > 30, "{lines} lines");
}

/// Go's `%q`, as far as the recorded answers need it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\u{b}' => quoted.push_str("\\v"),
            '\u{a0}' => quoted.push_str("\\u00a0"),
            _ => quoted.push(c),
        }
    }
    quoted + "\""
}
