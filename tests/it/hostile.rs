//! Text that strangers put into a repository: wherever it stands, and however it is printed, it is shown and not obeyed.
//!
//! Every string of a build and of the sources is replaced by it, one shape of place after the other.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Repository;

/// A line of its own that is a command to GitHub, a title and an erased screen for a terminal, turned and hidden text, and
/// markup.
const HOSTILE: &str = "a\n::warning::PWNED\r\n%0A::error::PWNED\u{1b}]0;T\u{7}\u{9b}2J\u{202e}\u{200b}\u{2066}\u{61c}\u{feff}\u{ad}\u{34f}\u{115f}\u{3164}\u{fe0f}\u{e0041}##[error]PWNED\t@team #1 <b>|`~~https://evil.example/x`";

/// What is in an output and should not be.
fn raw(output: &[u8]) -> Option<String> {
    let Ok(text) = std::str::from_utf8(output) else { return Some("not UTF-8".to_owned()) };
    let is_raw = |c: &char| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
    };
    if let Some(c) = text.chars().find(is_raw) {
        return Some(format!("{c:?}"));
    }
    if text.contains("##[") {
        return Some("##[".to_owned());
    }
    let is_command = |line: &&str| {
        ["::warning::PWNED", "::error::PWNED"].iter().any(|command| line.trim_start().starts_with(command))
    };
    text.lines().find(is_command).map(str::to_owned)
}

#[track_caller]
fn check(repository: &Repository, arguments: &str, what: &str) {
    let output = repository.kdm(arguments).output().unwrap();
    for stream in [&output.stdout, &output.stderr] {
        if let Some(raw) = raw(stream) {
            panic!("{what}: kdm {arguments}: {raw}\n{}", String::from_utf8_lossy(stream));
        }
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.code().is_some() && !stderr.contains("defect"),
        "{what}: kdm {arguments}: {stderr}"
    );
}

/// A step to a string: the key of a map itself, or what is under it or in a list.
#[derive(Debug, Clone)]
enum Step {
    Key(String),
    Under(String),
    Item(usize),
}

/// The ways to all keys and strings.
fn ways(value: &Value, way: &mut Vec<Step>, found: &mut Vec<Vec<Step>>) {
    match value {
        Value::String(_) => found.push(way.clone()),
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                way.push(Step::Item(nth));
                ways(item, way, found);
                way.pop();
            }
        }
        Value::Object(map) => {
            for (key, value) in map {
                way.push(Step::Key(key.clone()));
                found.push(way.clone());
                way.pop();
                way.push(Step::Under(key.clone()));
                ways(value, way, found);
                way.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What is alike in all versions and items.
fn shape(way: &[Step]) -> String {
    let steps = way.iter().map(|step| match step {
        Step::Key(key) | Step::Under(key) if key.contains(|c: char| c.is_ascii_digit()) => "#".to_owned(),
        Step::Key(key) => format!("!{key}"),
        Step::Under(key) => key.clone(),
        Step::Item(_) => "-".to_owned(),
    });
    steps.collect::<Vec<_>>().join(".")
}

/// The same value with the hostile text at the end of a way.
fn poisoned(value: &Value, way: &[Step]) -> Value {
    let Some((step, rest)) = way.split_first() else { return Value::from(HOSTILE) };
    let mut value = value.clone();
    match (step, &mut value) {
        (Step::Item(nth), Value::Array(items)) => items[*nth] = poisoned(&items[*nth], rest),
        (Step::Under(key), Value::Object(map)) => map[key] = poisoned(&map[key], rest),
        (Step::Key(key), Value::Object(map)) => {
            let under = map.remove(key).unwrap();
            map.insert(format!("{key}{HOSTILE}"), under);
        }
        _ => unreachable!("the way is of this value"),
    }
    value
}

/// One way of each shape.
fn all_ways(value: &Value) -> Vec<Vec<Step>> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    ways(value, &mut Vec::new(), &mut found);
    found.retain(|way| seen.insert(shape(way)));
    found
}

#[test]
fn nothing_in_a_build_is_obeyed() {
    let repository = Repository::copy_of("small");
    let build: Value = serde_json::from_str(&repository.read("expected.json")).unwrap();
    let repository = repository.with("old.json", build.to_string());
    for way in all_ways(&build) {
        let what = format!("{way:?}");
        let repository = Repository::copy_of("small")
            .with("old.json", repository.read("old.json"))
            .with("evil.json", poisoned(&build, &way).to_string());
        for arguments in [
            "diff old.json evil.json --details",
            "diff evil.json old.json --format markdown",
            "diff old.json evil.json --format json",
            "check --rke-source evil.json --against old.json",
            "check --rke-source evil.json --format github",
            "check --rke-source evil.json --format line --against evil.json",
            "show --data evil.json rancher 2.9.2 --all",
            "show --data evil.json image a",
        ] {
            check(&repository, arguments, &what);
        }
    }
}

#[test]
fn every_answer_and_format_shows_it() {
    let build: Value = serde_json::from_str(&Repository::copy_of("small").read("expected.json")).unwrap();
    // All strings at once, but for those that make the build one.
    let keep = |way: &[Step]| {
        !matches!(way.last(), Some(Step::Key(_))) && !format!("{way:?}").contains("\"version\"")
    };
    let evil = all_ways(&build)
        .iter()
        .filter(|way| keep(way))
        .fold(build.clone(), |build, way| poisoned(&build, way));
    let repository =
        Repository::copy_of("small").with("old.json", build.to_string()).with("evil.json", evil.to_string());
    for version in [
        "v1.27.4+k3s1",
        "v1.25.9-rancher2-1",
        "rke 1.4.8",
        "addon canal",
        "arg cluster-cidr",
        "chart rke2-canal",
    ] {
        for format in ["text", "json"] {
            check(&repository, &format!("show --data evil.json --format {format} {version}"), "all");
        }
    }
    for format in ["text", "line", "json", "github", "sarif"] {
        check(&repository, &format!("check --rke-source evil.json --format {format}"), "all");
    }
    for arguments in [
        "generate --rke-source evil.json --diff page.md",
        "import --force evil.json",
        "mirror-list --format json",
        "mirror-list --format images --rke-source evil.json --from rke",
        "mirror-list --format image-tool --rke-source evil.json --from rke",
    ] {
        check(&repository, arguments, "all");
    }
}

#[test]
fn nothing_in_the_sources_is_obeyed() {
    // Each key and each scalar of each file, in quotes.
    let quoted = serde_json::to_string(HOSTILE).unwrap();
    let sound = Repository::copy_of("sound");
    let patch = "releases:\n- {version: v1.26.9-rancherent1-1, referenceVersion: v1.26.9-rancher1-1}\nmirrorOptions:\n- targetRegistry: r.example.com\n  regex:\n  - {regexMatch: a, regexReplacement: b}\n";
    let settings = "allow:\n- {rule: window, at: k3s, reason: known}\nline: v2.9\n";
    let mut files: Vec<(String, String)> =
        ["channels.yaml", "data/rke/addons.yaml", "data/rke/versions.yaml", "data/rke/docker.yaml"]
            .map(|name| (name.to_owned(), sound.read(name)))
            .to_vec();
    files.push(("rancher-prime-patch.yaml".to_owned(), patch.to_owned()));
    files.push(("data/kdm.yaml".to_owned(), settings.to_owned()));
    for (name, text) in files {
        for (nth, line) in text.lines().enumerate() {
            let Some((key, value)) = line.split_once(": ").or(line.strip_suffix(':').map(|key| (key, "")))
            else {
                continue;
            };
            let indent = &key[..key.len() - key.trim_start_matches([' ', '-', '{']).len()];
            let (key, colon) = (&key[indent.len()..], if value.is_empty() { ":" } else { ": " });
            for changed in [format!("{indent}{quoted}{colon}{value}"), format!("{indent}{key}: {quoted}")] {
                let lines = text
                    .lines()
                    .enumerate()
                    .map(|(other, line)| if other == nth { changed.as_str() } else { line });
                let text = lines.collect::<Vec<_>>().join("\n") + "\n";
                let repository = Repository::copy_of("sound").with(&name, text);
                for arguments in ["generate", "check --format github"] {
                    check(&repository, arguments, &format!("{name}: {changed}"));
                }
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn no_name_of_a_file_is_obeyed() {
    let name = "data/rke/x\n::warning::PWNED\u{1b}[2J\u{202e}.yaml";
    let repository = Repository::copy_of("sound").with(name, "");
    for arguments in ["generate", "check", "check --format github", "import data", "show v1.26.9-rancher1-1"]
    {
        check(&repository, arguments, name);
    }
    let repository =
        Repository::copy_of("sound").with("channels\u{202e}.yml", "").with("-\n::warning::PWNED", "");
    let hostile = "-\n::warning::PWNED\u{1b}[2J";
    for command in [
        vec!["merge-driver", "a", "b", "c", hostile],
        vec!["diff", hostile, "x"],
        vec!["show", "--data", hostile],
    ] {
        let output = repository.kdm("").args(command).output().unwrap();
        assert_eq!(raw(&output.stderr), None, "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(2));
    }
}
