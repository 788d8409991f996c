//! RKE's tables as the tree `data/rke`: compiling it, importing it, and what is wrong with it.

use std::fs;

use crate::support::{Repository, golden};

fn tree() -> Repository {
    Repository::copy_of("tree")
}

#[test]
fn a_tree_is_compiled_to_the_expected_bytes() {
    let repository = tree();
    insta::assert_snapshot!(repository.screen("generate"));
    assert_eq!(repository.read("data/data.json"), repository.read("expected.json"));
}

#[test]
fn a_tree_may_be_elsewhere() {
    let repository = Repository::copy_of("small");
    let elsewhere = tree();
    for folder in [elsewhere.path().to_owned(), elsewhere.path().join("data/rke")] {
        let mut command = repository.kdm("generate --out found.json --rke-source");
        command.arg(folder).assert().success();
        let found: serde_json::Value = serde_json::from_str(&repository.read("found.json")).unwrap();
        let expected: serde_json::Value = serde_json::from_str(&elsewhere.read("expected.json")).unwrap();
        assert_eq!(found["K8sVersionedTemplates"], expected["K8sVersionedTemplates"]);
        assert_eq!(found["rfo"]["releases"][0]["version"], "v1.26.3+rfor1");
    }
}

#[test]
fn the_order_of_a_folder_makes_no_difference() {
    let source = tree();
    let mut names = Vec::new();
    for folder in ["", "system-images", "templates"] {
        for entry in fs::read_dir(source.path().join("data/rke").join(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                names.push(format!("data/rke/{folder}/{}", entry.file_name().into_string().unwrap()));
            }
        }
    }
    // Folders list their files in the order of a hash or of creation, so that another order of creation in
    // another folder is another order of listing.
    for turn in 0..names.len() {
        names.rotate_left(turn);
        let mut shuffled = Repository::empty()
            .with("channels.yaml", source.read("channels.yaml"))
            .with("channels-rke2.yaml", source.read("channels-rke2.yaml"));
        for name in &names {
            shuffled = shuffled.with(name, fs::read(source.path().join(name)).unwrap());
        }
        shuffled.kdm("generate").assert().success();
        assert_eq!(shuffled.read("data/data.json"), source.read("expected.json"));
    }
}

#[test]
fn what_is_imported_is_generated_again() {
    let Some(golden) = golden("import and generate of the three lines of upstream's") else { return };
    for line in ["dev-v2.5", "dev-v2.7", "dev-v2.9"] {
        let line = golden.join("lines").join(line);
        let read = |name: &str| fs::read(line.join(name)).unwrap();
        let repository = Repository::empty()
            .with("channels.yaml", read("channels.yaml"))
            .with("channels-rke2.yaml", read("channels-rke2.yaml"));
        repository.kdm("import").arg(line.join("data.json")).assert().success();
        let screen = repository.screen("generate");
        assert!(!screen.contains("warning") && !screen.contains("error"), "{screen}");
        let found = fs::read(repository.path().join("data/data.json")).unwrap();
        assert!(found == read("data.json"), "{} differs", line.display());
    }
}

#[test]
fn import_writes_what_a_person_would_write() {
    let source = tree();
    let repository = Repository::empty();
    repository.kdm("import").arg(source.path().join("expected.json")).assert().success();
    let mut written = String::new();
    for name in [
        "system-images/v1.25.yaml",
        "addons.yaml",
        "service-options.yaml",
        "versions.yaml",
        "docker.yaml",
        "cis.yaml",
    ] {
        written += &format!("==> {name}\n{}", repository.read(&format!("data/rke/{name}")));
    }
    insta::assert_snapshot!(written);
    let template = "data/rke/templates/canal-v3.26.yaml.tmpl";
    assert_eq!(repository.read(template), source.read(template), "byte for byte");
}

#[test]
fn import_does_not_overwrite_a_tree_that_differs() {
    let repository = tree().with("data/rke/README.md", "ours").with("data/rke/.hidden", "ours, too");
    let before = repository.read("data/rke/system-images/v1.25.yaml");
    insta::assert_snapshot!("import_refused", repository.screen("import expected.json"));
    assert_eq!(repository.read("data/rke/system-images/v1.25.yaml"), before);
    assert_eq!(repository.data_files(), ["rke"], "nothing lies beside it");

    insta::assert_snapshot!("import_forced", repository.screen("import expected.json --force"));
    assert_ne!(repository.read("data/rke/system-images/v1.25.yaml"), before);
    assert_eq!(repository.read("data/rke/README.md"), "ours");
    assert_eq!(repository.read("data/rke/.hidden"), "ours, too");
    assert_eq!(repository.data_files(), ["rke"]);

    insta::assert_snapshot!("import_unchanged", repository.screen("import expected.json"));
    repository.kdm("generate").assert().success();
    assert_eq!(repository.read("data/data.json"), repository.read("expected.json"));
}

/// Compiles a tree that must be refused, or at least warned of.
#[track_caller]
fn screen(repository: &Repository) -> String {
    let screen = repository.screen("generate");
    if !screen.starts_with("exit code 0") {
        assert!(!repository.path().join("data/data.json").exists());
    }
    screen
}

#[test]
fn ranges_that_blang_refuses() {
    let choice = |range: &str| format!("  - {{versions: \"{range}\", template: coredns-v1.9}}\n");
    let ranges = [
        "",
        "*",
        "^1.25.0",
        "~1.25.0",
        ">=1.25",
        ">=v1.25.0",
        ">=1.25.0,<1.26.0",
        "|| 1.25.0",
        "1.25.0 ||",
        "1.25.0 || x || 1.26.0",
        ">=01.25.0",
        ">=x",
    ];
    let text: String = ranges.iter().map(|range| choice(range)).collect();
    let addons = format!("coreDNS:\n{text}\nintroduced: {{coreDNS: [\">1.\"]}}\n");
    insta::assert_snapshot!(screen(&tree().with("data/rke/addons.yaml", addons)));
}

#[test]
fn overlapping_ranges() {
    insta::assert_snapshot!(screen(&tree().edit(
        "data/rke/addons.yaml",
        " <1.26.0-rancher0",
        " <1.27.0-rancher0"
    )));
}

#[test]
fn a_gap_is_only_warned_of() {
    insta::assert_snapshot!(screen(&tree().edit(
        "data/rke/addons.yaml",
        "\">=1.26.0-rancher0\"",
        "\">=1.26.10\""
    )));
}

#[test]
fn before_an_addon_was_introduced_there_is_no_gap() {
    let repository = tree().edit("data/rke/addons.yaml", "\">=1.26.0-rancher0\"", "\">=1.26.10\"").edit(
        "data/rke/addons.yaml",
        "introduced:\n",
        "introduced:\n  canal: [\"<1.26.0-0\"]\n",
    );
    assert!(!screen(&repository).contains("template-gap"));
}

#[test]
fn a_template_without_a_text_and_a_text_without_a_use() {
    insta::assert_snapshot!(screen(
        &tree()
            .edit("data/rke/addons.yaml", "template: canal-v3.25", "template: canal-v3.35")
            .edit("data/rke/addons.yaml", "template: coredns-v1.9", "template: ../../../etc/passwd")
            .with("data/rke/templates/empty.yaml.tmpl", "")
    ));
}

#[test]
fn images_without_exactly_one_tag() {
    insta::assert_snapshot!(screen(
        &tree()
            .edit("data/rke/system-images/v1.26.yaml", "mirrored-coreos-etcd:v3.5.6", "mirrored-coreos-etcd")
            .edit("data/rke/system-images/v1.26.yaml", "calico-node:v3.26.1", "calico-node@sha256:0123")
    ));
}

#[test]
fn an_unknown_image_is_kept_and_warned_of() {
    let repository = tree().edit("data/rke/system-images/v1.26.yaml", "  coredns:", "  cordns:");
    insta::assert_snapshot!(screen(&repository));
    assert!(repository.read("data/data.json").contains("\"cordns\""));
}

#[test]
fn one_version_in_two_files_and_in_the_wrong_one() {
    let text = tree().read("data/rke/system-images/v1.26.yaml");
    insta::assert_snapshot!(screen(
        &tree()
            .with("data/rke/system-images/v1.25-more.yaml", &text)
            .with("data/rke/system-images/v1.26.yaml", format!("{text}v1.25.14-rancher1-1: {{etcd: a:1}}\n"))
    ));
}

#[test]
fn a_key_that_is_no_version() {
    insta::assert_snapshot!(screen(&tree().edit(
        "data/rke/system-images/v1.26.yaml",
        "v1.26.9-rancher1-1",
        "v1.26.09"
    )));
}

#[test]
fn keys_and_values_that_yaml_takes_for_numbers() {
    insta::assert_snapshot!(screen(&tree().edit("data/rke/docker.yaml", "\"1.25\"", "1.10").edit(
        "data/rke/service-options.yaml",
        "{v: \"2\", address: 0.0.0.0}",
        "{v: 2, address: 0.0.0.0}"
    )));
}

#[test]
fn parts_that_have_no_place() {
    insta::assert_snapshot!(screen(
        &tree()
            .edit("data/rke/versions.yaml", "rkeDefaults:", "rkeDefault:")
            .edit("data/rke/service-options.yaml", "windows:", "macos:")
            .edit(
                "data/rke/addons.yaml",
                "{versions: \">=1.26.0-rancher0\", template: canal-v3.26}",
                "{version: \">=1.26.0\"}"
            )
    ));
}

#[test]
fn a_template_that_is_not_utf_8() {
    insta::assert_snapshot!(screen(
        &tree().with("data/rke/templates/canal-v3.25.yaml.tmpl", b"image: \xff\n")
    ));
}

#[test]
fn files_that_are_no_part_of_the_tree() {
    insta::assert_snapshot!(screen(
        &tree()
            .with("data/rke/system-images/v1.27.yml", "")
            .with("data/rke/addon.yaml", "")
            .with("data/rke/templates/x.txt", "")
    ));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_tree() {
    let repository = tree().with("secret", "password");
    let link = repository.path().join("data/rke/templates/stolen.yaml.tmpl");
    std::os::unix::fs::symlink("../../../secret", link).unwrap();
    insta::assert_snapshot!(screen(&repository));
}

#[test]
fn import_of_what_is_neither() {
    let repository = tree();
    let mut screens = String::new();
    for source in ["channels.yaml", "data", "nothing", "expected.json/x"] {
        screens += &repository.screen(&format!("import {source}"));
    }
    let without = repository.with("two-keys.json", "{\"k3s\": {\"releases\": []}}");
    screens += &without.screen("import two-keys.json");
    insta::assert_snapshot!(screens);
}

#[test]
fn import_of_a_key_that_leaves_the_tree() {
    let text = tree().read("expected.json").replace("canal-v3.26", "../../../canal");
    insta::assert_snapshot!(Repository::empty().with("evil.json", text).screen("import evil.json"));
}

/// Texts that YAML would take for something else, or write otherwise.
#[rustfmt::skip]
const NASTY: [&str; 44] = [
    "", "1", "1.10", "y", "~", "-", "- a", "? a", "a: b", "a #b", "*x", "&x", "!x", "<<", "'q'", "\"d\"",
    "l1\nl2", "tab\t", "trail ", " lead", "日本", "\u{2028}", "\u{85}", "\u{7f}", "\u{1}", "|", ">", "%",
    "@", "{", "]", ",", "0x1F", "1_000", ".5", "...", "... x", "---", ".inf", "\\", "\u{1f600}",
    "\u{feff}", "a:", "2001-01-01",
];

#[test]
fn import_survives_keys_and_values_that_yaml_would_change() {
    let texts: serde_json::Map<_, _> =
        NASTY.iter().map(|text| ((*text).to_owned(), (*text).into())).collect();
    let unknown = serde_json::json!([[1, [2, -0.0]], {"a": [[{"b": 1, "c": null}]]}, [], {}, NASTY.to_vec()]);
    let options = serde_json::json!({"kubelet": texts, "unknown": unknown});
    let images = serde_json::json!({"etcd": "a:1", "unknown": unknown});
    let data = serde_json::json!({
        "K8sVersionServiceOptions": {"v1.26": options, "v1.26.1-r": options, "v1.26.1+r": {"kubelet": null}},
        "K8sVersionRKESystemImages": {"v1.26.1-r": images},
        "K8sVersionedTemplates": {"canal": {">=1.0.0": "x"}, "weave": null, "templateKeys": {"x": "a\r\n\tb \n"}},
        "K8sVersionInfo": {}, "K8sVersionDockerInfo": {}, "RancherDefaultK8sVersions": texts,
    });
    let source = Repository::empty()
        .with("in.json", data.to_string())
        .with("channels.yaml", "releases: []\n")
        .with("channels-rke2.yaml", "releases: []\n");
    source.kdm("import in.json").assert().success();
    source.kdm("generate --out tree.json --allow version-key").assert().success();
    source.kdm("generate --out data.json --allow version-key --rke-source in.json").assert().success();
    assert_eq!(source.read("tree.json"), source.read("data.json"));
}

#[test]
fn a_tree_that_lost_its_tables() {
    let repository = tree().with("data/data.json", tree().read("expected.json"));
    let lost = repository.without("data/rke/service-options.yaml").without("data/rke/docker.yaml");
    insta::assert_snapshot!(lost.screen("generate"));
    assert_eq!(lost.read("data/data.json"), lost.read("expected.json"));

    let emptied = tree().with("data/rke/docker.yaml", "# nothing\n");
    insta::assert_snapshot!("emptied_table", screen(&emptied));
}

#[test]
fn names_that_addons_cannot_have() {
    insta::assert_snapshot!(screen(
        &tree().edit("data/rke/addons.yaml", "introduced:\n  coreDNS:", "introduced:\n  corDNS:").edit(
            "data/rke/addons.yaml",
            "canal:\n",
            "templateKeys:\n  - {versions: \">=1.0.0\", template: x}\ncanal:\n"
        )
    ));
}

#[test]
fn a_tree_that_is_none() {
    let without = || {
        let repository = tree();
        fs::remove_dir_all(repository.path().join("data/rke")).unwrap();
        repository
    };
    let mut screens = screen(&without().with("data/rke/README.md", "nothing else"));
    screens += &screen(&without().with("data/rke", "a file"));
    insta::assert_snapshot!(screens);
}

#[test]
fn import_into_a_folder_that_only_gains_files_needs_no_force() {
    let source = tree();
    let repository = Repository::empty().with("data/rke/README.md", "ours");
    repository.kdm("import").arg(source.path().join("expected.json")).assert().success();
    assert_eq!(repository.read("data/rke/README.md"), "ours");
    assert_eq!(repository.data_files(), ["rke"]);
}
