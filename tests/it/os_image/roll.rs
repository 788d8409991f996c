//! Whether nodes roll between releases.

use super::{printed, release, releases, said};

const OLD: &str = "capa/archived/v28.1.0/release.yaml";
const NEW: &str = "capa/archived/v28.2.0/release.yaml";

#[test]
fn a_line_says_whether_nodes_roll_and_why() {
    let repository = releases();
    insta::assert_snapshot!(said(&repository, &format!("roll --rules rules.yaml {OLD} {NEW}")), @"
    exit code 1
    roll	flatcar-stable-3815.2.5-kube-v1.28.11-alpha.1	flatcar-stable-3815.2.5-kube-1.28.11-tooling-1.20.0-gs	os-tooling added 1.20.0, flatcar-variant removed 1.0.0
    ");
    assert_eq!(
        printed(&repository, "roll capa/v34.4.0 capa/v34.4.1"),
        "same\tflatcar-stable-4593.2.2-kube-1.34.7-tooling-1.31.0-gs\tflatcar-stable-4593.2.2-kube-1.34.7-tooling-1.31.0-gs\t\n"
    );
    assert_eq!(
        printed(&repository, "roll eks/archived eks/v34.0.0"),
        "same\t-\t-\tkubernetes 1.33.8 -> 1.34.4\n"
    );
    insta::assert_snapshot!(said(&repository, "roll --format text capa/v34.4.1 capa/v34.5.0"), @"
    exit code 1
    OS image renamed: nodes roll
      aws-34.4.1  flatcar-stable-4593.2.2-kube-1.34.7-tooling-1.31.0-gs
      aws-34.5.0  flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs
      kubernetes 1.34.7 -> 1.34.10
      flatcar 4593.2.2 -> 4593.2.4
      os-tooling 1.31.0 -> 1.33.1
    ");
    insta::assert_snapshot!(said(&repository, "roll --format text eks/archived eks/v34.0.0"), @"
    exit code 0
    OS image unchanged
      eks-33.0.0  no node image
      eks-34.0.0  no node image
      kubernetes 1.33.8 -> 1.34.4
    ");
    insta::assert_snapshot!(said(&repository, "roll --format json capa/v34.4.1 capa/v34.5.0"));
    insta::assert_snapshot!(said(&repository, "roll --format csv capa/v34.4.1 capa/v34.5.0"));
}

#[test]
fn a_chart_alone_may_rename_the_image() {
    let components = "flatcar 3815.2.2, kubernetes 1.27.14, os-tooling 1.15.0";
    let repository = releases()
        .with("old.yaml", release("vsphere-27.0.1", &format!("cluster-vsphere 0.65.0, {components}")))
        .with("new.yaml", release("vsphere-27.0.2", &format!("cluster-vsphere 0.65.1, {components}")));
    assert_eq!(
        said(&repository, "roll --rules rules.yaml old.yaml new.yaml"),
        "exit code 1\nroll\tflatcar-stable-3815.2.2-kube-v1.27.14-gs\tflatcar-stable-3815.2.2-kube-1.27.14-tooling-1.15.0-gs\tcluster-vsphere 0.65.0 -> 0.65.1\n"
    );
}

#[test]
fn in_a_folder_the_base_is_what_was_there() {
    // Neither `aws-29.0.0` nor the beta was made from the version right below it: 28.2.0 came later.
    let repository = releases();
    let rolls = said(&repository, "roll --rules rules.yaml capa");
    let releases: Vec<_> =
        rolls.lines().skip(1).map(|line| line.rsplitn(3, '\t').take(2).collect::<Vec<_>>()).collect();
    assert_eq!(
        releases,
        [
            ["aws-28.2.0", "aws-28.1.0"],
            ["aws-29.0.0", "aws-28.1.0"],
            ["aws-34.4.0", "aws-29.0.0"],
            ["aws-34.4.1", "aws-34.4.0"],
            ["aws-34.5.0", "aws-34.4.1"],
            ["aws-35.0.0-beta.1", "aws-34.5.0"]
        ]
    );
    // The base of what is asked for need not be asked for.
    let text = said(&repository, "roll --state preview capa");
    assert!(text.ends_with("\tkubernetes 1.34.10 -> 1.35.7\taws-34.5.0\taws-35.0.0-beta.1\n"), "{text}");
}

#[test]
fn only_what_is_forbidden_is_an_error() {
    let repository = releases().with(
        "capa/v34.5.1/release.yaml",
        release("aws-34.5.1", "cluster-aws 7.7.4, flatcar 4593.2.6, kubernetes 1.34.10, os-tooling 1.33.1"),
    );
    let text = said(&repository, "roll --forbid patch --state active capa");
    insta::assert_snapshot!(text.split_once("error").unwrap().1, @"
    [patch-rolls]: the patch release `aws-34.5.1` names another node image than `aws-34.5.0`: `flatcar` 4593.2.6 instead of 4593.2.4
      --> capa/v34.5.1/release.yaml:10:14
       |
    10 |     version: 4593.2.6
       |              ^^^^^^^^
       |
       = note: clusters that take a patch without a thought get all their nodes replaced
       = help: make it a minor release, or leave the components as they are

    error: 1 error; nodes would roll
    ");
    assert!(text.starts_with("exit code 1\n"), "{text}");
    let minor = said(&repository, "roll --forbid minor capa/v34.4.1 capa/v34.5.0");
    insta::assert_snapshot!(minor);
    assert!(
        said(&repository, "roll --forbid patch capa/v34.4.1 capa/v34.5.0").starts_with("exit code 0\nroll\t")
    );
    let major = said(&repository, "roll --forbid patch,minor capa/v34.5.0 capa/v35.0.0-beta.1");
    assert!(major.starts_with("exit code 0\nroll\t"), "{major}");
}

#[test]
fn what_cannot_be_compared_is_not_taken_for_a_roll() {
    let repository = releases();
    let text = said(&repository, &format!("roll {OLD} {NEW}"));
    assert!(text.starts_with("exit code 2\nerror[missing-component]: `aws-28.1.0`"), "{text}");
    assert!(text.ends_with("error: 1 error; nothing is compared\n"), "{text}");
    for (arguments, expected) in [
        (
            "capa/v34.5.0 vsphere/v34.5.0",
            "error: `aws-34.5.0` and `vsphere-34.5.0` are of different providers, so no node of one becomes a node of the other\n",
        ),
        (
            "capa eks",
            "error: `capa` has 7 releases, and two are compared; states of a repository are compared by `--base REV`\n",
        ),
        ("a b c", "error: name two releases, OLD and NEW, or one folder\n"),
        (
            "--format markdown capa",
            "error: markdown is for a pull request; name what it is compared with by `--base REV`\n",
        ),
        ("none capa/v34.5.0", "error: cannot read `none`: there is no such file\n"),
    ] {
        assert_eq!(said(&repository, &format!("roll {arguments}")), format!("exit code 2\n{expected}"));
    }
    let text = said(&repository, "roll capa");
    assert!(
        text.starts_with("exit code 2\nroll\t") && text.ends_with("releases with errors are not compared\n"),
        "{text}"
    );
}

#[test]
fn a_release_alone_is_not_taken_for_one_that_stays() {
    let repository = releases();
    let error = "error: no release here has one before it to compare with; name OLD and NEW, or the folder of its provider\n";
    for path in ["capa/v34.5.0", "capa/v34.5.0/release.yaml"] {
        assert_eq!(said(&repository, &format!("roll {path}")), format!("exit code 2\n{error}"));
    }
    let text = said(&repository, "check capa/v34.5.0");
    assert_eq!(text, "exit code 0\nnothing found in 1 release; 1 without a release before to compare with\n");
}

#[test]
fn another_rule_is_named_as_the_cause() {
    let components = "flatcar 3815.2.5, kubernetes 1.27.16";
    let repository = releases()
        .with(
            "old.yaml",
            release("vsphere-27.0.0", &format!("cluster-vsphere 0.65.0, {components}, os-tooling 1.15.0")),
        )
        .with(
            "new.yaml",
            release("vsphere-27.0.1", &format!("cluster-vsphere 0.65.1, {components}, os-tooling 1.20.1")),
        );
    let text = said(&repository, "roll --forbid patch --rules rules.yaml old.yaml new.yaml");
    assert!(
        text.contains("names another node image than `vsphere-27.0.0`, by rule 4 instead of 3: `os-tooling`"),
        "{text}"
    );
    assert!(text.contains(" --> new.yaml:4:9\n"), "{text}");
}
