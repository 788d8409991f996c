//! The page of a small line.

use std::fs;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{between, page, unpacked};
use crate::support::{Repository, commit};

fn sound() -> Repository {
    Repository::copy_of("sound")
}

/// Markup with a line for each element, so that a difference is seen.
fn lines(html: &str) -> String {
    html.replace('<', "\n<").trim().to_owned()
}

#[test]
fn what_is_read_most_is_there_without_a_script() {
    let page = page(&sound(), "");
    insta::assert_snapshot!(
        "offer",
        lines(between(&page, "<div id=\"offered\">", "<section id=\"/matrix\">"))
    );
    insta::assert_snapshot!(
        "matrix",
        lines(between(&page, "<section id=\"/matrix\">", "<section id=\"/defaults\">"))
    );
    insta::assert_snapshot!(
        "defaults",
        lines(between(&page, "<section id=\"/defaults\">", "<section id=\"/card\""))
    );
    insta::assert_snapshot!("foot", lines(between(&page, "<footer>", "</footer>")));
}

#[test]
fn two_runs_and_a_pipe_give_the_same_bytes() {
    let repository = sound();
    let first = page(&repository, "");
    assert_eq!(first, page(&repository, ""));
    let piped = repository.kdm("page").output().unwrap();
    assert_eq!(String::from_utf8(piped.stdout).unwrap(), first);
    assert!(piped.stderr.is_empty());
}

#[test]
fn the_policy_lets_nothing_run_but_the_pages_own_script() {
    let page = page(&sound(), "");
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()));
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let style = hash(between(&page, "<style>", "</style>"));
    let script = hash(between(&page, "<script>", "</script>"));
    let expected = format!(
        "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    );
    assert_eq!(policy, expected);
    for loaded in ["src=", "url(", "http:", "https:", "@import", "innerHTML", "eval("] {
        assert!(!page.contains(loaded), "{loaded}");
    }
    assert_eq!(page.matches("<script").count(), 3);
}

#[test]
fn answers_are_packed_each_shared_part_once() {
    let repository = sound();
    let page = page(&repository, "");
    let data = unpacked(&page, "data").unwrap();
    assert_eq!(data["line"], json!(["2.9", "2.9.99"]));
    let k3s = &data["sections"][0];
    assert_eq!(k3s["key"], "k3s");
    let release = &k3s["releases"][0];
    assert_eq!(release["v"], "v1.29.1+k3s1");
    let table = release["tables"]["serverArgs"].as_u64().unwrap();
    assert!(data["tables"][usize::try_from(table).unwrap()].is_array());
    let texts = unpacked(&page, "texts").unwrap();
    assert!(!texts["lines"].as_array().unwrap().is_empty());
    assert_eq!(unpacked(&super::page(&repository, "--no-templates"), "texts"), None);
}

#[test]
fn a_build_elsewhere_and_one_of_the_past_have_pages_too() {
    let repository = sound();
    repository.kdm("generate").assert().success();
    let of_sources = page(&repository, "");
    let of_data = page(&repository, "--data data/data.json");
    let views = |page: &str| between(page, "<main", "<footer>").to_owned();
    assert_eq!(views(&of_sources), views(&of_data));
    // The digest is that of the file.
    let digest = Sha256::digest(fs::read(repository.path().join("data/data.json")).unwrap());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(of_sources.contains(&digest) && of_data.contains(&digest));
    commit(&repository, "all");
    assert_eq!(views(&page(&repository, "--data HEAD")), views(&of_sources));
}

#[test]
fn with_another_build_what_is_new_is_marked() {
    let repository = sound();
    commit(&repository, "before");
    let repository = repository
        .edit("channels.yaml", "- version: v1.29.1+k3s1", "- version: v1.29.3+k3s1")
        .edit("data/rke/versions.yaml", "v1.29: {min", "v1.29: {maxRancherVersion: 2.9.3, min");
    let page = page(&repository, "--against HEAD");
    assert!(page.contains("v1.29.3+k3s1</a> <b class=\"badge new\">new</b>"));
    assert!(page.contains("v1.29.2-rancher1-1 <b class=\"badge moved\">moved</b>"));
    let data = unpacked(&page, "data").unwrap();
    assert_eq!(data["difference"]["old"], "HEAD");
    assert_eq!(data["badges"]["versions"]["k3s"], json!({"v1.29.3+k3s1": "new"}));
    assert_eq!(data["difference"]["changes"][0]["kind"], "release-removed");
    assert!(page.contains(">Difference</a>"));
}

#[test]
fn findings_are_those_of_kdm_check() {
    let repository = sound().edit(
        "channels.yaml",
        "minChannelServerVersion: v2.9.0-alpha1",
        "minChannelServerVersion: v2.9",
    );
    let said = repository.kdm("check --format json").output().unwrap().stdout;
    let said: serde_json::Value = serde_json::from_slice(&said).unwrap();
    let data = unpacked(&page(&repository, ""), "data").unwrap();
    assert_eq!(data["findings"], said);
    assert!(data["essays"]["window"].as_str().unwrap().starts_with("# window"));
}

#[test]
fn an_exception_that_nothing_needs_is_found_like_in_kdm_check() {
    let settings = "allow: [{rule: window, at: k3s v1.29.1+k3s1, reason: it was}]\n";
    let repository = sound().with("data/kdm.yaml", settings);
    let said = repository.kdm("check --format json").output().unwrap().stdout;
    let said: serde_json::Value = serde_json::from_slice(&said).unwrap();
    assert_eq!(said["findings"][0]["rule"], "allowance-unused");
    let found = |page: &str| unpacked(page, "data").unwrap()["findings"].clone();
    assert_eq!(found(&page(&repository, "")), said);
    repository.kdm("generate --page along.html").assert().success();
    assert_eq!(found(&repository.read("along.html")), said);
}

#[test]
fn nothing_is_marked_where_nothing_differs() {
    let twice = r#"{appVersion: ">=2.9.0-0", defaultVersion: 1.29.x}, {appVersion: ">=2.9.0-0", defaultVersion: 1.28.x}"#;
    let build = format!("appDefaults: [{{appName: rancher, defaults: [{twice}]}}]\nreleases: []\n");
    let repository = Repository::empty().with("channels.yaml", build);
    assert!(!page(&repository, "--against .").contains("class=\"badge"));
}

#[test]
fn generate_and_package_take_it_along() {
    let repository = sound();
    repository.kdm("generate --page along.html").assert().success();
    assert_eq!(repository.read("along.html"), page(&repository, ""));
    // A second look changes nothing, and a page is written all the same.
    let repository = repository.without("along.html");
    repository.kdm("generate --check --page along.html").assert().success();
    assert_eq!(repository.read("along.html"), page(&repository, ""));
    let package = "package --tag v2.9-build20260130 --out image";
    repository.kdm(package).env("SOURCE_DATE_EPOCH", "1").assert().success();
    let served = "image/html/kontainer-driver-metadata/release-v2.9/page.html";
    assert!(!repository.path().join(served).exists());
    repository.kdm(&format!("{package} --page")).env("SOURCE_DATE_EPOCH", "1").assert().success();
    assert!(repository.read(served).contains("kontainer-driver-metadata/release-v2.9/data.json"));
    assert!(repository.path().join(format!("{served}.gz")).exists());
}
