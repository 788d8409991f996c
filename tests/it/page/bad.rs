//! What cannot be shown, and where nothing is written.

use std::fs;

use super::page;
use crate::support::Repository;

fn small() -> Repository {
    Repository::copy_of("small").without("rke.json").without("expected.json")
}

#[test]
fn what_cannot_be_read_has_no_page() {
    let broken = small().with("channels.yaml", "releases: [\n");
    insta::assert_snapshot!("broken", broken.screen("page --out page.html"));
    let no_json = small().with("old.json", "{\"k3s\": ");
    insta::assert_snapshot!("no_json", no_json.screen("page --data old.json --out page.html"));
    insta::assert_snapshot!("no_old", no_json.screen("page --against old.json --out page.html"));
    insta::assert_snapshot!("no_place", small().screen("page --data nowhere.json --out page.html"));
    insta::assert_snapshot!("no_repository", Repository::empty().screen("page --out page.html"));
    for repository in [broken, no_json] {
        assert!(!repository.path().join("page.html").exists());
    }
}

#[test]
fn a_page_replaces_nothing_that_a_build_is_made_from() {
    let repository = small();
    repository.kdm("generate").assert().success();
    for target in [
        "channels.yaml",
        "data/data.json",
        "data/kdm.yaml",
        "data/rke/addons.yaml",
        "./data/../channels.yaml",
    ] {
        let before = fs::read(repository.path().join(target)).ok();
        let output = repository.kdm(&format!("page --out {target}")).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.contains(&format!("cannot write the page to `{target}`: it is part of a build")),
            "{said}"
        );
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(fs::read(repository.path().join(target)).ok(), before);
    }
    let repository = repository.with("old.json", "{}");
    for arguments in ["page --data old.json --out old.json", "page --against old.json --out old.json"] {
        repository.kdm(arguments).assert().code(2);
        assert_eq!(repository.read("old.json"), "{}");
    }
    // Neither of another repository.
    let other = small();
    let place = other.path().display().to_string();
    for file in ["channels.yaml", "data/data.json", "data/rke/new.yaml"] {
        for named in ["--data", "--against", "--rke-source"] {
            let arguments = format!("page {named} {place} --out {place}/{file}");
            repository.kdm(&arguments).assert().code(2);
        }
    }
    assert!(!other.path().join("data/data.json").exists());
    assert!(other.read("channels.yaml").contains("releases"));
    insta::assert_snapshot!("generate", repository.screen("generate --page channels.yaml"));
    insta::assert_snapshot!("same", repository.screen("generate --page out.html --diff ./out.html"));
    insta::assert_snapshot!("no_folder", repository.screen("page --out none/page.html"));
    let with = repository.with("page.html", "mine");
    let output =
        with.kdm("package --tag v2.9-build20260130 --out image --page --with page.html").output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("`--page` serves `page.html`"));
}

#[test]
fn builds_with_nothing_in_them_have_a_page() {
    for build in ["{}", r#"{"k3s": {"releases": []}}"#, r#"{"k3s": {"releases": "none"}, "rke2": null}"#] {
        let repository = Repository::empty().with("data.json", build);
        assert!(page(&repository, "--data data.json").contains("<h1>Kubernetes of a build</h1>"), "{build}");
    }
}

#[test]
fn text_of_a_build_is_never_markup() {
    let evil = r#"</script><img src=x onerror=\"alert(1)\">'&amp;"#;
    let build = format!(
        r#"{{"k3s": {{"releases": [{{"version": "v1.30.1+{evil}", "minChannelServerVersion": "{evil}", "maxChannelServerVersion": "v2.9.99",
            "serverArgs": {{"{evil}": {{"type": "{evil}"}}}}}}],
            "appDefaults": [{{"appName": "rancher", "defaults": [{{"appVersion": "{evil}", "defaultVersion": "{evil}"}}]}}]}},
            "K8sVersionRKESystemImages": {{"v1.30.1-{evil}": {{"etcd": "{evil}"}}}}, "RancherDefaultK8sVersions": {{"{evil}": "{evil}"}}}}"#
    );
    let page = page(&Repository::empty().with("data.json", build), "--data data.json");
    assert!(page.contains("&lt;/script&gt;&lt;img"));
    assert!(!page.contains("<img"));
    assert_eq!(page.matches("</script>").count(), 3);
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_read_enough_is_no_error() {
    let repository = small();
    let shell = format!("{} page | head -c 10", assert_cmd::cargo::cargo_bin("kdm").display());
    let output = std::process::Command::new("bash")
        .args(["-o", "pipefail", "-c", &shell])
        .current_dir(repository.path())
        .output()
        .unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    assert_eq!(output.stdout, b"<!DOCTYPE ");
}
