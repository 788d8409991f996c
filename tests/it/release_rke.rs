//! `kdm release` on versions of RKE: the tree `data/rke` and the patch of the enterprise build.

#![allow(clippy::too_many_lines)] // tables of commands

use std::fs;

use crate::support::Repository;

/// A tree with two minors, laid out as people do, and a patch.
fn tree() -> Repository {
    let images = |version: &str, tools: &str| {
        format!(
            "{version}:\n  etcd: rancher/mirrored-coreos-etcd:v3.5.6\n  alpine: rancher/rke-tools:{tools} # of {version}\n  nginxProxy: rancher/rke-tools:{tools}\n  kubernetes: rancher/hyperkube:{}\n",
            version.rsplit_once('-').unwrap().0
        )
    };
    Repository::empty()
        .with("channels.yaml", "releases: []\n")
        .with("data/rke/system-images/v1.25.yaml", format!("# v1.25\n{}", images("v1.25.9-rancher1-1", "v0.1.90")))
        .with("data/rke/system-images/v1.26.yaml", format!("# The images of v1.26\n{}# the newest\n{}", images("v1.26.4-rancher1-1", "v0.1.90"), images("v1.26.9-rancher1-1", "v0.1.96")))
        .with("data/rke/addons.yaml", "canal:\n  - versions: \">=1.25.0-rancher0 <1.26.0-rancher0\"\n    template: canal-v1 # old\n  - {versions: \">=1.26.0-rancher0\", template: canal-v1}\n")
        .with("data/rke/templates/canal-v1.yaml.tmpl", "kind: Namespace\n")
        .with("data/rke/docker.yaml", "\"1.25\":\n  - 20.10.x\n\"1.26\": [20.10.x, 23.0.x]\n")
        .with("data/rke/service-options.yaml", "linux:\n  v1.25: &linux\n    etcd:\n      x: \"y\"\n  v1.26: *linux\nwindows:\n  v1.26:\n    kubelet:\n      a: b\n")
        .with("data/rke/versions.yaml", "info:\n  v1.25:\n    minRKEVersion: 1.4.0-rc0\n  v1.26: {minRKEVersion: 1.4.5-rc0}\nrkeDefaults:\n  default: v1.26.9-rancher1-1\nrancherDefaults:\n  2.7.5: v1.26.x\n  default: v1.26.x\n")
}

fn shown(repository: &Repository, arguments: &[&str]) -> String {
    let output = repository.kdm("release").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let screen = format!(
        "exit code {}\n{}\n{}",
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr)
    );
    // What `kdm check` thinks of so small a tree is not the matter here.
    let until = screen.find(".: ").unwrap_or(screen.len());
    format!("$ kdm release {}\n{}\n", arguments.join(" "), &screen[..until])
}

#[test]
fn versions_are_copies_of_their_predecessors() {
    let repository = tree().with("canal.txt", "kind: Pod\n");
    let mut screens = String::new();
    for command in [
        &[
            "add",
            "v1.26.9-rancher1-2",
            "v1.25.10-rancher1-1",
            "--image",
            "rancher/rke-tools=v0.1.97",
            "--image",
            "etcd=rancher/mirrored-coreos-etcd:v3.5.9",
            "--template",
            "canal=canal-v2:canal.txt",
        ][..],
        &[
            "add",
            "v1.27.1-rancher1-1",
            "--min-rke",
            "1.5.0-rc0",
            "--min-rancher",
            "2.8.0-patch0",
            "--ranchers",
            "2.8.0,2.8.1",
            "--rancher-default",
            "--rke-default",
            "--docker",
            "24.0.x",
        ],
        &[
            "set",
            "v1.26.9-rancher1-1",
            "--image",
            "etcd=rancher/mirrored-coreos-etcd:v3.5.7",
            "--no-image",
            "nginxProxy",
        ],
        &["set", "1.26", "--max-rke", "1.5.99", "--docker", "24.0.x", "--shared"],
        &[
            "set",
            "1.26",
            "--option",
            "etcd.x=z",
            "--option",
            "windows:kubelet.c=true",
            "--option",
            "kubeapi.new=5",
            "--shared",
        ],
        &["set", "1.27", "--option", "windows:kubelet.a=e"],
        &["rename", "v1.26.9-rancher1-2", "v1.26.9-rancher2-1"],
        &["remove", "v1.26.4-rancher1-1"],
    ] {
        screens += &shown(&repository, command);
    }
    insta::assert_snapshot!(screens);
    repository
        .kdm("generate --allow missing-section,missing-version,empty-file,section-lost,template-gap")
        .assert()
        .success();
    let built: serde_json::Value = serde_json::from_str(&repository.read("data/data.json")).unwrap();
    assert_eq!(built["K8sVersionDockerInfo"]["1.27"], serde_json::json!(["20.10.x", "23.0.x", "24.0.x"]));
    assert_eq!(built["K8sVersionServiceOptions"]["v1.27"], built["K8sVersionServiceOptions"]["v1.25"]);
    assert_eq!(built["K8sVersionedTemplates"]["templateKeys"]["canal-v2"], "kind: Pod\n");
}

#[test]
fn what_cannot_be_entered_is_refused() {
    let repository = tree().with("other.txt", "kind: Pod\n");
    let files = [
        "data/rke/system-images/v1.26.yaml",
        "data/rke/versions.yaml",
        "data/rke/addons.yaml",
        "data/rke/docker.yaml",
    ];
    let before = files.map(|file| repository.read(file));
    let mut screens = String::new();
    for command in [
        &["add", "v1.26.9-rancher1-1"][..],
        &["add", "v1.26.1-rancher1-1"],
        &["add", "v1.24.1-rancher1-1"],
        &["add", "v1.26.10-rancher1-1", "v1.31.1+k3s1"],
        &["add", "v1.26.10-rancher1-1", "--like", "v1.26.8-rancher1-1"],
        &["add", "v1.26.10-rancher1-1", "--image", "alpin=x:1"],
        &["add", "v1.26.10-rancher1-1", "--image", "rancher/rke-tool=v1"],
        &["add", "v1.26.10-rancher1-1", "--template", "cannal=canal-v1"],
        &["add", "v1.26.10-rancher1-1", "--template", "canal=canal-v2"],
        &["add", "v1.26.10-rancher1-1", "--template", "canal=canal-v1:other.txt"],
        &["add", "v1.26.10-rancher1-1", "--template", "canal=canal-v2:nowhere.txt"],
        &["add", "v1.26.10-rancherent1-1-1"],
        &["set", "v1.26.90-rancher1-1", "--image", "etcd=x:1"],
        &["set", "1.26", "--image", "etcd=x:1"],
        &["set", "1.24", "--docker", "24.0.x"],
        &["set", "1.26", "--max-rke", "next"],
        &["set", "1.26", "--option", "kubeapy.a=b"],
        &["set", "1.25", "--option", "etcd.x=z"],
        &["set", "1.26", "--option", "etcd"],
        &["rename", "v1.26.9-rancher1-1", "v1.27.9-rancher1-1"],
        &["remove", "v1.25.9-rancher1-1"],
    ] {
        let screen = shown(&repository, command);
        assert!(screen.contains("\nexit code 1\n") || screen.contains("\nexit code 2\n"), "{screen}");
        assert_eq!(files.map(|file| repository.read(file)), before, "{command:?}");
        screens += &screen;
    }
    insta::assert_snapshot!(screens);
}

#[test]
fn the_enterprise_build_gets_a_release_on_top() {
    let patch = "releases:\r\n  # July\r\n  - version: v1.26.4-rancherent1-1-1\r\n    referenceVersion: v1.26.4-rancher1-1\r\n    systemImages:\r\n      alpine: cnrancher/tools:v1";
    let repository = tree().with("rancher-prime-patch.yaml", patch);
    let screen =
        shown(&repository, &["add", "v1.26.9-rancherent1-1-1", "--image", "alpine=cnrancher/tools:v2"]);
    assert!(screen.contains("exit code 0"), "{screen}");
    let block = "  - version: v1.26.9-rancherent1-1-1\r\n    referenceVersion: v1.26.9-rancher1-1\r\n    systemImages:\r\n      alpine: cnrancher/tools:v2\r\n";
    assert_eq!(
        repository.read("rancher-prime-patch.yaml"),
        patch.replacen("  # July", &format!("{block}  # July"), 1)
    );
    let mut screens = String::new();
    for command in [
        &["add", "v1.26.9-rancherent1-1-1"][..],
        &["add", "v1.25.9-rancherent1-1-1"],
        &["add", "v1.26.9-rancherent1-1-2", "--image", "alpin=x"],
        &["add", "v1.26.9-rancherent1-1-2", "--like", "v1.26.5-rancherent1-1-1"],
    ] {
        screens += &shown(&repository, command);
    }
    insta::assert_snapshot!(screens);
}

#[test]
fn the_tree_of_this_repository_is_edited_in_its_style() {
    let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let repository = Repository::empty();
    let status = std::process::Command::new("cp")
        .arg("-r")
        .arg(own.join("data"))
        .arg(repository.path())
        .status()
        .unwrap();
    assert!(status.success());
    let repository = repository.with("channels.yaml", fs::read(own.join("channels.yaml")).unwrap());
    let before = repository.read("data/rke/system-images/v1.26.yaml");
    assert!(shown(&repository, &["add", "v1.26.10-rancher1-1"]).contains("exit code 0"));
    let after = repository.read("data/rke/system-images/v1.26.yaml");
    let block = before
        .split("v1.26.9-rancher1-1:\n")
        .nth(1)
        .unwrap()
        .replace("v1.26.9-rancher1", "v1.26.10-rancher1");
    assert_eq!(after, format!("{before}v1.26.10-rancher1-1:\n{block}"));
}
