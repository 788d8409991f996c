//! `kdm mirror-list`: what of an enterprise build is copied where.

use crate::{
    prime::{prime, titles, with},
    support::{Repository, golden},
};

#[test]
fn rules_that_match_no_image() {
    let rules = |rules: &str| {
        titles(&with(&format!(
            "mirrorOptions:\n  - targetRegistry: \"\"\n    regex:\n{rules}releases:\n  - version: v1.25.14-rancherprime1-1-1\n    referenceVersion: v1.25.14-rancher1-1\n"
        )))
    };
    let rule = |text: &str| format!("      - {{regexMatch: \"{text}\", regexReplacement: a/b}}\n");
    assert_eq!(rules(&rule("^rancher/hyperkube$")), Vec::<String>::new());
    assert_eq!(
        rules(&(rule("^rancher/hyperkube$") + &rule("^cnrahcner/"))),
        ["warning[mirror-unused]: `^cnrahcner/` renames no image of a release"]
    );
}

#[test]
fn lists_of_every_form() {
    let repository = prime();
    let list = |arguments: &str| {
        let output = repository.kdm(&format!("mirror-list {arguments}")).output().unwrap();
        format!("$ kdm mirror-list {arguments}\n{}", String::from_utf8(output.stdout).unwrap())
    };
    let mut lists = String::new();
    for arguments in [
        "",
        "--format images",
        "--format images --side dest",
        "--format json --k8s 1.26.9-rancherprime1-1-1",
        "--from rke --target-registry localhost:5000",
        "--from k3s,rke2 --format images",
        "--from rke --os windows --format images",
        "--from rke,prime --rancher 2.6.0 --format images",
        "--from all --since expected.json --format images",
    ] {
        lists += &list(arguments);
    }
    insta::assert_snapshot!(lists);
}

#[test]
fn lists_of_releases_come_from_a_folder() {
    let repository = Repository::copy_of("small").with(
        "lists/v1.28.14+k3s1/k3s-images.txt",
        "docker.io/rancher/mirrored-pause:3.6\nrancher/klipper-lb:v0.4.9\r\n\n",
    );
    let output = repository
        .kdm("mirror-list --rke-source rke.json --from k3s --k8s 1.28.14 --format images --image-lists lists")
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "rancher/k3s-upgrade:v1.28.14-k3s1\nrancher/klipper-lb:v0.4.9\nrancher/mirrored-pause:3.6\nrancher/system-agent-installer-k3s:v1.28.14-k3s1\n"
    );
    insta::assert_snapshot!(
        repository.screen("mirror-list --rke-source rke.json --from k3s --format images --image-lists lists")
    );
}

#[test]
fn names_that_rules_make_are_looked_at_wherever_the_build_goes() {
    let patch = "mirrorOptions:\n  - targetRegistry: \"\"\n    regex: [{regexMatch: \"^rancher/\", regexReplacement: \"Foo Bar/\"}]\nreleases:\n  - {version: v1.25.14-rancherprime1-1-1, referenceVersion: v1.25.14-rancher1-1}\n";
    let repository = with(patch);
    let screen = repository.screen("generate --out elsewhere.json");
    assert!(
        screen.contains(
            "error[mirror-name]: `rancher/rke-tools:v0.1.90` would be copied to `Foo Bar/rke-tools`"
        ),
        "{screen}"
    );
    assert!(!repository.path().join("elsewhere.json").exists());
    // Let through, it is in data.json, and in no list.
    repository.kdm("generate --allow mirror-name").assert().success();
    assert_eq!(repository.read("data/mirror-list.txt"), "");
}

#[test]
fn a_selection_of_nothing_is_said() {
    let mut screens = prime().screen("mirror-list --from rfo");
    screens += &prime().screen("mirror-list --k8s >9.0.0");
    insta::assert_snapshot!(screens);
    let repository = prime();
    repository.kdm("generate").assert().success();
    repository.kdm("mirror-list --since data/data.json").assert().success().stdout("");
    let lists = Repository::copy_of("small").with("lists/v1.28.14+k3s1/k3s-images.txt", "rancher/a:1\n");
    lists.kdm("generate --rke-source rke.json").assert().success();
    let since = "mirror-list --rke-source rke.json --from k3s --k8s 1.28.14 --format images --image-lists lists --since data/data.json";
    lists.kdm(since).assert().success().stdout("");
}

#[test]
fn lists_that_would_mislead() {
    let images = |images: &str, options: &str| {
        with(&format!(
            "mirrorOptions:\n{options}releases:\n  - version: v1.26.10-rancherprime1-1\n    systemImages: {{kubernetes: \"rancher/hyperkube:v1.26.10\", {images}}}\n"
        ))
    };
    let to = |rule: &str| {
        format!(
            "  - targetRegistry: \"\"\n    regex: [{{regexMatch: \"{rule}\", regexReplacement: \"a/b\"}}]\n"
        )
    };
    let allow = " --allow image-tag,incomplete-release";
    let screens = [
        images("etcd: \"rancher/foo/bar:1\", alpine: \"pause:3\"", &to("hyperkube")).screen("generate"),
        images("etcd: \"rancher/etcd:1\", alpine: \"rancher/alpine:1\"", &to("etcd|alpine"))
            .screen("generate"),
        images("etcd: \"rancher/etcd:1@sha256:00\"", &to("hyperkube")).screen(&format!("generate{allow}")),
        images("etcd: \"rancher/etcd:1\"", "  []\n").screen("mirror-list"),
        images("etcd: \"rancher/etcd:1\"", &to("none")).screen("mirror-list"),
    ];
    insta::assert_snapshot!(screens.concat());
}

#[test]
fn the_newest_of_each_minor_below_a_project() {
    let repository = Repository::copy_of("sound");
    let list = |options: &str| {
        let output = repository.kdm(&format!("mirror-list {options}")).output().unwrap();
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (images, note) = list("--from k3s --format images --newest");
    assert_eq!(images.lines().count(), 4, "{images}");
    assert!(note.starts_with("note: of 2 releases, only the images that upgrade and install them"), "{note}");
    let (images, _) = list("--from rke --format images --newest");
    assert!(images.contains("hyperkube:v1.29.2-") && !images.contains("hyperkube:v1.29.1-"), "{images}");
    let (copies, _) = list("--from k3s --k8s >=1.29.0 --target-registry r.example.com/mirror");
    assert!(
        copies.contains("rancher/k3s-upgrade r.example.com/mirror/rancher/k3s-upgrade v1.29.1-k3s1"),
        "{copies}"
    );
    repository.kdm("mirror-list --target-registry r.example.com/Mirror").assert().code(2);
}

#[test]
fn a_build_is_enough() {
    let repository = Repository::copy_of("small");
    let of_sources = repository
        .kdm("mirror-list --rke-source rke.json --format images --from all")
        .output()
        .unwrap()
        .stdout;
    assert!(of_sources.starts_with(b"rancher/"));
    // A site without the repository has the data.json.
    let site = Repository::empty().with("data.json", repository.read("expected.json"));
    let list =
        |arguments: &str| site.kdm(&format!("mirror-list --data data.json {arguments}")).output().unwrap();
    assert_eq!(list("--format images").stdout, of_sources);
    let copies = String::from_utf8(list("--target-registry r.example.com --newest").stdout).unwrap();
    assert!(
        copies.lines().all(|line| line.split(' ').nth(1).unwrap().starts_with("r.example.com/")),
        "{copies}"
    );
    assert!(!copies.is_empty());
    assert_eq!(list("--format images --since data.json").stdout, b"");
    let mut piped = site.kdm("mirror-list --data - --format images");
    piped.write_stdin(repository.read("expected.json"));
    assert_eq!(piped.output().unwrap().stdout, of_sources);
}

#[test]
fn a_build_that_cannot_be_read_is_no_list() {
    let site =
        Repository::empty().with("broken.json", "{\"K8sVersionRKESystemImages\": {").with("empty.json", "");
    insta::assert_snapshot!(
        ["broken.json", "empty.json", "none.json", "."]
            .map(|place| site.screen(&format!("mirror-list --data {place}")))
            .concat()
    );
    site.kdm("mirror-list --data empty.json --rke-source x").assert().code(2);
    // Of a repository all that stops a build stops the list.
    let repository = Repository::copy_of("sound").with("channels-rke2.yaml", "");
    let said = repository.screen("mirror-list --data . --format images");
    assert!(
        said.starts_with("exit code 1\nerror[empty-file]") && said.contains("nothing is printed"),
        "{said}"
    );
    // Nothing in a data.json is known to be of a patch.
    let site = site.with("data.json", Repository::copy_of("small").read("expected.json"));
    let said = site.screen("mirror-list --data data.json --from prime");
    let help =
        "= help: which versions are those of a patch only its repository says: name that with `--root`\n";
    assert!(said.starts_with("exit code 1\n") && said.ends_with(help), "{said}");
}

#[test]
fn what_a_build_does_not_say_is_not_guessed() {
    let site = Repository::empty()
        .with("rke.json", r#"{"K8sVersionRKESystemImages": {"v1.20.0": {"etcd": "rancher/a:1"}}}"#)
        .with("types.json", r#"{"k3s": {"releases": [{"version": "v1.30.1+k3s1"}, {"version": 5}]}}"#)
        .with("k3s.json", r#"{"k3s": {"releases": [{"version": "v1.30.1+k3s1"}]}}"#)
        .with("folder/data.json", "{}");
    insta::assert_snapshot!(
        [
            "--data rke.json --rancher head",
            "--data rke.json --rancher -",
            "--data rke.json --os windows",
            "--data types.json",
            "--data k3s.json --os windows",
            "--data k3s.json --from rke2",
            "--data folder",
        ]
        .map(|options| site.screen(&format!("mirror-list --format images {options}")))
        .concat()
    );
}

#[test]
fn an_upstream_build_has_the_images_of_its_sources() {
    let Some(golden) = golden("`kdm mirror-list --data` on dev-v2.9") else { return };
    let line = golden.join("lines/dev-v2.9");
    let list = |from: &str| {
        let of = format!("mirror-list {from} --format images --os windows --rancher 2.9.3");
        Repository::empty().kdm(&of).output().unwrap().stdout
    };
    let (place, build) = (line.display(), line.join("data.json"));
    let of_sources = list(&format!("--root {place} --rke-source {}", build.display()));
    assert!(of_sources.len() > 1000);
    assert_eq!(list(&format!("--data {}", build.display())), of_sources);
}
