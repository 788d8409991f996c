//! Nothing that differs is missed: random edits of real data, at any place.

use std::{collections::BTreeSet, fs, path::Path};

use crate::support::golden;
use kdm::{
    diagnostic::Diagnostics,
    diff::{self, Kind},
    repository::{BuildPlace, add_build},
    source::{Arena, Sources, compact},
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Map, Value, json};

/// A change as it looks from both sides: the path, a version, the old value and the new one.
type Seen = (String, String, Option<String>, Option<String>);

/// What a diff says, or nothing where a build has a finding that leaves it without a value.
fn seen(old: &str, new: &str) -> Option<Vec<(Kind, Seen)>> {
    let mut sources = Sources::default();
    let mut found = Diagnostics::default();
    let files = [("old.json", old), ("new.json", new)]
        .map(|(name, text)| add_build(name, text, &mut sources, &mut found));
    let (mut arenas, arena) = (diff::Arenas::default(), Arena::new());
    let places = files.map(BuildPlace::File);
    let builds = diff::read_both(&sources, &places, &mut arenas, &mut found).unwrap();
    if found.forbid() {
        let place = |finding: &kdm::diagnostic::Diagnostic| finding.labels.first().map(|label| label.span);
        assert!(found.iter().all(|finding| place(finding).is_some()), "every finding has a place");
        return None;
    }
    let [old, new] = builds?;
    let changes = diff::compare(&old, &new, &arena);
    let mut seen = Vec::new();
    for change in &changes {
        for item in &change.items {
            let value = |value: Option<kdm::source::Value<'_>>| value.map(|value| compact(&value));
            let versions: Vec<_> = change.versions.iter().map(|version| version.name).collect();
            let versions = if versions.is_empty() { vec![""] } else { versions };
            for version in versions {
                let values = (value(item.old), value(item.new));
                seen.push((change.kind, (item.path.clone(), version.to_owned(), values.0, values.1)));
            }
        }
    }
    Some(seen)
}

/// An edit: where, and what is done there.
#[derive(Debug, Clone)]
struct Edit {
    steps: Vec<prop::sample::Index>,
    depth: usize,
    what: u8,
}

fn edit() -> impl Strategy<Value = Edit> {
    (prop::collection::vec(any::<prop::sample::Index>(), 8), 1..8_usize, any::<u8>())
        .prop_map(|(steps, depth, what)| Edit { steps, depth, what })
}

/// Makes an edit; gives the path of what was edited, list items by the name that they are known by.
fn apply(root: &mut Value, edit: &Edit) -> Vec<String> {
    let mut path = Vec::new();
    let mut here = root;
    for step in &edit.steps[..edit.depth - 1] {
        let pointer = match &*here {
            Value::Object(map) if !map.is_empty() => {
                let key = map.keys().nth(step.index(map.len())).unwrap();
                if !map[key].is_object() && !map[key].is_array() {
                    break;
                }
                path.push(key.clone());
                format!("/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Value::Array(list) if list.iter().any(Value::is_object) => {
                let nth = step.index(list.len());
                let name = ["version", "name", "appName", "appVersion", "id"]
                    .iter()
                    .find_map(|key| list[nth].get(key)?.as_str().map(str::to_owned));
                path.push(name.unwrap_or(format!("#{}", nth + 1)));
                format!("/{nth}")
            }
            _ => break,
        };
        here = here.pointer_mut(&pointer).unwrap();
    }
    apply_to(here, edit, &mut path);
    path
}

/// Makes the edit of one value.
fn apply_to(here: &mut Value, edit: &Edit, path: &mut Vec<String>) {
    let step = edit.steps[7];
    match here {
        Value::Object(map) => {
            let key = map.keys().nth(step.index(map.len().max(1))).cloned();
            match (key, edit.what % 4) {
                (Some(key), 0) => {
                    map.remove(&key);
                    path.push(key);
                }
                (Some(key), 1) => {
                    let value = other(&map[&key], edit.what);
                    map.insert(key.clone(), value);
                    path.push(key);
                }
                (Some(key), 2) => {
                    let value = map.remove(&key).unwrap();
                    let renamed = format!("{key}x");
                    map.insert(renamed, value);
                    path.push(key);
                }
                _ => {
                    map.insert("zzNew".to_owned(), json!("new"));
                    path.push("zzNew".to_owned());
                }
            }
        }
        Value::Array(list) => match edit.what % 3 {
            0 if list.len() > 1 => {
                let other = 1 + step.index(list.len() - 1);
                list.swap(0, other);
            }
            1 if !list.is_empty() => {
                let nth = step.index(list.len());
                list.remove(nth);
            }
            _ => list.push(json!("new")),
        },
        other => *other = json!("new"),
    }
}

/// Another value, of the same type or of another one.
fn other(value: &Value, what: u8) -> Value {
    match (value, what / 4 % 3) {
        (Value::String(text), 0) => json!(format!("{text}-2")),
        (Value::Bool(value), 0) => json!(!value),
        (_, 1) => Value::Null,
        (Value::Object(_), 0) => Value::Object(Map::new()),
        _ => json!(7),
    }
}

/// Whether a path of a diff leads to an edited place, or to what it is in.
fn leads_to(path: &str, version: &str, edited: &[String]) -> bool {
    let mut keys = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        rest = rest.strip_prefix('.').unwrap_or(rest);
        if let Some(after) = rest.strip_prefix("[*]") {
            keys.push(version.to_owned());
            rest = after;
        } else if let Some(after) = rest.strip_prefix('[') {
            let mut strings = serde_json::Deserializer::from_str(after).into_iter::<String>();
            keys.push(strings.next().unwrap().unwrap());
            let used = strings.byte_offset();
            rest = after[used..].strip_prefix(']').unwrap();
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            keys.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
    }
    keys.iter().zip(edited).all(|(key, edited)| key == edited)
}

fn check(before: &Value, edit: &Edit) {
    let mut after = before.clone();
    let edited = apply(&mut after, edit);
    let (old, new) = (before.to_string(), after.to_string());
    let there = seen(&old, &new);
    if *before == after {
        assert_eq!(there.map(|seen| seen.len()), Some(0), "nothing differs");
        return;
    }
    let Some(there) = there else { return };
    assert!(!there.is_empty(), "{edited:?} is missed");
    // A renamed release, or one without a name, is known by its old or its new name.
    let named = there.iter().any(|(_, (path, version, ..))| leads_to(path, version, &edited));
    assert!(named, "{edited:?} is in none of {there:#?}");

    // And back again, the same with both sides exchanged. Of what only moved either may be said to have.
    let back = seen(&new, &old).unwrap();
    let still = |seen: &[(Kind, Seen)]| -> Vec<Seen> {
        seen.iter().filter(|(kind, _)| *kind != Kind::Reordered).map(|(_, seen)| seen.clone()).collect()
    };
    let exchanged: BTreeSet<_> =
        still(&back).into_iter().map(|(path, version, old, new)| (path, version, new, old)).collect();
    assert_eq!(still(&there).into_iter().collect::<BTreeSet<_>>(), exchanged);
    let moved = |seen: &[(Kind, Seen)]| seen.iter().any(|(kind, _)| *kind == Kind::Reordered);
    assert_eq!(moved(&there), moved(&back));
}

fn data_of(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn run(before: &Value, cases: u32) {
    assert_eq!(seen(&before.to_string(), &before.to_string()).map(|seen| seen.len()), Some(0));
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&edit(), |edit| {
        check(before, &edit);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn no_edit_of_this_repositorys_data_is_missed() {
    run(&data_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/data.json")), 250);
}

#[test]
fn no_edit_of_upstreams_data_is_missed() {
    let Some(golden) = golden("edits of upstream's lines") else { return };
    run(&data_of(&golden.join("lines/dev-v2.5/data.json")), 40);
}
