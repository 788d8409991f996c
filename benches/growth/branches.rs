//! More of what is in the branches of a repository.

use std::{fs, path::Path, process::Command};

use crate::{
    Dimension,
    sources::{releases, small},
};

pub(crate) const ALL: &[Dimension] = &[
    Dimension { name: "lines: releases that wait", least: 500, make: waiting, command: "lines" },
    Dimension { name: "lines: months", least: 12, make: months, command: "lines" },
    Dimension { name: "lines: lines", least: 6, make: lines, command: "lines" },
    Dimension { name: "lines: commits behind a month", least: 500, make: commits, command: "lines" },
    Dimension {
        name: "diff: files of a revision",
        least: 500,
        make: files,
        command: "diff --quiet HEAD HEAD~1",
    },
    Dimension {
        name: "lines --merge: files of both",
        least: 500,
        make: files_of_both,
        command: "lines --merge ours release-v2.9",
    },
];

fn git(folder: &Path, arguments: &str) {
    let status = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "gc.auto=0"])
        .args(arguments.split_whitespace())
        .status()
        .unwrap();
    assert!(status.success(), "git {arguments}");
}

/// Commits what is there, and gives it a branch.
fn commit(folder: &Path, branch: &str) {
    git(folder, "add --all");
    git(folder, "commit --quiet --allow-empty --message x");
    git(folder, &format!("branch {branch}"));
}

fn begin(folder: &Path) {
    git(folder, "init --quiet --initial-branch main");
    small(folder);
    commit(folder, "release-v2.9");
}

fn waiting(folder: &Path, count: usize) {
    begin(folder);
    releases(folder, count);
    commit(folder, "dev-v2.9");
}

fn months(folder: &Path, count: usize) {
    begin(folder);
    for nth in 0..count {
        releases(folder, 5 + nth % 5);
        commit(folder, &format!("dev-v2.9-{}-{:02}-patches", 2000 + nth / 12, 1 + nth % 12));
    }
}

fn lines(folder: &Path, count: usize) {
    begin(folder);
    for nth in 0..count {
        releases(folder, 5 + nth % 5);
        commit(folder, &format!("dev-v2.{}", 10 + nth));
    }
}

/// As a stream, for `git fast-import`: a commit for each would take minutes.
fn commits(folder: &Path, count: usize) {
    begin(folder);
    let mut stream = String::new();
    for nth in 0..count {
        let from = if nth == 0 { "from refs/heads/release-v2.9^0\n" } else { "" };
        stream += &format!(
            "commit refs/heads/dev-v2.9-2024-01-patches\ncommitter n <e@example.org> {nth} +0000\ndata 1\nx\n{from}\n"
        );
    }
    fs::write(folder.join("stream"), stream).unwrap();
    let stream = fs::File::open(folder.join("stream")).unwrap();
    let mut import = Command::new("git");
    import.current_dir(folder).args(["fast-import", "--quiet"]).stdin(stream);
    assert!(import.status().unwrap().success());
    fs::remove_file(folder.join("stream")).unwrap();
}

fn some_files(folder: &Path, kind: &str, count: usize) {
    let docs = folder.join("docs").join(kind);
    fs::create_dir_all(&docs).unwrap();
    for nth in 0..count {
        fs::write(docs.join(format!("{kind}-{nth}.md")), nth.to_string()).unwrap();
    }
}

fn files(folder: &Path, count: usize) {
    begin(folder);
    some_files(folder, "some", count);
    commit(folder, "dev-v2.9");
}

fn files_of_both(folder: &Path, count: usize) {
    begin(folder);
    some_files(folder, "ours", count);
    commit(folder, "ours");
    git(folder, "checkout --quiet release-v2.9");
    some_files(folder, "theirs", count);
    git(folder, "add --all");
    git(folder, "commit --quiet --message theirs");
}
