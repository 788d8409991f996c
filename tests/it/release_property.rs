//! `kdm release` on files that nobody wrote: edits in any order, at any place, say what they mean and nothing else.

#![allow(clippy::too_many_lines)] // tables of operations

use std::collections::BTreeMap;

use kdm::{
    diagnostic::Diagnostics,
    edit::NotEdited,
    edit::channels::{Addition, Change, ChannelFile, Given, Operation, Whose},
    model::channel::ReleaseTable,
    source::{Arena, Sources, compact, yaml},
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

/// What a file means: each release by its version, each key as JSON.
type Meaning = Vec<(String, BTreeMap<String, String>)>;

fn meaning(text: &str) -> Meaning {
    let mut sources = Sources::default();
    let file = sources.add("channels.yaml", text);
    let (arena, mut found) = (Arena::new(), Diagnostics::default());
    let node = yaml::parse(file, sources.text(file, &mut found).unwrap(), &arena, &mut found).unwrap();
    assert!(!found.forbid(), "{text}");
    let releases = node.value.fields().value("releases");
    let release = |release: &kdm::source::Node<'_>| {
        let fields = release.value.fields();
        let keys = fields.entries().iter().map(|entry| (entry.key.to_owned(), compact(&entry.node.value)));
        (fields.value("version").as_str().unwrap().to_owned(), keys.collect())
    };
    releases.items().iter().map(release).collect()
}

/// How a release writes a table.
#[derive(Debug, Clone)]
enum List {
    /// `*name` of a release above.
    Alias(usize),
    /// `&name`, what is merged, and what is added.
    Own {
        base: Option<usize>,
        items: Vec<(u8, bool)>,
        flow: bool,
        merge_list: bool,
    },
    None,
}

#[derive(Debug, Clone)]
struct Layout {
    dash: usize,
    item: usize,
    newline: &'static str,
    blank: bool,
    comments: bool,
    last_newline: bool,
    trailing: bool,
}

/// A channel file with these lists.
fn file_of(layout: &Layout, lists: &[List]) -> String {
    let (dash, key, item) =
        (" ".repeat(layout.dash), " ".repeat(layout.dash + 2), " ".repeat(layout.dash + 2 + layout.item));
    let mut lines = vec!["# K3s\twith a tab".to_owned(), "releases:".to_owned()];
    let mut anchors: Vec<Option<String>> = Vec::new();
    for (nth, list) in lists.iter().enumerate() {
        if nth > 0 && layout.blank {
            lines.push(String::new());
        }
        if layout.comments && nth % 2 == 1 {
            lines.push(format!("{dash}# before {nth}\t: &no *no"));
        }
        lines.push(format!("{dash}- version: v1.30.{}+k3s1", nth * 2));
        lines.push(format!("{key}minChannelServerVersion: \"v2.9.0-alpha1\""));
        lines.push(format!(
            "{key}maxChannelServerVersion: v2.9.99{}",
            if layout.trailing { "  " } else { "" }
        ));
        let known = |wanted: usize| {
            (0..=wanted.min(nth.saturating_sub(1))).rev().find_map(|nth| anchors.get(nth).cloned().flatten())
        };
        let anchor = match list {
            List::None => None,
            List::Alias(of) => known(*of).map(|name| {
                lines.push(format!("{key}serverArgs: *{name}"));
                name
            }),
            List::Own { base, items, flow, merge_list } => {
                let name = if nth % 3 == 0 {
                    format!("server-v1-30-{}-k3s1", nth * 2)
                } else {
                    format!("server-v{nth}")
                };
                let base = base.and_then(known);
                if *flow {
                    let merged = base.iter().map(|base| format!("<<: *{base}"));
                    let own =
                        items.iter().map(|(name, value)| format!("a{name}: {{type: {}}}", kind(*value)));
                    lines.push(format!(
                        "{key}serverArgs: &{name} {{{}}}",
                        merged.chain(own).collect::<Vec<_>>().join(", ")
                    ));
                } else {
                    lines.push(format!("{key}serverArgs: &{name} # of {nth}"));
                    lines.extend(base.iter().map(|base| {
                        if *merge_list {
                            format!("{item}<<: [*{base}]")
                        } else {
                            format!("{item}<<: *{base}")
                        }
                    }));
                    for (name, value) in items {
                        if layout.comments {
                            lines.push(format!("{item}# about a{name}"));
                        }
                        lines.push(format!("{item}a{name}:"));
                        lines.push(format!("{item}  type: {}", kind(*value)));
                    }
                    if items.is_empty() && base.is_none() {
                        lines.push(format!("{item}z: {{type: string}}"));
                    }
                }
                Some(name)
            }
        };
        anchors.push(anchor);
        if layout.comments && nth % 4 == 2 {
            lines.push(format!("{key}# at the end of {nth}"));
        }
    }
    let end = if layout.last_newline { layout.newline } else { "" };
    lines.join(layout.newline) + end
}

fn kind(value: bool) -> &'static str {
    if value { "boolean" } else { "string" }
}

/// Something to do, by the number of a release.
#[derive(Debug, Clone)]
enum Do {
    Add(usize, Option<(u8, bool)>),
    Rename(usize),
    Remove(usize),
    Max(usize),
    Put(usize, u8, bool, Option<bool>),
    Take(usize, u8),
}

fn lists() -> impl Strategy<Value = Vec<List>> {
    let items = prop::collection::btree_map(0_u8..6, any::<bool>(), 0..4);
    let items = items.prop_map(|items| items.into_iter().collect::<Vec<_>>());
    let own = (
        prop::option::weighted(0.7, 0_usize..8),
        items,
        prop::bool::weighted(0.15),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(base, items, flow, merge_list)| List::Own { base, items, flow, merge_list });
    let list = prop_oneof![4 => (0_usize..8).prop_map(List::Alias), 5 => own, 1 => Just(List::None)];
    prop::collection::vec(list, 2..8)
}

fn layouts() -> impl Strategy<Value = Layout> {
    (0_usize..3, 1_usize..4, any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>())
        .prop_map(|(dash, item, crlf, blank, comments, last_newline, trailing)| Layout {
            dash,
            item,
            newline: if crlf { "\r\n" } else { "\n" },
            blank,
            comments,
            last_newline,
            trailing,
        })
}

fn operations() -> impl Strategy<Value = Vec<Do>> {
    let release = 0_usize..8;
    let one = prop_oneof![
        (release.clone(), prop::option::of((0_u8..8, any::<bool>())))
            .prop_map(|(of, argument)| Do::Add(of, argument)),
        release.clone().prop_map(Do::Rename),
        release.clone().prop_map(Do::Remove),
        release.clone().prop_map(Do::Max),
        (release.clone(), 0_u8..8, any::<bool>(), prop::option::of(any::<bool>()))
            .prop_map(|(of, name, value, shared)| Do::Put(of, name, value, shared)),
        (release, 0_u8..6).prop_map(|(of, name)| Do::Take(of, name)),
    ];
    prop::collection::vec(one, 1..6)
}

fn table(name: u8, value: Option<bool>) -> Change {
    let given = |value| Given::Map(vec![("type".to_owned(), Given::Text(kind(value).to_owned()))]);
    let name = format!("a{name}");
    match value {
        Some(value) => Change { set: vec![(name, given(value))], remove: Vec::new() },
        None => Change { set: Vec::new(), remove: vec![name] },
    }
}

/// The operation, and what is to come out of it: the same releases, but for this.
fn operation(what: &Do, now: &Meaning) -> (Operation, Meaning) {
    let of = |nth: usize| nth % now.len();
    let version = |nth: usize| now[of(nth)].0.clone();
    let mut then = now.clone();
    let put = |release: &mut BTreeMap<String, String>, name: u8, value: Option<bool>| {
        let list = release
            .get("serverArgs")
            .map_or(serde_json::json!({}), |list| serde_json::from_str(list).unwrap());
        let mut list = list.as_object().cloned().unwrap_or_default();
        match value {
            Some(value) => drop(list.insert(format!("a{name}"), serde_json::json!({"type": kind(value)}))),
            None => drop(list.remove(&format!("a{name}"))),
        }
        let sorted: BTreeMap<_, _> = list.into_iter().collect();
        if sorted.is_empty() && value.is_none() {
            release.remove("serverArgs");
        } else {
            release.insert("serverArgs".to_owned(), serde_json::to_string(&sorted).unwrap());
        }
    };
    let own = |versions: Vec<String>, change: Change, whose| Operation::Table {
        versions,
        table: ReleaseTable::ServerArgs,
        change,
        whose,
        round: "2026-11".to_owned(),
    };
    let operation = match what {
        Do::Add(nth, argument) => {
            // Behind the release, in the gap that the numbers leave.
            let like = version(*nth);
            let patch: u64 =
                like.trim_start_matches("v1.30.").split(['+', '-']).next().unwrap().parse().unwrap();
            let mut build = 1;
            let name = |build: u64| format!("v1.30.{patch}+k3s{build}");
            while now.iter().any(|(version, _)| *version == name(build)) {
                build += 1;
            }
            let mut new = now[of(*nth)].1.clone();
            new.insert("version".to_owned(), serde_json::to_string(&name(build)).unwrap());
            if let Some((name, value)) = argument {
                put(&mut new, *name, Some(*value));
            }
            then.push((name(build), new));
            let changes = argument.map(|(name, value)| (ReleaseTable::ServerArgs, table(name, Some(value))));
            Operation::Add(Addition {
                version: name(build),
                like: Some(like),
                min: Some("v2.9.0-alpha1".to_owned()),
                max: now[of(*nth)]
                    .1
                    .get("maxChannelServerVersion")
                    .map(|max| max.trim_matches('"').to_owned()),
                comment: None,
                changes: changes.into_iter().collect(),
                names: Vec::new(),
                round: "2026-11".to_owned(),
            })
        }
        Do::Rename(nth) => {
            let mut build = 20;
            let patch = version(*nth).split('+').next().unwrap().to_owned();
            while now.iter().any(|(version, _)| *version == format!("{patch}+k3s{build}")) {
                build += 1;
            }
            let to = format!("{patch}+k3s{build}");
            then[of(*nth)].0.clone_from(&to);
            then[of(*nth)].1.insert("version".to_owned(), serde_json::to_string(&to).unwrap());
            Operation::Rename { versions: vec![(version(*nth), to)], comment: None, force: true }
        }
        Do::Remove(nth) => {
            then.remove(of(*nth));
            Operation::Remove { version: version(*nth), comment: Some("gone".to_owned()) }
        }
        Do::Max(nth) => {
            then[of(*nth)].1.insert("maxChannelServerVersion".to_owned(), "\"v2.10.99\"".to_owned());
            Operation::Window { versions: vec![version(*nth)], min: None, max: Some("v2.10.99".to_owned()) }
        }
        Do::Put(nth, name, value, shared) => {
            put(&mut then[of(*nth)].1, *name, Some(*value));
            let whose = shared.map(|shared| if shared { Whose::Shared } else { Whose::Own });
            own(vec![version(*nth)], table(*name, Some(*value)), whose)
        }
        Do::Take(nth, name) => {
            put(&mut then[of(*nth)].1, *name, None);
            own(vec![version(*nth)], table(*name, None), Some(Whose::Own))
        }
    };
    (operation, then)
}

fn sorted(meaning: &Meaning) -> Meaning {
    let mut sorted = meaning.clone();
    sorted.sort();
    sorted
}

fn comments(text: &str) -> Vec<&str> {
    let mut all: Vec<&str> = text.lines().map(str::trim).filter(|line| line.starts_with('#')).collect();
    all.sort_unstable();
    all
}

/// Does all of them, and looks after each. How many were done and how many refused.
fn check(layout: &Layout, lists: &[List], operations: &[Do]) -> Result<(usize, usize), TestCaseError> {
    let text = file_of(layout, lists);
    let mut sources = Sources::default();
    let id = sources.add("channels.yaml", text.as_str());
    let arena = Arena::new();
    let mut file =
        ChannelFile::read(&sources, id, &arena).map_err(|_| TestCaseError::fail("it can be read"))?;
    let (mut done, mut refused) = (0, 0);
    for what in operations {
        let before = file.text();
        let now = meaning(before);
        let (operation, then) = operation(what, &now);
        match file.apply(&operation, &mut Vec::new()) {
            Ok(next) => {
                let found = meaning(next.text());
                let shared = matches!(what, Do::Put(_, _, _, Some(true)));
                if shared {
                    // Those who share the list have it, too, and nothing else.
                    prop_assert_eq!(found.len(), then.len());
                    for ((old, new), wanted) in now.iter().zip(&found).zip(&then) {
                        prop_assert!(
                            new == wanted
                                || new == old
                                || new.0 == old.0 && same_but_for_list(&old.1, &new.1),
                            "{}\n---\n{}",
                            before,
                            next.text()
                        );
                    }
                } else {
                    prop_assert_eq!(
                        sorted(&found),
                        sorted(&then),
                        "{:?}\n{}\n---\n{}",
                        operation,
                        before,
                        next.text()
                    );
                }
                if !matches!(what, Do::Remove(_) | Do::Take(..)) {
                    let kept =
                        comments(before).into_iter().all(|comment| comments(next.text()).contains(&comment));
                    prop_assert!(
                        kept,
                        "a comment is lost: {:?}\n{}\n---\n{}",
                        operation,
                        before,
                        next.text()
                    );
                }
                let crlf = next.text().matches('\n').count() == next.text().matches("\r\n").count();
                prop_assert!(layout.newline == "\n" || crlf, "lines end alike");
                file = next;
                done += 1;
            }
            Err(NotEdited::Refused { .. }) => {
                refused += 1;
                file = ChannelFile::read(&sources, id, &arena)
                    .map_err(|_| TestCaseError::fail("it can be read"))?;
            }
            Err(NotEdited::Unreadable(_)) => return Err(TestCaseError::fail("it could be read before")),
        }
    }
    Ok((done, refused))
}

fn same_but_for_list(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> bool {
    let without = |release: &BTreeMap<String, String>| {
        let mut release = release.clone();
        release.remove("serverArgs");
        release
    };
    without(old) == without(new)
}

#[test]
fn edits_say_what_they_mean_and_nothing_else() {
    let (done, refused) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    let result = runner.run(&(layouts(), lists(), operations()), |(layout, lists, operations)| {
        let (more_done, more_refused) = check(&layout, &lists, &operations)?;
        done.set(done.get() + more_done);
        refused.set(refused.get() + more_refused);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    // A program that refuses everything would pass.
    assert!(done.get() > 2 * refused.get(), "{} done, {} refused", done.get(), refused.get());
}
