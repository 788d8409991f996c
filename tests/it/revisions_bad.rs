//! Names that are no revision, links and repositories that want something.

use std::{fs, os::unix::fs::symlink, path::Path};

use crate::{
    revisions::{history, run},
    support::{Repository, commit, git},
};

/// Sets every way that a repository has to run a program; each leaves a file.
fn set_traps(repository: &Repository, marks: &Path) {
    let mark = |name: &str| format!("touch {}", marks.join(name).display());
    let set = |key: &str, value: &str| {
        let status = std::process::Command::new("git")
            .current_dir(repository.path())
            .args(["config", key, value])
            .status();
        assert!(status.unwrap().success());
    };
    for (key, name) in [
        ("core.fsmonitor", "fsmonitor"),
        ("core.pager", "pager"),
        ("core.sshCommand", "ssh"),
        ("core.editor", "editor"),
        ("core.askPass", "askpass"),
        ("core.alternateRefsCommand", "alternate"),
        ("diff.x.textconv", "textconv"),
        ("diff.external", "external"),
        ("filter.x.smudge", "smudge"),
        ("filter.x.clean", "clean"),
        ("filter.x.process", "process"),
        ("merge.x.driver", "merge"),
        ("merge.kdm.driver", "merge-kdm"),
        ("alias.cat-file", "alias"),
        ("credential.helper", "credential"),
        ("gpg.program", "gpg"),
        ("remote.origin.uploadpack", "uploadpack"),
        ("protocol.ext.allow", "always"),
    ] {
        let value = if key.starts_with("protocol") { name.to_owned() } else { mark(name) };
        set(key, &if key.starts_with("alias") { format!("!{value}") } else { value });
    }
    set("remote.origin.url", &format!("ext::{}", mark("ext")));
    set("remote.origin.promisor", "true");
    set("extensions.partialClone", "origin");
    set("core.repositoryFormatVersion", "1");
    let hooks = repository.path().join(".git/hooks");
    fs::create_dir_all(&hooks).unwrap();
    for hook in
        ["post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"]
    {
        let path = hooks.join(hook);
        fs::write(&path, format!("#!/bin/sh\n{}\n", mark(hook))).unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
}

#[test]
fn a_hostile_repository_runs_nothing() {
    let marks = tempfile::TempDir::new().unwrap();
    let left = || -> Vec<_> {
        fs::read_dir(marks.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    };
    let repository = history();
    git(repository.path(), "branch other tag-one");
    set_traps(&repository, marks.path());
    let repository = repository.with(".gitattributes", "* diff=x filter=x merge=x\n");
    // An object is gone, which a partial clone would fetch.
    let id = git(repository.path(), "rev-parse tag-one:channels-rke2.yaml");
    fs::remove_file(repository.path().join(".git/objects").join(&id[..2]).join(&id[2..])).unwrap();
    for command in [
        "diff tag-one main",
        "check --root main",
        "diff :channels.yaml main",
        "lines main",
        "lines --merge other main",
        "import tag-one",
    ] {
        run(&repository, command);
    }
    assert!(left().is_empty(), "{:?} ran", left());
    // A `.git` that leads elsewhere leads there, and runs nothing either.
    let other = Repository::empty();
    fs::write(other.path().join(".git"), format!("gitdir: {}\n", repository.path().join(".git").display()))
        .unwrap();
    run(&other, "check --root main");
    assert!(left().is_empty(), "{:?} ran", left());
    // The traps are set: git itself falls into them.
    let _ = std::process::Command::new("git").current_dir(repository.path()).arg("status").output();
    let _ = std::process::Command::new("git")
        .current_dir(repository.path())
        .args(["cat-file", "-p", &id])
        .output();
    assert!(left().len() >= 2, "{:?}", left());
}

#[test]
fn what_is_no_revision_is_said_once() {
    let repository = history();
    for (command, why) in [
        ("diff none main", "cannot read `none`: there is no such file, and git knows no such revision"),
        (
            "diff release-v2.9 main",
            "cannot read `release-v2.9`: there is no such file, and git knows no such revision; did you mean `origin/release-v2.9`?",
        ),
        ("diff main:none main", "cannot read `main:none`: there is no `none` in the revision `main`"),
        (
            "diff main:channels.yaml/x main",
            "cannot read `main:channels.yaml/x`: there is no `channels.yaml/x` in the revision `main`",
        ),
        ("diff main:../x main", "cannot read `main:../x`: git says: '../x' is outside repository at"),
        (
            "check --against=-x",
            "cannot read `-x`: no revision begins with `-`; write `./` before the name of a file",
        ),
        (
            "check --against=--output=x",
            "cannot read `--output=x`: no revision begins with `-`; write `./` before the name of a file",
        ),
        (
            "show --root .@none v1",
            "cannot read `.@none`: there is no such file, and git knows no such revision",
        ),
        ("generate --root main", "cannot write to `main`: it is a revision, and kdm writes only to folders"),
        (
            "import main --root tag-one",
            "cannot write to `tag-one`: it is a revision, and kdm writes only to folders",
        ),
        (
            "check --write-baseline --root tag-one",
            "cannot write to `tag-one`: it is a revision, and kdm writes only to folders",
        ),
        (
            "release remove v1.29.2+k3s1 --root main",
            "cannot write to `main`: it is a revision, and kdm writes only to folders",
        ),
        ("diff - -", "cannot read `-`: standard input can be read once"),
    ] {
        let output = repository.kdm(command).write_stdin("{}").output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(said.starts_with(&format!("error: {why}")), "{command}: {said}");
    }
    assert!(!repository.path().join("x").exists());
}

#[test]
fn a_name_with_two_meanings_is_refused() {
    let repository = history().with("dev-v2.9", "{}");
    git(repository.path(), "branch dev-v2.9");
    let both = "error: cannot read `dev-v2.9`: it is on disk and a branch or tag; write `./dev-v2.9` or `dev-v2.9^0`";
    assert!(run(&repository, "diff dev-v2.9 main").contains(both));
    git(repository.path(), "pack-refs --all");
    assert!(run(&repository, "diff dev-v2.9 main").contains(both));
    assert!(run(&repository, "diff dev-v2.9^0 main").contains("dev-v2.9^0 → main: no changes"));
    assert!(run(&repository, "diff ./dev-v2.9 main").contains("./dev-v2.9 → main: "));
    git(repository.path(), "branch tag-one main");
    let both = "it is a branch and a tag, of two commits; write `refs/heads/tag-one` or `refs/tags/tag-one`";
    assert!(run(&repository, "diff tag-one main").contains(both));
    assert!(run(&repository, "diff refs/heads/tag-one main").contains("no changes"));
}

#[test]
fn without_git_a_missing_file_says_so() {
    let repository = history();
    let output = repository.kdm("diff tag-one main").env("PATH", "").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let why = "error: cannot read `tag-one`: it needs git, which is not on this machine";
    assert_eq!((output.status.code(), said.lines().next()), (Some(2), Some(why)));
    // Outside of a repository it is a missing file.
    let outside = Repository::empty();
    assert!(
        run(&outside, "diff tag-one main").contains("error: cannot read `tag-one`: there is no such file\n")
    );
}

#[test]
fn links_of_a_revision_stay_in_it() {
    let repository = history();
    for (name, target) in [
        ("to-file", "channels.yaml"),
        ("out", "/etc/passwd"),
        ("up", "../x"),
        ("circle", "circle"),
        ("nothing", "none"),
    ] {
        symlink(target, repository.path().join(name)).unwrap();
    }
    fs::create_dir(repository.path().join("sub")).unwrap();
    symlink("../data", repository.path().join("sub/data")).unwrap();
    symlink("../channels.yaml", repository.path().join("sub/channels.yaml")).unwrap();
    commit(&repository, "links");
    for (place, why) in [
        ("HEAD:out", "it is a link that leads out of the revision"),
        ("HEAD:up", "it is a link that leads out of the revision"),
        ("HEAD:circle", "it is a link that leads in a circle"),
        ("HEAD:nothing", "it is a link to what is not there"),
    ] {
        let found = run(&repository, &format!("diff {place} main"));
        assert!(found.contains(&format!("cannot read `{place}`: {why}")), "{found}");
    }
    assert!(
        run(&repository, "diff HEAD:sub/data/data.json main")
            .contains("HEAD:sub/data/data.json → main: no changes")
    );
    let found = run(&repository, "show v1.29.2+k3s1 --root HEAD:sub");
    assert!(found.contains("v1.29.2+k3s1  k3s  HEAD:sub/channels.yaml:"), "{found}");
}
