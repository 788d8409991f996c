//! More of what is in a data.json.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{Dimension, sources::small};

pub(crate) const ALL: &[Dimension] = &[
    Dimension {
        name: "diff: releases changed, text",
        least: 2_500,
        make: changed,
        command: "diff old.json new.json",
    },
    Dimension {
        name: "diff: releases changed, details",
        least: 2_500,
        make: changed,
        command: "diff --details old.json new.json",
    },
    Dimension {
        name: "diff: releases changed, markdown",
        least: 2_500,
        make: changed,
        command: "diff --format markdown old.json new.json",
    },
    Dimension {
        name: "diff: releases changed, JSON",
        least: 2_500,
        make: changed,
        command: "diff --format json old.json new.json",
    },
    Dimension {
        name: "diff: releases in another order",
        least: 2_500,
        make: reordered,
        command: "diff old.json new.json",
    },
    Dimension {
        name: "diff: releases added",
        least: 2_500,
        make: added,
        command: "diff --details old.json new.json",
    },
    Dimension {
        name: "diff: versions of RKE changed",
        least: 2_500,
        make: versions_changed,
        command: "diff old.json new.json",
    },
    Dimension {
        name: "diff: rules of defaults",
        least: 500,
        make: defaults_changed,
        command: "diff old.json new.json",
    },
    Dimension {
        name: "diff: items of a list",
        least: 50_000,
        make: items,
        command: "diff old.json new.json",
    },
    Dimension {
        name: "check: versions of RKE",
        least: 1_250,
        make: versions,
        command: "check --rke-source new.json",
    },
    Dimension {
        name: "check: versions of RKE in one minor",
        least: 1_250,
        make: versions_of_minor,
        command: "check --rke-source new.json",
    },
    Dimension {
        name: "check: versions that tie",
        least: 500,
        make: tied,
        command: "check --rke-source new.json",
    },
    Dimension {
        name: "check: findings in one line, JSON",
        least: 1_000,
        make: one_line,
        command: "check --rke-source new.json --format json",
    },
    Dimension {
        name: "check: findings in one line, GitHub",
        least: 1_000,
        make: one_line,
        command: "check --rke-source new.json --format github",
    },
    Dimension {
        name: "check: findings in one line, SARIF",
        least: 1_000,
        make: one_line,
        command: "check --rke-source new.json --format sarif",
    },
    Dimension {
        name: "check --against: releases",
        least: 1_250,
        make: against,
        command: "check --rke-source new.json --against old.json",
    },
    Dimension {
        name: "check --new-since: releases",
        least: 1_250,
        make: against,
        command: "check --rke-source new.json --new-since old.json",
    },
    Dimension {
        name: "show: who needs an image",
        least: 2_500,
        make: versions,
        command: "show --data new.json image rancher",
    },
    Dimension {
        name: "show: what a Rancher offers",
        least: 2_500,
        make: added,
        command: "show --data new.json rancher 2.9.2 --all",
    },
    Dimension {
        name: "show: where an argument is",
        least: 2_500,
        make: changed,
        command: "show --data new.json arg a",
    },
    Dimension {
        name: "show: a version that is not there",
        least: 2_500,
        make: added,
        command: "show --data new.json v1.30.77777+k3s9",
    },
    Dimension {
        name: "page: releases, each with a window of its own",
        least: 2_500,
        make: windows,
        command: "page --data new.json --out page.html",
    },
    Dimension {
        name: "page: versions of RKE, each with bounds of its own",
        least: 2_500,
        make: bounds,
        command: "page --data new.json --out page.html",
    },
    Dimension {
        name: "page: rules of defaults",
        least: 1_000,
        make: defaults_changed,
        command: "page --data new.json --out page.html",
    },
    Dimension {
        name: "page: lines of templates",
        least: 20_000,
        make: templates,
        command: "page --data new.json --out page.html",
    },
    Dimension {
        name: "page --against: releases changed",
        least: 2_500,
        make: changed,
        command: "page --data new.json --against old.json --out page.html",
    },
    Dimension { name: "import: versions", least: 2_500, make: versions, command: "import new.json" },
    Dimension {
        name: "merge-driver: releases",
        least: 2_500,
        make: merged,
        command: "merge-driver old.json new.json their.json data/data.json",
    },
    Dimension {
        name: "generate: versions replaced",
        least: 2_500,
        make: replaced,
        command: "generate --rke-source new.json",
    },
];

fn write(folder: &Path, name: &str, build: &Value) {
    fs::write(folder.join(name), build.to_string()).unwrap();
}

/// A build with these K3s releases.
fn k3s(releases: impl IntoIterator<Item = Value>) -> Value {
    json!({"k3s": {"releases": releases.into_iter().collect::<Vec<_>>()}})
}

fn release(patch: usize, value: &str) -> Value {
    json!({
        "version": format!("v1.30.{patch}+k3s1"), "minChannelServerVersion": "v2.9.0-alpha1",
        "maxChannelServerVersion": "v2.9.99", "serverArgs": {"a": {"type": value}}, "agentArgs": {"a": {"type": "string"}},
    })
}

fn changed(folder: &Path, count: usize) {
    write(folder, "old.json", &k3s((0..count).map(|nth| release(nth, "string"))));
    write(folder, "new.json", &k3s((0..count).map(|nth| release(nth, &format!("b{nth}")))));
}

fn windows(folder: &Path, count: usize) {
    let release = |nth: usize| {
        json!({
            "version": format!("v1.{}.{}+k3s1", nth / 50, nth % 50), "minChannelServerVersion": format!("v2.{nth}.0-alpha1"),
            "maxChannelServerVersion": format!("v2.{}.99", 2 * nth), "serverArgs": {"a": {"type": format!("b{nth}")}},
        })
    };
    write(folder, "new.json", &k3s((0..count).map(release)));
}

fn bounds(folder: &Path, count: usize) {
    let mut build = rke((0..count).map(|nth| (nth / 100, nth % 100)));
    let infos = (0..count).map(|nth| {
        let bounds = json!({"minRancherVersion": format!("2.{nth}.0-patch0"), "maxRancherVersion": format!("2.{}.99", 2 * nth)});
        (format!("v1.{}.{}-rancher1-1", nth / 100, nth % 100), bounds)
    });
    build["K8sVersionInfo"] = infos.collect::<serde_json::Map<_, _>>().into();
    build["RancherDefaultK8sVersions"] = json!({"default": "v1.3.x"});
    write(folder, "new.json", &build);
}

/// Lines of which some stand everywhere, and some once.
fn templates(folder: &Path, count: usize) {
    let text: String = (0..count).map(|nth| format!("spec:\n  line: {}\n  a: b\n", nth * 7 % 1000)).collect();
    let mut build = rke([(26, 1)].into_iter());
    build["K8sVersionedTemplates"] = json!({"canal": {">=1.0.0-0": "one"}, "templateKeys": {"one": text, "other": format!("{text}{text}")}});
    write(folder, "new.json", &build);
}

fn reordered(folder: &Path, count: usize) {
    write(folder, "old.json", &k3s((0..count).map(|nth| release(nth, "string"))));
    // Each place moves far, and no two neighbours stay together.
    write(folder, "new.json", &k3s((0..count).map(|nth| release((nth * 7 + 3) % count, "string"))));
}

fn added(folder: &Path, count: usize) {
    write(folder, "old.json", &k3s([release(0, "string")]));
    write(folder, "new.json", &k3s((0..count).map(|nth| release(nth, "string"))));
}

fn against(folder: &Path, count: usize) {
    small(folder);
    write(folder, "old.json", &k3s((0..count).map(|nth| release(nth, "string"))));
    write(folder, "new.json", &rke((0..count / 10).map(|nth| (nth / 20, nth % 20))));
    let releases = (0..count).map(|nth| format!("- {}\n", release(nth, "int")));
    fs::write(folder.join("channels.yaml"), format!("releases:\n{}", releases.collect::<String>())).unwrap();
}

fn merged(folder: &Path, count: usize) {
    write(folder, "old.json", &k3s((0..count).map(|nth| release(nth, "string"))));
    write(folder, "new.json", &k3s((0..count + count / 2).map(|nth| release(nth, "string"))));
    write(folder, "their.json", &k3s((count / 2..count).map(|nth| release(nth, "string"))));
}

/// A build with these minors and patches of RKE.
fn rke(versions: impl Iterator<Item = (usize, usize)>) -> Value {
    let images = versions.map(|(minor, patch)| {
        (format!("v1.{minor}.{patch}-rancher1-1"), json!({"etcd": format!("rancher/etcd:v{minor}.{patch}")}))
    });
    json!({"K8sVersionRKESystemImages": images.collect::<serde_json::Map<_, _>>()})
}

fn versions(folder: &Path, count: usize) {
    small(folder);
    write(folder, "new.json", &rke((0..count).map(|nth| (nth / 100, nth % 100))));
}

fn versions_of_minor(folder: &Path, count: usize) {
    small(folder);
    write(folder, "new.json", &rke((0..count).map(|nth| (26, nth))));
}

fn versions_changed(folder: &Path, count: usize) {
    write(folder, "old.json", &rke((0..count).map(|nth| (nth / 100, nth % 100))));
    let text = fs::read_to_string(folder.join("old.json")).unwrap();
    fs::write(folder.join("new.json"), text.replace("rancher/etcd:v", "rancher/etcd:w")).unwrap();
}

fn replaced(folder: &Path, count: usize) {
    versions(folder, count);
    fs::create_dir_all(folder.join("data")).unwrap();
    write(folder, "data/data.json", &rke((0..count).map(|nth| (nth / 100, nth % 100 + 1))));
}

/// Versions whose suffix the consumers' order does not know are all equal.
fn tied(folder: &Path, count: usize) {
    small(folder);
    let letter = |nth: usize| char::from(b'a' + u8::try_from(nth % 26).unwrap());
    let word = |nth: usize| [letter(nth / 676), letter(nth / 26), letter(nth)].iter().collect::<String>();
    let images =
        (0..count).map(|nth| (format!("v1.26.9-rancher{}-1", word(nth)), json!({"etcd": "rancher/etcd:v1"})));
    write(
        folder,
        "new.json",
        &json!({"K8sVersionRKESystemImages": images.collect::<serde_json::Map<_, _>>()}),
    );
}

/// Images without a tag: a finding for each, all in the line that a compact data.json is.
fn one_line(folder: &Path, count: usize) {
    small(folder);
    let images = (0..count)
        .map(|nth| (format!("v1.{}.{}-rancher1-1", nth / 100, nth % 100), json!({"etcd": "rancher/etcd"})));
    write(
        folder,
        "new.json",
        &json!({"K8sVersionRKESystemImages": images.collect::<serde_json::Map<_, _>>()}),
    );
}

fn defaults_changed(folder: &Path, count: usize) {
    let build = |minor: usize| {
        let rules = (0..count).map(|nth| json!({"appVersion": format!(">= 2.{nth}.0-0 < 2.{}.0-0", nth + 1), "defaultVersion": format!("1.{}.x", nth % minor)}));
        json!({"k3s": {"appDefaults": [{"appName": "rancher", "defaults": rules.collect::<Vec<_>>()}],
            "releases": (0..20).map(|nth| json!({"version": format!("v1.{nth}.1+k3s1"), "minChannelServerVersion": "v2.0.0", "maxChannelServerVersion": "v2.99999.99"})).collect::<Vec<_>>()}})
    };
    write(folder, "old.json", &build(20));
    write(folder, "new.json", &build(19));
}

fn items(folder: &Path, count: usize) {
    write(folder, "old.json", &json!({"k3s": {"other": (0..count).collect::<Vec<_>>()}}));
    write(folder, "new.json", &json!({"k3s": {"other": (0..count).map(|nth| nth * 3).collect::<Vec<_>>()}}));
}
