//! What the user sees when something is wrong: one screen a test, kept beside it in `snapshots/`. And after
//! each of them: the old data.json is as it was, and nothing else lies in its folder.

use crate::support::Repository;

/// What stands in data.json before the run.
pub(crate) const OLD: &str = "{\n \"k3s\": {\n  \"releases\": []\n }\n}";

pub(crate) fn repository() -> Repository {
    Repository::copy_of("small").without("expected.json").with("data/data.json", OLD)
}

/// Runs a command that must fail and leave everything as it was; gives the screen.
#[track_caller]
pub(crate) fn refused(repository: &Repository, arguments: &str) -> String {
    let before = repository.data_files();
    let screen = repository.screen(arguments);
    assert!(!screen.starts_with("exit code 0"), "{screen}");
    assert_eq!(repository.read("data/data.json"), OLD);
    assert_eq!(repository.data_files(), before);
    screen
}

macro_rules! screen {
    ($repository:expr) => {
        screen!($repository, "generate --rke-source rke.json")
    };
    ($repository:expr, $arguments:expr) => {
        insta::assert_snapshot!(refused(&$repository, $arguments))
    };
}
pub(crate) use screen;

#[test]
fn unknown_alias() {
    screen!(repository().edit(
        "channels.yaml",
        "agentArgs: *agent\n",
        "agentArgs: *agnt\n    charts: *charts\n"
    ));
}

#[test]
fn anchor_inside_itself() {
    screen!(repository().edit(
        "channels.yaml",
        "      cluster-cidr: {type: string}\n",
        "      <<: *server\n"
    ));
}

#[test]
fn alias_bomb() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..40 {
        let alias = format!("*a{}, ", level - 1).repeat(9);
        bomb += &format!("a{level}: &a{level} [{alias}]\n");
    }
    screen!(repository().with("channels.yaml", bomb));
}

#[test]
fn duplicate_key_is_only_warned_of() {
    let repository = repository().edit(
        "channels.yaml",
        "  - version: v1.28.14+k3s1\n",
        "  - version: v1.28.13+k3s1\n    version: v1.28.14+k3s1\n",
    );
    insta::assert_snapshot!(repository.screen("generate --rke-source rke.json --out new.json"));
    let expected = Repository::copy_of("small").read("expected.json");
    assert_eq!(repository.read("new.json"), expected, "the second one counts");
}

#[test]
fn a_merge_below_keys_is_only_warned_of() {
    let channels = "old: &old\n  debug: {type: bool}\nreleases:\n- version: v1.28.1+k3s1\n  agentArgs:\n    debug: {type: boolean}\n    <<: *old\n";
    let repository = repository().with("channels.yaml", channels);
    insta::assert_snapshot!(repository.screen("generate --rke-source rke.json --out new.json"));
}

#[test]
fn two_keys_that_become_one() {
    screen!(repository().edit("channels-rfo.yaml", "releases:", "1: x\n'1': y\nreleases:"));
}

#[test]
fn tab_indentation() {
    screen!(repository().edit(
        "channels.yaml",
        "  - name: default\n    latest",
        "  - name: default\n\tlatest"
    ));
}

#[test]
fn bad_utf8() {
    let mut bytes = Repository::copy_of("small").read("channels.yaml").into_bytes();
    let at = bytes.windows(7).position(|window| window == b"snapsho").unwrap();
    bytes[at + 2] = 0xff;
    bytes[at + 3] = 0xc3;
    screen!(repository().with("channels.yaml", bytes));
}

#[test]
fn control_character() {
    screen!(repository().edit("channels.yaml", "summary: A key", "summary: A \u{1} key"));
}

#[test]
fn byte_order_mark_is_only_warned_of() {
    let text = Repository::copy_of("small").read("channels.yaml");
    let repository = repository().with("channels.yaml", format!("\u{feff}{text}"));
    insta::assert_snapshot!(repository.screen("generate --rke-source rke.json --out new.json"));
    assert_eq!(repository.read("new.json"), Repository::copy_of("small").read("expected.json"));
}

#[test]
fn empty_files() {
    screen!(repository().with("channels.yaml", "").with("channels-rke2.yaml", "# nothing here\n"));
}

#[test]
fn channel_file_that_is_a_list() {
    screen!(repository().with("channels.yaml", "- version: v1.28.14+k3s1\n"));
}

#[test]
fn second_document_is_only_warned_of() {
    let text = Repository::copy_of("small").read("channels.yaml");
    let repository = repository().with("channels.yaml", format!("{text}---\nreleases: []\n"));
    insta::assert_snapshot!(repository.screen("generate --rke-source rke.json --out new.json"));
    assert_eq!(repository.read("new.json"), Repository::copy_of("small").read("expected.json"));
}

#[test]
fn release_without_a_version() {
    screen!(repository().edit("channels.yaml", "  - version: v1.29.9+k3s1\n    min", "  - min"));
}

#[test]
fn values_of_the_wrong_type() {
    screen!(
        repository()
            .edit("channels.yaml", "version: v1.29.9+k3s1\n", "version: 1.20\n")
            .edit("channels.yaml", "summary: A key", "summary: [not, checked]\n        x: A key")
            .edit(
                "channels.yaml",
                "options: [coredns, servicelb, traefik, metrics-server]",
                "options: [yes, no]"
            )
            .edit("channels-rke2.yaml", "nullable: y", "nullable: 'true'")
            .edit("channels-rke2.yaml", "version: 1.16.104", "version: 1.16")
    );
}

#[test]
fn a_wrong_type_can_be_let_through() {
    let repository = repository().edit("channels-rke2.yaml", "version: 1.16.104", "version: 1.16");
    insta::assert_snapshot!(
        repository.screen("generate --rke-source rke.json --allow channel-type --out new.json")
    );
    assert!(repository.read("new.json").contains("\"version\": 1.16\n"));
}

#[test]
fn merge_of_a_scalar() {
    screen!(repository().edit("channels.yaml", "<<: *server", "<<: server").edit(
        "channels-rfo.yaml",
        "{tls-san: {type: array}}",
        "{<<: [{a: {}}, [b]], tls-san: {type: array}}"
    ));
}

#[test]
fn keys_that_are_none() {
    screen!(repository().edit("channels-rfo.yaml", "releases:", "~: x\n[a]: y\n? {b: c}\n: z\nreleases:"));
}

#[test]
fn numbers_that_are_none() {
    screen!(repository().edit("channels-rke2.yaml", "default: 012", "default: .inf"));
}

#[test]
fn tags_that_do_not_hold() {
    screen!(repository().edit(
        "channels-rke2.yaml",
        "default: 012",
        "default: !!int twelve, min: !!binary aGk="
    ));
}

#[test]
fn conflict_in_a_channel_file() {
    screen!(repository().edit(
        "channels.yaml",
        "    latest: v1.29.9+k3s1\n",
        "<<<<<<< HEAD\n    latest: v1.29.9+k3s1\n=======\n    latest: v1.28.14+k3s1\n>>>>>>> k3s-1.28\n",
    ));
}

#[test]
fn deeply_nested_yaml() {
    screen!(repository().with("channels-rfo.yaml", format!("releases: {}\n", "[".repeat(200_000))));
}

#[test]
fn yaml_nested_deeply_through_aliases() {
    let mut text = format!("a0: &a0 {}{}\n", "[".repeat(600), "]".repeat(600));
    text += &format!("a1: {}*a0{}\n", "[".repeat(600), "]".repeat(600));
    screen!(repository().with("channels-rfo.yaml", text));
}

#[test]
fn directory_where_a_file_should_be() {
    let repository = repository().without("channels.yaml").with("channels.yaml/file", "");
    screen!(repository, "generate --rke-source data");
}

#[test]
fn no_channels_yaml() {
    screen!(repository().without("channels.yaml"), "generate");
}

#[test]
fn no_channels_rke2_yaml() {
    screen!(repository().without("channels-rke2.yaml"), "generate --rke-source rke.json");
}

#[test]
fn no_repository() {
    screen!(repository(), "generate --root nowhere --rke-source nothing.json");
}

#[test]
fn build_that_loses_the_rke_tables_or_all_releases() {
    let compiled = Repository::copy_of("small").read("expected.json");
    let repository = repository().with("data/data.json", &compiled);
    insta::assert_snapshot!(repository.screen("generate"));
    assert_eq!(repository.read("data/data.json"), compiled);
    let emptied = Repository::copy_of("small").with("data/data.json", &compiled);
    let emptied = emptied.with("channels-rke2.yaml", "releases: []\n");
    insta::assert_snapshot!("all_releases_lost", emptied.screen("generate --rke-source rke.json"));
    assert_eq!(emptied.read("data/data.json"), compiled);
    repository.kdm("generate --allow section-lost").assert().success();
    assert!(repository.read("data/data.json").starts_with("{\n \"k3s\""));
}

#[test]
fn build_that_cannot_tell_what_it_would_lose() {
    let text = Repository::copy_of("small").read("expected.json").replacen("{\n", "{\n<<<<<<< HEAD\n", 1);
    let repository = repository().with("data/data.json", &text);
    insta::assert_snapshot!(repository.screen("generate"));
    assert_eq!(repository.read("data/data.json"), text);
}

#[test]
fn channel_file_that_is_misnamed_is_only_warned_of() {
    let compiled = Repository::copy_of("small").read("expected.json");
    let repository = repository().without("channels-rke2.yaml").with("data/data.json", &compiled);
    insta::assert_snapshot!(repository.screen("generate --rke-source data/data.json"));
}

#[test]
fn lost_dash() {
    let text = Repository::copy_of("small")
        .read("channels.yaml")
        .replace("  - version: v1.29.9", "    version: v1.29.9");
    insta::assert_snapshot!(
        repository().with("channels.yaml", text).screen("generate --rke-source rke.json --out new.json")
    );
}

#[test]
fn everything_is_said_in_one_run() {
    screen!(
        repository()
            .edit("channels.yaml", "agentArgs: *agent\n", "agentArgs: *agnt\n    charts: server\n")
            .edit("channels.yaml", "version: v1.29.9+k3s1\n", "version: 1.29\n")
            .edit("channels-rke2.yaml", "version: 1.16.104", "version: 1.16")
            .edit("rke.json", "\"weave\": null", "\"weave\": null,,")
    );
}

#[test]
fn lone_conflict_marker() {
    screen!(repository().edit("channels.yaml", "releases:\n", "=======\nreleases:\n"));
}

#[test]
fn key_without_a_colon() {
    screen!(repository().edit(
        "channels.yaml",
        "maxChannelServerVersion: v2.9.99\n    serverArgs: &server",
        "maxChannelServerVersion v2.9.99\n    serverArgs: &server"
    ));
}

#[test]
fn utf_16() {
    let text: Vec<u8> = "\u{feff}a: 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    screen!(repository().with("channels.yaml", text));
}

#[test]
fn rule_that_does_not_exist() {
    screen!(repository(), "generate --allow chanel-type");
}

#[test]
fn rule_that_cannot_be_let_through() {
    screen!(repository(), "generate --allow yaml-syntax");
}

#[test]
fn more_findings_than_fit_a_screen() {
    let releases = "  - {}\n".repeat(73);
    let screen = refused(&repository().with("channels.yaml", format!("releases:\n{releases}")), "generate");
    assert_eq!(screen.matches("error[missing-version]").count(), 50);
    assert!(screen.contains("... and 23 more findings not shown"), "{screen}");
    assert!(screen.contains("73 errors; nothing is written to `data/data.json`"), "{screen}");
}
