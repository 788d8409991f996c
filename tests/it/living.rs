//! What makes `kdm check` a gate that people keep switched on: only what is new, a baseline, and few words.

use crate::support::Repository;

/// A line with one warning.
fn before() -> Repository {
    Repository::copy_of("sound").edit("channels.yaml", "{type: array}", "{type: list}")
}

/// The same, and a second one that a change brought.
fn changed() -> Repository {
    before().edit("channels.yaml", "debug: {type: boolean}", "debug: {type: bool}")
}

/// What is printed on both streams.
fn said(repository: &Repository, arguments: &str) -> String {
    let output = repository.kdm(arguments).output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

#[test]
fn only_what_a_change_brought_is_reported() {
    let (repository, before) = (changed(), before());
    let place = before.path().display().to_string();
    let output = repository.kdm(&format!("check --new-since {place} --format line")).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text, "channels.yaml:18:36: warning[arg-type]: `debug` has the type `bool`\n");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains(&format!("; 1 finding that `{place}` has, too")), "{said}");
    // A place may be a build, too.
    repository.kdm("generate --out old.json").assert().success();
    let output = repository.kdm("check --new-since old.json --format line --rule arg-type").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    repository.kdm("check --new-since nowhere").assert().code(2);
}

#[test]
fn a_baseline_excepts_exactly_what_is_found() {
    let repository = changed().with("data/kdm.yaml", "# why\nline: v2.9\n");
    repository.kdm("check --write-baseline").assert().code(0);
    let settings = repository.read("data/kdm.yaml");
    assert!(settings.starts_with("# why\nline: v2.9\nallow:\n  - rule: arg-type\n"), "{settings}");
    assert!(!settings.contains('*'), "{settings}");
    let screen = said(&repository, "check");
    assert!(screen.contains("2 excepted: arg-type at "), "{screen}");
    assert!(!screen.contains("allowance-unused"), "{screen}");
    // What comes later is reported, at the same release, too.
    let repository = repository.edit(
        "channels.yaml",
        "{type: enum, options: [cis, cis-1.6], default: cis}",
        "{type: choice}",
    );
    let text = repository.kdm("check --format line").output().unwrap().stdout;
    assert_eq!(
        String::from_utf8(text).unwrap(),
        "channels.yaml:17:21: warning[arg-type]: `profile` has the type `choice`\n"
    );
    // And an exception is missed as soon as it is idle, whatever is compared.
    let repository = repository.edit("channels.yaml", "{type: list}", "{type: array}");
    assert!(said(&repository, "check").contains("[allowance-unused]"));
}

#[test]
fn findings_can_be_narrowed() {
    let repository = changed().edit("channels.yaml", "  featureVersions: *features\n", "");
    let shown = |options: &str| {
        let output = repository.kdm(&format!("check --format line {options}")).output().unwrap();
        String::from_utf8(output.stdout).unwrap().lines().count()
    };
    assert!(shown("") > shown("--level error") && shown("--level error") > 0);
    assert_eq!((shown("--rule arg-type"), shown("--quiet")), (2, 0));
    // The exit code is that of all findings.
    repository.kdm("check --rule arg-type --quiet").assert().code(1);
    insta::assert_snapshot!(repository.screen("check --explain arg-typo"));
    let names = repository.kdm("check --explain").output().unwrap();
    assert!(String::from_utf8(names.stdout).unwrap().contains("  arg-type\n"));
}

#[test]
fn rke_that_is_gone_as_a_whole_is_one_finding() {
    let repository = Repository::copy_of("sound");
    repository.kdm("generate --out released.json").assert().success();
    let text = repository.read("channels.yaml");
    let later = |text: String| {
        text.replace("v2.9.99", "v2.12.99").replace("'>= 2.9.0-0 < 2.10.0-0'", "'>= 2.9.0-0 < 2.13.0-0'")
    };
    let rke2 = later(repository.read("channels-rke2.yaml"));
    let next = Repository::empty().with("channels.yaml", later(text)).with("channels-rke2.yaml", rke2);
    let next =
        next.with("data/kdm.yaml", "line: v2.12\n").with("released.json", repository.read("released.json"));
    let output = next.kdm("check --against released.json --format line").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let of_rke: Vec<_> =
        text.lines().filter(|line| line.contains("RKE") || line.contains(": rke ")).collect();
    assert_eq!(of_rke.len(), 1, "{text}");
    assert!(
        of_rke[0].contains("warning[release-dropped]: all RKE tables are gone, with 3 versions"),
        "{text}"
    );
}
