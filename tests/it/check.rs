//! `kdm check`: a small line, what it released, and what must not happen to it.

use std::fs;

use crate::support::{Repository, golden, upstream};

/// The tree is small: what a real line has besides is not what these tests are about.
const RULES: &str = "rules: {image-missing: off, unbounded: off, rancher-default: off, scalar-changed: off, message: off, template-gap: off, app-default: off, default-gap: off}\n";

fn tree() -> Repository {
    Repository::copy_of("tree").with("data/kdm.yaml", RULES)
}

/// A repository and what it released.
fn released() -> Repository {
    let repository = tree();
    repository.kdm("generate --out released.json").assert().success();
    repository
}

const CHECK: &str = "check --against released.json";

/// What is printed and said, and the exit code.
#[track_caller]
fn screen(repository: &Repository, arguments: &str) -> String {
    let output = repository.kdm(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    format!("exit code {}\n{}{}", output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// That a rule is broken, or is not.
#[track_caller]
fn breaks(repository: &Repository, rule: &str, expected: bool) {
    let screen = screen(repository, CHECK);
    assert_eq!(screen.contains(&format!("[{rule}]")), expected, "{screen}");
}

#[test]
fn what_was_released_and_is_still_there_is_fine() {
    insta::assert_snapshot!(screen(&released(), CHECK));
    insta::assert_snapshot!(screen(&tree(), "check"));
}

#[test]
fn released_versions_must_be_there() {
    let text = "  - version: v1.29.9+k3s1";
    let repository = released();
    let channels = repository.read("channels.yaml");
    let without = &channels[..channels.find(text).unwrap()];
    let repository = repository.with("channels.yaml", without).edit(
        "data/rke/system-images/v1.26.yaml",
        "v1.26.9-rancher1-1:",
        "v1.26.9-rancher1-2:",
    );
    insta::assert_snapshot!(screen(&repository, CHECK));
}

#[test]
fn released_images_templates_and_options_are_never_written_anew() {
    let repository = released()
        .edit(
            "data/rke/system-images/v1.26.yaml",
            "mirrored-calico-node:v3.26.1",
            "mirrored-calico-node:v3.26.3",
        )
        .edit("data/rke/service-options.yaml", "profiling: \"false\"", "profiling: \"true\"")
        .with("data/rke/templates/canal-v3.26.yaml.tmpl", "kind: New\n");
    insta::assert_snapshot!(screen(&repository, CHECK));
}

#[test]
fn what_is_gone_is_shown_where_it_was() {
    // Behind tables of other versions and components.
    let repository = released().edit("data/rke/service-options.yaml", ", profiling: \"false\"", "");
    insta::assert_snapshot!(screen(&repository, CHECK));
}

#[test]
fn what_clusters_need_does_not_go() {
    for (rule, file, from, to) in [
        ("options-removed", "data/rke/service-options.yaml", "  v1.26: {}\n", ""),
        ("docker-removed", "data/rke/docker.yaml", "\"1.26\": [20.10.x, 23.0.x]", "\"1.26\": [23.0.x]"),
        ("channel-removed", "channels-rke2.yaml", "- name: default", "- name: stable"),
        (
            "args-gone",
            "channels-rke2.yaml",
            "    agentArgs:\n      selinux: {type: boolean, nullable: y}\n",
            "",
        ),
    ] {
        breaks(&released().edit(file, from, to), rule, true);
    }
}

#[test]
fn a_template_that_is_too_large_for_an_object_is_told() {
    let path = "data/rke/templates/canal-v3.26.yaml.tmpl";
    for (bytes, expected) in [(1 << 20, false), ((1 << 20) + 1, true)] {
        breaks(&released().with(path, "#".repeat(bytes)), "object-size", expected);
    }
}

#[test]
fn a_version_does_not_move_to_a_template_that_was_released() {
    let repository = released()
        .edit(
            "data/rke/addons.yaml",
            ">=1.25.0-rancher0 <1.26.0-rancher0",
            ">=1.25.0-rancher0 <1.25.16-rancher0",
        )
        .edit(
            "data/rke/addons.yaml",
            "{versions: \">=1.26.0-rancher0\"",
            "{versions: \">=1.25.16-rancher0\"",
        );
    insta::assert_snapshot!(screen(&repository, CHECK));
    // A template of its own is fine.
    let repository = released()
        .edit("data/rke/addons.yaml", ">=1.25.0-rancher0 <1.26.0-rancher0", ">=1.25.0-rancher0 <1.25.16-rancher0")
        .edit(
            "data/rke/addons.yaml",
            "  - {versions: \">=1.26.0-rancher0\"",
            "  - {versions: \">=1.25.16-rancher0 <1.26.0-rancher0\", template: canal-v3.25-new}\n  - {versions: \">=1.26.0-rancher0\"",
        )
        .with("data/rke/templates/canal-v3.25-new.yaml.tmpl", "kind: New\n");
    breaks(&repository, "template-moved", false);
}

#[test]
fn arguments_and_charts_are_not_lost_to_the_patch_before() {
    let channels = released().read("channels-rke2.yaml");
    let (before, release) = channels.split_at(channels.rfind("  - version:").unwrap());
    let version = release.split_whitespace().nth(2).unwrap();
    let patch: u32 = version.split(['.', '+']).nth(2).unwrap().parse().unwrap();
    let (one, two) = (version.replace(&format!(".{patch}+"), &format!(".{}+", patch + 1)), patch + 1);
    let bare = |version: &str| {
        format!(
            "  - version: {version}\n    minChannelServerVersion: v2.9.0-alpha1\n    maxChannelServerVersion: v2.9.99\n    serverArgs: {{x: {{type: string}}}}\n    agentArgs: {{x: {{type: string}}}}\n    charts: {{}}\n"
        )
    };
    let again = one.replace("rke2r1", "rke2r2");
    let text = format!("{before}{release}{}{}", bare(&one), bare(&again));
    let repository = released().with("channels-rke2.yaml", &text);
    let found = screen(&repository, CHECK);
    assert!(found.contains(&format!("of `{one}`, `{again}` lost")), "{two}: {found}");
    insta::assert_snapshot!(found);
    // A new minor may drop what it likes.
    let minor: u32 = version.split('.').nth(1).unwrap().parse().unwrap();
    let next = format!("v1.{}.0+rke2r1", minor + 1);
    let repository = released().with("channels-rke2.yaml", format!("{before}{release}{}", bare(&next)));
    breaks(&repository, "args-lost", false);
    breaks(&repository, "chart-lost", false);
}

#[test]
fn a_release_that_names_an_older_anchor_has_lost_what_came_since() {
    // As RKE2 v1.27.16+rke2r1 and r2 in upstream's dev-v2.8.
    let release = |version: &str, agent: &str| {
        format!(
            "  - version: {version}\n    minChannelServerVersion: v2.8.0-alpha1\n    maxChannelServerVersion: v2.8.99\n    serverArgs: *server\n    agentArgs: {agent}\n    featureVersions: {{encryption-key-rotation: 2.0.0}}\n"
        )
    };
    let channels = [
        "server: &server {debug: {type: boolean}}\nold: &old {selinux: {type: boolean}}\nreleases:\n"
            .to_owned(),
        release("v1.27.14+rke2r1", "*old"),
        release(
            "v1.27.15+rke2r1",
            "&new\n      <<: *old\n      enable-pprof: {type: boolean}\n      bind-address: {type: string}",
        ),
        release("v1.27.16+rke2r1", "*old"),
        release("v1.27.16+rke2r2", "*old"),
    ];
    let repository = released().with("channels-rke2.yaml", channels.concat());
    let of_line = |line: &str| format!("line: {line}\n{RULES}");
    let repository = repository.with("data/kdm.yaml", of_line("v2.8"));
    insta::assert_snapshot!(screen(&repository, "check"));
    // No Rancher 2.9 sees these releases.
    let repository = repository.with("data/kdm.yaml", of_line("v2.9"));
    insta::assert_snapshot!(screen(&repository, "check"));
}

#[test]
fn severities_are_those_of_the_settings() {
    let repository =
        tree().edit("channels.yaml", "cluster-cidr: {type: string}", "cluster-cidr: {type: bool}");
    let exit = |rules: &str| {
        let repository = Repository::empty()
            .with("channels.yaml", repository.read("channels.yaml"))
            .with("channels-rke2.yaml", repository.read("channels-rke2.yaml"))
            .with("data/kdm.yaml", format!("rules:\n  app-default: off\n{rules}"));
        let screen = screen(&repository, "check");
        let level =
            screen.lines().find(|line| line.contains("[arg-type]")).map(|line| line.split('[').next());
        (screen.starts_with("exit code 0"), level.flatten().map(str::to_owned))
    };
    assert_eq!(exit("  message: off\n"), (true, Some("warning".to_owned())));
    assert_eq!(exit("  arg-type: error\n"), (false, Some("error".to_owned())));
    assert_eq!(exit("  arg-type: warn\n"), (true, Some("warning".to_owned())));
    // With and without quotes, as YAML reads it.
    assert_eq!(exit("  arg-type: off\n"), (true, None));
    assert_eq!(exit("  arg-type: 'off'\n"), (true, None));
    // What generate finds has a severity, too.
    let unused = tree().with("data/rke/templates/nobody.yaml.tmpl", "kind: x\n");
    unused.kdm("generate --out a.json").assert().success();
    let unused = unused.with("data/kdm.yaml", "rules: {template-unused: error}\n");
    unused.kdm("generate --out a.json").assert().code(1);
    let gone = unused.with("data/kdm.yaml", "rules: {template-unused: off}\n");
    let output = gone.kdm("generate --out a.json").output().unwrap();
    assert!(!String::from_utf8(output.stderr).unwrap().contains("template-unused"));
}

#[test]
fn severities_and_lines_that_are_none_are_refused() {
    let settings =
        "line: v2.9.3\nrules:\n  arg-tpye: warn\n  arg-type: loud\n  yaml-syntax: off\n  window: on\n";
    insta::assert_snapshot!(screen(&tree().with("data/kdm.yaml", settings), "check"));
}

#[test]
fn a_release_is_the_same_in_all_lines() {
    let other = tempfile::TempDir::new().unwrap();
    let repository = tree();
    let copy = |name: &str, text: String| fs::write(other.path().join(name), text).unwrap();
    copy("channels.yaml", repository.read("channels.yaml").replace("cluster-cidr:", "cidr:"));
    copy(
        "channels-rke2.yaml",
        repository.read("channels-rke2.yaml").replace("v2.8.3-alpha1", "v2.8.0-alpha1"),
    );
    let output = repository.kdm("check --line").arg(other.path()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    // Windows are another matter.
    let titles: Vec<_> = text.lines().filter(|line| line.contains("[line-differs]")).collect();
    insta::assert_snapshot!(titles.join("\n").replace(other.path().to_str().unwrap(), "OTHER"));
    repository.kdm("check --line nowhere").assert().code(2);
}

#[test]
fn changes_of_released_entries_are_listed() {
    let repository =
        released().edit("channels.yaml", "cluster-cidr: {type: string}", "cluster-cidr: {type: array}");
    insta::assert_snapshot!(screen(&repository, CHECK));
}

#[test]
fn a_release_that_no_rancher_of_this_line_could_use_may_go() {
    let repository = released();
    let old = repository.read("released.json").replacen(
        "\"releases\": [",
        "\"releases\": [{\"version\":\"v1.20.1+k3s1\",\"minChannelServerVersion\":\"v2.5.0\",\"maxChannelServerVersion\":\"v2.5.99\"},{\"version\":\"v1.29.1+k3s1\",\"minChannelServerVersion\":\"v2.9.0\",\"maxChannelServerVersion\":\"v2.9.99\"},",
        1,
    );
    insta::assert_snapshot!(screen(&repository.with("released.json", old), CHECK));
}

#[test]
fn exceptions_have_a_reason_and_are_missed_when_they_are_idle() {
    let lost = released().edit("channels.yaml", "cluster-cidr: {type: string}", "cidr: {type: string}");
    breaks(&lost, "args-lost", true);
    let settings = "allow:\n  - {rule: args-lost, at: k3s v1.28.*, reason: never worked}\n  - {rule: args-lost, at: k3s v1.29.9+k3s1, reason: never worked}\n  - {rule: chart-lost, at: rke2 v1.28.14+rke2r1, reason: gone}\n";
    let repository = lost.with("data/kdm.yaml", RULES.to_owned() + settings);
    insta::assert_snapshot!(screen(&repository, CHECK));
    // Without anything to hold against it is not known whether they are idle.
    repository.kdm("check").assert().success();
    breaks(&repository, "allowance-unused", true);
    assert!(!screen(&repository, "check").contains("allowance-unused"));
}

#[test]
fn exceptions_that_say_too_little_are_refused() {
    let settings = "allow:\n  - {rule: arg-lost, at: k3s v1.28.14+k3s1, reason: x}\n  - {rule: args-lost, at: k3s v1.28.14+k3s1}\n  - {rule: args-lost, at: 7, reason: x}\n  - {rule: json-syntax, at: x, reason: x, why: x}\n  - args-lost\n";
    insta::assert_snapshot!(screen(&released().with("data/kdm.yaml", RULES.to_owned() + settings), CHECK));
}

#[test]
fn all_findings_of_all_released_builds_come_in_one_run() {
    let repository = released();
    let other = repository.read("released.json").replace("v1.28.14+k3s1", "v1.28.15+k3s1");
    let repository = repository
        .with("older.json", other)
        .edit("channels-rke2.yaml", "encryption-key-rotation: 2.0.0", "other: 2.0.0")
        .edit("data/rke/service-options.yaml", "profiling: \"false\"", "profiling: \"true\"");
    insta::assert_snapshot!(screen(&repository, "check --against released.json --against older.json"));
    repository
        .kdm("check --against released.json --allow feature-lost,feature-missing,options-changed")
        .assert()
        .success();
}

/// A line with an error, a warning and an exception, and two places for one of them.
fn mixed() -> Repository {
    released()
        .edit("channels.yaml", "cluster-cidr: {type: string}", "cidr: {type: bool}")
        .edit(
            "data/rke/system-images/v1.26.yaml",
            "mirrored-coreos-etcd:v3.5.6",
            "mirrored-coreos-etcd:v3.5.9",
        )
        .with(
            "data/kdm.yaml",
            RULES.to_owned()
                + "allow:\n  - {rule: args-lost, at: k3s v1.2*, reason: \"never worked: 100%, é\"}\n",
        )
}

#[test]
fn json_has_every_place_and_keeps_to_its_schema() {
    let output = mixed().kdm("check --against released.json --format json").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    let schema = serde_json::from_str(&kdm::schema::Schema::Findings.render()).unwrap();
    let findings = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<_> = validator.iter_errors(&findings).map(|fault| fault.to_string()).collect();
    assert_eq!(faults, [""; 0]);
    insta::assert_snapshot!(text);
}

#[test]
fn github_gets_an_annotation_a_line() {
    let output = mixed().kdm("check --against released.json --format github").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().all(|line| line.starts_with("::error ") || line.starts_with("::warning ")));
    insta::assert_snapshot!(text);
}

#[test]
fn code_scanning_gets_its_log() {
    let output = mixed().kdm("check --against released.json --format sarif").output().unwrap();
    let log: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in run["results"].as_array().unwrap() {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&run["results"]).unwrap());
}

#[test]
fn every_rule_is_in_the_table() {
    let output = Repository::empty().kdm("check --rules").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for rule in kdm::diagnostic::Rule::ALL {
        let line = text.lines().find(|line| line.split_whitespace().next() == Some(rule.name()));
        assert!(line.is_some_and(|line| line.ends_with(rule.breaks())), "{rule}");
    }
}

mod bad_input {
    use super::*;

    #[test]
    fn a_released_build_that_cannot_be_read() {
        let repository = released().with("released.json", "{\"k3s\": {}");
        insta::assert_snapshot!(screen(&repository, CHECK));
        insta::assert_snapshot!(screen(&repository, "check --against nowhere.json"));
    }

    #[test]
    fn sources_that_cannot_be_read_are_not_taken_for_ones_that_lack_everything() {
        let repository = released().edit("channels.yaml", "releases:", "releases: *nowhere\nmore:");
        insta::assert_snapshot!(screen(&repository, CHECK));
    }
}

#[test]
fn upstreams_lines_have_lost_nothing_but_what_they_have() {
    let Some(golden) = golden("the release gate over two lines") else { return };
    let lines = golden.join("lines");
    let repository = Repository::empty();
    let mut command = repository.kdm("check --rke-source dev-v2.9/data.json --root dev-v2.9");
    command.current_dir(&lines).args(["--against", "dev-v2.9/data.json", "--against", "dev-v2.7/data.json"]);
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    // Without the lines of upstream's files.
    let said = |line: &&str| !line.contains(" |") && !line.trim().is_empty();
    insta::assert_snapshot!(text.lines().filter(said).collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_arguments_that_a_release_of_upstreams_lost_are_found() {
    let Some(checkout) = upstream("the gate over a checkout") else { return };
    // Of upstream's lines only dev-v2.8 lost them.
    let text = fs::read_to_string(checkout.join("channels-rke2.yaml")).unwrap();
    let lost = text.contains("agentArgs: *agentArgs-v1-25-15-rke2r2\n    charts: &charts-v1-27-16-rke2r1");
    let output = Repository::empty().kdm("check --root").arg(&checkout).output().unwrap();
    let found = String::from_utf8(output.stdout).unwrap();
    let expected = "`agentArgs` of `v1.27.16+rke2r1`, `v1.27.16+rke2r2` lost `bind-address`, `enable-pprof`";
    assert_eq!(found.contains(expected), lost, "{found}");
}
