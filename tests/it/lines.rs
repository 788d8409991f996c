//! `kdm lines`: the board of a repository with branches.

#![allow(unreachable_pub)]

use serde_json::Value;

use crate::support::{Repository, commit, git, golden};

/// A repository whose branches are made one after the other.
pub struct Branches(pub Repository);

impl Branches {
    /// `dev-v2.9` and `release-v2.9` at one commit, as released.
    pub fn released() -> Self {
        let repository = Repository::copy_of("sound").with("data/kdm.yaml", "line: v2.9\n");
        repository.kdm("generate").assert().success();
        commit(&repository, "released");
        let branches = Self(repository);
        branches.git("branch --move dev-v2.9");
        branches.git("branch release-v2.9");
        branches
    }

    pub fn git(&self, arguments: &str) -> String {
        git(self.0.path(), arguments)
    }

    /// Commits one edit on a branch, with the data.json that it compiles to.
    #[track_caller]
    pub fn edited(self, branch: &str, file: &str, from: &str, to: &str) -> Self {
        self.git(&format!("checkout --quiet {branch}"));
        self.generated(|repository| repository.edit(file, from, to), branch)
    }

    /// Commits what is done to the files of the branch that is checked out.
    #[track_caller]
    pub fn generated(self, change: impl FnOnce(Repository) -> Repository, title: &str) -> Self {
        let repository = change(self.0);
        repository.kdm("generate").assert().success();
        commit(&repository, title);
        Self(repository)
    }

    /// What a command prints to standard output, and its exit code.
    #[track_caller]
    pub fn says(&self, command: &str) -> (i32, String) {
        let output = self.0.kdm(command).output().unwrap();
        let why = String::from_utf8(output.stderr).unwrap();
        assert_ne!(output.status.code(), Some(2), "{why}");
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    }

    #[track_caller]
    fn json(&self, command: &str) -> Value {
        serde_json::from_str(&self.says(&format!("{command} --format json")).1).unwrap()
    }
}

/// A board without the digits of its commits.
fn without_commits(text: &str) -> String {
    let is_commit = |word: &str| {
        let word = word.trim_end_matches([',', ':']);
        word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let line = |line: &str| {
        let words: Vec<_> =
            line.split(' ').map(|word| if is_commit(word) { "COMMIT" } else { word }).collect();
        words.join(" ") + "\n"
    };
    text.lines().map(line).collect()
}

/// A release of K3s as channel files have it.
const K3S: &str = "- version: v1.29.2+k3s1
  minChannelServerVersion: v2.9.0-alpha1
  maxChannelServerVersion: v2.9.99
  serverArgs: *server
  agentArgs: *agent
  charts: *charts
  featureVersions: *features
- version: v1.29.1+k3s1";

/// Two lines, the older with what the newer lacks; a build that is stale; and a monthly branch that is merged, and one that is not.
fn months() -> Branches {
    let branches = Branches::released();
    branches.git("branch dev-v2.9-2024-09-patches");
    branches.git("branch dev-v2.9-2024-10-patches");
    // The month before is merged, with a commit for it; dev goes on.
    let branches = branches.edited(
        "dev-v2.9-2024-09-patches",
        "data/rke/system-images/v1.29.yaml",
        "etcd: rancher/mirrored-coreos-etcd:v3.5.9",
        "etcd: rancher/mirrored-coreos-etcd:v3.5.10",
    );
    branches.git("checkout --quiet dev-v2.9");
    branches.git("merge --quiet --no-ff -m merged dev-v2.9-2024-09-patches");
    let branches = branches.edited("dev-v2.9", "channels.yaml", "- version: v1.29.1+k3s1", K3S);
    branches.git("checkout --quiet release-v2.9");
    branches.git("checkout --quiet dev-v2.9 -- channels.yaml");
    let branches = branches.generated(|repository| repository, "released");
    let later = K3S.replace("v1.29.2+k3s1", "v1.29.3+k3s1").replace("v1.29.1+k3s1", "v1.29.2+k3s1");
    let branches = branches.edited("dev-v2.9", "channels.yaml", "- version: v1.29.2+k3s1", &later);
    // This month is not.
    let branches = branches.edited(
        "dev-v2.9-2024-10-patches",
        "data/rke/system-images/v1.28.yaml",
        "etcd: rancher/mirrored-coreos-etcd:v3.5.9",
        "etcd: rancher/mirrored-coreos-etcd:v3.5.11",
    );
    // The next line was made from what is released; its build is stale.
    branches.git("checkout --quiet -b dev-v2.10 release-v2.9~1");
    let repository = branches.0.edit("channels.yaml", "tls-san: {type: array}", "tls-san: {type: string}");
    let channels =
        repository.read("channels.yaml").replace("v2.9.99", "v2.10.99").replace("< 2.10.0-0", "< 2.11.0-0");
    let repository = repository.with("channels.yaml", channels).with("data/kdm.yaml", "line: v2.10\n");
    commit(&repository, "stale");
    Branches(repository)
}

#[test]
fn a_board_shows_what_is_released_what_waits_and_what_lacks() {
    let branches = months();
    let (code, board) = branches.says("lines");
    assert_eq!(code, 1);
    insta::assert_snapshot!("board", without_commits(&board));
    let (code, markdown) = branches.says("lines --format markdown");
    assert_eq!(code, 1);
    insta::assert_snapshot!("board_markdown", without_commits(&markdown));
}

#[test]
fn the_board_for_programs_has_its_schema() {
    let branches = months();
    let board = branches.json("lines");
    let schema: Value = serde_json::from_str(&branches.says("schema lines").1).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let wrong: Vec<_> = validator.iter_errors(&board).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(board["between"][0]["gaps"][0]["versions"], serde_json::json!(["v1.29.2+k3s1"]));
    assert_eq!(board["lines"][1]["branches"][0]["stale"], serde_json::json!(["data/data.json"]));
}

#[test]
fn the_command_of_a_gap_mends_it() {
    let branches = months();
    let board = branches.json("lines");
    let command = board["between"][0]["gaps"][0]["command"].as_str().unwrap();
    branches.git("checkout --quiet dev-v2.10");
    let command = command.strip_prefix("kdm ").unwrap();
    branches.0.kdm(&format!("{command} --line v2.10 --generate")).assert().success();
    commit(&branches.0, "ported");
    let (code, board) = branches.says("lines");
    // What waits on the older line does not count yet.
    assert!(board.contains("  will lack k3s v1.29.3+k3s1\n"), "{board}");
    assert_eq!(code, 0, "{board}");
}

#[test]
fn a_clean_repository_is_clean() {
    let branches = Branches::released();
    let (code, board) = branches.says("lines");
    assert_eq!(code, 0);
    assert!(board.contains("  nothing waits on dev\n"), "{board}");
    // The branches of the remote count where there is none here.
    let clone = tempfile::TempDir::new().unwrap();
    git(clone.path(), &format!("clone --quiet {} .", branches.0.path().display()));
    let output =
        assert_cmd::Command::cargo_bin("kdm").unwrap().current_dir(clone.path()).arg("lines").output();
    let board = String::from_utf8(output.unwrap().stdout).unwrap();
    assert!(board.starts_with("v2.9  dev-v2.9 ") && board.contains(", origin/release-v2.9 "), "{board}");
}

#[test]
fn a_branch_of_another_name_stands_for_itself() {
    let branches = Branches::released();
    branches.git("checkout --quiet -b ours");
    let (code, board) = branches.says("lines ours");
    assert_eq!(code, 0);
    assert!(board.starts_with("ours  ours "), "{board}");
}

#[test]
fn a_branch_that_cannot_be_compiled_is_one_line_of_the_board() {
    let branches = Branches::released();
    branches.git("checkout --quiet -b dev-v2.10");
    let repository = branches.0.edit("channels.yaml", "agentArgs: *agent", "agentArgs: *none");
    commit(&repository, "broken");
    let (code, board) = Branches(repository).says("lines");
    assert_eq!(code, 1);
    let broken =
        "  dev-v2.10: cannot be compiled: channels.yaml:25:14: there is no anchor `none` above this alias\n";
    assert!(board.contains(broken), "{board}");
}

#[test]
fn a_pin_says_how_far_it_is_behind() {
    let upstream = Repository::copy_of("checkout");
    commit(&upstream, "one");
    git(upstream.path(), "branch --move dev-v2.9");
    let branches = Branches::released();
    branches.git(&format!("remote add upstream {}", upstream.path().display()));
    branches.git("fetch --quiet upstream");
    // The pin has the address that the clone has.
    git(upstream.path(), &format!("remote add origin {}", upstream.path().display()));
    let place = format!("import {}@dev-v2.9 --force", upstream.path().display());
    branches.git("checkout --quiet dev-v2.9");
    branches.0.kdm(&place).assert().success();
    branches.0.kdm("generate --allow section-lost").assert().success();
    commit(&branches.0, "pinned");
    let board = branches.says("lines").1;
    assert!(board.contains(", the newest of upstream/dev-v2.9\n"), "{board}");
    for title in ["two", "three"] {
        commit(&upstream, title);
    }
    branches.git("fetch --quiet upstream");
    let board = branches.says("lines").1;
    assert!(board.contains(", 2 commits behind upstream/dev-v2.9\n"), "{board}");
}

mod bad_input {
    use super::*;

    #[test]
    fn what_has_no_board_says_why() {
        let branches = Branches::released();
        branches.git("checkout --quiet -b ours");
        branches.git("branch --delete --force dev-v2.9 release-v2.9");
        let says = |command: &str| branches.0.screen(command);
        insta::assert_snapshot!("no_lines", says("lines"));
        insta::assert_snapshot!("no_branch", says("lines our"));
        insta::assert_snapshot!("option_as_branch", says("lines -- --output=x"));
        insta::assert_snapshot!("lines_without_git", {
            let output = branches.0.kdm("lines").env("PATH", "").output().unwrap();
            String::from_utf8(output.stderr).unwrap()
        });
        let outside = Repository::empty();
        assert!(outside.screen("lines").contains("git says: not a git repository"));
        assert!(outside.screen("lines --root none").contains("`none` is not a folder; name that of a clone"));
    }
}

#[test]
fn upstreams_lines_are_beside_each_other() {
    let Some(golden) = golden("a board of upstream's lines") else { return };
    let repository = Repository::empty();
    for (line, branch) in [("dev-v2.7", "dev-v2.7"), ("dev-v2.9", "dev-v2.9")] {
        let folder = golden.join("lines").join(line);
        std::fs::create_dir_all(repository.path().join("data")).unwrap();
        for (from, to) in [
            ("channels.yaml", "channels.yaml"),
            ("channels-rke2.yaml", "channels-rke2.yaml"),
            ("data.json", "data/data.json"),
        ] {
            std::fs::copy(folder.join(from), repository.path().join(to)).unwrap();
        }
        commit(&repository, line);
        git(repository.path(), &format!("branch {branch}"));
    }
    let branches = Branches(repository);
    let board = branches.json("lines");
    for line in board["lines"].as_array().unwrap() {
        assert_eq!(line["branches"][0]["stale"], serde_json::json!([]));
    }
    insta::assert_snapshot!("board_of_upstream", without_commits(&branches.says("lines").1));
}
