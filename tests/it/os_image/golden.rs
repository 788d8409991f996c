//! 65 real releases, with names that were computed from the charts' own templates.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::support::{Repository, golden};

fn run(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let mut command = Repository::empty().kdm("os-image");
    let output = command.current_dir(folder).args(arguments).output().unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code().unwrap(), out, err)
}

fn folder(what: &str) -> Option<PathBuf> {
    Some(golden(what)?.join("os-images"))
}

/// The files of releases, by name.
pub(super) fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let (mut found, mut waiting) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with(".git") && !path.ends_with("sdk") {
                waiting.push(path);
            } else if path.ends_with("release.yaml") {
                let text = fs::read_to_string(&path).unwrap();
                let name = text.split("\nmetadata:").nth(1).and_then(|rest| rest.split("\n  name: ").nth(1));
                let name = name.and_then(|rest| rest.lines().next()).unwrap().to_owned();
                found.insert(name, path);
            }
        }
    }
    found
}

#[test]
fn names_and_matrix_are_those_of_the_charts() {
    let Some(folder) = folder("names of node images") else { return };
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let named = run(&["name", "--rules", "rules.yaml", "releases"], &folder);
    assert_eq!(named, (0, read("names.tsv"), String::new()));
    let matrix = run(&["matrix", "--rules", "rules.yaml", "releases"], &folder);
    assert_eq!(matrix, (0, read("matrix.tsv"), String::new()));
}

#[test]
fn without_rules_what_is_missing_is_an_error() {
    let Some(folder) = folder("names of node images by the built-in rules") else { return };
    let expected = fs::read_to_string(folder.join("names-default-rule.tsv")).unwrap();
    let (missing, named): (Vec<_>, Vec<_>) = expected.lines().partition(|line| line.contains("\t!"));
    let (code, out, err) = run(&["name", "releases"], &folder);
    assert_eq!((code, out.lines().collect::<Vec<_>>()), (1, named));
    let titles: BTreeSet<_> = err.lines().filter(|line| line.starts_with("error[")).collect();
    let expected = missing.iter().map(|line| {
        let (name, component) = line.split_once("\t!").unwrap();
        format!("error[missing-component]: `{name}` has no component `{component}`, and the name of its node image needs it")
    });
    assert_eq!(titles.len(), missing.len());
    expected.for_each(|title| assert!(titles.contains(title.as_str()), "{title}"));
}

#[test]
fn transitions_are_those_of_the_charts() {
    let Some(folder) = folder("whether node images are renamed") else { return };
    let files = files(&folder.join("releases"));
    let rolls = fs::read_to_string(folder.join("rolls.tsv")).unwrap();
    for line in rolls.lines() {
        let [old, new, verdict, why] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let said = why.split_whitespace().map(|change| {
            let (component, versions) = change.split_once(':').unwrap();
            match versions.split_once("->").unwrap() {
                ("∅", new) => format!("{component} added {new}"),
                (old, "∅") => format!("{component} removed {old}"),
                (old, new) => format!("{component} {old} -> {new}"),
            }
        });
        let said = said.collect::<Vec<_>>().join(", ");
        let paths = [old, new].map(|name| files[name].to_str().unwrap());
        let (code, out, _) = run(&["roll", "--rules", "rules.yaml", paths[0], paths[1]], &folder);
        let columns: Vec<_> = out.trim_end_matches('\n').split('\t').collect();
        assert_eq!(
            (columns[0], columns[3], code),
            (verdict, said.as_str(), i32::from(verdict == "roll")),
            "{line}"
        );
    }
}

#[test]
fn bad_files_are_findings_at_their_places() {
    let Some(folder) = folder("files that were really pushed") else { return };
    for (file, expected) in [
        ("duplicate-component", "48:11: error[duplicate-component]"),
        ("no-os-tooling", "6:3: error[missing-component]"),
        ("no-spec", "5:1: error[release-resource]"),
        ("not-semver-TBD", "9:14: error[not-semver]"),
        ("stray-quote", "14:14: error[not-semver]"),
        ("v-prefix", "14:14: error[not-semver]"),
    ] {
        let path = format!("bad/{file}.yaml");
        let (code, out, err) = run(&["name", &path, "releases/eks/v33.0.0"], &folder);
        assert_eq!((code, out.as_str()), (1, "eks-33.0.0\t-\n"), "{err}");
        assert!(err.ends_with("error: 1 error; releases with errors are left out\n"), "{err}");
        let (_, lines, _) = run(&["check", "--format", "line", &path], &folder);
        assert!(lines.starts_with(&format!("{path}:{expected}")), "{lines}");
    }
    let (code, out, _) = run(&["name", "--rules", "rules.yaml", "bad/no-os-tooling.yaml"], &folder);
    assert_eq!((code, out.as_str()), (0, "aws-29.0.0\tflatcar-stable-3815.2.5-kube-v1.29.7-gs\n"));
}

#[test]
fn real_releases_have_no_false_alarm() {
    let Some(folder) = folder("a check of real releases") else { return };
    let (code, out, _) = run(&["check", "--rules", "rules.yaml", "--format", "line", "releases"], &folder);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in out.lines() {
        let rule = line.split_once('[').and_then(|(_, rest)| rest.split(']').next()).unwrap();
        *counts.entry(rule).or_default() += 1;
    }
    insta::assert_debug_snapshot!((code, counts));
}
