//! The rules of `kdm check` on what would ship: for each an edit of a sound repository that offends, with its place. Every
//! rule runs on every case, and what each finds is kept, so that none finds what is another's.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

use crate::support::{Repository, golden};
use kdm::diagnostic::Rule;

/// The rule, the file, what is replaced by what (the last place is meant), and where the finding is.
const CASES: &[(&str, &str, &str, &str, &str)] = &[
    ("release-version", "channels.yaml", "version: v1.29.1+k3s1", "version: v1.29+k3s1", "21:12"),
    ("release-version", "channels.yaml", "version: v1.29.1+k3s1", "version: v1.29.1+rke2r1", "21:12"),
    ("release-version", "channels.yaml", "version: v1.29.1+k3s1", "version: v1.29.1+k3s-1", "21:12"),
    ("release-version", "channels.yaml", "version: v1.29.1+k3s1", "version: v1.28.1+k3s1", "21:12"),
    ("window", "channels.yaml", "  minChannelServerVersion: v2.9.0-alpha1\n", "", "21:12"),
    ("window", "channels.yaml", "v2.9.0-alpha1", "v2.9", "22:28"),
    ("window", "channels.yaml", "v2.9.0-alpha1", "2.9.0-alpha1", "22:28"),
    ("window", "channels.yaml", "v2.9.0-alpha1", "v2.10.0-alpha1", "23:28"),
    ("args-empty", "channels.yaml", "agentArgs: *agent", "agentArgs: {}", "21:12"),
    ("args-empty", "channels.yaml", "  agentArgs: *agent\n", "", "21:12"),
    ("arg-type", "channels.yaml", "{type: boolean}", "{type: bool}", "18:36"),
    ("arg-type", "channels.yaml", "{type: array}", "{type: list}", "16:21"),
    ("arg-options", "channels.yaml", ", options: [cis, cis-1.6], default: cis}", "}", "17:21"),
    ("arg-options", "channels.yaml", "default: cis}", "default: cis-1.5}", "17:61"),
    ("release-order", "channels.yaml", "version: v1.29.1+k3s1", "version: v1.27.1+k3s1", "21:12"),
    ("pre-release", "channels.yaml", "version: v1.29.1+k3s1", "version: v1.29.1-rc1+k3s1", "21:12"),
    ("pre-release", "channels.yaml", "version: v1.29.1+k3s1", "version: v1.29.1+k3s1-rc1", "21:12"),
    ("app-default", "channels.yaml", "appName: rancher", "appName: harvester", "5:3"),
    ("app-default", "channels.yaml", "'>= 2.9.0-0 < 2.10.0-0'", "'>= 2.9 < 2.10.0-0'", "9:17"),
    ("app-default", "channels.yaml", "'>= 2.9.0-0 < 2.10.0-0'", "'>= 2.8.5-0 < 2.10.0-0'", "9:17"),
    ("app-default", "channels.yaml", "defaultVersion: 1.29.x", "defaultVersion: v1.29.x", "10:21"),
    ("app-default", "channels.yaml", "defaultVersion: 1.29.x", "defaultVersion: ~1.29.0", "10:21"),
    ("app-default", "channels.yaml", "defaultVersion: 1.29.x", "defaultVersion: 1.30.x", "9:17"),
    ("app-default", "channels.yaml", "releases:", "- appName: rancher\n  defaults: []\nreleases:", "11:3"),
    ("default-gap", "channels.yaml", "v2.9.0-alpha1", "v2.9.3-alpha1", "9:17"),
    ("channel", "channels.yaml", "  latest: v1.29.1+k3s1", "  latest: v1.29.2+k3s1", "3:11"),
    ("channel", "channels.yaml", "  latest: v1.29.1+k3s1\n", "", "2:3"),
    ("channel", "channels.yaml", "- name: default", "- name: stable", "1:1"),
    (
        "channel",
        "channels.yaml",
        "- name: default",
        "- {name: x, latestRegexp: 'v1(?=x)'}\n- name: default",
        "2:27",
    ),
    ("channel", "channels.yaml", "channels:", "github: {owner: k3s-io}\nchannels:", "1:1"),
    (
        "channel",
        "channels.yaml",
        "channels:",
        "redirectBase: https://example.com/releases\nchannels:",
        "1:15",
    ),
    ("feature-missing", "channels.yaml", "  featureVersions: *features\n", "", "21:12"),
    ("message", "channels.yaml", "id: one, ", "", "29:5"),
    ("message", "channels.yaml", "type: info", "type: hint", "29:21"),
    ("message", "channels.yaml", "severity: low", "severity: none", "29:37"),
    ("message", "channels.yaml", "summary: s", "sumary: s", "29:42"),
    (
        "message",
        "channels.yaml",
        "message: m}",
        "message: m}\n  - {id: one, type: info, summary: s, message: m}",
        "30:10",
    ),
    ("window-min", "channels.yaml", "v2.9.0-alpha1", "v2.9.0", "22:28"),
    (
        "window-min",
        "channels.yaml",
        "  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: v2.9.99\n",
        "  minChannelServerVersion: v2.8.0-alpha1\n  maxChannelServerVersion: v2.9.99\n",
        "22:28",
    ),
    (
        "window-max",
        "channels.yaml",
        "maxChannelServerVersion: v2.9.99",
        "maxChannelServerVersion: v2.10.99",
        "23:28",
    ),
    (
        "window-differs",
        "channels.yaml",
        "minChannelServerVersion: v2.9.0-alpha1",
        "minChannelServerVersion: v2.9.1-alpha1",
        "22:28",
    ),
    (
        "chart",
        "channels.yaml",
        "  charts: *charts\n",
        "  charts: {traefik: {repo: rancher-charts, version: 0.0.0}}\n",
        "26:53",
    ),
    ("chart", "channels.yaml", "  charts: *charts\n", "  charts: {traefik: {version: 1.0.0}}\n", "26:12"),
    (
        "chart-repo",
        "channels.yaml",
        "  messages:",
        "- version: v1.29.2+k3s1\n  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: *server\n  agentArgs: *agent\n  charts: {traefik: {repo: rancher-rke2-charts, version: 1.0.0}}\n  featureVersions: *features\n  messages:",
        "33:28",
    ),
    (
        "channel-unresolved",
        "channels.yaml",
        "- name: default",
        "- {name: stable, latestRegexp: 'v1[.]30'}\n- name: default",
        "2:3",
    ),
    ("channel-unresolved", "channels.yaml", "- name: default", "- {name: stable}\n- name: default", "2:3"),
    (
        "feature-version",
        "channels.yaml",
        "{encryption-key-rotation: 2.0.0}",
        "{encryption-key-rotation: v2.0.0}",
        "20:56",
    ),
    (
        "default-candidate",
        "channels.yaml",
        "  messages:",
        "- version: v1.30.0-rc1+k3s1\n  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: *server\n  agentArgs: *agent\n  charts: *charts\n  featureVersions: *features\n  messages:",
        "28:12",
    ),
    ("scalar-changed", "channels.yaml", "tls-san: {type: array}", "on: {type: array}", "16:5"),
    (
        "scalar-changed",
        "channels.yaml",
        "tls-san: {type: array}",
        "tls-san: {type: string, default: 012}",
        "16:38",
    ),
    (
        "chart-lost",
        "channels.yaml",
        "  messages:",
        "- version: v1.29.2+k3s1\n  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: *server\n  agentArgs: *agent\n  featureVersions: *features\n  messages:",
        "28:12",
    ),
    (
        "args-lost",
        "channels.yaml",
        "  messages:",
        "- version: v1.29.2+k3s1\n  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: *server\n  agentArgs: {node-ip: {type: string}}\n  charts: *charts\n  featureVersions: *features\n  messages:",
        "32:3",
    ),
    (
        "feature-lost",
        "channels.yaml",
        "  messages:",
        "- version: v1.29.2+k3s1\n  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: *server\n  agentArgs: *agent\n  charts: *charts\n  messages:",
        "28:12",
    ),
    ("object-name", "data/rke/system-images/v1.28.yaml", "v1.28.1-rancher1-1:", "v1.28.1-Rancher1-1:", "1:1"),
    ("object-name", "data/rke/addons.yaml", "coreDNS:", "cattle.io/creator:", "6:1"),
    ("version-form", "data/rke/system-images/v1.28.yaml", "v1.28.1-rancher1-1:", "v1.28.1-prime1:", "1:1"),
    (
        "image-missing",
        "data/rke/system-images/v1.28.yaml",
        "  podInfraContainer: rancher/mirrored-pause:3.7\n",
        "",
        "1:1",
    ),
    (
        "image-missing",
        "data/rke/system-images/v1.28.yaml",
        "  ingressWebhook: rancher/mirrored-ingress-nginx-kube-webhook-certgen:v20231011-8b53cabe0\n",
        "",
        "1:1",
    ),
    (
        "image-missing",
        "data/rke/system-images/v1.28.yaml",
        "  windowsPodInfraContainer: rancher/mirrored-pause:3.7\n",
        "",
        "1:1",
    ),
    ("image-version", "data/rke/system-images/v1.28.yaml", "etcd:v3.5.9", "etcd:3.5", "2:9"),
    ("image-version", "data/rke/system-images/v1.28.yaml", "nginx-1.9.4-rancher1", "1.9.4", "11:12"),
    (
        "options-missing",
        "data/rke/service-options.yaml",
        "  v1.28: {kubeapi: {profiling: \"false\"}, kubelet: {read-only-port: \"0\"}}\n",
        "",
        "data/rke/system-images/v1.28.yaml:1:1",
    ),
    (
        "windows-options-missing",
        "data/rke/service-options.yaml",
        "  v1.28: {kubelet: {v: \"2\"}}\n",
        "",
        "data/rke/system-images/v1.28.yaml:1:1",
    ),
    (
        "options-partial",
        "data/rke/service-options.yaml",
        "{profiling: \"true\"}, kubelet: {read-only-port: \"0\"}",
        "{profiling: \"true\"}",
        "4:3",
    ),
    ("docker-info", "data/rke/docker.yaml", "\"1.28\"", "\"v1.28\"", "data/rke/system-images/v1.28.yaml:1:1"),
    ("docker-info", "data/rke/docker.yaml", "20.10.x", "20.x", "1:10"),
    (
        "default-hidden",
        "data/rke/versions.yaml",
        "v1.29.2-rancher1-1: {minRKEVersion: 1.6.0-rc0}",
        "v1.29.2-rancher1-1: {minRKEVersion: 1.6.0-rc0, deprecateRKEVersion: 1.6.0}",
        "12:12",
    ),
    (
        "default-key",
        "data/rke/versions.yaml",
        "rkeDefaults:\n",
        "rkeDefaults:\n  \"1.5\": v1.28.1-rancher1-1\n",
        "12:3",
    ),
    (
        "default-key",
        "data/rke/versions.yaml",
        "rancherDefaults:\n",
        "rancherDefaults:\n  v2.9.1: v1.29.x\n",
        "8:3",
    ),
    ("rancher-default", "data/rke/versions.yaml", "  default: v1.29.x\n", "", "8:3"),
    ("rancher-default", "data/rke/versions.yaml", "default: v1.29.x", "default: 1.29.x", "10:12"),
    ("rancher-default", "data/rke/versions.yaml", "default: v1.29.x", "default: v1.30.x", "10:12"),
    (
        "rancher-default",
        "data/rke/versions.yaml",
        "rancherDefaults:\n",
        "rancherDefaults:\n  user: v1.29.x\n",
        "8:3",
    ),
    (
        "bound-syntax",
        "data/rke/versions.yaml",
        "minRancherVersion: 2.9.0-patch0",
        "minRancherVersion: 2.9.0-ent",
        "3:30",
    ),
    (
        "bound-ignored",
        "data/rke/versions.yaml",
        "v1.29: {min",
        "v1.29: {deprecateRKEVersion: 1.7.0, min",
        "3:32",
    ),
    (
        "bound-ignored",
        "data/rke/versions.yaml",
        "v1.29.2-rancher1-1: {minRKEVersion: 1.6.0-rc0}",
        "v1.29.2-rancher1-1: {minRKEVersion: 1.6.0-rc0, maxRKEVersion: 1.6.99}",
        "6:65",
    ),
    (
        "unbounded",
        "data/rke/versions.yaml",
        "  v1.28: {maxRKEVersion: 1.6.99, minRancherVersion: 2.8.0-patch0}\n  v1.29: {minRancherVersion: 2.9.0-patch0}\n  v1.28.1-rancher1-1: {minRKEVersion: 1.5.0-rc0}\n",
        "  v1.29: {minRancherVersion: 2.9.0-patch0}\n",
        "data/rke/system-images/v1.28.yaml:1:1",
    ),
    ("key-unused", "data/rke/versions.yaml", "v1.28.1-rancher1-1:", "v1.28.1-rancher1-2:", "4:3"),
    (
        "version-tie",
        "data/rke/system-images/v1.29.yaml",
        "v1.29.2-rancher1-1:",
        "v1.29.1-rancherx1-1:\n  <<: *images\nv1.29.1-ranchery1-1:\n  <<: *images\nv1.29.2-rancher1-1:",
        "14:1",
    ),
    (
        "order-disagrees",
        "data/rke/system-images/v1.29.yaml",
        "v1.29.2-rancher1-1:",
        "v1.29.1-rancher10-1:\n  <<: *images\nv1.29.1-rancher2-1:\n  <<: *images\nv1.29.2-rancher1-1:",
        "16:1",
    ),
    ("range-bound", "data/rke/addons.yaml", "<1.29.0-rancher0", "<1.29.0-rancher-1-1", "2:15"),
    ("cis", "data/rke/cis.yaml", "default:", "v1.28:", "2:3"),
    (
        "cis",
        "data/rke/cis.yaml",
        "{benchmarkVersion: rke-cis-1.5}",
        "{benchmarkVersion: rke-cis-1.6}",
        "2:31",
    ),
    ("cis", "data/rke/cis.yaml", "\"1.15\"", "v1.15", "4:54"),
    ("template-syntax", "data/rke/templates/canal-v2.yaml.tmpl", "{{- end}}", "", "3:5"),
    ("template-syntax", "data/rke/templates/canal-v2.yaml.tmpl", ".MTU", "unknown .MTU", "4:8"),
    ("template-field", "data/rke/templates/canal-v2.yaml.tmpl", "mtu: {{.MTU}}", "mtu: {{.Mtu}}", "4:8"),
    (
        "template-field",
        "data/rke/templates/coredns-v1.yaml.tmpl",
        "{{.CoreDNSImage}}",
        "{{.CoreDNSImg}}",
        "2:10",
    ),
    (
        "template-image",
        "data/rke/system-images/v1.29.yaml",
        "  canalNode: rancher/mirrored-calico-node:v3.27.0\n",
        "",
        "data/rke/templates/canal-v2.yaml.tmpl:2:10",
    ),
];

/// What `kdm check` finds: rules with their places.
fn found(repository: &Repository) -> Vec<(String, String)> {
    let output = repository.kdm("check").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Some((_, rest)) =
            line.split_once('[').filter(|(level, _)| ["error", "warning"].contains(level))
        {
            found.push((rest.split(']').next().unwrap().to_owned(), String::new()));
        } else if let Some((_, place)) = line.split_once("--> ")
            && let Some((_, at)) = found.last_mut().filter(|(_, at)| at.is_empty())
        {
            place.clone_into(at);
        }
    }
    found
}

/// A sound line, of which one thing is changed. The CIS tables count, although no Rancher of the line reads them.
fn edited(file: &str, from: &str, to: &str) -> Repository {
    let repository = Repository::copy_of("sound").with("data/kdm.yaml", "rules: {cis: error}\n");
    let text = repository.read(file);
    let at = text.rfind(from).unwrap_or_else(|| panic!("{file} has no {from}"));
    let text = format!("{}{to}{}", &text[..at], &text[at + from.len()..]);
    repository.with(file, text)
}

#[test]
fn a_line_as_it_should_be_offends_nobody() {
    assert_eq!(found(&edited("channels.yaml", "channels:", "channels:")), []);
}

#[test]
fn every_rule_finds_its_offence_at_its_place() {
    let mut all = String::new();
    for (rule, file, from, to, place) in CASES {
        let found = found(&edited(file, from, to));
        let in_file = place.starts_with(|c: char| c.is_ascii_digit());
        let place = if in_file { format!("{file}:{place}") } else { (*place).to_owned() };
        let expected = ((*rule).to_owned(), place);
        let _ = writeln!(all, "{file}: {from:?} → {to:?}");
        for (rule, place) in &found {
            let _ = writeln!(all, "    {rule} {place}");
        }
        assert!(found.contains(&expected), "{from} → {to}: {expected:?} is not in {found:?}");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn every_rule_has_a_case_that_offends() {
    let own: BTreeSet<_> = CASES.iter().map(|(rule, ..)| *rule).collect();
    // The others have theirs beside the readers, and with the released builds and lines that they need.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests", "src/source", "src/pass"];
    let elsewhere: Vec<_> = folders.into_iter().flat_map(|folder| texts(&root.join(folder))).collect();
    let has_none = |name: &&str| {
        let quoted = [format!("[{name}]"), format!("{name:?}")];
        !own.contains(name) && !elsewhere.iter().any(|text| quoted.iter().any(|quoted| text.contains(quoted)))
    };
    let without: Vec<_> = Rule::ALL.iter().map(|rule| rule.name()).filter(has_none).collect();
    assert_eq!(without, [""; 0]);
}

/// The texts of all tests and screens.
fn texts(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(texts(&path));
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push(text);
        }
    }
    found
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
