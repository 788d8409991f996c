//! Repositories and names as few people have them, and as somebody will.

use std::{
    fs,
    os::unix::{ffi::OsStrExt, fs::symlink},
    process::Command,
};

use crate::{
    revisions::{history, run},
    support::{Repository, commit, git},
};

#[test]
fn a_hook_of_one_repository_reads_another_one() {
    let (one, other) = (history(), Repository::copy_of("tree"));
    commit(&other, "other");
    let place = format!("{}@HEAD", other.path().display());
    let folder = one.path().join(".git");
    let asked = |command: &str| {
        let output =
            one.kdm(command).env("GIT_DIR", &folder).env("GIT_INDEX_FILE", folder.join("index")).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    assert_eq!(
        asked(&format!("diff {place} {}", other.path().display())),
        format!("{place} → {}: no changes\n", other.path().display())
    );
    // Its own is the one that git names.
    assert!(asked("diff tag-one main").starts_with("tag-one → main: 1 breaking"));
}

#[test]
fn a_root_below_the_top_is_there_in_a_revision() {
    let repository = Repository::empty();
    for (name, from) in [("one", "sound"), ("two", "tree")] {
        let copy = Repository::copy_of(from);
        fs::rename(copy.path(), repository.path().join(name)).unwrap();
        fs::create_dir(copy.path()).unwrap();
    }
    commit(&repository, "both");
    for root in ["one", "two"] {
        let name = |place: &str| format!("diff --root {root} {place} {root}");
        let found = run(&repository, &name("HEAD"));
        assert_eq!(found, format!("exit status: 0\nHEAD → {root}: no changes\n"));
        let found = run(&repository, &name(&format!("HEAD:{root}")));
        assert_eq!(found, format!("exit status: 0\nHEAD:{root} → {root}: no changes\n"));
    }
    // Beside the folder, and from the top.
    let output =
        repository.kdm("diff HEAD:./ HEAD:two").current_dir(repository.path().join("one")).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let output =
        repository.kdm("diff HEAD:./ HEAD:one").current_dir(repository.path().join("one")).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "HEAD:./ → HEAD:one: no changes\n");
}

#[test]
fn a_folder_named_like_a_branch_is_a_root() {
    let repository = history();
    git(repository.path(), "branch dev-v2.9");
    git(repository.path(), "worktree add --quiet dev-v2.9 dev-v2.9");
    repository.kdm("generate --check --root dev-v2.9").assert().success();
    repository.kdm("show v1.29.2+k3s1 --root dev-v2.9").assert().success();
    let repository = repository.with("odd:/channels.yaml", "").without("odd:/channels.yaml");
    let copy = Repository::copy_of("sound");
    fs::remove_dir(repository.path().join("odd:")).unwrap();
    fs::rename(copy.path(), repository.path().join("odd:")).unwrap();
    fs::create_dir(copy.path()).unwrap();
    let shown = run(&repository, "show v1.29.1+k3s1 --root odd:");
    assert!(shown.contains("k3s  odd:/channels.yaml:"), "{shown}");
}

#[test]
fn a_branch_is_what_its_commit_is_whatever_else_has_its_name() {
    let repository = Repository::copy_of("sound").with("data/kdm.yaml", "line: v2.9\n");
    repository.kdm("generate").assert().success();
    commit(&repository, "one");
    git(repository.path(), "branch dev-v2.9");
    git(repository.path(), "branch data@main");
    let repository = repository.edit("channels.yaml", "version: v1.29.1+k3s1", "version: v1.29.2+k3s1");
    repository.kdm("generate --allow section-lost").assert().success();
    commit(&repository, "two");
    git(repository.path(), "tag dev-v2.9");
    for branch in ["dev-v2.9", "data@main"] {
        let board = run(&repository, &format!("lines {branch}"));
        assert!(
            board.contains(&format!("{branch}: up to date")) && board.contains("v1.29.1+k3s1"),
            "{board}"
        );
        assert!(!board.contains("v1.29.2+k3s1"), "{board}");
    }
}

#[test]
fn trees_of_old_histories_and_names_that_are_no_text_are_read() {
    let repository = history();
    // The mode of a folder with a zero before it.
    let listed = |tree: &str| git(repository.path(), &format!("rev-parse {tree}"));
    let entries = [
        ("100644 channels.yaml", listed("HEAD:channels.yaml")),
        ("100644 channels-rke2.yaml", listed("HEAD:channels-rke2.yaml")),
        ("040000 data", listed("HEAD:data")),
    ];
    let mut entries = entries.map(|(head, id)| {
        let id = (0..id.len()).step_by(2).map(|at| u8::from_str_radix(&id[at..at + 2], 16).unwrap());
        [head.as_bytes(), &[0], &id.collect::<Vec<_>>()].concat()
    });
    entries.sort_by_key(|entry| entry[7..].to_vec());
    fs::write(repository.path().join("tree"), entries.concat()).unwrap();
    let tree = git(repository.path(), "hash-object -t tree -w --literally tree");
    fs::remove_file(repository.path().join("tree")).unwrap();
    assert_eq!(run(&repository, &format!("diff --quiet main {tree}")), "exit status: 0\n");
    // A name that is not UTF-8 is a mistake, on disk and in a revision.
    let name = std::ffi::OsStr::from_bytes(b"data/rke/templates/bad\xff.yaml.tmpl");
    fs::write(repository.path().join(name), "x").unwrap();
    let on_disk = run(&repository, "check --quiet");
    assert!(on_disk.contains("it is not part of the tree: is its name misspelt?"), "{on_disk}");
    commit(&repository, "bad");
    let in_revision = run(&repository, "check --quiet --root HEAD");
    assert!(in_revision.contains("it is not part of the tree: is its name misspelt?"), "{in_revision}");
}

#[test]
fn the_root_of_a_revision_has_its_stray_files_and_its_tables() {
    let repository = history();
    fs::rename(repository.path().join("channels-rke2.yaml"), repository.path().join("channels-rke2.yml"))
        .unwrap();
    commit(&repository, "renamed");
    let on_disk = run(&repository, "check --format line");
    let in_revision = run(&repository, "check --format line --root HEAD");
    assert!(on_disk.contains("nothing reads `channels-rke2.yml`"), "{on_disk}");
    assert_eq!(in_revision.replace("HEAD:", ""), on_disk);
    // A repository that is a tree of tables and nothing else, with what nobody reads.
    let tables = Repository::empty();
    let tree = Repository::copy_of("sound");
    fs::rename(tree.path().join("data/rke"), tables.path().join("rke")).unwrap();
    for entry in fs::read_dir(tables.path().join("rke")).unwrap() {
        let entry = entry.unwrap();
        fs::rename(entry.path(), tables.path().join(entry.file_name())).unwrap();
    }
    fs::remove_dir(tables.path().join("rke")).unwrap();
    let tables = tables.with("README.md", "x").with(".hidden", "x");
    commit(&tables, "tables");
    let own = Repository::copy_of("small");
    own.kdm(&format!("import {}@HEAD --force", tables.path().display())).assert().success();
}

#[test]
fn what_is_named_in_odd_ways_is_found_or_refused() {
    let repository = history();
    let found = run(&repository, "diff :/one main");
    assert!(found.contains(":/one → main: 1 breaking"), "{found}");
    git(repository.path(), "tag --annotate --message x of-a-file main:data/data.json");
    assert!(run(&repository, "diff of-a-file main").contains("of-a-file → main: no changes"));
    git(repository.path(), "tag of-a-tree main^{tree}");
    assert!(run(&repository, "diff of-a-tree main").contains("of-a-tree → main: no changes"));
    assert!(run(&repository, "diff :data/data.json main").contains(":data/data.json → main: no changes"));
    // A name that is longer than what git and a pipe hold between them, while a large file is on its way.
    let large = "x".repeat(3_000_000);
    let repository = repository.with("data/rke/templates/large-v1.yaml.tmpl", large);
    commit(&repository, "large");
    let long = format!("HEAD:./{}", "x".repeat(100_000));
    let output = repository.kdm("check --root HEAD --against").arg(&long).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    // What a branch names is gone.
    let lost = "0123456789012345678901234567890123456789";
    fs::write(repository.path().join(".git/refs/heads/lost"), format!("{lost}\n")).unwrap();
    let found = run(&repository, "diff lost main");
    assert!(
        found.contains(&format!(
            "cannot read `lost`: the object {lost} is not in this clone, which is partial, shallow or damaged"
        )),
        "{found}"
    );
}

#[test]
fn git_that_is_not_git_ends_in_a_message() {
    let repository = history();
    let folder = tempfile::TempDir::new().unwrap();
    for script in [
        "exit 1",
        "exit 0",
        "yes 'aaaaaaaa bbbbbbbb'",
        "echo one two three; cat",
        "head -c 9000000 /dev/zero",
        "kill -9 $$",
    ] {
        let path = folder.path().join("git");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
        for command in ["diff tag-one main", "lines"] {
            let output = repository.kdm(command).env("PATH", &path).output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{script}: {said}");
            assert!(said.starts_with("error: ") && said.len() < 2_000, "{script}: {said}");
        }
    }
}

#[test]
fn more_than_git_ends_with_at_once_is_said_with_its_reason() {
    let mut repository = Repository::copy_of("sound");
    for nth in 0..60 {
        repository = repository.with(&format!("data/rke/templates/more-{nth}.yaml.tmpl"), nth.to_string());
    }
    commit(&repository, "many");
    git(repository.path(), "config uploadpack.allowFilter true");
    let beside = tempfile::TempDir::new().unwrap();
    let url = format!("file://{}", repository.path().display());
    for filter in ["blob:none", "tree:0"] {
        let name = filter.replace(':', "-");
        git(beside.path(), &format!("clone --quiet --no-checkout --filter={filter} {url} {name}"));
        let output = Command::new(assert_cmd::cargo::cargo_bin("kdm"))
            .current_dir(beside.path().join(&name))
            .args(["diff", "HEAD", "HEAD^0"])
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(
            said.contains("is not in this clone, which is partial, shallow or damaged"),
            "{filter}: {said}"
        );
        assert!(!said.contains("git stopped"), "{filter}: {said}");
        assert!(said.matches("error[unreadable]").count() <= 2, "{filter}: {said}");
    }
}

#[test]
fn a_merge_sees_files_folders_and_links_in_each_others_place() {
    let repository = history();
    git(repository.path(), "checkout --quiet -b one");
    let repository = repository.with("data/new/file", "1");
    symlink("cis.yaml", repository.path().join("data/rke/link")).unwrap();
    commit(&repository, "one");
    git(repository.path(), "checkout --quiet -b two main");
    let repository = repository.with("data/new", "1").with("data/rke/link", "cis.yaml");
    commit(&repository, "two");
    let found = run(&repository, "lines --merge one two");
    assert!(found.starts_with("exit status: 1\n"), "{found}");
    assert!(found.contains("data/new: one side has a file of this name, and the other a folder"), "{found}");
    assert!(found.contains("data/rke/link: both sides changed where it leads"), "{found}");
}
