//! `kdm release` as people use it: what it changes, what it says, what it refuses.

use std::{fs, process::Command};

use crate::support::Repository;

/// All that the user sees: the exit code, the diff, the messages.
fn shown(repository: &Repository, arguments: &[&str]) -> String {
    let output = repository.kdm("release").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    format!(
        "exit code {}\n{}\n{}",
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr).replace(&repository.path().display().to_string(), "ROOT")
    )
}

const FILES: [&str; 2] = ["channels.yaml", "channels-rke2.yaml"];

fn texts(repository: &Repository) -> Vec<String> {
    FILES.map(|file| repository.read(file)).to_vec()
}

/// What is refused, each with its screen; nothing may change.
#[track_caller]
fn refused(repository: &Repository, commands: &[&[&str]]) -> String {
    let before = texts(repository);
    let mut screens = String::new();
    for command in commands {
        let screen = shown(repository, command);
        assert!(
            screen.starts_with("exit code 1") || screen.starts_with("exit code 2"),
            "{command:?}: {screen}"
        );
        screens += &format!("$ kdm release {}\n{screen}\n", command.join(" "));
        assert_eq!(texts(repository), before, "{command:?}");
    }
    screens
}

fn round() -> Repository {
    Repository::copy_of("round")
}

#[test]
fn a_patch_is_its_predecessor_with_another_version() {
    let repository = round();
    insta::assert_snapshot!(shown(
        &repository,
        &[
            "add",
            "v1.30.5+k3s1",
            "v1.31.1+k3s1",
            "--server-arg",
            "new={type: enum, options: [a, b]}",
            "--agent-arg",
            "other=string"
        ]
    ));
    repository.kdm("generate --allow missing-version").assert().success();
}

#[test]
fn charts_that_change_make_a_list_of_the_release() {
    let command = [
        "add",
        "v1.29.8+rke2r1",
        "v1.30.4-rc1+rke2r2",
        "--chart",
        "rke2-canal=v3.28.1",
        "--chart",
        "1.30:rke2-new=rancher-rke2-charts:1.20",
    ];
    insta::assert_snapshot!(shown(&round(), &command));
}

#[test]
fn candidates_become_releases_with_their_lists() {
    let repository = round();
    insta::assert_snapshot!(shown(&repository, &["promote", "1.30", "v1.31.0+rke2r1"]));
    insta::assert_snapshot!("promote_again", shown(&repository, &["promote"]));
}

#[test]
fn the_next_candidate_takes_the_place_of_the_last() {
    insta::assert_snapshot!(shown(&round(), &["promote", "--rc", "2"]));
}

#[test]
fn a_release_that_goes_leaves_its_lists_to_their_users() {
    insta::assert_snapshot!(shown(
        &round(),
        &["remove", "v1.29.7+k3s1", "v1.29.7+rke2r1", "--comment", "never released through KDM"]
    ));
}

#[test]
fn bounds_arguments_and_charts_are_set() {
    let repository = round();
    let mut screens = String::new();
    for command in [
        &["set", "1.30", "--max", "v2.9.99", "--min", "v2.8.5-alpha1", "--of", "k3s"][..],
        &["set", "v1.30.4+k3s1", "--server-arg", "debug=string", "--own"],
        &["set", "v1.29.7+rke2r1", "--chart", "rke2-cilium=1.15.800", "--shared"],
        &["set", "v1.31.0+k3s1", "--no-server-arg", "cni", "--own"],
        &["set", "*", "--no-feature", "encryption-key-rotation", "--of", "k3s"],
    ] {
        screens += &format!("$ kdm release {}\n{}\n", command.join(" "), shown(&repository, command));
    }
    insta::assert_snapshot!(screens);
}

#[test]
fn defaults_and_channels_are_set() {
    let repository = round();
    let mut screens = String::new();
    for command in [
        &["default", ">= 2.9.0-0 < 2.9.3-0", "1.30", "--instead-of", ">= 2.9.0-0 < 2.9.100-0"][..],
        &["default", ">= 2.9.3-0 < 2.9.100-0", "1.31"],
        &["channel", "default", "v1.31.0+k3s1"],
    ] {
        screens += &format!("$ kdm release {}\n{}\n", command.join(" "), shown(&repository, command));
    }
    insta::assert_snapshot!(screens);
    let channel = "# of K3s\nchannels:\n- name: stable\n  latest: v1.28.1+k3s1 # since May\n- name: latest\n  latest: v1.28.2+k3s1\n";
    let repository = Repository::empty().with("channel.yaml", channel);
    insta::assert_snapshot!(
        "channel_server",
        shown(&repository, &["channel", "stable", "v1.28.2+k3s1", "--file", "channel.yaml"])
    );
}

#[test]
fn a_branch_becomes_that_of_the_next_line() {
    let repository = round();
    insta::assert_snapshot!(shown(
        &repository,
        &["line", "v2.10", "--minors", "1.30,1.31", "--default", "1.31"]
    ));
    assert_eq!(repository.read("data/kdm.yaml"), "line: v2.10\n");
}

#[test]
fn what_another_line_has_is_taken_over_with_the_windows_of_this_one() {
    let repository = round();
    repository.kdm("release add v1.30.5+k3s1 v1.31.1+k3s1 --server-arg new=string").assert().success();
    let other = repository.path().join("other");
    fs::create_dir_all(other.join("data")).unwrap();
    for file in FILES {
        fs::copy(repository.path().join(file), other.join(file)).unwrap();
    }
    let repository = repository
        .with(
            "channels.yaml",
            fs::read(
                std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("tests/repositories/round/channels.yaml"),
            )
            .unwrap(),
        )
        .with("data/kdm.yaml", "line: v2.10\n");
    insta::assert_snapshot!(shown(&repository, &["port", "--from", "other", "--max", "line"]));
}

#[test]
fn what_history_shows_to_be_a_mistake_is_refused() {
    let repository = round();
    repository.kdm("generate --allow missing-version --out released.json").assert().success();
    insta::assert_snapshot!(refused(
        &repository,
        &[
            &["add", "v1.30.4+k3s1"],
            &["add", "v1.30.4+rke2r1"],
            &["add", "v1.31.0-rc3+rke2r1"],
            &["add", "v1.32.0+k3s1"],
            &["add", "v1.32.0+k3s1", "--min", "v2.9.0"],
            &["add", "v1.30.5+k3s1", "--max", "v2.10.99"],
            &["add", "v1.29.8+k3s1"],
            &["add", "v1.30.5+k3s1", "--min", "v2.10.0-alpha1"],
            &["add", "v1.30.5+k3s1", "v1.31.1+k3s1", "--server-arg", "new=string", "--minor", "1.30"],
            &["add", "v1.29.6+k3s1", "--min", "v2.8.0-alpha1", "--max", "line"],
            &["set", "v1.30.4+k3s1", "--server-arg", "debug=string"],
            &["set", "v1.29.7+k3s1", "--max", "v2.8.50", "--against", "released.json"],
            &["remove", "v1.29.7+k3s1", "--against", "released.json"],
        ]
    ));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let repository = round();
    insta::assert_snapshot!(refused(
        &repository,
        &[
            &["add", "1.30.5+k3s1", "v1.30.x+k3s1"],
            &["add", "v1.30.3+k3s1"],
            &["add", "v1.30.5+k3s1", "--like", "v1.30.40+k3s1"],
            &["add", "v1.29.8+rke2r1", "--chart", "rke2-cannal=v3.28.1"],
            &["add", "v1.29.8+rke2r1", "--no-chart", "rke2-cannal"],
            &["add", "v1.29.8+rke2r1", "--charts-from", "nowhere"],
            &["add", "v1.30.5+k3s1", "--server-arg", "x={type: string"],
            &["rename", "v1.30.4+k3s1", "v1.30.4+rke2r1"],
            &["rename", "v1.30.4+k3s1", "v1.31.0+k3s1"],
            &["rename", "v1.30.40+k3s1", "v1.30.5+k3s1"],
            &["rename", "charts-v1-29-7-rke2r2", "charts-x", "--of", "rke2"],
            &["promote", "v1.30.9+rke2r1"],
            &["promote", "1.31", "--rc", "1"],
            &["remove", "v1.30.5+k3s1"],
            &["set", "1.x", "--max", "line"],
            &["set", "v1.30.5+k3s1", "--max", "line"],
            &["set", "1.30"],
            &["default", ">= 2.9", "1.31"],
            &["default", ">= 2.9.0-0 < 2.10.0-0", "1.31", "--instead-of", ">= 2.9.0-0 < 2.9.99-0"],
            &["channel", "defualt", "v1.31.0+k3s1"],
            &["line", "v2.8", "--minors", "1.30"],
            &["port", "--from", "nowhere"],
            &["add", "v1.30.5+k3s1", "--root", ".", "--root", "./"],
        ]
    ));
}

#[test]
fn a_file_that_cannot_be_edited_stays_as_it_is() {
    let mut screens = String::new();
    for (from, to) in [
        ("*featureVersions-v1\n  - version: v1.31.0+k3s1", "*featureVersion-v1\n  - version: v1.31.0+k3s1"),
        ("channels:\n", "---\nchannels:\n---\n"),
        (
            "  - version: v1.31.0+k3s1 # the newest minor\n",
            "  - {version: v1.31.0+k3s1}\n  - version: v1.31.1+k3s1\n",
        ),
        ("releases:\n", "releases: null\nothers:\n"),
    ] {
        let repository = round().edit("channels.yaml", from, to);
        screens += &refused(&repository, &[&["add", "v1.31.0+k3s2"]]);
    }
    let repository = round().with("channels.yaml", b"releases:\n- version: \xff\n");
    screens += &shown(&repository, &["add", "v1.31.0+k3s2"]);
    let repository = round().with("channels.yaml", "");
    screens += &shown(&repository, &["add", "v1.31.0+k3s2"]);
    insta::assert_snapshot!(screens);
}

#[test]
fn two_lines_change_together_or_not_at_all() {
    let repository = round();
    let other = repository.path().join("other");
    fs::create_dir_all(other.join("data")).unwrap();
    for file in FILES {
        fs::copy(repository.path().join(file), other.join(file)).unwrap();
    }
    fs::write(other.join("data/kdm.yaml"), "line: v2.9\n").unwrap();
    let both = ["add", "v1.30.5+k3s1", "--root", ".", "--root", "other"];
    insta::assert_snapshot!("two_roots_of_one_line", refused(&repository, &[&both]));
    fs::write(other.join("data/kdm.yaml"), "line: v2.10\n").unwrap();
    insta::assert_snapshot!("one_of_two_lines_refuses", refused(&repository, &[&both]));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(other.join("channels.yaml"), fs::Permissions::from_mode(0o444)).unwrap();
        let command = [&both[..], &["--max", "line"]].concat();
        insta::assert_snapshot!("second_root_is_read_only", refused(&repository, &[&command]));
        fs::set_permissions(other.join("channels.yaml"), fs::Permissions::from_mode(0o644)).unwrap();
        assert!(shown(&repository, &command).starts_with("exit code 0"));
        assert!(
            fs::read_to_string(other.join("channels.yaml"))
                .unwrap()
                .contains("maxChannelServerVersion: v2.10.99")
        );
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_one_and_leads_nowhere_else() {
    let repository = round();
    let (path, elsewhere) = (repository.path().to_owned(), tempfile::tempdir().unwrap());
    fs::rename(path.join("channels.yaml"), path.join("data/k3s.yaml")).unwrap();
    std::os::unix::fs::symlink("data/k3s.yaml", path.join("channels.yaml")).unwrap();
    assert!(shown(&repository, &["add", "v1.30.5+k3s1"]).starts_with("exit code 0"));
    assert!(fs::symlink_metadata(path.join("channels.yaml")).unwrap().is_symlink());
    assert!(repository.read("data/k3s.yaml").contains("v1.30.5+k3s1"));
    fs::rename(path.join("data/k3s.yaml"), elsewhere.path().join("k3s.yaml")).unwrap();
    fs::remove_file(path.join("channels.yaml")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("k3s.yaml"), path.join("channels.yaml")).unwrap();
    let screen = shown(&repository, &["add", "v1.30.6+k3s1"]);
    assert!(screen.contains("it is a link that leads out of the repository"), "{screen}");
    assert!(!fs::read_to_string(elsewhere.path().join("k3s.yaml")).unwrap().contains("v1.30.6+k3s1"));
}

fn git(repository: &Repository, arguments: &str) -> String {
    let mut command = Command::new("git");
    command.current_dir(repository.path()).args([
        "-c",
        "user.name=captain",
        "-c",
        "user.email=captain@example.com",
        "-c",
        "commit.gpgsign=false",
    ]);
    let output = command.args(arguments.split_whitespace()).output().unwrap();
    assert!(output.status.success(), "git {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn committed() -> Repository {
    let repository = round().with("other.txt", "one\n");
    git(&repository, "init --quiet -b dev-v2.9");
    git(&repository, "config user.name captain");
    git(&repository, "config user.email captain@example.com");
    git(&repository, "add .");
    git(&repository, "commit --quiet -m begin");
    repository
}

#[test]
fn the_sources_and_what_is_generated_are_two_commits() {
    let repository = committed().with("other.txt", "two\n").with("untracked.txt", "");
    let screen = shown(
        &repository,
        &["add", "v1.30.5+k3s1", "--commit", "--message", "[v2.9] k3s patches", "--pr", "pr.md"],
    );
    assert!(screen.starts_with("exit code 0"), "{screen}");
    let log = git(&repository, "log --format=%s --name-only");
    assert_eq!(
        log,
        "go generate\n\ndata/data.json\n[v2.9] k3s patches\n\nchannels.yaml\nbegin\n\nchannels-rke2.yaml\nchannels.yaml\ndata/kdm.yaml\nother.txt\n"
    );
    assert_eq!(git(&repository, "status --porcelain"), " M other.txt\n?? pr.md\n?? untracked.txt\n");
    insta::assert_snapshot!("pull_request", repository.read("pr.md"));
}

#[test]
fn nothing_is_committed_beside_other_changes() {
    let repository = committed();
    let command: &[&str] = &["add", "v1.30.5+k3s1", "--commit"];
    fs::write(repository.path().join("other.txt"), "two\n").unwrap();
    git(&repository, "add other.txt");
    let mut screens = refused(&repository, &[command]);
    git(&repository, "reset --quiet --hard");
    fs::write(repository.path().join(".git/MERGE_HEAD"), git(&repository, "rev-parse HEAD")).unwrap();
    screens += &refused(&repository, &[command]);
    fs::remove_file(repository.path().join(".git/MERGE_HEAD")).unwrap();
    let repository = repository.edit("channels.yaml", "# the newest minor", "# mine");
    screens += &refused(&repository, &[command]);
    screens += &refused(&round(), &[command]);
    let output = round().kdm("release add v1.30.5+k3s1 --commit").env("PATH", "").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    screens += &String::from_utf8(output.stderr).unwrap();
    let diffs = |line: &&str| !line.starts_with(['+', '-', ' ', '@']);
    insta::assert_snapshot!(screens.lines().filter(diffs).collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let repository = round();
    let before = texts(&repository);
    assert!(
        shown(&repository, &["add", "v1.30.5+k3s1", "--dry-run", "--generate"]).starts_with("exit code 0")
    );
    assert_eq!(texts(&repository), before);
    assert!(!repository.path().join("data/data.json").exists());
}

#[test]
fn data_json_is_made_with_the_sources_or_neither() {
    let repository = round();
    assert!(shown(&repository, &["add", "v1.30.5+k3s1", "--generate"]).starts_with("exit code 0"));
    assert!(repository.read("data/data.json").contains("v1.30.5+k3s1"));
    // What does not compile is not written, and nor are its sources.
    let repository = repository.edit(
        "channels-rke2.yaml",
        "  - version: v1.30.4-rc1+rke2r1",
        "  - verison: v1.30.4-rc1+rke2r1\n    x: *none",
    );
    let before = texts(&repository);
    let screen = shown(&repository, &["add", "v1.30.6+k3s1", "--generate"]);
    assert!(screen.starts_with("exit code 1"), "{screen}");
    assert_eq!(texts(&repository), before);
}
