//! `kdm diff` on this repository's own data.json and a month of changes to it.

use std::{fs, path::Path};

use crate::support::{Repository, golden};
use serde_json::{Value, json};

fn data() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/data.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A release of a distribution.
#[track_caller]
fn release<'v>(data: &'v mut Value, distribution: &str, version: &str) -> &'v mut Value {
    let releases = data[distribution]["releases"].as_array_mut().unwrap();
    releases.iter_mut().find(|release| release["version"] == version).unwrap()
}

/// A folder with `old.json` and `new.json`.
fn pair(old: &Value, new: &Value) -> Repository {
    Repository::empty().with("old.json", old.to_string()).with("new.json", new.to_string())
}

/// What a month brings: a new release, an argument in all of them, and what should not have happened.
fn month() -> Repository {
    let old = data();
    let mut new = old.clone();
    for release in new["k3s"]["releases"].as_array_mut().unwrap() {
        release["agentArgs"]["debug-level"] = json!({"type": "string"});
    }
    let mut next = release(&mut new, "rke2", "v1.36.2+rke2r1").clone();
    next["version"] = json!("v1.36.3+rke2r1");
    next["charts"]["rke2-canal"]["version"] = json!("v3.28.2-build2024101601");
    next["serverArgs"]["helm-job-image"] = json!({"type": "string"});
    next["agentArgs"].as_object_mut().unwrap().remove("selinux");
    new["rke2"]["releases"].as_array_mut().unwrap().push(next);
    let lost = release(&mut new, "rke2", "v1.35.6+rke2r1")["serverArgs"].as_object_mut().unwrap();
    assert!(lost.remove("cni").is_some() && lost.remove("disable").is_some());
    release(&mut new, "rke2", "v1.35.5+rke2r2")["maxChannelServerVersion"] = json!("v2.15.3");
    new["rke2"]["appDefaults"][0]["defaults"][1]["defaultVersion"] = json!("1.33.x");
    new["k3s"]["appDefaults"][0]["defaults"][0]["defaultVersion"] = json!("1.32.x");
    new["K8sVersionRKESystemImages"]["v1.26.9-rancher1-1"]["coredns"] =
        json!("rancher/mirrored-coredns-coredns:1.10.1");
    new["K8sVersionServiceOptions"]["v1.26"]["kubelet"]["max-pods"] = json!("250");
    let templates = &mut new["K8sVersionedTemplates"];
    let canal = templates["templateKeys"]["starter-canal-v1"].as_str().unwrap().replacen("rbac", "RBAC", 1);
    templates["templateKeys"]["starter-canal-v1"] = json!(canal);
    let calico = templates["templateKeys"]["starter-calico-v1"].as_str().unwrap().replacen(
        "# A starter",
        "# The second one.\n# A starter",
        1,
    );
    templates["templateKeys"]["starter-calico-v2"] = json!(calico);
    templates["calico"] = json!({
        ">=1.23.0-rancher0 <1.25.0-rancher0": "starter-calico-v1",
        ">=1.25.0-rancher0": "starter-calico-v2",
    });
    templates["weave"] = json!({">=1.24.0-rancher0": "starter-weave-v1"});
    new["futureTable"] = json!({"a": 1});
    pair(&old, &new)
}

/// What a command prints, which ends with this exit code and says nothing else.
#[track_caller]
fn printed(repository: &Repository, arguments: &str, code: i32) -> String {
    let output = repository.kdm(arguments).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), said.as_str()), (Some(code), ""));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_month_is_told_in_a_screen() {
    let text = printed(&month(), "diff old.json new.json", 1);
    let long = text.lines().find(|line| line.chars().count() > 80);
    assert_eq!(long, None, "it fits 80 columns");
    insta::assert_snapshot!(text);
}

#[test]
fn details_have_every_part_and_the_manifests() {
    insta::assert_snapshot!(printed(&month(), "diff old.json new.json --details --only rke", 1));
}

#[test]
fn markdown_has_a_table_folded_details_and_the_tables_of_the_month() {
    insta::assert_snapshot!(printed(&month(), "diff old.json new.json --format markdown", 1));
}

#[test]
fn json_has_all_of_it() {
    let text = printed(&month(), "diff old.json new.json --format json", 1);
    let schema = serde_json::from_str(&kdm::schema::Schema::Diff.render()).unwrap();
    let diff = serde_json::from_str(&text).unwrap();
    let faults: Vec<_> = jsonschema::validator_for(&schema)
        .unwrap()
        .iter_errors(&diff)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect();
    assert_eq!(faults, [""; 0]);
    insta::assert_snapshot!(text);
}

#[test]
fn the_same_data_in_another_form_is_the_same() {
    let data = data();
    let repository = pair(&data, &data).with("new.json", serde_json::to_string_pretty(&data).unwrap());
    insta::assert_snapshot!(printed(&repository, "diff old.json new.json", 0), @"old.json → new.json: no changes");
    assert_eq!(printed(&repository, "diff old.json new.json --quiet", 0), "");
    assert_eq!(
        printed(&repository, "diff old.json new.json --format markdown", 0),
        "### new.json: no changes\n\n"
    );
}

#[test]
fn only_what_is_asked_for_counts() {
    let repository = month();
    assert_eq!(
        printed(&repository, "diff old.json new.json --only rfo", 0),
        "old.json → new.json: no changes\n"
    );
    assert_eq!(printed(&repository, "diff old.json new.json --only rfo,other --quiet", 1), "");
    let text = printed(&repository, "diff old.json new.json --only k3s", 1);
    assert!(text.contains("debug-level") && !text.contains("rke2"), "{text}");
}

#[test]
fn a_closed_pipe_is_success() {
    let repository = month();
    let command = format!(
        "'{}' diff old.json new.json --details | true; exit ${{PIPESTATUS[0]}}",
        assert_cmd::cargo::cargo_bin("kdm").display()
    );
    let status =
        std::process::Command::new("bash").args(["-c", &command]).current_dir(repository.path()).status();
    assert_eq!(status.unwrap().code(), Some(1));
}

#[test]
fn a_comment_never_gets_too_long_and_counts_what_was_cut() {
    let old = data();
    let mut new = old.clone();
    for (nth, release) in new["k3s"]["releases"].as_array_mut().unwrap().iter_mut().enumerate() {
        for argument in 0..400 {
            release["serverArgs"][format!("argument-{nth}-{argument}")] =
                json!({"type": "string", "default": "`|<b>@team"});
        }
    }
    let page = printed(&pair(&old, &new), "diff old.json new.json --format markdown", 1);
    assert!(page.chars().count() <= 65_536, "{}", page.chars().count());
    let cut = page.lines().find(|line| line.starts_with("> **Cut to fit a comment:**")).unwrap();
    assert!(cut.contains("not shown"), "{cut}");
    assert_eq!(page.matches("<details").count(), page.matches("</details>").count());
    assert!(!page.contains("<b>") && !page.contains("@team"), "nothing in the data is markup");
}

#[test]
fn two_lines_of_upstreams_are_told_in_sixty_lines() {
    let Some(golden) = golden("kdm diff of dev-v2.7 and dev-v2.9") else { return };
    let lines = golden.join("lines");
    let repository = Repository::empty();
    let command = |format: &str| {
        let mut command = repository.kdm("diff");
        command.current_dir(&lines).args(["dev-v2.7/data.json", "dev-v2.9/data.json", "--format", format]);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stdout).unwrap()
    };
    let text = command("text");
    assert!(text.lines().count() <= 60, "{}", text.lines().count());
    insta::assert_snapshot!(text);
    let markdown = command("markdown");
    assert!(markdown.chars().count() <= 65_536);
    let json: Value = serde_json::from_str(&command("json")).unwrap();
    let counted = |weight: &str| {
        let changes = json["changes"].as_array().unwrap();
        changes.iter().filter(|change| change["weight"] == weight).count()
    };
    for weight in ["breaking", "notable", "routine"] {
        assert_eq!(json["summary"][weight], counted(weight), "{weight}");
    }
    // What the channel files say: 19 releases more of each, `debug` in 71 and 75.
    let touched = |kind: &str, area: &str| -> usize {
        let changes = json["changes"].as_array().unwrap().iter();
        let changes = changes.filter(|change| change["kind"] == kind && change["area"] == area);
        changes.map(|change| change["versions"].as_array().unwrap().len()).sum()
    };
    assert_eq!([touched("release-added", "k3s"), touched("release-added", "rke2")], [19, 19]);
    assert_eq!([touched("args-added", "k3s"), touched("args-added", "rke2")], [71, 75]);
    assert_eq!([touched("release-removed", "k3s"), touched("version-added", "rke")], [0, 16]);
}

mod bad_input {
    use super::*;

    /// What is said of a bad new.json; nothing is printed.
    #[track_caller]
    fn screen(new: impl AsRef<[u8]>) -> String {
        let repository = Repository::empty().with("old.json", data().to_string()).with("new.json", new);
        repository.screen("diff old.json new.json")
    }

    #[test]
    fn conflict_markers() {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/data.json")).unwrap();
        let text = text.replacen("\n  \"v1.24\"", "\n<<<<<<< HEAD\n  \"v1.24\"", 1);
        insta::assert_snapshot!(screen(text));
    }

    #[test]
    fn a_file_that_was_cut_off() {
        let text = data().to_string();
        insta::assert_snapshot!(screen(&text[..text.len() / 2]));
    }

    #[test]
    fn wrong_types_and_keys_that_stand_twice_all_in_one_run() {
        let mut new = data();
        new["K8sVersionInfo"] = json!([]);
        new["k3s"] = json!("releases");
        let text = new.to_string();
        let text = text.replacen("\"k3s\":", "\"rfo\":{},\"rfo\":{},\"k3s\":", 1);
        insta::assert_snapshot!(screen(text));
    }

    #[test]
    fn no_json_at_all() {
        insta::assert_snapshot!(screen(""));
        insta::assert_snapshot!(screen("[1]"));
    }

    #[test]
    fn a_lot_of_nothing_and_nesting_without_end() {
        insta::assert_snapshot!(screen(" ".repeat(50_000_000)));
        insta::assert_snapshot!(screen("[".repeat(100_000)));
        let deep = format!("{{\"k3s\":{{\"releases\":{}{}}}}}", "[".repeat(100_000), "]".repeat(100_000));
        insta::assert_snapshot!(screen(deep));
    }

    #[test]
    fn what_is_not_utf8_is_replaced_as_go_does() {
        let mut bytes = data().to_string().into_bytes();
        let at = bytes.windows(5).position(|part| part == b"v1.23").unwrap();
        bytes[at] = 0xff;
        let repository = Repository::empty().with("old.json", data().to_string()).with("new.json", bytes);
        let output = repository.kdm("diff old.json new.json --only rke").output().unwrap();
        insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(1));
    }

    #[test]
    fn files_that_are_not_there() {
        insta::assert_snapshot!(Repository::empty().with("data/x", "").screen("diff old.json data"));
    }
}
