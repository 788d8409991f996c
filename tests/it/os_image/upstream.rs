//! All real releases: those of a checkout of giantswarm/releases that `KDM_RELEASES` names.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use super::golden::files;
use crate::support::{Repository, golden, skipped};

fn checkout(what: &str) -> Option<PathBuf> {
    let folder = env::var_os("KDM_RELEASES").map(PathBuf::from);
    if folder.is_none() {
        skipped("KDM_RELEASES is not set", what);
    }
    folder
}

fn output(arguments: &[&str]) -> String {
    let mut command = Repository::empty().kdm("os-image");
    String::from_utf8(command.current_dir("/").args(arguments).output().unwrap().stdout).unwrap()
}

/// The name that the charts of giantswarm/cluster-* made at the time of a release, written out once more and by hand.
fn by_hand(name: &str, components: &BTreeMap<String, String>) -> String {
    let of = |component: &str| components[component].as_str();
    let is_below = |chart: &str, version: &str| {
        let [chart, version] = [of(chart), version].map(|text| semver::Version::parse(text).unwrap());
        chart.cmp_precedence(&version).is_lt()
    };
    let without_tooling = || format!("flatcar-stable-{}-kube-v{}-", of("flatcar"), of("kubernetes"));
    let digit = name.find(|c: char| c.is_ascii_digit()).unwrap();
    match name[..digit].trim_end_matches('-') {
        "v" | "eks" | "aks" => "-".to_owned(),
        "azure" if !components.contains_key("cluster-azure") => "-".to_owned(),
        "azure" if is_below("cluster-azure", "1.0.0") => without_tooling() + "gs",
        "vsphere" if is_below("cluster-vsphere", "0.65.1") => {
            "flatcar-stable-3815.2.2-kube-v1.27.14-gs".to_owned()
        }
        "aws" if is_below("cluster-aws", "1.3.3") => match components.get("flatcar-variant") {
            Some(variant) => without_tooling() + "alpha." + variant.split('.').next().unwrap(),
            None => without_tooling() + "gs",
        },
        _ => format!(
            "flatcar-stable-{}-kube-{}-tooling-{}-gs",
            of("flatcar"),
            of("kubernetes"),
            of("os-tooling")
        ),
    }
}

/// The components of a release: lines of a list, read without any YAML.
fn components(text: &str) -> BTreeMap<String, String> {
    let list = text.split("\n  components:\n").nth(1).unwrap();
    let end =
        list.lines().position(|line| line.starts_with("  ") && line[2..].starts_with(char::is_alphabetic));
    let lines: Vec<_> = list.lines().take(end.unwrap_or(usize::MAX)).collect();
    let list = lines.join("\n");
    let field = |item: &str, key: &str| {
        let line = item.lines().find_map(|line| line.trim_start().strip_prefix(key));
        line.unwrap().split('#').next().unwrap().trim().trim_matches('"').to_owned()
    };
    let items = list.split("- ").skip(1);
    items.map(|item| (field(item, "name:"), field(item, "version:"))).collect()
}

#[test]
fn all_real_releases_are_named_as_their_charts_did() {
    let what = "the names of all real releases";
    let (Some(folder), Some(golden)) = (checkout(what), golden(what)) else { return };
    let rules = golden.join("os-images/rules.yaml");
    let [rules, root] = [&rules, &folder].map(|path| path.to_str().unwrap());
    let named = output(&["name", "--rules", rules, root]);
    let named: BTreeMap<_, _> = named.lines().map(|line| line.split_once('\t').unwrap()).collect();
    let files = files(&folder);
    assert!(files.len() >= 270, "{}", files.len());
    assert_eq!(files.len(), named.len());
    for (name, path) in &files {
        let expected = by_hand(name, &components(&fs::read_to_string(path).unwrap()));
        assert_eq!(named[name.as_str()], expected, "{name}");
    }
}

#[test]
fn transitions_that_upstream_wrote_down_roll_where_names_differ() {
    let what = "all transitions that giantswarm/releases has in its release.diff files";
    let (Some(folder), Some(golden)) = (checkout(what), golden(what)) else { return };
    let rules = golden.join("os-images/rules.yaml");
    let files = files(&folder);
    let name = |of: &str| by_hand(of, &components(&fs::read_to_string(&files[of]).unwrap()));
    let mut compared = 0;
    for (new, path) in &files {
        let Ok(diff) = fs::read_to_string(path.with_file_name("release.diff")) else { continue };
        // Side by side: the names stand in one line.
        let line = diff.lines().find(|line| line.starts_with("  name: ")).unwrap();
        let old = line.split_whitespace().nth(1).unwrap();
        let paths = [&files[old], path].map(|path: &PathBuf| path.to_str().unwrap().to_owned());
        let said = output(&["roll", "--rules", rules.to_str().unwrap(), &paths[0], &paths[1]]);
        let columns: Vec<_> = said.split('\t').collect();
        let (before, after) = (name(old), name(new));
        let verdict = if before == after { "same" } else { "roll" };
        assert_eq!(columns[..3], [verdict, before.as_str(), after.as_str()], "{old} {new}");
        compared += 1;
    }
    assert!(compared >= 192, "{compared}");
}

#[test]
fn history_has_the_findings_that_it_is_known_to_have() {
    let what = "a check of all real releases";
    let (Some(folder), Some(golden)) = (checkout(what), golden(what)) else { return };
    let rules = golden.join("os-images/rules.yaml");
    let [rules, root] = [&rules, &folder].map(|path: &PathBuf| Path::to_str(path).unwrap());
    let lines = output(&["check", "--rules", rules, "--format", "line", root]);
    let count = |rule: &str| lines.matches(&format!("[{rule}]")).count();
    assert_eq!(
        [count("deprecated-component"), count("providers-differ"), count("component-ignored")],
        [20, 13, 4]
    );
    for rule in [
        "not-semver",
        "duplicate-component",
        "downgrade",
        "minor-mismatch",
        "patch-rolls",
        "name-mismatch",
        "release-twice",
    ] {
        assert_eq!(count(rule), 0, "{rule}");
    }
}
