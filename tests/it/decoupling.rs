//! The questions that come up where RKE, K3s and RKE2 are released each in their own time: monthly branches, data that is
//! read by Ranchers of several months, and the command that answers each.

use crate::{
    lines::Branches,
    support::{Repository, commit},
};

const V1_29: &str = "data/rke/system-images/v1.29.yaml";

/// A month with a version of RKE, as `-rancherN-M`.
fn month(branches: Branches, name: &str, from: &str, version: &str) -> Branches {
    branches.git(&format!("checkout --quiet -b {name} {from}"));
    branches.generated(
        |repository| {
            let (patch, _) = version.split_once('-').unwrap();
            let kubernetes = format!("  kubernetes: rancher/hyperkube:{patch}-rancher1\n");
            let images = repository.read(V1_29) + &format!("{version}:\n  <<: *images\n{kubernetes}");
            repository.with(V1_29, images)
        },
        name,
    )
}

/// Puts a branch into another one with a commit for it, as a pull request does.
fn merged(branches: Branches, from: &str, to: &str) -> Branches {
    branches.git(&format!("checkout --quiet {to}"));
    branches.git(&format!("merge --quiet --no-ff --message {from} {from}"));
    branches
}

/// What the board says of a branch, from its line on.
#[track_caller]
fn of(board: &str, branch: &str) -> String {
    let mut lines = board.lines().skip_while(|line| !line.trim_start().starts_with(branch));
    let head = lines.next().unwrap_or_else(|| panic!("{branch} is not in\n{board}")).to_owned();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let below = lines.take_while(|line| indent(line) > indent(&head));
    below.map(|line| line.trim_start().to_owned() + "\n").collect()
}

#[test]
fn a_change_of_rke2_after_rke_was_released_does_not_matter_to_rke() {
    let branches = month(Branches::released(), "dev-v2.9-2024-09-patches", "dev-v2.9", "v1.29.3-rancher1-1");
    let branches = merged(branches, "dev-v2.9-2024-09-patches", "dev-v2.9");
    let branches = merged(branches, "dev-v2.9-2024-09-patches", "release-v2.9");
    let branches =
        branches.edited("dev-v2.9-2024-09-patches", "channels-rke2.yaml", "version: 1.0.0", "version: 1.0.1");
    assert_eq!(branches.says("diff --only rke release-v2.9 dev-v2.9-2024-09-patches").0, 0);
    assert_eq!(branches.says("diff --only rke2 release-v2.9 dev-v2.9-2024-09-patches").0, 1);
    let board = branches.says("lines").1;
    let said = of(&board, "dev-v2.9-2024-09-patches");
    assert!(said.contains("release-v2.9: differs in v1.28.1+rke2r1"), "{board}");
    assert!(said.lines().all(|line| line.ends_with("; RKE is the same")), "{board}");
}

#[test]
fn an_r2_re_opens_the_branch_of_its_month() {
    let branches = month(Branches::released(), "dev-v2.9-2024-09-patches", "dev-v2.9", "v1.29.3-rancher1-1");
    let branches = merged(branches, "dev-v2.9-2024-09-patches", "dev-v2.9");
    let branches = merged(branches, "dev-v2.9-2024-09-patches", "release-v2.9");
    let board = branches.says("lines").1;
    assert!(
        of(&board, "dev-v2.9-2024-09-patches").contains("release-v2.9: merged; RKE is the same"),
        "{board}"
    );
    branches.git("checkout --quiet dev-v2.9-2024-09-patches");
    let branches = branches.generated(
        |repository| {
            let repository = repository.edit(V1_29, "v1.29.3-rancher1-1:", "v1.29.3-rancher2-1:");
            repository.edit(V1_29, "hyperkube:v1.29.3-rancher1", "hyperkube:v1.29.3-rancher2")
        },
        "r2",
    );
    let board = branches.says("lines").1;
    let said = of(&board, "dev-v2.9-2024-09-patches");
    assert_eq!(
        said,
        "dev-v2.9: lacks v1.29.3-rancher2-1; RKE differs\nrelease-v2.9: lacks v1.29.3-rancher2-1; RKE differs\n"
    );
    // What was released is to stay beside it.
    let output =
        branches.0.kdm("check --root dev-v2.9-2024-09-patches --against release-v2.9 --format line").output();
    let found = String::from_utf8(output.unwrap().stdout).unwrap();
    assert!(found.contains("error[version-removed]") && found.contains("v1.29.3-rancher1-1"), "{found}");
}

#[test]
fn a_rancher_that_jumps_three_months_loses_nothing() {
    let mut branches = Branches::released();
    branches.git("tag v2.9.1");
    for (name, version) in [
        ("dev-v2.9-2024-08-patches", "v1.29.3-rancher1-1"),
        ("dev-v2.9-2024-09-patches", "v1.29.4-rancher1-1"),
        ("dev-v2.9-2024-10-patches", "v1.29.5-rancher1-1"),
    ] {
        branches = month(branches, name, "release-v2.9", version);
        branches = merged(branches, name, "release-v2.9");
    }
    let (code, said) = branches.says("diff v2.9.1 release-v2.9");
    assert_eq!(code, 1);
    assert!(said.starts_with("v2.9.1 → release-v2.9: ") && !said.contains("breaking"), "{said}");
    assert!(said.contains("versions added: 3 versions: v1.29.3-rancher1-1 … v1.29.5-rancher1-1"), "{said}");
    branches.0.kdm("check --root release-v2.9 --against v2.9.1 --quiet").assert().success();
}

#[test]
fn two_builds_out_of_step_are_compared_part_by_part() {
    // RKE has the build of last month, Rancher that of this one, which takes a version away.
    let branches =
        month(Branches::released(), "dev-v2.9-2024-09-patches", "release-v2.9", "v1.29.3-rancher1-1");
    let branches = merged(branches, "dev-v2.9-2024-09-patches", "release-v2.9");
    let rke = branches.git("show release-v2.9:data/data.json");
    branches.git("checkout --quiet -b dev-v2.9-2024-10-patches release-v2.9");
    let branches = branches.generated(
        |repository| {
            let repository = repository.edit(V1_29, "v1.29.3-rancher1-1:", "v1.29.4-rancher1-1:");
            repository.edit(V1_29, "hyperkube:v1.29.3-rancher1", "hyperkube:v1.29.4-rancher1")
        },
        "month",
    );
    let repository = branches.0.with("rke.json", rke);
    let output = repository.kdm("diff --only rke rke.json dev-v2.9-2024-10-patches").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("rke   versions removed: ") && said.contains("v1.29.3-rancher1-1"), "{said}");
    let output = repository.kdm("show v1.29.3-rancher1-1 --data dev-v2.9-2024-10-patches").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    repository.kdm("show v1.29.3-rancher1-1 --data rke.json").assert().success();
}

#[test]
fn a_month_becomes_the_release_while_two_later_ones_are_there() {
    let mut branches = Branches::released();
    for (name, version) in [
        ("dev-v2.9-2024-09-patches", "v1.29.3-rancher1-1"),
        ("dev-v2.9-2024-10-patches", "v1.29.4-rancher1-1"),
        ("dev-v2.9-2024-11-patches", "v1.29.5-rancher1-1"),
    ] {
        branches = month(branches, name, "dev-v2.9", version);
    }
    // Before the merge: what it does.
    let (code, said) = branches.says("lines --merge dev-v2.9-2024-09-patches release-v2.9");
    assert_eq!(code, 0, "{said}");
    let head = "dev-v2.9-2024-09-patches → release-v2.9: the sources merge\n  the builds merge (`kdm merge-driver`)\n  for those who read release-v2.9:";
    assert!(said.starts_with(head) && said.contains("versions added"), "{said}");
    let before = branches.git("rev-parse --all");
    let branches = merged(branches, "dev-v2.9-2024-09-patches", "release-v2.9");
    assert_ne!(branches.git("rev-parse --all"), before);
    // The later ones are not in it, and each has what it brought.
    let board = branches.says("lines").1;
    assert!(of(&board, "dev-v2.9-2024-09-patches").contains("release-v2.9: merged"), "{board}");
    for (name, version) in [
        ("dev-v2.9-2024-10-patches", "v1.29.4-rancher1-1"),
        ("dev-v2.9-2024-11-patches", "v1.29.5-rancher1-1"),
    ] {
        assert!(of(&board, name).contains(&format!("release-v2.9: lacks {version}; RKE differs")), "{board}");
    }
    // They add to the same file at the same place: git asks, and kdm says so before.
    let (code, said) = branches.says("lines --merge dev-v2.9-2024-10-patches release-v2.9");
    assert_eq!(code, 1);
    assert!(
        said.contains(&format!(
            "1 file cannot be merged\n  {V1_29}: both sides changed the same lines, in 1 place\n"
        )),
        "{said}"
    );
    assert!(said.contains("  the builds merge (`kdm merge-driver`)\n"), "{said}");
}

#[test]
fn a_merge_says_what_it_cannot_put_together() {
    let branches = Branches::released();
    let branches =
        branches.edited("dev-v2.9", "channels.yaml", "tls-san: {type: array}", "tls-san: {type: string}");
    let branches = branches.edited(
        "release-v2.9",
        "channels.yaml",
        "tls-san: {type: array}",
        "tls-san: {type: boolean}",
    );
    let (code, said) = branches.says("lines --merge dev-v2.9 release-v2.9");
    assert_eq!(code, 1);
    assert!(
        said.contains(
            "1 file cannot be merged\n  channels.yaml: both sides changed the same lines, in 1 place\n"
        ),
        "{said}"
    );
    assert!(said.contains("the builds do not merge: both changed "), "{said}");
    // A merge that makes sources which nobody can compile.
    let branches = Branches::released();
    branches.git("checkout --quiet dev-v2.9");
    let repository = branches.0.edit("channels.yaml", "serverArgs: &server", "serverArgs: &renamed");
    let repository = repository.edit("channels.yaml", "  serverArgs: *server", "  serverArgs: *renamed");
    repository.kdm("generate").assert().success();
    commit(&repository, "renamed");
    let branches = Branches(repository);
    branches.git("checkout --quiet release-v2.9");
    let branches = branches.generated(
        |repository: Repository| {
            let text = repository.read("channels.yaml") + "- version: v1.29.2+k3s1\n  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: *server\n  agentArgs: *agent\n  charts: *charts\n  featureVersions: *features\n";
            repository.with("channels.yaml", text)
        },
        "added",
    );
    let (code, said) = branches.says("lines --merge dev-v2.9 release-v2.9");
    assert_eq!(code, 1);
    assert!(said.contains("the merged sources cannot be compiled: channels.yaml:33:15: there is no anchor `server` above this alias"), "{said}");
    let (code, said) = branches.says("lines --merge release-v2.9 release-v2.9");
    assert_eq!((code, &*said), (0, "release-v2.9 → release-v2.9: there is nothing to merge\n"));
}
