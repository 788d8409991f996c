//! Findings about Releases.

use super::{release, releases, said};
use crate::support::Repository;

#[test]
fn a_sound_repository_has_warnings_only() {
    insta::assert_snapshot!(said(&releases(), "check --rules rules.yaml --format line ."));
    assert_eq!(
        said(&releases(), "check vsphere/v34.5.0"),
        "exit code 0\nnothing found in 1 release; 1 without a release before to compare with\n"
    );
}

/// Each rule with what it takes to offend it: the rule, the repository, the command, and where the finding is.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(crate) fn offences() -> Vec<(&'static str, Repository, &'static str, &'static str)> {
    const SOUND: &str = "cluster-aws 7.7.3, flatcar 4593.2.4, kubernetes 1.34.10, os-tooling 1.33.1";
    let with = |path: &str, name: &str, components: &str| {
        releases().with(&format!("{path}/release.yaml"), release(name, components))
    };
    let other = |from: &str, to: &str| with("capa/v34.6.0", "aws-34.6.0", &SOUND.replace(from, to));
    let more = |more: &str| with("capa/v34.6.0", "aws-34.6.0", &format!("{SOUND}, {more}"));
    let variant = |name: &str, version: &str, date: &str| {
        let components =
            format!("cluster-aws 1.0.2, flatcar 3815.2.5, flatcar-variant {version}, kubernetes 1.28.11");
        release(name, &components).replace("2026-08-01", date)
    };
    let all = "os-image check .";
    vec![
        (
            "release-resource",
            releases().edit("eks/v34.0.0/release.yaml", "eks-34.0.0", "eks-34"),
            all,
            "eks/v34.0.0/release.yaml:4:9",
        ),
        ("not-semver", other("1.33.1", "TBD"), all, "capa/v34.6.0/release.yaml:14:14"),
        ("duplicate-component", more("flatcar 4593.2.4"), all, "capa/v34.6.0/release.yaml:15:11"),
        ("missing-component", other(", os-tooling 1.33.1", ""), all, "capa/v34.6.0/release.yaml:6:3"),
        (
            "no-rule",
            releases().with("r.yaml", "rules: [{providers: [eks], image: none}]"),
            "os-image check --rules r.yaml vsphere/v34.5.0",
            "vsphere/v34.5.0/release.yaml:4:9",
        ),
        (
            "release-twice",
            with("capa/archived/v34.5.0", "aws-34.5.0", SOUND),
            all,
            "capa/v34.5.0/release.yaml:7:9",
        ),
        ("name-mismatch", with("capa/v34.6.0", "aws-34.7.0", SOUND), all, "capa/v34.6.0/release.yaml:4:9"),
        (
            "name-mismatch",
            with("eks/archived/v34.6.0", "aws-34.6.0", SOUND),
            all,
            "eks/archived/v34.6.0/release.yaml:4:9",
        ),
        ("minor-mismatch", other("1.34.10", "1.35.0"), all, "capa/v34.6.0/release.yaml:12:14"),
        ("downgrade", other("1.34.10", "1.34.9"), all, "capa/v34.6.0/release.yaml:12:14"),
        ("downgrade", other("7.7.3", "7.7.3-rc1"), all, "capa/v34.6.0/release.yaml:8:14"),
        (
            "patch-rolls",
            with("capa/v34.5.1", "aws-34.5.1", &SOUND.replace("4593.2.4", "4593.2.5")),
            all,
            "capa/v34.5.1/release.yaml:10:14",
        ),
        ("component-set-changed", more("etcd 3.6.0"), all, "capa/v34.6.0/release.yaml:15:11"),
        ("deprecated-component", more("flatcar-variant 1.0.0"), all, "capa/v34.6.0/release.yaml:15:11"),
        (
            "component-ignored",
            with("eks/v34.1.0", "eks-34.1.0", &SOUND.replace("aws", "eks")),
            all,
            "eks/v34.1.0/release.yaml:12:14",
        ),
        // Only the first number of it counts.
        (
            "component-ignored",
            releases()
                .with("capa/v28.3.0/release.yaml", variant("aws-28.3.0", "1.0.0", "2024-08-01"))
                .with("capa/v28.4.0/release.yaml", variant("aws-28.4.0", "1.1.0", "2024-08-02")),
            "os-image check --rules rules.yaml .",
            "capa/v28.4.0/release.yaml:12:14",
        ),
        ("name-characters", other("1.34.10", "1.34.10+gs1"), all, "capa/v34.6.0/release.yaml:4:9"),
        ("name-too-long", other("1.33.1", "1.33.1-dev.2026"), all, "capa/v34.6.0/release.yaml:4:9"),
        (
            "providers-differ",
            with("azure/v34.5.0", "azure-34.5.0", &SOUND.replace("aws", "azure").replace("1.33.1", "1.33.2")),
            all,
            "capa/v34.5.0/release.yaml:7:9",
        ),
    ]
}

#[test]
fn what_names_nothing_is_checked_here_only() {
    let text = release("aws-34.5.0", "flatcar 1.0.0, kubernetes 1.34.1, os-tooling 1.0.0")
        .replace("spec:\n", "spec:\n  apps:\n  - {name: x, version: latest}\n  - {version: 1.0.0}\n")
        .replace("active", "released")
        .replace("2026-08-01T00:00:00Z", "today");
    let repository = Repository::empty().with("release.yaml", text);
    assert!(said(&repository, "name release.yaml").starts_with("exit code 0\n"));
    insta::assert_snapshot!(said(&repository, "check release.yaml"));
}

#[test]
fn findings_are_let_through_and_printed_for_programs() {
    let repository = releases().with(
        "capa/v34.6.0/release.yaml",
        release("aws-34.6.0", "cluster-aws 7.7.3, flatcar 4593.2.4, kubernetes 1.34.9, os-tooling 1.33.1"),
    );
    let arguments = "check --state active --provider aws";
    assert!(said(&repository, &format!("{arguments} .")).starts_with("exit code 1\n"));
    let text = said(&repository, &format!("{arguments} --allow downgrade ."));
    assert!(
        text.starts_with("exit code 0\n") && text.contains("note: let through by `--allow downgrade`"),
        "{text}"
    );
    for (format, part) in [
        ("json", "\"rule\": \"downgrade\""),
        ("sarif", "\"ruleId\": \"downgrade\""),
        ("github", "::error file=capa/v34.6.0/release.yaml,line=12,"),
    ] {
        let text = said(&repository, &format!("{arguments} --format {format} ."));
        assert!(text.contains(part), "{text}");
    }
    let refused = said(&repository, "check --allow missing-component .");
    assert!(refused.starts_with("exit code 2\nerror: invalid value 'missing-component'"), "{refused}");
    assert!(repository.kdm("check --allow downgrade").output().unwrap().status.code() == Some(2));
}

#[test]
fn a_deprecated_patch_rolls_nobody() {
    let text =
        release("aws-34.5.1", "cluster-aws 7.7.3, flatcar 4593.2.5, kubernetes 1.34.10, os-tooling 1.33.1");
    let repository = releases().with("capa/v34.5.1/release.yaml", text.replace("active", "deprecated"));
    assert!(!said(&repository, "check --format line .").contains("patch-rolls"));
}
