//! `kdm tag`: the next tag, whether one is right, and making it.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::support::{Repository, commit, git};

fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

fn build_of(day: Date, number: &str) -> String {
    format!("v2.9-build{}{number}", day.strftime("%Y%m%d"))
}

/// A repository on the branch release-v2.9, whose build is fresh.
fn released() -> Repository {
    let repository = Repository::copy_of("small").without("rke.json").without("expected.json");
    repository.kdm("generate").assert().success();
    commit(&repository, "first");
    git(repository.path(), "branch -m release-v2.9");
    repository
}

/// A run, with the tag of today as TODAY.
fn said(repository: &Repository, arguments: &str) -> String {
    let output = repository
        .kdm(arguments)
        .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")])
        .envs([("GIT_AUTHOR_NAME", "n"), ("GIT_AUTHOR_EMAIL", "e@example.org")])
        .envs([("GIT_COMMITTER_NAME", "n"), ("GIT_COMMITTER_EMAIL", "e@example.org")])
        .output()
        .unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    let text = format!("exit code {}\n{out}{err}", output.status.code().unwrap());
    text.replace(&today().strftime("%Y%m%d").to_string(), "TODAY")
}

#[test]
fn the_next_tag_is_that_of_today_and_the_branch() {
    let repository = released();
    insta::assert_snapshot!(said(&repository, "tag"));
    git(repository.path(), &format!("tag {}", build_of(today(), "")));
    assert!(said(&repository, "tag").contains("\nv2.9-buildTODAY01\n"));
    git(repository.path(), &format!("tag {}", build_of(today(), "99")));
    let full = said(&repository, "tag");
    assert!(full.starts_with("exit code 1") && full.contains("a hundred tags of today"), "{full}");
    assert!(said(&repository, "tag --with-rancher").contains("\nv2.9.0\n"));
    git(repository.path(), "tag v2.9.10");
    git(repository.path(), "tag v2.9.9");
    git(repository.path(), "tag v2.10.30");
    assert!(said(&repository, "tag --with-rancher").contains("\nv2.9.11\n"));
}

#[test]
fn a_tag_is_made_with_what_changed_since_the_last_one() {
    let repository = released();
    let first = said(&repository, "tag --write");
    assert!(first.starts_with("exit code 0"), "{first}");
    let release = "releases:\n  - version: v1.28.15+k3s1\n    minChannelServerVersion: v2.8.3-alpha1\n    maxChannelServerVersion: v2.9.99\n    serverArgs: {}\n    agentArgs: {}\n    featureVersions: {}\n";
    let repository = repository.edit("channels.yaml", "releases:\n", release);
    // What is not committed, or stale, is not tagged.
    insta::assert_snapshot!(said(&repository, "tag --write"));
    commit(&repository, "second");
    insta::assert_snapshot!(said(&repository, "tag --write"));
    repository.kdm("generate").assert().success();
    commit(&repository, "third");
    insta::assert_snapshot!(said(&repository, "tag --write"));
    let tag = build_of(today(), "01");
    assert_eq!(git(repository.path(), &format!("cat-file -t {tag}")), "tag");
    let message = git(repository.path(), &format!("for-each-ref --format=%(contents) refs/tags/{tag}"));
    insta::assert_snapshot!(message.replace(&today().strftime("%Y%m%d").to_string(), "TODAY"));
    assert_eq!(
        git(repository.path(), &format!("rev-parse {tag}^{{commit}}")),
        git(repository.path(), "rev-parse HEAD")
    );
    let again = said(&repository, &format!("tag {tag}"));
    assert!(again.starts_with("exit code 1") && again.contains("there is a tag"), "{again}");
}

#[test]
fn a_tag_that_is_wrong_is_refused_with_the_right_one() {
    let repository = released();
    git(repository.path(), "tag v2.9-build2026011001");
    for arguments in [
        "tag release-v2.9-build20260112",
        "tag v2.10-build20260112",
        "tag v2.9-build20260110",
        "tag v2.9-build2026011001 --write",
    ] {
        insta::assert_snapshot!(said(&repository, arguments));
    }
    let future = build_of(today().saturating_add(40.days()), "");
    assert!(said(&repository, &format!("tag {future}")).contains("is of a day to come"));
    assert_eq!(git(repository.path(), "tag"), "v2.9-build2026011001");
}

#[test]
fn a_branch_must_be_known() {
    let repository = released();
    git(repository.path(), "checkout --quiet --detach");
    let detached = said(&repository, "tag");
    assert!(
        detached.starts_with("exit code 2") && detached.contains("name the one that HEAD is of"),
        "{detached}"
    );
    assert!(said(&repository, "tag --branch release-v2.9").contains("\nv2.9-buildTODAY\n"));
    git(repository.path(), "checkout --quiet -b topic");
    let topic = said(&repository, "tag");
    assert!(topic.starts_with("exit code 2") && topic.contains("`topic` is checked out"), "{topic}");
    let other = said(&repository, "tag --branch release-v2.9");
    assert!(other.starts_with("exit code 2") && other.contains("check `release-v2.9` out"), "{other}");
    let nowhere = Repository::copy_of("small");
    let none = said(&nowhere, "tag --branch release-v2.9");
    assert!(none.starts_with("exit code 2") && none.contains("the tags cannot be listed"), "{none}");
}

#[test]
fn a_build_that_is_not_committed_is_not_tagged() {
    let repository = released();
    git(repository.path(), "rm --quiet --cached data/data.json");
    git(repository.path(), "commit --quiet --message without");
    let said = said(&repository, "tag --write");
    assert!(said.starts_with("exit code 1") && said.contains("`data/data.json`"), "{said}");
    assert_eq!(git(repository.path(), "tag"), "");
}

#[test]
#[cfg(unix)]
fn filters_of_a_repository_do_not_run() {
    use std::os::unix::fs::PermissionsExt;
    let repository = released().with("filter", "#!/bin/sh\ntouch ran\ncat\n");
    std::fs::set_permissions(repository.path().join("filter"), std::fs::Permissions::from_mode(0o755))
        .unwrap();
    let path = repository.path().join("filter").display().to_string();
    git(repository.path(), &format!("config filter.x.clean {path}"));
    let repository =
        repository.with(".git/info/attributes", "* filter=x\n").with("channels-rfo.yaml", "releases: []\n");
    let changed = said(&repository, "tag --write");
    assert!(changed.starts_with("exit code 1"), "{changed}");
    assert!(!repository.path().join("ran").exists());
}

#[test]
fn hooks_of_a_repository_do_not_run() {
    let repository = released().with(".git/hooks/reference-transaction", "#!/bin/sh\ntouch ran\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let hook = repository.path().join(".git/hooks/reference-transaction");
        std::fs::set_permissions(hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    assert!(said(&repository, "tag --write").starts_with("exit code 0"));
    assert!(!repository.path().join("ran").exists());
}
