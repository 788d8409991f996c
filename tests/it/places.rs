//! Where findings of the release gate point when the sources have nothing to point at, and columns of wide names.

use crate::support::Repository;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

/// What the program prints.
fn printed(repository: &Repository, arguments: &str) -> String {
    String::from_utf8(repository.kdm(arguments).output().unwrap().stdout).unwrap()
}

const GATE: &str = "check --against released.json";

/// The rules that find that something is gone from `data/rke/docker.yaml` and `data/rke/versions.yaml`, and how the old
/// build wrote what is gone.
const GONE: [(&str, &str); 2] =
    [("docker-removed", "\"1.26\": ["), ("released-changed", "\"v1.26\": {\n   \"maxRancherVersion")];

/// A line of which two things are gone, and the lines of the old build where they stand.
fn robbed() -> (Repository, [u64; 2]) {
    let repository = Repository::copy_of("tree");
    repository.kdm("generate --out released.json").assert().success();
    let old = repository.read("released.json");
    let lines = GONE.map(|(_, written)| {
        let before = &old[..old.find(written).unwrap()];
        u64::try_from(before.matches('\n').count() + 1).unwrap()
    });
    let repository = repository.edit("data/rke/docker.yaml", "\"1.26\": [20.10.x, 23.0.x]\n", "").edit(
        "data/rke/versions.yaml",
        "  v1.26: {maxRancherVersion: \"2.8\"}\n",
        "",
    );
    (repository, lines)
}

#[test]
fn text_shows_what_is_gone_in_the_old_build() {
    let (repository, lines) = robbed();
    let text = printed(&repository, GATE);
    for ((rule, _), line) in GONE.into_iter().zip(lines) {
        let (_, finding) = text.split_once(&format!("[{rule}]")).unwrap_or_else(|| panic!("{rule}: {text}"));
        let place = finding.lines().nth(1).unwrap().trim_start();
        assert_eq!(place, format!("--> released.json:{line}:3"), "{rule}");
    }
}

#[test]
fn json_shows_what_is_gone_in_the_old_build() {
    let (repository, lines) = robbed();
    let json: Value = serde_json::from_str(&printed(&repository, &format!("{GATE} --format json"))).unwrap();
    for ((rule, _), line) in GONE.into_iter().zip(lines) {
        let finding =
            json["findings"].as_array().unwrap().iter().find(|found| found["rule"] == rule).unwrap();
        let place = &finding["places"][0];
        assert_eq!((&place["file"], &place["line"]), (&"released.json".into(), &line.into()), "{rule}");
    }
}

#[test]
fn github_and_code_scanning_show_what_is_gone_in_the_old_build() {
    let (repository, lines) = robbed();
    let github = printed(&repository, &format!("{GATE} --format github"));
    let warnings: Vec<_> = github.lines().filter(|line| line.starts_with("::warning ")).collect();
    assert_eq!(warnings.len(), 10, "{github}");
    let more = warnings[9];
    assert!(
        more.starts_with("::warning title=kdm::") && more.ends_with("`kdm check` prints them all"),
        "{more}"
    );
    let sarif: Value =
        serde_json::from_str(&printed(&repository, &format!("{GATE} --format sarif"))).unwrap();
    for ((rule, _), line) in GONE.into_iter().zip(lines) {
        // GitHub shows ten of a level; the others are counted.
        let annotated = github.lines().find(|annotation| annotation.contains(&format!("title={rule}::")));
        let place = format!("file=released.json,line={line},");
        assert!(annotated.is_none_or(|annotation| annotation.contains(&place)), "{rule}: {annotated:?}");

        let results = sarif["runs"][0]["results"].as_array().unwrap();
        let place = &results.iter().find(|result| result["ruleId"] == rule).unwrap()["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "released.json", "{rule}");
        assert_eq!(place["region"]["startLine"], line, "{rule}");
    }
}

#[test]
fn no_rule_counts_when_one_of_them_makes_rancher_ignore_them_all() {
    let repository = Repository::copy_of("sound");
    let counted = printed(&repository, "show rancher 2.9.3");
    assert!(counted.contains("channels.yaml:10:21"), "{counted}");
    let repository = repository.edit("channels.yaml", "'>= 2.8.0-0 < 2.9.0-0'", "'nonsense'");
    let ignored = printed(&repository, "show rancher 2.9.3");
    assert!(!ignored.contains("channels.yaml:10:21"), "{ignored}");
}

/// The columns of the screen at which a text begins in each line that has it.
fn columns(screen: &str, text: &str) -> Vec<usize> {
    screen.lines().filter_map(|line| line.split_once(text)).map(|(before, _)| before.width()).collect()
}

#[test]
fn wide_names_do_not_shift_the_columns_of_show() {
    let sound = Repository::copy_of("sound");
    let shown = printed(
        &sound.edit("channels.yaml", "tls-san: {type: array}", "节点名称: {type: array}"),
        "show v1.29.1+k3s1",
    );
    let mut found = columns(&shown, "&server");
    assert_eq!(found.len(), 2, "{shown}");
    found.dedup();
    assert_eq!(found.len(), 1, "{shown}");
}

#[test]
fn wide_words_wrap_before_the_edge_of_diff() {
    let repository = Repository::copy_of("tree");
    repository.kdm("generate --out old.json").assert().success();
    let message = "节点名称 ".repeat(40);
    let repository = repository.edit(
        "channels.yaml",
        "cluster-cidr: {type: string}",
        &format!("cluster-cidr: {{type: string, default: '{}'}}", message.trim_end()),
    );
    repository.kdm("generate --out new.json").assert().success();
    let changed = printed(&repository, "diff old.json new.json --details");
    let wrapped: Vec<_> = changed.lines().filter(|line| line.contains("节点名称")).collect();
    assert!(wrapped.len() == 3, "{changed}");
    assert!(wrapped.iter().all(|line| line.width() <= 80), "{changed}");
}
