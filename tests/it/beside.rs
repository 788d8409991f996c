//! Two faults at once: the one that only follows from the other is not told, and one of its own always is.

use crate::support::Repository;

const CHANNELS: &str = "channels.yaml";
const IMAGES: &str = "data/rke/system-images/v1.28.yaml";

/// A sound line whose newest Ranchers have no release of their default.
fn without_default() -> Repository {
    Repository::copy_of("sound").edit(CHANNELS, "defaultVersion: 1.29.x", "defaultVersion: 1.31.x")
}

const WITHOUT_DEFAULT: &str =
    "channels.yaml:10:21: error[app-default]: Rancher 2.9.0 – 2.9.99 sees no release of `1.31.x`";

/// The lines of a check, of which no word is about what can be done.
fn lines(repository: &Repository, arguments: &str) -> Vec<String> {
    let output = repository.kdm(&format!("check --format line {arguments}")).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[track_caller]
fn says(repository: &Repository, arguments: &str, expected: &str) {
    let lines = lines(repository, arguments);
    assert!(lines.iter().any(|line| line == expected), "{lines:#?}");
    repository.kdm(&format!("check {arguments}")).assert().code(1);
}

#[test]
fn what_nothing_reads_hides_only_what_it_was_meant_for() {
    for end in
        ["note: x\n", "redirectBase: a/\nredirectBase: b/\n", "---\n", "---\nfoo: 1\n", "x-anchors: {a: 1}\n"]
    {
        let repository = without_default();
        let text = repository.read(CHANNELS) + end;
        says(&repository.with(CHANNELS, text), "", WITHOUT_DEFAULT);
    }
    // It is the part itself that is missing: one finding, and an error.
    let misspelt = Repository::copy_of("sound").edit(CHANNELS, "appDefaults:", "appDefault:");
    let lines = lines(&misspelt, "");
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(lines[0].starts_with("channels.yaml:4:1: error[unknown-key]"), "{lines:#?}");
}

#[test]
fn a_window_hides_only_the_default_that_it_is_of() {
    let wide =
        without_default().edit(CHANNELS, "v2.9.99\n  serverArgs: &server", "v2.10.99\n  serverArgs: &server");
    says(&wide, "", WITHOUT_DEFAULT);
    let duplicate =
        Repository::copy_of("sound").edit(CHANNELS, "version: v1.29.1+k3s1", "version: v1.28.1+k3s1");
    let lines = lines(&duplicate, "");
    assert_eq!(lines, ["channels.yaml:21:12: error[release-version]: `v1.28.1+k3s1` appears twice"]);
}

#[test]
fn what_is_off_or_excepted_hides_nothing() {
    for settings in ["rules: {unknown-key: off}\n", "allow: [{rule: unknown-key, at: k3s, reason: r}]\n"] {
        let repository = without_default();
        let text = repository.read(CHANNELS) + "note: x\n";
        says(&repository.with(CHANNELS, text).with("data/kdm.yaml", settings), "", WITHOUT_DEFAULT);
    }
    // The image of another version, let through, does not hide that the default has none.
    let repository = Repository::copy_of("sound")
        .edit("data/rke/versions.yaml", "  default: v1.29.2-rancher1-1", "  default: v1.29.7-rancher1-1")
        .edit(IMAGES, "hyperkube:v1.28.1-", "hyperkube:v1.28.2-");
    let expected = "data/rke/versions.yaml:12:12: error[rke-default]: `v1.29.7-rancher1-1` has no system images, and is the default of RKE `default`";
    says(&repository, "", expected);
    says(&repository, "--allow hyperkube-prefix", expected);
    repository.kdm("generate --allow hyperkube-prefix").assert().code(1);
}

#[test]
fn a_warning_that_was_asked_for_hides_no_error() {
    let repository =
        Repository::copy_of("sound").edit(CHANNELS, "  agentArgs: *agent\n", "  agentArg: *agent\n");
    repository.kdm("check").assert().code(1);
    let repository = repository.with("data/kdm.yaml", "rules: {unknown-key: warn}\n");
    let empty = "channels.yaml:21:12: error[args-empty]: `v1.29.1+k3s1` has no `agentArgs`";
    says(&repository, "", empty);
    // A baseline has what follows, too, and then nothing stops the next check.
    let repository =
        Repository::copy_of("sound").edit(CHANNELS, "  agentArgs: *agent\n", "  agentArg: *agent\n");
    repository.kdm("check --write-baseline").assert().code(0);
    assert_eq!(lines(&repository, ""), Vec::<String>::new());
    repository.kdm("check").assert().code(0);
}

#[test]
fn a_misspelt_key_hides_only_the_part_that_it_is_meant_for() {
    let repository = Repository::copy_of("sound").edit(
        CHANNELS,
        "- version: v1.28.1+k3s1\n  minChannelServerVersion: v2.8.0-alpha1\n  maxChannelServerVersion: v2.9.99",
        "- version: v1.28.1+k3s1\n  minChannelServerVersions: v2.8.0-alpha1\n  maxChannelServerVersion: 2.9.99",
    );
    let lines = lines(&repository, "--level error");
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(
        lines[1].starts_with("channels.yaml:14:28: error[window]: `2.9.99` is not a bound"),
        "{lines:#?}"
    );
}

#[test]
fn what_has_become_an_error_is_new_and_not_excepted() {
    let candidate = |repository: Repository, also: &str| {
        let release = |version: &str| {
            format!(
                "- version: {version}\n  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: *server\n  agentArgs: *agent\n  charts: *charts\n  featureVersions: *features\n"
            )
        };
        let also = if also.is_empty() { String::new() } else { release(also) };
        let both = release("v1.28.2-rc1+k3s1") + &also + "- version: v1.29.1+k3s1";
        repository.edit(CHANNELS, "- version: v1.29.1+k3s1", &both)
    };
    let (old, new) = (
        candidate(Repository::copy_of("sound"), ""),
        candidate(Repository::copy_of("sound"), "v1.28.2+k3s1"),
    );
    old.kdm("check").assert().code(0);
    let expected = "channels.yaml:21:12: error[pre-release]: `v1.28.2-rc1+k3s1` stands beside its release `v1.28.2+k3s1`";
    says(&new, &format!("--new-since {}", old.path().display()), expected);
    old.kdm("check --write-baseline").assert().code(0);
    says(&new.with("data/kdm.yaml", old.read("data/kdm.yaml")), "", expected);
}

#[test]
fn a_known_cause_hides_nothing_new() {
    let old = Repository::copy_of("sound").edit(CHANNELS, "version: v1.28.1+k3s1", "version: v1.28.1+k3s01");
    let new = Repository::copy_of("sound")
        .edit(CHANNELS, "version: v1.28.1+k3s1", "version: v1.28.1+k3s01")
        .edit(CHANNELS, "latest: v1.29.1+k3s1", "latest: v1.28.4+k3s1");
    let expected = "channels.yaml:3:11: error[channel]: there is no release `v1.28.4+k3s1`";
    says(&new, &format!("--new-since {}", old.path().display()), expected);
}

#[test]
fn an_exception_of_one_thing_is_none_of_what_it_begins_with() {
    // A channel without a name, and one whose name is a star.
    for name in ["", "name: '*', "] {
        let channel = format!("channels:\n- {{{name}latestRegexp: \"(\", latest: v1.29.1+k3s1}}\n");
        let repository = Repository::copy_of("sound").edit(CHANNELS, "channels:\n", &channel);
        let output = repository.kdm("check --write-baseline").output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("0 findings left"), "{said}");
        let lost = repository.edit(CHANNELS, "  latest: v1.29.1+k3s1", "  latest: v1.99.1+k3s1");
        let lost = lost.edit(CHANNELS, &channel, "channels:\n");
        says(&lost, "", "channels.yaml:3:11: error[channel]: there is no release `v1.99.1+k3s1`");
    }
}

#[test]
fn what_is_new_beside_what_was_there_is_new() {
    let empty = |repository: Repository| repository.edit(CHANNELS, "< 2.9.0-0'", "< 2.8.0-0'");
    let (old, new) = (empty(Repository::copy_of("sound")), empty(without_default()));
    assert_eq!(lines(&old, "").len(), 1);
    let arguments = format!("--new-since {}", old.path().display());
    says(&new, &arguments, WITHOUT_DEFAULT);
    assert_eq!(lines(&new, &arguments).len(), 1);
}

#[test]
fn a_new_value_of_an_anchor_is_one_finding_where_it_is_defined_too() {
    let repository = Repository::copy_of("sound");
    let release = "- version: v1.29.2+k3s1\n  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: *server\n  agentArgs: *agent\n  charts: &charts {other: {repo: rancher-charts, version: 1.0.0}}\n  featureVersions: *features\n";
    let text = repository.read(CHANNELS) + release;
    let lines = lines(&repository.with(CHANNELS, text), "--level error");
    assert_eq!(
        lines,
        [
            "channels.yaml:35:11: error[anchor]: the anchor `charts` is defined a second time, with another value, without `traefik`"
        ]
    );
}

#[test]
fn a_forgotten_patch_is_found_in_the_root_that_nobody_named() {
    let repository = Repository::copy_of("sound").with("rancher_prime_patch.yaml", "");
    says(&repository, "", "error[stray-file]: nothing reads `rancher_prime_patch.yaml`");
}
