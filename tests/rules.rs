//! The rules of `kdm check` on channel files: for each an edit that offends, with its place, and the line as it should
//! be, which does not.

#![allow(clippy::unwrap_used)]

mod support;

use support::{Repository, golden};

const CHANNELS: &str = "channels:
- name: default
  latest: v1.29.1+k3s1
appDefaults:
- appName: rancher
  defaults:
  - appVersion: '>= 2.8.0-0 < 2.9.0-0'
    defaultVersion: 1.28.x
  - appVersion: '>= 2.9.0-0 < 2.10.0-0'
    defaultVersion: 1.29.x
releases:
- version: v1.28.1+k3s1
  minChannelServerVersion: v2.8.0-alpha1
  maxChannelServerVersion: v2.9.99
  serverArgs: &server
    tls-san: {type: array}
    profile: {type: enum, options: [cis, cis-1.6], default: cis}
  agentArgs: &agent {debug: {type: boolean}}
  charts: &charts {traefik: {repo: rancher-charts, version: 1.0.0}}
  featureVersions: &features {encryption-key-rotation: 2.0.0}
- version: v1.29.1+k3s1
  minChannelServerVersion: v2.9.0-alpha1
  maxChannelServerVersion: v2.9.99
  serverArgs: *server
  agentArgs: *agent
  charts: *charts
  featureVersions: *features
  messages:
  - {id: one, type: info, severity: low, summary: s, message: m}
";

/// The rule, what is replaced by what, and where the finding is.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("release-version", "version: v1.29.1+k3s1", "version: v1.29+k3s1", "21:12"),
    ("release-version", "version: v1.29.1+k3s1", "version: v1.29.1+rke2r1", "21:12"),
    ("release-version", "version: v1.29.1+k3s1", "version: v1.29.1+k3s-1", "21:12"),
    ("release-version", "version: v1.29.1+k3s1", "version: v1.28.1+k3s1", "21:12"),
    ("window", "  minChannelServerVersion: v2.9.0-alpha1\n", "", "21:12"),
    ("window", "v2.9.0-alpha1", "v2.9", "22:28"),
    ("window", "v2.9.0-alpha1", "2.9.0-alpha1", "22:28"),
    ("window", "v2.9.0-alpha1", "v2.10.0-alpha1", "23:28"),
    ("args-empty", "agentArgs: *agent", "agentArgs: {}", "21:12"),
    ("args-empty", "  agentArgs: *agent\n", "", "21:12"),
    ("arg-type", "{type: boolean}", "{type: bool}", "18:36"),
    ("arg-type", "{type: array}", "{type: list}", "16:21"),
    ("arg-options", ", options: [cis, cis-1.6], default: cis}", "}", "17:21"),
    ("arg-options", "default: cis}", "default: cis-1.5}", "17:61"),
    ("release-order", "version: v1.29.1+k3s1", "version: v1.27.1+k3s1", "21:12"),
    ("pre-release", "version: v1.29.1+k3s1", "version: v1.29.1-rc1+k3s1", "21:12"),
    ("pre-release", "version: v1.29.1+k3s1", "version: v1.29.1+k3s1-rc1", "21:12"),
    ("app-default", "appName: rancher", "appName: harvester", "5:3"),
    ("app-default", "'>= 2.9.0-0 < 2.10.0-0'", "'>= 2.9 < 2.10.0-0'", "9:17"),
    ("app-default", "'>= 2.9.0-0 < 2.10.0-0'", "'>= 2.8.5-0 < 2.10.0-0'", "9:17"),
    ("app-default", "defaultVersion: 1.29.x", "defaultVersion: v1.29.x", "10:21"),
    ("app-default", "defaultVersion: 1.29.x", "defaultVersion: ~1.29.0", "10:21"),
    ("app-default", "defaultVersion: 1.29.x", "defaultVersion: 1.30.x", "9:17"),
    ("app-default", "releases:", "- appName: rancher\n  defaults: []\nreleases:", "11:3"),
    ("default-gap", "v2.9.0-alpha1", "v2.9.3-alpha1", "9:17"),
    ("channel", "  latest: v1.29.1+k3s1", "  latest: v1.29.2+k3s1", "3:11"),
    ("channel", "  latest: v1.29.1+k3s1\n", "", "2:3"),
    ("channel", "- name: default", "- name: stable", "1:1"),
    ("channel", "- name: default", "- {name: x, latestRegexp: 'v1(?=x)'}\n- name: default", "2:27"),
    ("channel", "channels:", "github: {owner: k3s-io}\nchannels:", "1:1"),
    ("channel", "channels:", "redirectBase: https://example.com/releases\nchannels:", "1:15"),
    ("feature-missing", "  featureVersions: *features\n", "", "21:12"),
    ("message", "id: one, ", "", "29:5"),
    ("message", "type: info", "type: hint", "29:21"),
    ("message", "severity: low", "severity: none", "29:37"),
    ("message", "summary: s", "sumary: s", "29:42"),
    ("message", "message: m}", "message: m}\n  - {id: one, type: info, summary: s, message: m}", "30:10"),
];

/// What `kdm check` finds: rules with their places.
fn found(channels: &str) -> Vec<(String, String)> {
    let rke2 = channels.replace("k3s1", "rke2r1").replace("id: one", "id: two");
    let repository = Repository::empty().with("channels.yaml", channels).with("channels-rke2.yaml", rke2);
    let output = repository.kdm("check").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some((_, rest)) =
            line.split_once('[').filter(|(level, _)| ["error", "warning"].contains(level))
        {
            found.push((rest.split(']').next().unwrap().to_owned(), String::new()));
        } else if let Some((_, place)) = line.split_once("--> channels.yaml:") {
            found.last_mut().unwrap().1 = place.to_owned();
        }
    }
    found
}

#[test]
fn a_line_as_it_should_be_offends_nobody() {
    assert_eq!(found(CHANNELS), []);
}

#[test]
fn every_rule_finds_its_offence_at_its_place() {
    for (rule, from, to, place) in CASES {
        assert!(CHANNELS.contains(from), "{from}");
        // The last place is meant: the second release, not the first.
        let at = CHANNELS.rfind(from).unwrap();
        let channels = format!("{}{to}{}", &CHANNELS[..at], &CHANNELS[at + from.len()..]);
        let found = found(&channels);
        let expected = ((*rule).to_owned(), (*place).to_owned());
        assert!(found.contains(&expected), "{from} → {to}: {expected:?} is not in {found:?}");
    }
}

#[test]
fn upstreams_lines_break_the_rules_that_they_are_known_to_break() {
    let Some(golden) = golden("the rules over three lines") else { return };
    for line in ["dev-v2.5", "dev-v2.7", "dev-v2.9"] {
        let root = golden.join("lines").join(line);
        let repository = Repository::empty();
        let mut command = repository.kdm("check");
        command.arg("--rke-source").arg(root.join("data.json")).arg("--root").arg(&root);
        let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let titles = text.lines().filter(|line| line.starts_with("error") || line.starts_with("warning"));
        insta::assert_snapshot!(format!("rules_{line}"), titles.collect::<Vec<_>>().join("\n"));
    }
}
