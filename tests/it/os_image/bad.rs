//! Files that people really pushed, and others that nobody should.

use std::fmt::Write as _;

use super::{release, releases, said};
use crate::support::Repository;

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn each_bad_file_is_an_error_with_its_place_and_the_others_are_answered() {
    let sound = "flatcar 4593.2.4, kubernetes 1.34.10, os-tooling 1.33.1";
    let cases: &[(&str, String, &str)] = &[
        ("empty", String::new(), "1:1: error[release-resource]"),
        ("comment", "# nothing\n".to_owned(), "1:1: error[release-resource]"),
        ("list", "- a\n".to_owned(), "1:1: error[release-resource]"),
        (
            "helm",
            "apiVersion: v1\nmetadata:\n  name: {{ .Values.name }}\n".to_owned(),
            "3:10: error[map-key]",
        ),
        (
            "helm-if",
            "{{- if .Values.release }}\nkind: Release\n{{- end }}\n".to_owned(),
            "1:3: error[yaml-syntax]",
        ),
        (
            "kind",
            release("aws-34.5.0", sound).replace("kind: Release", "kind: ConfigMap"),
            "2:7: error[release-resource]",
        ),
        ("name", release("capa-34.5.0", sound), "4:9: error[release-resource]"),
        (
            "no-version",
            release("aws-34.5.0", sound).replace("    version: 1.34.10\n", ""),
            "9:11: error[release-resource]",
        ),
        ("master", release("aws-34.5.0", sound).replace("1.34.10", "master"), "10:14: error[not-semver]"),
        (
            "twice",
            release("aws-34.5.0", &format!("{sound}, kubernetes 1.34.9")),
            "13:11: error[duplicate-component]",
        ),
        ("broken", release("aws-34.5.0", sound).replace("  state:", " state:"), "14:2: error[yaml-syntax]"),
        ("tabs", release("aws-34.5.0", sound).replace("  date", "\tdate"), "error[yaml-syntax]"),
        (
            "two",
            format!("{}---\n{}", release("aws-34.5.0", sound), release("aws-34.6.0", sound)),
            "15:1: error[release-resource]",
        ),
        (
            "key",
            release("aws-34.5.0", sound).replace("spec:\n", "spec:\n  state: wip\n"),
            "15:3: error[release-resource]",
        ),
        (
            "recursive",
            release("aws-34.5.0", sound).replace("components:", "components: &a\n  - *a"),
            "error[",
        ),
    ];
    for (name, text, expected) in cases {
        let repository = releases().with("bad/release.yaml", text);
        let text = said(&repository, "name --rules rules.yaml bad eks/v34.0.0");
        assert!(text.starts_with("exit code 1\neks-34.0.0\t-\nerror["), "{name}: {text}");
        assert!(text.ends_with("error: 1 error; releases with errors are left out\n"), "{name}: {text}");
        let lines = said(&repository, "check --rules rules.yaml --format line bad");
        assert!(lines.contains(expected), "{name}: {expected} is not in {lines}");
    }
    let utf16 = releases().with("bad/release.yaml", b"\xff\xfea\0");
    assert!(said(&utf16, "name bad eks/v34.0.0").contains("this file is UTF-16"));
    let latin = release("aws-34.5.0", sound).into_bytes().into_iter().chain(*b"# \xe4\n").collect::<Vec<_>>();
    assert!(said(&releases().with("bad/release.yaml", latin), "name bad").contains("bad/release.yaml:15:3"));
}

#[test]
fn a_huge_release_is_answered_in_proportion() {
    let mut components = String::from("flatcar 4593.2.4, kubernetes 1.34.10, os-tooling 1.33.1");
    for nth in 0..100_000 {
        let _ = write!(components, ", component-{nth} 1.{nth}.0");
    }
    let text = release("aws-34.5.0", &components);
    assert!(text.len() > 4 << 20);
    let repository = Repository::empty().with("release.yaml", &text);
    assert!(
        said(&repository, "name release.yaml")
            .starts_with("exit code 0\naws-34.5.0\tflatcar-stable-4593.2.4")
    );
    let wrong = Repository::empty().with("release.yaml", text.replace("version: 1.", "version: v1."));
    let text = said(&wrong, "check release.yaml");
    assert!(
        text.contains("error: 100,001 errors and 0 warnings in 1 release") || text.contains("100001 errors"),
        "{}",
        &text[text.len() - 400..]
    );
}

#[test]
fn folders_without_releases_are_not_passed_over() {
    let repository = releases();
    for (arguments, expected) in [
        ("name proxmox", "error: cannot read `proxmox`: there is no `release.yaml` in it or below\n"),
        (
            "name proxmox sdk",
            "error: cannot read `proxmox`: there is no `release.yaml` in it, in the other folders, or below\n",
        ),
        ("name none", "error: cannot read `none`: there is no such file\n"),
        (
            "matrix --rules none.yaml none",
            "error: cannot read `none.yaml`: there is no such file\nerror: cannot read `none`: there is no such file\n",
        ),
        ("matrix --have none eks", "error: cannot read `none`: there is no such file\n"),
    ] {
        assert_eq!(said(&repository, arguments), format!("exit code 2\n{expected}"));
    }
    // One of several may be empty.
    assert_eq!(said(&repository, "name proxmox eks/v34.0.0"), "exit code 0\neks-34.0.0\t-\n");
    // What is only for tests is read where it is named.
    assert!(
        said(&repository, "name sdk/testdata/capa/v1.0.0-demo.0")
            .contains("`demo-1.0.0` is not the name of a release")
    );
}

#[test]
#[cfg(unix)]
fn links_do_not_lead_round() {
    let repository = releases();
    std::os::unix::fs::symlink(repository.path(), repository.path().join("eks/all")).unwrap();
    std::os::unix::fs::symlink("v34.0.0", repository.path().join("eks/latest")).unwrap();
    assert_eq!(said(&repository, "name eks"), "exit code 0\neks-33.0.0\t-\neks-34.0.0\t-\n");
    assert_eq!(said(&repository, "name eks/latest"), "exit code 0\neks-34.0.0\t-\n");
    std::os::unix::fs::symlink("nothing", repository.path().join("eks/v34.0.0/also")).unwrap();
    std::fs::remove_file(repository.path().join("eks/v34.0.0/release.yaml")).unwrap();
    std::os::unix::fs::symlink("nothing", repository.path().join("eks/v34.0.0/release.yaml")).unwrap();
    let text = said(&repository, "name eks");
    assert_eq!(
        text,
        "exit code 2\nerror: cannot read `eks/v34.0.0/release.yaml`: it is a link to what is not there\n"
    );
}

#[test]
fn what_data_says_does_not_command_a_terminal() {
    let text = release("aws-34.5.0", "flatcar 1.0.0, kubernetes 1.34.1, os-tooling 1.0.0")
        .replace("name: flatcar", "name: \"flat\\e[2Jcar\\n::error::x\"");
    let repository = Repository::empty().with("release.yaml", text);
    for command in [
        "name",
        "check",
        "check --format line",
        "check --format github",
        "matrix --format text",
        "rules --explain",
    ] {
        let text = said(&repository, &format!("{command} release.yaml"));
        assert!(!text.contains('\u{1b}') && !text.contains("\n::error::"), "{command}: {text}");
    }
}

#[test]
fn slips_are_one_finding_each() {
    let sound = "cluster-aws 7.7.3, flatcar 4593.2.4, kubernetes 1.34.10, os-tooling 1.33.1";
    for (name, text, rule) in [
        ("aws-34.6.0", release("aws-34.6.0", &sound.replace("os-tooling", "os-toling")), "missing-component"),
        ("aws-34.6.0", release("aws-34.6.0", &sound.replace("1.34.10", "1.33.1")), "minor-mismatch"),
        ("aws-34.6.0", release("aws-34.6.0", sound).replace("spec:", "Spec:"), "release-resource"),
        ("aws-34.6.0", release("v34.6.0", sound), "name-mismatch"),
        ("aws-34.6.0", release("aws-34.5.0", sound), "name-mismatch"),
        ("aws-34.6.0", release("aws-34.6.0+a", sound), "release-resource"),
        ("aws-34.6.0", release("aws-34.6.0", &sound.replace("1.33.1", "\"\"")), "release-resource"),
    ] {
        let repository = releases().with("capa/v34.6.0/release.yaml", text);
        let text = said(&repository, "check --state active --format line capa");
        let found: Vec<_> =
            text.lines().filter(|line| line.contains(": error[") || line.contains(": warning[")).collect();
        assert!(found.len() == 1 && found[0].contains(&format!("[{rule}]")), "{name} {rule}: {text}");
    }
    let toling =
        releases().with("release.yaml", release("aws-34.6.0", &sound.replace("os-tooling", "os-toling")));
    assert!(said(&toling, "name release.yaml").contains("= help: write `os-tooling` instead of `os-toling`"));
    // An empty document is none.
    let text = release("aws-34.6.0", sound) + "---\n# nothing\n";
    assert!(
        said(&Repository::empty().with("release.yaml", text), "name release.yaml")
            .starts_with("exit code 0\naws-34.6.0\t")
    );
}

#[test]
fn one_file_is_read_once_however_it_is_named() {
    let repository = releases();
    let path = repository.path().join("eks/v34.0.0").display().to_string();
    let text = said(&repository, &format!("name eks/v34.0.0 ./eks/v34.0.0 capa/../eks/v34.0.0 {path}"));
    assert_eq!(text, "exit code 0\neks-34.0.0\t-\n");
}
