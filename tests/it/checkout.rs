//! Upstream's repository as it is: RKE's tables as Go code, compiled, imported and pinned.

use std::fs;

use crate::support::{Repository, upstream};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const IMAGES: &str = "pkg/rke/k8s_rke_system_images.go";
const OPTIONS: &str = "pkg/rke/k8s_service_options.go";
const INFO: &str = "pkg/rke/k8s_version_info.go";
const TEMPLATES: &str = "pkg/rke/templates/templates.go";

/// A checkout whose `expected.json` its own Go code wrote.
fn checkout() -> Repository {
    Repository::copy_of("checkout")
}

fn screen(repository: &Repository) -> String {
    let screen = repository.screen("generate");
    assert!(!repository.path().join("data").exists(), "nothing is written");
    screen
}

#[test]
fn a_checkout_is_compiled_to_the_bytes_of_its_own_generator() {
    let repository = checkout();
    insta::assert_snapshot!(repository.screen("generate"));
    assert_eq!(repository.read("data/data.json"), repository.read("expected.json"));
    repository.kdm("generate --check").assert().success();
}

#[test]
fn a_checkout_may_be_elsewhere_and_stands_in_for_channel_files() {
    let elsewhere = checkout();
    let own = Repository::copy_of("small");
    own.kdm("generate --out found.json --rke-source").arg(elsewhere.path()).assert().success();
    let found: serde_json::Value = serde_json::from_str(&own.read("found.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&elsewhere.read("expected.json")).unwrap();
    assert_eq!(found["K8sVersionRKESystemImages"], expected["K8sVersionRKESystemImages"]);
    assert_eq!(found["rfo"]["releases"][0]["version"], "v1.26.3+rfor1");

    for folder in [elsewhere.path().to_owned(), elsewhere.path().join("pkg/rke")] {
        let with_channels = Repository::empty()
            .with("channels.yaml", elsewhere.read("channels.yaml"))
            .with("channels-rke2.yaml", elsewhere.read("channels-rke2.yaml"));
        with_channels.kdm("generate --rke-source").arg(folder).assert().success();
        assert_eq!(with_channels.read("data/data.json"), elsewhere.read("expected.json"));
    }

    let empty = Repository::empty();
    empty.kdm("generate --rke-source").arg(elsewhere.path()).assert().success();
    assert_eq!(empty.read("data/data.json"), elsewhere.read("expected.json"));

    let half = Repository::empty().with("channels.yaml", elsewhere.read("channels.yaml"));
    fs::rename(elsewhere.path(), half.path().join("kdm")).unwrap();
    insta::assert_snapshot!(half.screen("generate --rke-source kdm"));
}

#[test]
fn the_layout_and_the_imports_of_2020_are_read_as_well() {
    let repository = checkout();
    fs::rename(repository.path().join("pkg/rke"), repository.path().join("rke")).unwrap();
    for file in
        ["k8s_defaults.go", "k8s_rke_system_images.go", "k8s_service_options.go", "k8s_version_info.go"]
    {
        let name = format!("rke/{file}");
        let text = repository
            .read(&name)
            .replace("rancher/rke/types\"", "rancher/types/apis/management.cattle.io/v3\"");
        fs::write(repository.path().join(name), text.replace("rancher/rke/types/", "rancher/types/"))
            .unwrap();
    }
    let name = "rke/cis_config.go";
    let text = repository.read(name).replace("kdm.", "v3.");
    let text = text.replace("rancher/rke/types/kdm\"", "rancher/types/apis/management.cattle.io/v3\"");
    fs::write(repository.path().join(name), text).unwrap();
    repository.kdm("generate").assert().success();
    assert_eq!(repository.read("data/data.json"), repository.read("expected.json"));
}

#[test]
fn a_checkout_without_rke_tables_has_two_sections() {
    let repository = checkout();
    fs::remove_dir_all(repository.path().join("pkg")).unwrap();
    insta::assert_snapshot!(repository.screen("generate"));
    let elsewhere = Repository::empty();
    elsewhere.kdm("generate --rke-source").arg(repository.path()).assert().success();
    assert_eq!(elsewhere.read("data/data.json"), repository.read("data/data.json"));
    insta::assert_snapshot!("import_of_no_tables", repository.screen("import ."));
}

#[test]
fn tables_in_two_places() {
    let both = checkout().with("data/rke/docker.yaml", "1.26: []\n");
    let mut screens = both.screen("generate");
    let two = checkout().with("rke/a.go", "package rke\n").with("rke/templates/b.go", "package templates\n");
    screens += &screen(&two);
    insta::assert_snapshot!(screens);
    both.kdm("generate --rke-source pkg/rke").assert().success();
    assert_eq!(both.read("data/data.json"), both.read("expected.json"));
}

#[test]
fn what_go_refuses_is_refused_where_it_stands() {
    insta::assert_snapshot!(
        "twice",
        screen(&checkout().edit(IMAGES, "\"v1.25.14-rancher1-1\"", "\"v1.26.9-rancher1-1\""))
    );
    insta::assert_snapshot!("field", screen(&checkout().edit(IMAGES, "Nodelocal:", "NodeLocal:")));
    insta::assert_snapshot!("undefined", screen(&checkout().edit(TEMPLATES, "coreDnsv19,", "coreDnsv1,")));
    insta::assert_snapshot!(
        "redeclared",
        screen(&checkout().with(
            "pkg/rke/more.go",
            "package rke\n\nfunc getKubeletOptions() map[string]string { return nil }\n"
        ))
    );
    insta::assert_snapshot!(
        "imported",
        screen(&checkout().edit(
            OPTIONS,
            "fmt.Sprintf(\"%s,%s\", kubeAPIOptions[\"enable-admission-plugins\"], \"Priority\")",
            "\"\""
        ))
    );
    insta::assert_snapshot!(
        "entry_point",
        screen(&checkout().edit(INFO, "func loadRKEDefaultK8sVersions", "func loadRKEDefaultVersions"))
    );
    insta::assert_snapshot!(
        "conflict",
        screen(&checkout().edit(
            IMAGES,
            "\t\t// The first",
            "<<<<<<< HEAD\n=======\n>>>>>>> theirs\n\t\t// The first"
        ))
    );
}

#[test]
fn what_is_outside_of_the_tables_part_of_go_is_named() {
    insta::assert_snapshot!(
        "statement",
        screen(&checkout().edit(
            OPTIONS,
            "\treturn data\n",
            "\tfor key := range data {\n\t\tdata[key] = \"\"\n\t}\n\treturn data\n"
        ))
    );
    insta::assert_snapshot!("format", screen(&checkout().edit(OPTIONS, "\"%s,%s\"", "\"%s,%q\"")));
    let names = checkout()
        .with("pkg/rke/images_linux.go", "package rke\n")
        .with("pkg/rke/x.go", "//go:build ignore\n\npackage rke\n");
    let mut screens = screen(&names);
    screens += &screen(&names.without("pkg/rke/images_linux.go"));
    insta::assert_snapshot!("for_some_builds_only", screens);
}

#[test]
fn files_that_are_no_text_are_refused() {
    let bytes = checkout().with("pkg/rke/bad.go", b"package rke\n\nconst a = \"\xff\"\n");
    insta::assert_snapshot!(screen(&bytes));
    let empty = checkout().with("pkg/rke/empty.go", "");
    insta::assert_snapshot!("empty", screen(&empty));
}

#[test]
fn a_key_that_a_map_lacks_is_the_empty_string_and_said() {
    let lacking = "\"%s,%s\", kubeAPIOptions[\"enable-admission-plugin\"]";
    let repository =
        checkout().edit(OPTIONS, "\"%s,%s\", kubeAPIOptions[\"enable-admission-plugins\"]", lacking);
    let output = repository.kdm("generate").output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("warning[go-zero-value]: there is no key `enable-admission-plugin`"), "{text}");
    assert!(repository.read("data/data.json").contains("\"enable-admission-plugins\": \",Priority\""));
}

#[test]
fn what_upstreams_generator_panics_on_has_its_place_in_the_go_code() {
    insta::assert_snapshot!(
        "hyperkube",
        screen(&checkout().edit(
            IMAGES,
            "rancher/hyperkube:v1.26.9-rancher1",
            "rancher/hyperkube:v1.26.8-rancher1"
        ))
    );
    insta::assert_snapshot!(
        "default",
        screen(&checkout().edit(
            INFO,
            "\"default\": \"v1.26.9-rancher1-1\"",
            "\"default\": \"v1.26.9-rancher1-2\""
        ))
    );
    insta::assert_snapshot!("syntax", screen(&checkout().edit(TEMPLATES, ">=1.8.0-rancher0", "~1.8.0")));
    insta::assert_snapshot!(
        "overlap",
        screen(&checkout().edit(TEMPLATES, ">=1.25.0-rancher0 <1.26.0-rancher0", ">=1.25.0-rancher0"))
    );
    let old = "\t\t\"v1.17.4-rancher1-1\": {Kubernetes: m(\"rancher/hyperkube:v1.17.4-rancher1\")},\n\t\t// The first";
    let old = checkout().edit(IMAGES, "\t\t// The first", old);
    insta::assert_snapshot!("version_info", screen(&old));
    // What comes before is right as it is.
    let info = "\t\t\"v1.17.4-rancher1-1\": {MinRKEVersion: \"1.0.7\"},\n\t\t\"v1.27\"";
    old.edit(INFO, "\t\t\"v1.27\"", info).kdm("generate").assert().success();
    let gap = checkout().edit(TEMPLATES, "{\">=1.26.0-alpha\"}", "{\">=1.25.0-alpha\"}");
    insta::assert_snapshot!("gap", gap.screen("generate"));
}

#[test]
fn what_upstreams_generator_accepts_is_no_finding() {
    // A shorter Kubernetes image is a prefix, and so is none at all.
    let short = checkout().edit(IMAGES, "rancher/hyperkube:v1.26.9-rancher1", "rancher/hyperkube:v1.26.9");
    short.kdm("generate").assert().success();
    let none = checkout().edit(IMAGES, "\t\t\tKubernetes: m(\"rancher/hyperkube:v1.25.14-rancher1\"),\n", "");
    none.kdm("generate").assert().success();
}

fn pinned() -> (Repository, Repository) {
    let upstream = checkout()
        .with(".git/HEAD", "ref: refs/heads/dev-v2.9\n")
        .with(".git/packed-refs", format!("{COMMIT} refs/heads/dev-v2.9\n"))
        .with(
            ".git/config",
            "[remote \"origin\"]\n\turl = https://github.com/rancher/kontainer-driver-metadata\n",
        );
    let repository = Repository::empty()
        .with("channels.yaml", upstream.read("channels.yaml"))
        .with("channels-rke2.yaml", upstream.read("channels-rke2.yaml"))
        .with("data/kdm.yaml", "# settings\n");
    fs::rename(upstream.path(), repository.path().join("kdm")).unwrap();
    (repository, upstream)
}

#[test]
fn an_import_is_pinned_and_generated_again() {
    let (repository, _upstream) = pinned();
    let mut screens = repository.screen("import kdm");
    screens += &repository.read("data/kdm.yaml");
    insta::assert_snapshot!(screens);
    silent(&repository, "generate");
    assert_eq!(repository.read("data/data.json"), repository.read("kdm/expected.json"));
    // Again, nothing changes.
    let before = repository.read("data/kdm.yaml");
    insta::assert_snapshot!("unchanged", repository.screen("import kdm"));
    assert_eq!(repository.read("data/kdm.yaml"), before);
}

/// Generates, and there is nothing to say about it.
#[track_caller]
fn silent(repository: &Repository, arguments: &str) {
    let screen = repository.screen(arguments);
    assert!(screen.starts_with("exit code 0\n") && !screen.contains("warning"), "{screen}");
}

#[test]
fn what_leaves_the_pin_is_said() {
    let (repository, _upstream) = pinned();
    repository.kdm("import kdm").assert().success();
    silent(&repository, "generate --rke-source kdm");

    // Edited here.
    let repository = repository.edit("data/rke/docker.yaml", "20.10.x", "20.11.x");
    insta::assert_snapshot!("edited", repository.screen("generate --out found.json"));
    insta::assert_snapshot!("import_over_edits", repository.screen("import kdm"));

    // Edited there.
    let repository = repository.edit("kdm/pkg/rke/k8s_docker_info.go", "20.10.x", "20.12.x");
    insta::assert_snapshot!(
        "edited_checkout",
        repository.screen("generate --rke-source kdm --out found.json")
    );

    // Another commit.
    let other = COMMIT.replace("0123", "3210");
    let repository = repository.with("kdm/.git/HEAD", format!("{other}\n"));
    insta::assert_snapshot!(
        "another_commit",
        repository.screen("generate --rke-source kdm --out other.json")
    );
    assert!(!repository.path().join("other.json").exists());
    repository.kdm("import --force kdm").assert().success();
    assert!(repository.read("data/kdm.yaml").contains(&other));
    silent(&repository, "generate --rke-source kdm");

    // No commit at all.
    fs::remove_dir_all(repository.path().join("kdm/.git")).unwrap();
    silent(&repository, "generate --rke-source kdm");
    insta::assert_snapshot!(
        "another_data_json",
        repository.screen("generate --rke-source kdm/expected.json --out other.json")
    );

    // A compiled data.json is no checkout.
    insta::assert_snapshot!("unpinned", repository.screen("import --force kdm/expected.json"));
    assert_eq!(repository.read("data/kdm.yaml"), "# settings\n");
}

#[test]
fn settings_that_say_nothing_kdm_knows() {
    let settings = "upstreem: {}\nupstream:\n  commit: abc\n  sha256: 12\n";
    let repository = checkout().with("data/kdm.yaml", settings);
    insta::assert_snapshot!(repository.screen("generate"));
    insta::assert_snapshot!(
        "import_over_bad_settings",
        checkout().with("data/kdm.yaml", "a: [").screen("import .")
    );
}

#[test]
fn settings_keep_everything_but_the_pin() {
    let old = "a".repeat(64);
    let pin = |sha256: &str| format!("upstream:\n  sha256: {sha256}\n");
    let import = |settings: &str| {
        let (repository, _upstream) = pinned();
        let repository = repository.with("data/kdm.yaml", settings);
        let output = repository.kdm("import kdm").output().unwrap();
        let unchanged =
            repository.read("data/kdm.yaml") == settings && !repository.path().join("data/rke").exists();
        (output.status.code().unwrap(), repository.read("data/kdm.yaml"), unchanged)
    };
    let (code, settings, _) = import(&format!("# first\n{}# one\n\n# two\n", pin(&old)));
    assert_eq!(code, 0);
    assert!(
        settings.starts_with("# first\nupstream:\n") && settings.ends_with("\n# one\n\n# two\n"),
        "{settings}"
    );
    let (code, settings, _) = import(&format!("upstream: {{sha256: {old}}} # here\n# next\n"));
    assert!(code == 0 && settings.ends_with("\n# next\n"), "{settings}");
    // What cannot be changed without losing something is left as it is, and so is the tree.
    for settings in [
        "{}\n".to_owned(),
        "hello\n".to_owned(),
        "# c\n...\n".to_owned(),
        format!("{{upstream: {{sha256: {old}}}}}\n"),
        format!("  upstream:\n    sha256: {old}\n"),
        format!("upstream: &u\n  sha256: {old}\nother: *u\n"),
        format!("{}{}", pin(&old), pin(&old)),
    ] {
        let (code, after, unchanged) = import(&settings);
        assert!(
            code == 2 && unchanged || code == 0 && after.matches("sha256").count() == 1,
            "{settings} {code}: {after}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_file_is_refused() {
    for name in ["channels.yaml", "data/kdm.yaml", "rancher-prime-patch.yaml"] {
        let repository = checkout().with("data/.keep", "");
        let _ = fs::remove_file(repository.path().join(name));
        let made = std::process::Command::new("mkfifo").arg(repository.path().join(name)).status();
        if !made.is_ok_and(|status| status.success()) {
            continue;
        }
        let screen = repository.screen("generate");
        assert_eq!(screen, format!("exit code 2\nerror: cannot read `{name}`: it is not a regular file\n"));
    }
}

#[test]
fn a_copy_inside_of_another_repository_has_no_commit() {
    let (repository, _upstream) = pinned();
    let git = repository.path().join("kdm/.git");
    fs::rename(git, repository.path().join(".git")).unwrap();
    repository.kdm("import kdm").assert().success();
    assert!(!repository.read("data/kdm.yaml").contains("commit"));
}

#[test]
fn upstreams_own_checkout_is_up_to_date() {
    let Some(folder) = upstream("a checkout of upstream's repository, of a branch that is generated") else {
        return;
    };
    let output = Repository::empty().kdm("generate --check --root").arg(&folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
