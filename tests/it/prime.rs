//! The enterprise build: the patch, what it compiles to, and the images to mirror.

use std::fs;

use crate::support::Repository;
use serde_json::{Value, json};

pub(crate) const PATCH: &str = "rancher-prime-patch.yaml";

/// A repository with RKE tables, and a patch that has everything.
pub(crate) fn prime() -> Repository {
    with(
        r#"
appDefaults:
  - appName: rancher
    defaults:
      - {appVersion: ">= 2.7.0-0 < 2.8.0-0", defaultVersion: 1.26.x, rancherVersions: [v2.7.11]}
mirrorOptions:
  - targetRegistry: ""
    regex:
      - {regexMatch: "^rancher/(.+)", regexReplacement: "cnrancher/$1"}
  - targetRegistry: registry.example.com
    regex:
      - {regexMatch: "^rancher/(hyperkube)$", regexReplacement: "prime/$1"}
releases:
  - version: v1.25.14-rancherprime1-1-1
    referenceVersion: v1.25.14-rancher1-1
    minChannelServerVersion: v2.7.0-rc0
    serviceOptions:
      kubelet: {event-qps: "5"}
    systemImages:
      etcd: rancher/etcd:v3.5.4-prime
    addonTemplates:
      macvlan: "kind: ConfigMap\n"
  - version: v1.26.9-rancherprime1-1-1
    systemImages:
      kubernetes: rancher/hyperkube:v1.26.9-rancher1
      etcd: quay.io/coreos/etcd:v3.5.6
      canalNode: rancher/mirrored-calico-node:v3.26.1
      coredns: rancher/mirrored-coredns-coredns:1.9.4
    addonTemplates:
      coreDNS: "image: {{.CoreDNSImage}} # prime\n"
"#,
    )
}

/// The same tables with another patch.
pub(crate) fn with(patch: &str) -> Repository {
    Repository::copy_of("tree").with(PATCH, patch)
}

/// A patch with one release and something more of it.
pub(crate) fn release(more: &str) -> Repository {
    with(&format!(
        "releases:\n  - version: v1.25.14-rancherprime1-1-1\n    referenceVersion: v1.25.14-rancher1-1\n{more}"
    ))
}

fn generated(repository: &Repository) -> Value {
    let screen = repository.screen("generate");
    assert!(screen.starts_with("exit code 0"), "{screen}");
    serde_json::from_str(&repository.read("data/data.json")).unwrap()
}

/// The screen of a run that writes nothing.
#[track_caller]
pub(crate) fn refused(repository: &Repository) -> String {
    let screen = repository.screen("generate");
    assert!(screen.starts_with("exit code 1"), "{screen}");
    assert!(repository.data_files().iter().all(|name| name == "rke"), "nothing is written");
    screen
}

/// The titles of the findings of a run, without those that this repository always has.
#[track_caller]
pub(crate) fn titles(repository: &Repository) -> Vec<String> {
    let screen = repository.screen("generate");
    let titles = screen.lines().filter(|line| line.starts_with("error[") || line.starts_with("warning["));
    titles.filter(|line| !line.contains("[unknown-key]")).map(str::to_owned).collect()
}

#[test]
fn a_release_stands_on_its_reference_or_on_its_own() {
    let repository = prime();
    let upstream: Value = serde_json::from_str(&repository.read("expected.json")).unwrap();
    let found = generated(&repository);
    let (based, own) = ("v1.25.14-rancherprime1-1-1", "v1.26.9-rancherprime1-1-1");

    let images = &found["K8sVersionRKESystemImages"];
    assert_eq!(images[based]["etcd"], "cnrancher/etcd:v3.5.4-prime");
    let reference = &upstream["K8sVersionRKESystemImages"]["v1.25.14-rancher1-1"];
    assert_eq!(
        images[based]["kubernetes"],
        reference["kubernetes"].as_str().unwrap().replace("rancher/", "cnrancher/")
    );
    assert_eq!(
        images[own],
        json!({
            "canalNode": "cnrancher/mirrored-calico-node:v3.26.1",
            "coredns": "cnrancher/mirrored-coredns-coredns:1.9.4",
            "etcd": "quay.io/coreos/etcd:v3.5.6",
            "kubernetes": "cnrancher/hyperkube:v1.26.9-rancher1",
        })
    );

    assert_eq!(found["K8sVersionInfo"][based]["minRancherVersion"], "2.7.0-rc0");
    assert_eq!(found["K8sVersionInfo"].get(own), None);
    let options = &found["K8sVersionServiceOptions"];
    let mut minor = options["v1.25"].clone();
    minor["kubelet"]["event-qps"] = json!("5");
    assert_eq!(options[based], minor);
    assert_eq!(options.get(own), None);
    assert_eq!(found["RancherDefaultK8sVersions"]["2.7.11"], "v1.26.x");

    let templates = &found["K8sVersionedTemplates"];
    let macvlan: Vec<_> = templates["macvlan"].as_object().unwrap().iter().collect();
    assert_eq!(macvlan.len(), 1);
    assert_eq!(macvlan[0].0, "1.25.14-rancherprime1-1-1");
    let key = macvlan[0].1.as_str().unwrap();
    assert!(key.starts_with("macvlan-") && key.len() <= 63, "{key}");
    assert_eq!(templates["templateKeys"][key], "kind: ConfigMap\n");

    // What the patch does not touch is as it was, key by key.
    for (table, rows) in upstream.as_object().unwrap() {
        for (key, row) in rows.as_object().into_iter().flatten() {
            let cut = table == "K8sVersionedTemplates" && ["coreDNS", "templateKeys"].contains(&key.as_str());
            if !cut && table != "RancherDefaultK8sVersions" {
                assert_eq!(&found[table][key], row, "{table} {key}");
            }
        }
    }
    repository.kdm("generate --check").assert().success();
}

#[test]
fn every_kind_of_rke_tables_can_be_patched() {
    let patch = "releases:\n  - version: v1.26.9-rancherprime1-1-1\n    referenceVersion: v1.26.9-rancher1-1\n    addonTemplates: {coreDNS: own}\n";
    let checkout = Repository::copy_of("checkout").with(PATCH, patch);
    let from_go = generated(&checkout);
    let release = "v1.26.9-rancherprime1-1-1";
    let tables = &from_go["K8sVersionRKESystemImages"];
    assert_eq!(tables[release], tables["v1.26.9-rancher1-1"]);
    assert_eq!(from_go["K8sVersionedTemplates"]["coreDNS"].as_object().unwrap().len(), 2);
    // The same tables compiled, and as a tree, give the same.
    let bytes = checkout.read("data/data.json");
    checkout.kdm("generate --rke-source expected.json --out compiled.json").assert().success();
    assert_eq!(checkout.read("compiled.json"), bytes);
    let tree = Repository::empty()
        .with("channels.yaml", checkout.read("channels.yaml"))
        .with("channels-rke2.yaml", checkout.read("channels-rke2.yaml"))
        .with(PATCH, patch);
    tree.kdm("import").arg(checkout.path().join("expected.json")).assert().success();
    tree.kdm("generate").assert().success();
    assert_eq!(tree.read("data/data.json"), bytes);
}

#[test]
fn the_screen_says_what_was_written() {
    insta::assert_snapshot!(prime().screen("generate"));
    let repository = prime();
    repository.kdm("generate").assert().success();
    insta::assert_snapshot!("mirror_list_file", repository.read("data/mirror-list.txt"));
    let stale = repository.with("data/mirror-list.txt", "old\n");
    insta::assert_snapshot!("stale_list", stale.screen("generate --check"));
    assert_eq!(stale.read("data/mirror-list.txt"), "old\n");
}

#[test]
fn a_patch_that_says_nothing_known_is_refused_at_its_place() {
    let wrong = with(
        "appDefaults:\n  - appNam: rancher\n    defaults:\n      - {appVersion: '~2.5', defaultVersion: 1.20.x}\n      - {appVersion: '>=2.5.0', defaultVersion: v1.20.15-rancher1-1}\nmirrorOption: []\nmirrorOptions:\n  - targetRegistry: rancher\n    regex:\n      - {regexMatch: '^rancher/(?=a)', regexReplacement: x}\n      - {regexMatch: 'a**'}\nreleases:\n  - version: 1.25.14\n  - version: v1.25.14-rancherprime1-1\n    referenceVersion: v1.25.14-rancher1-2\n    systemImages: {etc: a/b:1, etcd: ''}\n    serviceOptions: {kubelett: {}}\n    addonTemplates: {'a b': x}\n    minChannelServerVersion: 2.7.x\n  - version: v1.25.14-rancherprime1-1\n  - referenceVersion: v1.25.14-rancher1-1\n",
    );
    insta::assert_snapshot!(refused(&wrong));
    insta::assert_snapshot!("no_list", refused(&with("releases: {}\nappDefaults: 1\nmirrorOptions: [1]\n")));
    insta::assert_snapshot!("empty", refused(&with("[]")));
}

#[test]
fn a_release_that_cannot_stand_beside_upstreams() {
    insta::assert_snapshot!(refused(&with(
        "releases:\n  - version: v1.25.14-rancher1-1\n  - version: v1.26.10-rancherprime1-1\n    referenceVersion: v1.25.14-rancher1-2\n"
    )));
    let without = release("");
    fs::remove_dir_all(without.path().join("data/rke")).unwrap();
    insta::assert_snapshot!("no_tables", without.screen("generate"));
}

#[test]
fn versions_that_are_none() {
    let version = |version: &str| titles(&with(&format!("releases:\n  - version: {version}\n")))[0].clone();
    assert_eq!(
        version("1.26.9-rancherprime1-1"),
        "error[value-type]: `1.26.9-rancherprime1-1` is not an RKE version: it does not begin with `v`"
    );
    assert_eq!(
        version("v1.26.9-prime-rancher1"),
        "error[value-type]: `v1.26.9-prime-rancher1` is not an RKE version: `-rancher` must follow its numbers"
    );
    assert_eq!(
        version("v1.26.9-rancherprime1-1+b"),
        "error[value-type]: `v1.26.9-rancherprime1-1+b` has a `+`, and what follows it is not compared"
    );
    assert_eq!(
        version("v1.26.9-rancherprime1.x"),
        "error[value-type]: no range can name `v1.26.9-rancherprime1.x`: blang reads an `x` after a point as any number"
    );
    assert_eq!(
        titles(&with(
            "releases:\n  - {version: v1.25.14-rancherprime1-1-1, referenceVersion: v1.26.9-rancher1-1}\n"
        )),
        ["error[patch-reference]: `v1.26.9-rancher1-1` has another minor than `v1.25.14-rancherprime1-1-1`"]
    );
}

#[test]
fn a_release_on_its_own_without_all_images() {
    let images = |images: &str| {
        titles(&with(&format!(
            "releases:\n  - {{version: v1.26.9-rancherprime1-1-1, systemImages: {{{images}}}}}\n"
        )))
    };
    let all = "kubernetes: \"a/b:v1.26.9\", etcd: \"a/c:v1\", canalNode: \"a/d:v1\", coredns: \"a/e:v1\"";
    assert_eq!(images(all), Vec::<String>::new());
    assert_eq!(
        images("kubernetes: \"a/b:v1.26.9\""),
        [
            "error[incomplete-release]: `v1.26.9-rancherprime1-1-1` lacks the images `etcd`, `coredns`, `canalNode`"
        ]
    );
}

#[test]
fn registries_that_are_none() {
    for registry in
        ["rancher", "https://a.b", "a.b\\nc", "a.b\\u00a0c", ".", "a..b", "-a.b", "a.b:x", "a.b:0", "a.b/c"]
    {
        let titles =
            titles(&with(&format!("mirrorOptions:\n  - targetRegistry: \"{registry}\"\n    regex: []\n")));
        assert!(titles.len() == 1 && titles[0].contains("is not a registry"), "{titles:?}");
    }
    for registry in ["", "localhost", "localhost:5000", "registry.example.com", "10.0.0.1:443"] {
        let patch = format!("mirrorOptions:\n  - targetRegistry: \"{registry}\"\n    regex: []\n");
        assert_eq!(titles(&with(&patch)), Vec::<String>::new(), "{registry}");
    }
}

#[test]
fn two_images_do_not_go_under_one_name() {
    let patch = |name: &str| {
        format!(
            "mirrorOptions:\n  - targetRegistry: r.example.com\n    regex:\n      - {{regexMatch: '^(a/one|b/{name})$', regexReplacement: 'x/same'}}\nreleases:\n  - version: v1.25.14-rancherprime1-1-1\n    referenceVersion: v1.25.14-rancher1-1\n    systemImages: {{alpine: 'a/one:v1', canalNode: 'b/two:v1'}}\n"
        )
    };
    let conflicts = |name| {
        let output = with(&patch(name)).kdm("generate").output().unwrap();
        String::from_utf8(output.stderr).unwrap().matches("error[mirror-conflict]").count()
    };
    assert_eq!(conflicts("two"), 1);
    assert_eq!(conflicts("three"), 0);
}

#[test]
fn versions_that_sort_below_what_they_stand_on() {
    let below = |version: &str| {
        titles(&with(&format!(
            "releases:\n  - version: {version}\n    referenceVersion: v1.25.14-rancher1-1\n"
        )))
    };
    assert_eq!(below("v1.25.14-rancherprime1-1-1"), Vec::<String>::new());
    assert_eq!(
        below("v1.25.14-rancher-ent1-1")[..1],
        [
            "error[patch-order]: `v1.25.14-rancher-ent1-1` sorts below `v1.25.14-rancher1-1`, which it starts from"
        ]
    );
    let alone =
        "releases:\n  - version: v1.26.10-rancher-ent1-1\n    systemImages: {kubernetes: \"a/b:v1.26.10\"}\n";
    assert_eq!(
        titles(&with(alone))[0],
        "error[patch-order]: `v1.26.10-rancher-ent1-1` sorts below every upstream version with the same number"
    );
}

#[test]
fn versions_that_rancher_chooses_by_chance_or_never() {
    let current = |version: &str| {
        titles(&with(&format!(
            "releases:\n  - version: {version}\n    referenceVersion: v1.25.14-rancher1-1\n"
        )))
    };
    assert_eq!(
        current("v1.25.14-rancherprime1-1"),
        ["warning[current-tie]: `v1.25.14-rancherprime1-1` ties with `v1.25.14-rancher1-1`"]
    );
    assert_eq!(
        current("v1.25.14-rancherprime1-0"),
        ["warning[never-current]: `v1.25.14-rancherprime1-0` is never newer than `v1.25.14-rancher1-1`"]
    );
}

#[test]
fn defaults_under_no_key_or_without_a_version() {
    let default = |default: &str| {
        titles(&with(&format!("appDefaults:\n  - appName: rancher\n    defaults:\n      - {default}\n")))
    };
    assert_eq!(
        default("{appVersion: '>=2.7.0-0', defaultVersion: 1.26.x, rancherVersions: [2.7.9]}"),
        Vec::<String>::new()
    );
    assert_eq!(
        default("{appVersion: '>=2.9.0-0', defaultVersion: 1.26.x}"),
        ["error[default-range]: no known version of Rancher is in `>=2.9.0-0`"]
    );
    assert_eq!(
        default("{appVersion: '>=2.9.0-0', defaultVersion: 1.26.x, rancherVersions: [2.7.9]}"),
        ["error[default-range]: `2.7.9` is not in `>=2.9.0-0`"]
    );
    assert_eq!(
        default("{appVersion: '>=2.7.0-0', defaultVersion: v1.20.x, rancherVersions: [2.7.9]}"),
        ["error[default-unresolved]: Rancher `2.7.9` offers no version of `v1.20`"]
    );
}

#[test]
fn an_alpine_image_that_is_not_rke_tools() {
    let image = |image: &str| {
        let etcd = "  kubernetes: rancher/hyperkube:v1.26.9-rancher1";
        titles(&Repository::copy_of("tree").edit(
            "data/rke/system-images/v1.26.yaml",
            etcd,
            &format!("{etcd}\n  alpine: {image}"),
        ))
    };
    assert_eq!(image("rancher/rke-tools:v1"), Vec::<String>::new());
    assert_eq!(
        image("cnrancher/tools:v1"),
        ["warning[alpine-image]: the alpine image of RKE's default version is `cnrancher/tools:v1`"]
    );
}

#[test]
fn templates_that_rancher_does_not_hand_over() {
    let addon = |addon: &str| titles(&release(&format!("    addonTemplates: {{{addon}: \"a: b\"}}\n")));
    assert_eq!(addon("nginxIngress"), Vec::<String>::new());
    assert_eq!(addon("macvlan"), ["warning[not-delivered]: Rancher does not pass `macvlan` to its clusters"]);
}

#[test]
fn an_image_that_is_replaced_in_some_fields_only() {
    let tables = |fields: &str| {
        Repository::copy_of("tree")
            .edit("data/rke/system-images/v1.26.yaml", "  kubernetes: rancher/hyperkube:v1.26.9-rancher1", "  kubernetes: rancher/hyperkube:v1.26.9-rancher1\n  alpine: rancher/rke-tools:v1\n  nginxProxy: rancher/rke-tools:v1")
            .with(PATCH, format!("releases:\n  - version: v1.26.9-rancherprime1-1-1\n    referenceVersion: v1.26.9-rancher1-1\n    systemImages: {{{fields}}}\n"))
    };
    assert_eq!(titles(&tables("alpine: a/rke-tools:v2, nginxProxy: a/rke-tools:v2")), Vec::<String>::new());
    insta::assert_snapshot!(tables("alpine: a/rke-tools:v2").screen("generate"));
}
