//! `kdm merge-driver`, run by git itself.

use std::process::{Command, Stdio};

use crate::support::Repository;

/// A repository under git with the driver set up, its build committed on `main`; nothing without git.
fn repository() -> Option<Repository> {
    let repository = Repository::copy_of("tree")
        .without("expected.json")
        .with(".gitattributes", "data/data.json merge=kdm\ndata/mirror-list.txt merge=kdm\n");
    if Command::new("git").arg("--version").stdout(Stdio::null()).status().is_err() {
        crate::support::skipped("there is no git on this machine", "the merge driver");
        return None;
    }
    git(&repository, "init -q -b main");
    for setting in ["user.name kdm", "user.email kdm@example.com", "commit.gpgsign false"] {
        git(&repository, &format!("config {setting}"));
    }
    let driver = format!("'{}' merge-driver -- %O %A %B %P", assert_cmd::cargo::cargo_bin("kdm").display());
    let mut set_up = Command::new("git");
    set_up.args(["config", "merge.kdm.driver", &driver]).current_dir(repository.path());
    assert!(set_up.status().unwrap().success());
    commit(&repository);
    Some(repository)
}

/// Runs git; whether it succeeds, and what it says.
fn try_git(repository: &Repository, arguments: &str) -> (bool, String) {
    let mut command = Command::new("git");
    command.args(arguments.split_whitespace()).current_dir(repository.path());
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_EDITOR", "true");
    let output = command.output().unwrap();
    (output.status.success(), String::from_utf8(output.stderr).unwrap())
}

#[track_caller]
fn git(repository: &Repository, arguments: &str) {
    let (success, said) = try_git(repository, arguments);
    assert!(success, "git {arguments}: {said}");
}

/// Generates and commits.
#[track_caller]
fn commit(repository: &Repository) {
    repository.kdm("generate").assert().success();
    git(repository, "add -A");
    git(repository, "commit -qm build");
}

const RELEASE: &str = "    minChannelServerVersion: v2.9.0-alpha1\n    maxChannelServerVersion: v2.9.99\n    serverArgs: {x: {type: string}}\n    agentArgs: {x: {type: string}}\n";

/// Ours adds a K3s release, theirs an RKE2 release and an image; both change data.json.
fn diverged() -> Option<Repository> {
    let repository = repository()?;
    git(&repository, "checkout -qb theirs");
    let channels = repository.read("channels-rke2.yaml") + "  - version: v1.29.9+rke2r1\n" + RELEASE;
    let repository = repository.with("channels-rke2.yaml", channels).edit(
        "data/rke/system-images/v1.26.yaml",
        "mirrored-coreos-etcd:v3.5.6",
        "mirrored-coreos-etcd:v3.5.9",
    );
    commit(&repository);
    git(&repository, "checkout -q main");
    let channels = repository.read("channels.yaml") + "  - version: v1.30.5+k3s1\n" + RELEASE;
    let repository = repository.with("channels.yaml", channels);
    commit(&repository);
    Some(repository)
}

#[test]
fn what_is_merged_is_what_the_merged_sources_compile_to() {
    for command in ["merge -q --no-edit theirs", "cherry-pick theirs", "rebase -q theirs"] {
        let Some(repository) = diverged() else { return };
        let (success, said) = try_git(&repository, command);
        assert!(success, "{command}: {said}");
        let merged = repository.read("data/data.json");
        assert!(
            merged.contains("v1.30.5+k3s1") && merged.contains("v1.29.9+rke2r1") && merged.contains("v3.5.9")
        );
        repository.kdm("generate --check").assert().success();
    }
}

#[test]
fn what_both_changed_is_a_conflict_and_never_a_marker_in_the_build() {
    let Some(repository) = diverged() else { return };
    let repository = repository.edit(
        "data/rke/system-images/v1.26.yaml",
        "mirrored-coreos-etcd:v3.5.6",
        "mirrored-coreos-etcd:v3.5.7",
    );
    commit(&repository);
    let ours = repository.read("data/data.json");
    let (success, said) = try_git(&repository, "merge -q --no-edit theirs");
    assert!(!success);
    insta::assert_snapshot!(said);
    assert_eq!(repository.read("data/data.json"), ours);
    // As people go on from there.
    let text = repository.read("data/rke/system-images/v1.26.yaml");
    let (before, rest) = text.split_once("<<<<<<< HEAD\n").unwrap();
    let (_, rest) = rest.split_once("=======\n").unwrap();
    let (theirs, after) = rest.split_once(">>>>>>> theirs\n").unwrap();
    let repository = repository.with("data/rke/system-images/v1.26.yaml", format!("{before}{theirs}{after}"));
    commit(&repository);
    repository.kdm("generate --check").assert().success();
}

#[test]
fn lists_are_merged_by_their_lines() {
    let repository = Repository::empty()
        .with("base", "a/b c/b v1\na/b c/b v2\na/c c/c v1\n")
        .with("ours", "a/b c/b v2\na/b c/b v10\na/c c/c v1\n")
        .with("theirs", "a/b c/b v1\na/b c/b v2\na/b c/b v9\n");
    repository.kdm("merge-driver base ours theirs data/mirror-list.txt").assert().success();
    assert_eq!(repository.read("ours"), "a/b c/b v2\na/b c/b v9\na/b c/b v10\n");
}

#[test]
fn lists_that_cannot_be_merged_are_left_alone() {
    let repository = Repository::empty()
        .with("base", "a/b c/b v1\n")
        .with("ours", "a/b d/b v1\n")
        .with("theirs", "a/b e/b v1\n")
        .with("markers", "a/b c/b v1\n<<<<<<< HEAD\na/b d/b v1\n=======\n>>>>>>> theirs\n")
        .with("latin", b"a/b c/\xe9 v1\n");
    insta::assert_snapshot!(repository.screen("merge-driver base ours theirs data/mirror-list.txt"));
    insta::assert_snapshot!(repository.screen("merge-driver base ours markers data/mirror-list.txt"));
    insta::assert_snapshot!(repository.screen("merge-driver base ours latin data/mirror-list.txt"));
    assert_eq!(repository.read("ours"), "a/b d/b v1\n");
}

#[test]
fn builds_that_cannot_be_read_are_left_alone() {
    let repository = Repository::empty()
        .with("base", "")
        .with("ours", "{\n<<<<<<< HEAD\n}")
        .with("theirs", "{\"k3s\": {\"releases\": []}}");
    insta::assert_snapshot!(repository.screen("merge-driver base ours theirs data/data.json"));
    assert_eq!(repository.read("ours"), "{\n<<<<<<< HEAD\n}");
    insta::assert_snapshot!(repository.screen("merge-driver base nowhere theirs data/data.json"));
    insta::assert_snapshot!(repository.screen("merge-driver base nowhere theirs data/mirror-list.txt"));
}
