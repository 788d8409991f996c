//! Places that are revisions of git.

#![allow(unreachable_pub)]

use std::{fs, path::Path};

use crate::support::{Repository, commit, git, golden};

/// A repository with two commits: `tag-one`, and `main` with another default and one more release.
pub fn history() -> Repository {
    let repository = Repository::copy_of("sound");
    repository.kdm("generate").assert().success();
    commit(&repository, "one");
    git(repository.path(), "tag tag-one");
    let repository = repository.edit("channels.yaml", "version: v1.29.1+k3s1", "version: v1.29.2+k3s1");
    repository.kdm("generate --allow section-lost").assert().success();
    commit(&repository, "two");
    git(repository.path(), "update-ref refs/remotes/origin/release-v2.9 tag-one");
    repository
}

/// What a command prints on both streams, and how it ends.
#[track_caller]
pub fn run(repository: &Repository, command: &str) -> String {
    let output = repository.kdm(command).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    format!("{}\n{}{}", output.status, text(output.stdout), text(output.stderr))
}

#[test]
fn every_command_that_takes_a_place_takes_a_revision() {
    let repository = history();
    // The same as folders and files, the newest one with its own name.
    let old = repository.path().join("old");
    fs::create_dir(&old).unwrap();
    git(repository.path(), &format!("--work-tree={} checkout --quiet tag-one -- .", old.display()));
    git(repository.path(), "reset --quiet");
    fs::create_dir_all(repository.path().join("lists/v1.29.2+k3s1")).unwrap();
    let repository =
        repository.with("lists/v1.29.2+k3s1/k3s-images.txt", "docker.io/rancher/klipper-helm:v0.9.3\n").with(
            "charts/v1.29.9+rke2r1/charts/chart_versions.yaml",
            "- {version: 1.2.3, filename: /charts/rke2-canal.yaml}\n",
        );
    commit(&repository, "three");
    for command in [
        "diff {old} .",
        "diff {old}/data/data.json .",
        "diff . {old} --format json",
        "check --format line --against {old}",
        "check --format line --against {old}/data/data.json",
        "check --format line --line {old}",
        "check --format line --new-since {old}",
        "check --format line --new-since {old}/data/data.json",
        "check --format json --root {old}",
        "show v1.29.1+k3s1 --root {old}",
        "show v1.29.1+k3s1 --data {old}",
        "show rancher 2.9.2 --data {old}/data/data.json",
        "mirror-list --from all --format images --root {old}",
        "mirror-list --from all --format images --since {old}",
        "mirror-list --from all --format images --since {old}/data/data.json",
        "mirror-list --from all --format images --rke-source {old}/data/data.json",
        "mirror-list --from k3s --format images --image-lists {new}/lists",
        "generate --check --root {old}",
        "generate --check --root {old} --out /dev/null",
        "generate --out /dev/stderr --root {old}",
        "generate --check --out old/data/data.json --rke-source {old}/data/data.json",
        "release port --from {old} --dry-run",
        "release add v1.29.3+k3s1 --against {old} --dry-run",
    ] {
        let with = |old: &str, new: &str| {
            let command = command.replace("{old}/", &format!("{old}:")).replace("{old}", old);
            run(&repository, &command.replace("{new}/", &format!("{new}:")))
        };
        let expected = run(&repository, &command.replace("{old}", "old").replace("{new}", "."));
        for revision in [
            "tag-one",
            "HEAD~2",
            "origin/release-v2.9",
            "main~2",
            &git(repository.path(), "rev-parse tag-one"),
        ] {
            let found = with(revision, "HEAD");
            // A file of a revision stands behind a colon, a file of a folder behind a slash.
            let found = found.replace(&format!("{revision}:"), "old/").replace(revision, "old");
            assert_eq!(found.replace("HEAD:lists", "./lists"), expected, "{command}");
        }
    }
    let data = repository.read("data/data.json");
    let output = repository.kdm("diff - tag-one").write_stdin(data).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("- → tag-one: 1 breaking"));
}

#[test]
fn tables_are_imported_from_a_revision_of_another_repository() {
    let upstream = Repository::copy_of("checkout");
    commit(&upstream, "upstream");
    git(upstream.path(), "branch dev-v2.9");
    git(upstream.path(), "remote add origin https://me:secret@example.org/kdm.git");
    fs::remove_dir_all(upstream.path().join("pkg")).unwrap();
    commit(&upstream, "gone");
    let own = Repository::copy_of("small");
    let place = format!("{}@dev-v2.9", upstream.path().display());
    own.kdm(&format!("import {place} --force")).assert().success();
    let settings = own.read("data/kdm.yaml");
    let pinned = git(upstream.path(), "rev-parse dev-v2.9");
    assert!(settings.contains(&pinned) && settings.contains("https://example.org/kdm.git"), "{settings}");
    assert!(!settings.contains("secret"));
    // What was imported is what the revision has.
    let found =
        run(&own, &format!("check --rke-source {place} --rule upstream-pin,upstream-edited --format line"));
    assert!(!found.contains("upstream-"), "{found}");
}

/// What two revisions differ in, asked in a folder.
#[track_caller]
fn differ(folder: &Path, one: &str, other: &str) {
    let mut command = assert_cmd::Command::cargo_bin("kdm").unwrap();
    let output = command.current_dir(folder).args(["diff", one, other]).output().unwrap();
    let (said, why) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(
        said.contains("releases added: for Rancher v2.9.0-alpha1 – v2.9.99; v1.29.2+k3s1"),
        "{said}{why}"
    );
}

#[test]
fn repositories_of_every_kind_are_read() {
    let repository = history();
    let top = repository.path();
    let beside = tempfile::TempDir::new().unwrap();
    let at = |name: &str| beside.path().join(name);
    let path = |name: &str| at(name).display().to_string();
    differ(top, "tag-one", "main");
    // In a folder of it, in its own folder, and in a bare copy.
    differ(&top.join("data"), "tag-one", "main");
    differ(&top.join(".git"), "tag-one", "HEAD");
    git(top, &format!("clone --quiet --bare . {}", path("bare")));
    differ(&at("bare"), "tag-one", "HEAD");
    // A worktree, with a detached HEAD.
    git(top, &format!("worktree add --quiet --detach {} tag-one", path("worktree")));
    differ(&at("worktree"), "HEAD", "main");
    // Refs and objects in packs; objects that are another repository's.
    git(top, "gc --quiet");
    differ(top, "tag-one", "main");
    git(top, &format!("clone --quiet --shared . {}", path("shared")));
    differ(&at("shared"), "tag-one", "origin/main");
    // A repository in another, as a submodule: its own folder is its own repository, and the other one does not have its files.
    let outer = Repository::empty().with("channels.yaml", "releases: []\n");
    commit(&outer, "outer");
    git(outer.path(), &format!("submodule --quiet add {} inner", top.display()));
    commit(&outer, "inner");
    differ(&outer.path().join("inner"), "tag-one", "HEAD");
    let found = run(&outer, "diff HEAD:inner .");
    assert!(
        found.contains("cannot read `HEAD:inner`: it is a submodule, whose files are in another repository"),
        "{found}"
    );
    // Names of 256 bits.
    let long = Repository::copy_of("sound");
    git(long.path(), "init --quiet --object-format=sha256");
    commit(&long, "one");
    git(long.path(), "tag tag-one");
    let long = long.edit("channels.yaml", "version: v1.29.1+k3s1", "version: v1.29.2+k3s1");
    commit(&long, "two");
    differ(long.path(), "tag-one", "HEAD");
}

#[test]
fn what_a_clone_lacks_is_an_error_and_is_not_fetched() {
    let repository = history();
    git(repository.path(), "config uploadpack.allowFilter true");
    let beside = tempfile::TempDir::new().unwrap();
    let clone = |options: &str, name: &str| {
        let url = format!("file://{}", repository.path().display());
        git(beside.path(), &format!("clone --quiet {options} {url} {name}"));
        let mut command = assert_cmd::Command::cargo_bin("kdm").unwrap();
        let output = command.current_dir(beside.path().join(name)).args(["diff", "HEAD~1", "HEAD"]).output();
        let output = output.unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, shallow) = clone("--depth 1", "shallow");
    assert_eq!(code, Some(2));
    assert!(
        shallow.contains("cannot read `HEAD~1`: there is no such file, and git knows no such revision"),
        "{shallow}"
    );
    let (code, partial) = clone("--filter=blob:none", "partial");
    assert_eq!(code, Some(2));
    assert!(
        partial.contains("error[unreadable]: cannot read `HEAD~1:channels.yaml`: the object "),
        "{partial}"
    );
    assert!(partial.contains("is not in this clone"), "{partial}");
}

#[test]
fn reading_a_revision_leaves_the_repository_as_it_is() {
    let repository = history();
    let state = || -> Vec<String> {
        let mut files: Vec<_> = walk(&repository.path().join(".git"));
        files.sort();
        files
    };
    let before = state();
    for command in [
        "diff tag-one main",
        "check --root tag-one",
        "show v1.29.1+k3s1 --root HEAD",
        "diff :data/data.json .",
    ] {
        run(&repository, command);
    }
    assert_eq!(state(), before);
}

/// All files below a folder, with their lengths and when they were changed.
fn walk(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                return walk(&path);
            }
            let metadata = fs::metadata(&path).unwrap();
            vec![format!("{} {} {:?}", path.display(), metadata.len(), metadata.modified().unwrap())]
        })
        .collect()
}

#[test]
fn upstreams_line_is_the_same_in_a_revision() {
    let Some(golden) = golden("a line of upstream's as a revision") else { return };
    let line = golden.join("lines/dev-v2.9");
    let repository = Repository::empty();
    fs::create_dir(repository.path().join("data")).unwrap();
    for (from, to) in [
        ("channels.yaml", "channels.yaml"),
        ("channels-rke2.yaml", "channels-rke2.yaml"),
        ("data.json", "data/data.json"),
    ] {
        fs::copy(line.join(from), repository.path().join(to)).unwrap();
    }
    commit(&repository, "upstream");
    assert_eq!(run(&repository, "diff HEAD . --quiet"), "exit status: 0\n");
    assert_eq!(run(&repository, "diff HEAD HEAD:data/data.json --quiet"), "exit status: 0\n");
}
