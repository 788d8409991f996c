//! The commit that the program is built from, for `kdm --version`.

#![allow(clippy::print_stdout)] // It is how cargo is told.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo:rerun-if-env-changed=KDM_COMMIT");
    println!("cargo:rerun-if-changed=build.rs");
    // While kdm is worked on, each commit would build everything anew.
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let given = env::var("KDM_COMMIT").ok().filter(|commit| !commit.is_empty());
    let commit = given.or_else(|| is_release.then(|| checked_out(Path::new(".git"))).flatten());
    let known = match commit {
        Some(commit) => commit.chars().take(8).collect(),
        None if is_release => "of an unknown commit".to_owned(),
        None => "debug build".to_owned(),
    };
    println!("cargo:rustc-env=KDM_COMMIT={known}");
}

/// The commit of a checkout, as git keeps it; nothing where there is no git, or the checkout is a worktree.
fn checked_out(git: &Path) -> Option<String> {
    // A file that is not there would be looked for, and everything built, each time.
    let read = |name: &str| {
        let path = git.join(name);
        let text = fs::read_to_string(&path).ok()?;
        println!("cargo:rerun-if-changed={}", path.display());
        Some(text)
    };
    // It changes with each commit, wherever the branch is kept.
    read("logs/HEAD");
    let head = read("HEAD")?;
    let Some(name) = head.trim().strip_prefix("ref: ") else { return Some(head.trim().to_owned()) };
    if git.join(name).is_file() {
        return read(name).map(|commit| commit.trim().to_owned());
    }
    let packed = read("packed-refs")?;
    let found = packed.lines().find_map(|line| line.strip_suffix(name)?.strip_suffix(' '));
    found.map(str::to_owned)
}
