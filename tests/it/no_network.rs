//! No command but `kdm publish` touches the network: all others are run with each call of a socket looked at, which is more than
//! that they work without one.

#![cfg(target_os = "linux")]

use std::{fs, process::Command};

use crate::support::{Repository, commit, git, skipped};

/// Every command that there is, with what it takes to do its work. A new command belongs here.
const COMMANDS: [&str; 26] = [
    "init new",
    "lsp",
    "generate",
    "generate --check --diff diff.md",
    "check --against old.json",
    "check --format sarif",
    "diff old.json data/data.json",
    "diff HEAD data/data.json",
    "show k3s",
    "show defaults",
    "import old.json",
    "lines",
    "pin",
    "release k3s v1.29.10+k3s1",
    "mirror-list",
    "regsync --rancher >=2.8.0 --print-urls",
    "merge-driver old.json old.json data/data.json",
    "schema kdm",
    "completions bash",
    "man",
    "tag",
    "tag v2.9-build20260131 --branch release-v2.9",
    "package --tag v2.9-build20260130 --out image",
    "page --against old.json --out page.html",
    "os-image roll --base HEAD",
    "publish --help",
];

#[test]
fn no_command_but_publish_opens_a_socket() {
    let what = "whether any command but `publish` touches the network";
    if Command::new("strace").arg("--version").output().is_err() {
        skipped("there is no strace", what);
        return;
    }
    let listed = Repository::empty().kdm("--help").output().unwrap().stdout;
    let listed = String::from_utf8(listed).unwrap();
    let commands = listed.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let names = commands.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    for name in names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help") {
        assert!(
            COMMANDS.iter().any(|command| command.split(' ').next() == Some(name)),
            "`{name}` is not looked at here"
        );
    }
    for arguments in COMMANDS {
        let repository = Repository::copy_of("small").without("rke.json").without("expected.json");
        repository.kdm("generate").assert().success();
        fs::copy(repository.path().join("data/data.json"), repository.path().join("old.json")).unwrap();
        let release = Repository::copy_of("releases").read("capa/v34.5.0/release.yaml");
        let repository = repository.with("capa/v34.5.0/release.yaml", release);
        commit(&repository, "all");
        git(repository.path(), "tag v2.9-build20260130");
        git(repository.path(), "branch -m release-v2.9");
        git(repository.path(), "remote add origin https://github.com/rancher/kontainer-driver-metadata");
        let output = Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=%network", "-o", "calls"])
            .arg(assert_cmd::cargo::cargo_bin("kdm"))
            .args(arguments.split(' '))
            .current_dir(repository.path())
            .output()
            .unwrap();
        let calls = repository.read("calls");
        // A process tells its child of a signal through a pair of sockets; that leads nowhere.
        let outside: Vec<_> =
            calls.lines().filter(|line| line.contains("AF_INET") || line.contains("connect(")).collect();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(outside.is_empty(), "{arguments}: {outside:?} {said}");
        assert!(
            !said.contains("unexpected argument") && !said.contains("a defect of kdm"),
            "{arguments}: {said}"
        );
    }
}
