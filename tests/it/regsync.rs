//! `kdm regsync`: what of a small line is mirrored, and what is said of lists and older files that are not as they should be.

use crate::support::{Repository, commit};

const K3S: &str = "docker.io/rancher/mirrored-pause:3.6\ndocker.io/rancher/mirrored-library-traefik:2.10.7\n";

/// A line whose releases have their lists.
fn listed() -> Repository {
    let repository = Repository::copy_of("sound");
    let mut repository = repository.with("data/kdm.yaml", SETTINGS);
    for version in releases(&repository, "channels.yaml") {
        repository = repository.with(&format!("lists/{version}/k3s-images.txt"), K3S);
    }
    for version in releases(&repository, "channels-rke2.yaml") {
        let tag = version.replace('+', "-");
        let words = [
            "canal-flannel",
            "cilium",
            "coredns",
            "calico",
            "nginx",
            "metrics",
            "multus",
            "vsphere",
            "harvester",
            "snapshot",
            "traefik",
        ];
        let charts: String =
            words.iter().map(|word| format!("docker.io/rancher/hardened-{word}:v1\n")).collect();
        let linux = format!("docker.io/rancher/rke2-runtime:{tag}\n{charts}");
        repository =
            repository.with(&format!("lists/{version}/rke2-images-all.linux-amd64.txt"), linux).with(
                &format!("lists/{version}/rke2-images.windows-amd64.txt"),
                format!("docker.io/rancher/rke2-runtime:{tag}-windows-amd64\n"),
            );
    }
    repository
}

const SETTINGS: &str = "regsync:\n  rancher: \">=2.7.0 <2.10.0\"\n  imageLists: lists\n";

fn releases(repository: &Repository, file: &str) -> Vec<String> {
    let text = repository.read(file);
    let versions = text.lines().filter_map(|line| line.trim_start().strip_prefix("- version: "));
    versions.map(str::to_owned).collect()
}

/// The first release of a channel file.
fn first(repository: &Repository, file: &str) -> String {
    releases(repository, file)[0].clone()
}

#[track_caller]
fn printed(repository: &Repository, arguments: &str) -> String {
    let output = repository.kdm(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_line_is_mirrored_in_every_form() {
    let repository = listed();
    let mut all = printed(&repository, "regsync");
    all += &printed(&repository, "regsync --format images");
    insta::assert_snapshot!(all);
    assert!(all.contains("        - '3.6'\n"), "{all}");
    assert!(printed(&repository, "regsync --style upstream").contains("        - 3.6\n"));
    let json: serde_json::Value =
        serde_json::from_str(&printed(&repository, "regsync --format json")).unwrap();
    let source = &json["sources"][0]["source"];
    assert!(source.as_str().is_some_and(|source| source.starts_with("docker.io/rancher/")), "{source}");
}

#[test]
fn generate_writes_it_and_check_compares_it() {
    let repository = listed();
    repository.kdm("generate").assert().success();
    let written = repository.read("regsync.yaml");
    assert_eq!(written, printed(&repository, "regsync"));
    repository.kdm("generate --check").assert().success();
    repository.kdm("regsync --check").assert().success();
    let stale = listed().with("regsync.yaml", "sync:\n");
    let screen = stale.screen("regsync --check");
    assert!(screen.starts_with("exit code 1\nregsync.yaml: stale from line 1 on;"), "{screen}");
    assert_eq!(stale.read("regsync.yaml"), "sync:\n");
    // Without the settings it says that it does not look.
    let upstreams = stale.with("data/kdm.yaml", "line: v2.9\n");
    let screen = upstreams.screen("generate --check");
    let said = "regsync.yaml: not checked: no image lists; see `kdm regsync`\n";
    assert!(screen.contains(said), "{screen}");
}

#[test]
fn a_revision_has_its_own_lists_and_older_files() {
    let repository = listed();
    repository.kdm("generate").assert().success();
    commit(&repository, "all");
    repository.kdm("regsync --root HEAD --check").assert().success();
    let other = repository.edit("lists/v1.29.1+k3s1/k3s-images.txt", "2.10.7", "2.10.8");
    let fewer = other.edit("lists/v1.28.1+k3s1/k3s-images.txt", "2.10.7", "2.10.8");
    let screen = fewer.screen("regsync --against HEAD:regsync.yaml --out new.yaml");
    let said = "error[regsync-removed]: the tag `2.10.7` of `docker.io/rancher/mirrored-library-traefik` would not be mirrored any more\n   --> HEAD:regsync.yaml:";
    assert!(screen.contains(said), "{screen}");
    fewer.kdm("regsync --keep HEAD:regsync.yaml --against HEAD:regsync.yaml").assert().success();
}

#[test]
fn what_was_released_is_kept_or_missed() {
    let target = |name: &str| format!("'{{{{ env \"REGISTRY_ENDPOINT\" }}}}/rancher/{name}'");
    let old = format!(
        "sync:\n  - source: docker.io/rancher/mirrored-pause\n    target: {}\n    type: repository\n    tags: {{allow: [3.6, 3.10]}}\n  - source: docker.io/rancher/gone\n    target: {}\n    type: repository\n    tags: {{allow: [v1]}}\n",
        target("mirrored-pause"),
        target("gone"),
    );
    let repository = listed().with("old.yaml", old);
    insta::assert_snapshot!(repository.screen("regsync --against old.yaml --out new.yaml"));
    assert!(!repository.path().join("new.yaml").exists());
    let screen = repository.screen("regsync --keep old.yaml --against old.yaml --out new.yaml");
    assert!(screen.contains("2 tags only kept"), "{screen}");
    let new = repository.read("new.yaml");
    assert!(new.contains("        - '3.10'\n        - '3.6'\n") && new.contains("/gone\n"), "{new}");
    let excepted = repository.with(
        "data/kdm.yaml",
        format!("{SETTINGS}allow:\n- {{rule: regsync-removed, at: ['image rancher/gone*', 'image rancher/mirrored-pause:3.10'], reason: never pulled}}\n"),
    );
    excepted.kdm("regsync --against old.yaml").assert().success();
}

#[test]
fn a_file_for_each_source() {
    let repository = listed();
    repository.kdm("regsync --split split").assert().success();
    let whole = printed(&repository, "regsync");
    let head = whole.split_inclusive("sync:\n").next().unwrap().to_owned();
    let pause = repository.read("split/docker.io/rancher/mirrored-pause/split-regsync.yaml");
    assert!(pause.starts_with(&head) && pause.contains("        - '3.6'\n"), "{pause}");
    assert!(whole.contains(pause.strip_prefix(head.as_str()).unwrap()));
    repository.kdm("regsync --split split --check").assert().success();
    // A file of a source that is gone stays until that is let through.
    let old = "split/docker.io/rancher/gone/split-regsync.yaml";
    let repository = repository.with(old, "sync:\n").with("split/README.md", "ours\n");
    let screen = repository.screen("regsync --split split");
    assert!(screen.contains("error[regsync-removed]"), "{screen}");
    assert_eq!(repository.read(old), "sync:\n");
    repository.kdm("regsync --split split --allow regsync-removed").assert().success();
    assert!(!repository.path().join(old).exists());
    assert_eq!(repository.read("split/README.md"), "ours\n");
}

#[test]
fn nothing_that_it_is_made_from_is_replaced() {
    let repository = listed();
    repository.kdm("generate").assert().success();
    let lists = "--rancher >=2.7.0 --image-lists lists";
    for out in ["channels.yaml", "data/data.json", "data/kdm.yaml", "lists/v1.28.1+k3s1/k3s-images.txt"] {
        let old = repository.read(out);
        for data in ["", "--data data/data.json"] {
            if data.is_empty() || out.starts_with("data/data") || out.starts_with("lists") {
                let screen = repository.screen(&format!("regsync {data} {lists} --out {out}"));
                assert!(screen.starts_with("exit code 2\nerror: cannot write"), "{out} {data}: {screen}");
            }
        }
        assert_eq!(repository.read(out), old);
    }
}

#[test]
#[cfg(unix)]
fn settings_do_not_lead_out_of_the_repository() {
    let outside = Repository::empty().with("k3s-images.txt", "secret\n");
    let repository = listed().without("lists/v1.28.1+k3s1/k3s-images.txt");
    let list = repository.path().join("lists/v1.28.1+k3s1/k3s-images.txt");
    std::os::unix::fs::symlink(outside.path().join("k3s-images.txt"), list).unwrap();
    for command in ["generate", "regsync", "check"] {
        let screen = repository.screen(command);
        assert!(screen.contains("it is a link that leads out of the repository"), "{screen}");
        assert!(screen.starts_with("exit code 2") && !screen.contains("secret"), "{screen}");
    }
}

#[test]
fn lists_that_are_not_as_they_should_be() {
    let repository = listed();
    let (k3s, rke2) = (first(&repository, "channels.yaml"), first(&repository, "channels-rke2.yaml"));
    let list = format!("lists/{k3s}/k3s-images.txt");
    let linux = format!("lists/{rke2}/rke2-images-all.linux-amd64.txt");
    let mut screens = String::new();
    for text in [
        "rancher/foo\nrancher/foo:\nrancher/foo:a:b\ndocker.io/rancher/foo:v1@sha256:00\nregistry:5000/rancher/foo:v1\n",
        "ghcr.io/x/y:1\nother/y:1\n",
        "rancher/foo:v1\r\n",
        "",
    ] {
        screens += &listed().with(&list, text).screen("regsync --out new.yaml");
    }
    let other = "docker.io/rancher/rke2-runtime:v1.2.3-rke2r1\n";
    screens += &listed().with(&linux, other).screen("regsync --out new.yaml");
    screens += &listed().without(&linux).screen("regsync --out new.yaml");
    let misnamed = format!("lists/{}/k3s-images.txt", k3s.replace('+', "-"));
    screens += &listed()
        .with(&misnamed, K3S)
        .with("lists/v9.9.9+k3s1/k3s-images.txt", K3S)
        .screen("regsync --out new.yaml");
    let not_text = listed().with(&list, [0xff, 0xfe]);
    screens += &not_text.screen("regsync --out new.yaml");
    insta::assert_snapshot!(screens);
}

#[test]
fn a_check_looks_at_the_lists() {
    let repository = listed();
    let rke2 = first(&repository, "channels-rke2.yaml");
    let screen = |repository: &Repository| {
        String::from_utf8(repository.kdm("check --image-lists lists").output().unwrap().stdout).unwrap()
    };
    assert_eq!(screen(&repository), "");
    let linux = format!("lists/{rke2}/rke2-images-all.linux-amd64.txt");
    let runtime = format!("docker.io/rancher/rke2-runtime:{}\n", rke2.replace('+', "-"));
    let cut = repository.with(&linux, runtime);
    insta::assert_snapshot!(screen(&cut));
}

#[test]
fn settings_and_ranges_that_cannot_be() {
    let mut screens = String::new();
    for settings in [
        "regsync: {rancher: \">=2.7.0\", imageLists: \"\", keep: [\"\"]}\n",
        "regsync: {rancher: \">=2.10.0 <2.7.0\", imageLists: ../lists, style: mine}\n",
        "regsync: {imageLists: lists}\n",
    ] {
        screens += &listed().with("data/kdm.yaml", settings).screen("generate");
    }
    screens += &listed().with("data/kdm.yaml", "line: v2.9\n").screen("regsync");
    screens += &listed().with("data/kdm.yaml", "line: v2.9\n").screen("regsync --rancher >=2.7.0");
    screens += &listed().screen("regsync --rancher >=2.7.0 --image-lists nowhere");
    screens += &listed().with("old.yaml", "version: 1\n").screen("regsync --keep old.yaml --out new.yaml");
    let narrow = "regsync:\n  rancher: \">=2.7.0 <2.8.0\"\n  imageLists: lists\n";
    let faulty = "sync:\n- {source: docker.io/rancher/a, type: repository, tags: {allow: v1}}\n- {source: docker.io/rancher/b, type: 5}\n";
    screens += &listed().with("old.yaml", faulty).screen("regsync --keep old.yaml --out new.yaml");
    screens += &listed().with("data/kdm.yaml", narrow).screen("regsync --out new.yaml");
    insta::assert_snapshot!(screens);
}

#[test]
fn a_bound_that_is_none_stops_it() {
    let repository = listed();
    let text = repository.read("channels.yaml").replacen(
        "minChannelServerVersion: v",
        "minChannelServerVersion: vx",
        1,
    );
    insta::assert_snapshot!(repository.with("channels.yaml", text).screen("regsync --out new.yaml"));
}

#[test]
fn addresses_of_what_is_missing() {
    let repository = listed();
    let k3s = first(&repository, "channels.yaml");
    let repository = repository.without(&format!("lists/{k3s}/k3s-images.txt"));
    let address = format!("https://github.com/k3s-io/k3s/releases/download/{k3s}/k3s-images.txt");
    assert_eq!(printed(&repository, "regsync --print-urls"), format!("{address}\n"));
    assert_eq!(
        printed(&repository, "regsync --print-urls=curl"),
        format!("url = \"{address}\"\noutput = \"lists/{k3s}/k3s-images.txt\"\n")
    );
}

#[test]
fn who_needs_an_image_of_a_list() {
    let repository = listed();
    let shown = printed(&repository, "show image mirrored-pause --image-lists lists");
    assert!(shown.contains("imageList"), "{shown}");
    let list = printed(&repository, "mirror-list --from k3s --format images --image-lists lists");
    assert!(list.contains("rancher/mirrored-pause:3.6\n"), "{list}");
}
