//! `kdm release` against what people did: 66 edits of upstream's channel files, each with the file before and after and the
//! operations between.

#![allow(clippy::too_many_lines)] // tables of operations

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::Value;

use crate::support::{Repository, golden};

/// A case as the commands that it comes to.
struct Case {
    info: Value,
    commands: Vec<Vec<String>>,
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// An argument, chart or feature as an option.
fn set(part: &str, name: &str, value: &Value) -> Vec<String> {
    let text = |key: &str| value[key].as_str().unwrap_or_default();
    match part {
        "charts" => words(&["--chart", &format!("{name}={}:{}", text("repo"), text("version"))]),
        "featureVersions" => words(&["--feature", &format!("{name}={}", value.as_str().unwrap())]),
        "serverArgs" => words(&["--server-arg", &format!("{name}={value}")]),
        _ => words(&["--agent-arg", &format!("{name}={value}")]),
    }
}

fn unset(part: &str, name: &str) -> Vec<String> {
    let option = match part {
        "charts" => "--no-chart",
        "featureVersions" => "--no-feature",
        "serverArgs" => "--no-server-arg",
        _ => "--no-agent-arg",
    };
    words(&[option, name])
}

/// The options of a change, in the order in which people wrote it.
fn options(part: &str, delta: &Value, order: &[String]) -> Vec<String> {
    let mut names: Vec<&String> = order.iter().filter(|name| !delta["set"][name].is_null()).collect();
    names.extend(delta["set"].as_object().unwrap().keys().filter(|name| !order.contains(name)));
    let sets = names.into_iter().flat_map(|name| set(part, name, &delta["set"][name]));
    let removed = delta["remove"].as_array().unwrap().iter();
    sets.chain(removed.flat_map(|name| unset(part, name.as_str().unwrap()))).collect()
}

impl Case {
    fn read(folder: &Path) -> Self {
        let info: Value =
            serde_json::from_str(&fs::read_to_string(folder.join("ops.json")).unwrap()).unwrap();
        let ops = info["ops"].as_array().unwrap();
        let text = |op: &Value, key: &str| op[key].as_str().unwrap_or_default().to_owned();
        // A comment goes with the operation on the release below it.
        let mut comments: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for op in ops.iter().filter(|op| op["op"] == "comment-add" && op["before"].is_string()) {
            let comment = text(op, "text").trim_start_matches('#').chars().skip(1).collect();
            comments.entry(text(op, "before")).or_default().push(comment);
        }
        let named = |op: &Value| (text(op, "version"), text(op, "part"), text(op, "name"));
        // What changes a list is in some cases an operation of the release, too.
        let sets: BTreeSet<_> = ops
            .iter()
            .filter(|op| text(op, "op").ends_with("-set") || text(op, "op").ends_with("-add"))
            .map(named)
            .collect();
        let of = if text(&info, "file") == "channels.yaml" { "k3s" } else { "rke2" };
        let mut commands = Vec::new();
        for op in ops.iter().filter(|op| op["follows"].is_null()) {
            let (version, part) = (text(op, "version"), text(op, "part"));
            let mut note = |of: &str| {
                comments.remove(of).map(|lines| words(&["--comment", &lines.join("\n")])).unwrap_or_default()
            };
            let kind = text(op, "op");
            let command = match kind.as_str() {
                "unparsable" => words(&["set", "*", "--max", "v2.99.99", "--of", of]),
                "add" => {
                    let mut command = words(&[
                        "add",
                        &version,
                        "--min",
                        &text(op, "min"),
                        "--max",
                        &text(op, "max"),
                        "--force",
                    ]);
                    command.extend(note(&version));
                    if op["like"].is_string() {
                        command.extend(words(&["--like", &text(op, "like")]));
                    }
                    for (part, delta) in op["delta"].as_object().into_iter().flatten() {
                        let own = op["written"][part]["own"].as_object();
                        let order: Vec<String> =
                            own.map(|own| own.keys().cloned().collect()).unwrap_or_default();
                        command.extend(options(part, delta, &order));
                    }
                    command
                }
                "rename" => {
                    [words(&["rename", &text(op, "from"), &text(op, "to")]), note(&text(op, "to"))].concat()
                }
                "remove" => {
                    let below =
                        comments.iter().find(|(_, lines)| lines.iter().any(|line| line.contains(&version)));
                    let below = below.map(|(below, _)| below.clone()).unwrap_or_default();
                    let comment =
                        comments.remove(&below).map(|lines| words(&["--comment", &lines.join("\n")]));
                    [words(&["remove", &version]), comment.unwrap_or_default()].concat()
                }
                "window" => {
                    let bounds = ["min", "max"].into_iter().filter(|bound| op[*bound].is_object());
                    let bounds = bounds
                        .flat_map(|bound| words(&[&format!("--{bound}"), op[bound]["to"].as_str().unwrap()]));
                    [words(&["set", &version, "--force"]), bounds.collect()].concat()
                }
                "chart-add" | "chart-set" | "arg-add" | "arg-set" | "feature-add" | "feature-set" => {
                    [words(&["set", &version, "--shared"]), set(&part, &text(op, "name"), &op["value"])]
                        .concat()
                }
                "merge" | "use" | "write" | "drop" => {
                    let mut delta = op["delta"].clone();
                    let is_new =
                        |name: &String| !sets.contains(&(version.clone(), part.clone(), name.clone()));
                    delta["set"].as_object_mut().unwrap().retain(|name, _| is_new(name));
                    let options = options(&part, &delta, &[]);
                    if options.is_empty() {
                        continue;
                    }
                    [words(&["set", &version, "--own"]), options].concat()
                }
                "channel" => words(&["channel", &text(op, "name"), &text(op, "latest")]),
                "default-add" => words(&["default", &text(op, "range"), &version]),
                "default-range" => {
                    words(&["default", &text(op, "to"), &version, "--instead-of", &text(op, "from")])
                }
                "anchor" => {
                    let of = if text(&info, "file") == "channels.yaml" { "k3s" } else { "rke2" };
                    words(&["rename", &text(op, "from"), &text(op, "to"), "--of", of])
                }
                "comment-add" => continue,
                other => panic!("no command for {other}"),
            };
            commands.push(command);
        }
        Self { info, commands }
    }
}

/// What a channel file compiles to.
fn meaning(file: &str, text: &str) -> Value {
    let repository = Repository::empty().with("channels.yaml", "releases: []\n").with(file, text);
    let allowed = "missing-section,section-lost,empty-file,missing-version,channel-type";
    repository.kdm(&format!("generate --out out.json --allow {allowed}")).assert().success();
    let section = if file == "channels.yaml" { "k3s" } else { "rke2" };
    serde_json::from_str::<Value>(&repository.read("out.json")).unwrap()[section].take()
}

/// The same, whatever the order of the releases.
fn in_any_order(mut section: Value) -> Value {
    if let Some(releases) = section["releases"].as_array_mut() {
        releases.sort_by_key(Value::to_string);
    }
    section
}

#[test]
fn edits_come_out_as_people_made_them() {
    let Some(golden) = golden("the edits that people made are not done again") else { return };
    let mut cases: Vec<_> =
        fs::read_dir(golden.join("release")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    let (mut same, mut misplaced, mut refused) = (0, Vec::new(), 0);
    for folder in &cases {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let case = Case::read(folder);
        let file = case.info["file"].as_str().unwrap();
        let repository = Repository::empty()
            .with("channels.yaml", "releases: []\n")
            .with(file, fs::read(folder.join("before.yaml")).unwrap());
        let line = case.info["line"].as_str().unwrap_or_default();
        let repository = if line.is_empty() {
            repository
        } else {
            repository.with("data/kdm.yaml", format!("line: {line}\n"))
        };
        let mut codes = Vec::new();
        for command in &case.commands {
            let output = repository.kdm("release").args(command).output().unwrap();
            codes.push(output.status.code());
            let screen = String::from_utf8_lossy(&output.stderr);
            assert!(
                codes.last() != Some(&Some(1)) || case.info["expect"] == "refuse",
                "{name}: {command:?}: {screen}"
            );
        }
        if case.info["expect"] == "refuse" {
            assert_eq!(codes, [Some(1)], "{name}");
            refused += 1;
            continue;
        }
        let (after, text) = (fs::read_to_string(folder.join("after.yaml")).unwrap(), repository.read(file));
        same += usize::from(after == text);
        let (expected, found) = (meaning(file, &after), meaning(file, &text));
        if expected != found {
            assert_eq!(in_any_order(found), in_any_order(expected), "{name}");
            misplaced.push(name);
        }
    }
    // People put these two in an odd place; their content is right.
    assert_eq!(misplaced, ["rke2-2022-11-odd-place", "rke2-2023-09-new-line"]);
    assert_eq!((same, refused, cases.len()), (48, 2, 66));
}
