//! What has gone wrong in upstream's data, rebuilt as small cases: each is caught, with its place, before it ships.

use crate::support::Repository;

/// What `kdm check` says of a sound line in which one place is changed: levels, rules and places.
#[track_caller]
fn found(edits: &[(&str, &str, &str)]) -> Vec<String> {
    let repository = edits
        .iter()
        .fold(Repository::copy_of("sound"), |repository, (file, from, to)| repository.edit(file, from, to));
    let output = repository.kdm("check").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut found = Vec::new();
    let mut title = None;
    for line in text.lines() {
        if line.starts_with("error[") || line.starts_with("warning[") {
            title = line.split_once("]:").map(|(title, _)| format!("{title}]"));
        } else if let (Some((_, place)), Some(title)) = (line.split_once("--> "), title.take()) {
            found.push(format!("{title} {place}"));
        }
    }
    found
}

const ADDONS: &str = "data/rke/addons.yaml";
const RKE2: &str = "channels-rke2.yaml";

#[test]
fn an_alias_without_its_anchor() {
    // "fix anchors": 870f973e, 0ecd9c23, 2d25bfc0, 4a9332e9.
    let edit = ("channels.yaml", "agentArgs: *agent\n", "agentArgs: *agent-1-29\n");
    assert_eq!(found(&[edit]), ["error[unknown-anchor] channels.yaml:25:14"]);
}

#[test]
fn ranges_that_leave_a_version_between_them() {
    // `<1.24.9-rancher1-1` and `>=1.24.10-rancher1-1` (PR 218): v1.24.9-rancher1-1 had no template.
    let edits = [
        (ADDONS, "<1.29.0-rancher0", "<1.29.1-rancher1-1"),
        (
            ADDONS,
            "\">=1.29.0-rancher0\"\n    template: canal",
            "\">=1.29.2-rancher1-1\"\n    template: canal",
        ),
    ];
    assert_eq!(found(&edits), ["error[template-gap] data/rke/addons.yaml:2:15"]);
}

#[test]
fn a_template_key_without_its_text() {
    // rancher/rancher#25039.
    let found = found(&[(ADDONS, "template: canal-v2", "template: canal-v3")]);
    assert!(found.contains(&"error[template-missing] data/rke/addons.yaml:5:15".to_owned()), "{found:?}");
}

#[test]
fn a_default_of_a_minor_that_is_not_there() {
    let edits = [
        ("channels.yaml", "defaultVersion: 1.29.x", "defaultVersion: 1.23.x"),
        (RKE2, "defaultVersion: 1.29.x", "defaultVersion: 1.23.x"),
        ("data/rke/versions.yaml", "  default: v1.29.x", "  default: v1.23.x"),
    ];
    assert_eq!(
        found(&edits),
        [
            "error[app-default] channels.yaml:10:21",
            "error[app-default] channels-rke2.yaml:10:21",
            // rancher/rancher#38268, #29339.
            "error[rancher-default] data/rke/versions.yaml:10:12",
        ]
    );
}

#[test]
fn six_releases_without_the_feature_version_of_key_rotation() {
    // 9bb6be0e "Add featureVersions where it was missing".
    let release = |patch: u32| {
        format!(
            "- version: v1.29.{patch}+rke2r1\n  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: *server\n  agentArgs: *agent\n  charts: *charts\n"
        )
    };
    let releases: String = (2..8).map(release).collect();
    let found = found(&[(RKE2, "  messages:", &(releases + "  messages:"))]);
    // The first one lost it, which the patch before it has; the others never had it.
    assert!(found.contains(&"error[feature-lost] channels-rke2.yaml:28:12".to_owned()), "{found:?}");
    let missing: Vec<_> = found.iter().filter(|found| found.contains("[feature-missing]")).collect();
    assert_eq!(missing.len(), 5, "{found:?}");
    assert_eq!(missing[0], "error[feature-missing] channels-rke2.yaml:34:12");
}

#[test]
fn a_chart_that_went_back_to_its_old_repository() {
    // c5b3c59a "Fix chart repo from previous releases where it was incorrect".
    let charts = "{rancher-vsphere-csi: {repo: rancher-rke2-charts, version: 3.0.1}}";
    let release = "- version: v1.29.2+rke2r1\n  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: *server\n  agentArgs: *agent\n  charts: {rancher-vsphere-csi: {repo: rancher-charts, version: 3.1.0}}\n  featureVersions: *features\n  messages:";
    let k3s = "- version: v1.29.2+k3s1\n  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: *server\n  agentArgs: *agent\n  charts: *charts\n  featureVersions: *features\n  messages:";
    let edits = [
        (RKE2, "{traefik: {repo: rancher-charts, version: 1.0.0}}", charts),
        (RKE2, "  messages:", release),
        ("channels.yaml", "  messages:", k3s),
    ];
    assert_eq!(found(&edits), ["warning[chart-repo] channels-rke2.yaml:33:40"]);
}

#[test]
fn a_bound_with_a_dash_too_many() {
    // 5eef4ced "fix flannel template range for v1.25": `1.25.0-rancher-1-1`.
    let edits = [(ADDONS, "<1.29.0-rancher0", "<1.29.0-rancher-1-1")];
    assert_eq!(found(&edits), ["warning[range-bound] data/rke/addons.yaml:2:15"]);
}

#[test]
fn an_argument_of_the_type_bool() {
    assert_eq!(
        found(&[("channels.yaml", "debug: {type: boolean}", "debug: {type: bool}")]),
        ["warning[arg-type] channels.yaml:18:36"]
    );
}

#[test]
fn a_candidate_that_was_left_over() {
    // bcc65d17: v1.26.13+k3s1 became v1.26.13-rc2+k3s1 in a line that is released.
    let edit = ("channels.yaml", "- version: v1.29.1+k3s1", "- version: v1.29.1-rc2+k3s1");
    let found = found(&[edit]);
    assert!(found.contains(&"error[default-candidate] channels.yaml:21:12".to_owned()), "{found:?}");
}

#[test]
fn rules_of_defaults_in_the_wrong_order() {
    // A row that is put below the next one takes its Ranchers back to the older default.
    let rows = "  - appVersion: '>= 2.8.0-0 < 2.9.0-0'\n    defaultVersion: 1.28.x\n  - appVersion: '>= 2.9.0-0 < 2.10.0-0'\n    defaultVersion: 1.29.x\n";
    let swapped = "  - appVersion: '>= 2.9.0-0 < 2.10.100-0'\n    defaultVersion: 1.29.x\n  - appVersion: '>= 2.8.0-0 < 2.9.100-0'\n    defaultVersion: 1.28.x\n";
    assert_eq!(found(&[(RKE2, rows, swapped)]), ["error[app-default] channels-rke2.yaml:9:17"]);
    // In the right order each row may reach a line further.
    let stairs = "  - appVersion: '>= 2.8.0-0 < 2.9.100-0'\n    defaultVersion: 1.28.x\n  - appVersion: '>= 2.9.0-0 < 2.10.100-0'\n    defaultVersion: 1.29.x\n";
    assert_eq!(found(&[(RKE2, rows, stairs)]), [""; 0]);
}
