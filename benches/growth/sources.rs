//! More of what people write.

use std::{fmt::Write as _, fs, path::Path};

use crate::Dimension;

pub(crate) const ALL: &[Dimension] = &[
    Dimension { name: "generate: releases", least: 1_250, make: releases, command: "generate" },
    Dimension { name: "check: releases of many patches", least: 1_250, make: releases, command: "check" },
    Dimension { name: "check: releases of one version", least: 1_250, make: revisions, command: "check" },
    Dimension { name: "check: releases with a window each", least: 1_250, make: windows, command: "check" },
    Dimension { name: "check: rules of defaults", least: 250, make: defaults, command: "check" },
    Dimension { name: "check: rules of defaults in stairs", least: 250, make: stairs, command: "check" },
    Dimension {
        name: "check: releases without what they need",
        least: 1_250,
        make: incomplete,
        command: "check",
    },
    Dimension {
        name: "check: keys that no consumer knows",
        least: 2_500,
        make: unknown_keys,
        command: "check",
    },
    Dimension {
        name: "check: aliases without an anchor",
        least: 2_500,
        make: unknown_aliases,
        command: "check",
    },
    Dimension { name: "check: anchors", least: 2_500, make: anchors, command: "check" },
    Dimension { name: "check: exceptions", least: 1_000, make: exceptions, command: "check" },
    Dimension {
        name: "check --write-baseline: findings",
        least: 500,
        make: incomplete,
        command: "check --write-baseline",
    },
    Dimension { name: "check --line: releases", least: 1_250, make: lines, command: "check --line other" },
    Dimension { name: "generate: releases of the patch", least: 500, make: patched, command: "generate" },
    Dimension {
        name: "generate: defaults of the patch",
        least: 500,
        make: patched_defaults,
        command: "generate",
    },
    Dimension { name: "generate: rules of the mirror", least: 250, make: mirror_rules, command: "generate" },
    Dimension { name: "mirror-list: images", least: 500, make: mirrored, command: "mirror-list" },
    Dimension { name: "check: variables of a template", least: 2_500, make: variables, command: "check" },
    Dimension { name: "check: definitions of a template", least: 1_000, make: definitions, command: "check" },
    Dimension { name: "check: fields that no RKE gives", least: 2_500, make: fields, command: "check" },
    Dimension { name: "check: alternatives of a range", least: 1_000, make: alternatives, command: "check" },
    Dimension { name: "check: ranges of an addon", least: 500, make: ranges, command: "check" },
    Dimension { name: "generate: names of a Go package", least: 10_000, make: go_names, command: "generate" },
    Dimension { name: "generate: files of the tree", least: 250, make: tree_files, command: "generate" },
];

/// A repository with one release of each distribution.
pub(crate) fn small(folder: &Path) {
    for (name, suffix) in [("channels.yaml", "k3s1"), ("channels-rke2.yaml", "rke2r1")] {
        fs::write(folder.join(name), channels(&release(5, "v2.9.99").replace("k3s1", suffix))).unwrap();
    }
}

fn channels(releases: &str) -> String {
    format!("channels: [{{name: default, latest: v1.30.5+k3s1}}]\nreleases:\n{releases}")
}

fn release(patch: usize, max: &str) -> String {
    format!(
        "- version: v1.30.{patch}+k3s1\n  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: {max}\n  serverArgs: {{a: {{type: string}}}}\n  agentArgs: {{a: {{type: string}}}}\n"
    )
}

fn with(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// So many pieces of text, one after the other.
pub(crate) fn all(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, nth| {
        let _ = write!(text, "{}", piece(nth));
        text
    })
}

pub(crate) fn with_releases(folder: &Path, releases: &str) {
    small(folder);
    with(folder, "channels.yaml", &channels(releases));
}

pub(crate) fn releases(folder: &Path, count: usize) {
    with_releases(folder, &all(count, |nth| release(nth, "v2.9.99")));
}

fn revisions(folder: &Path, count: usize) {
    with_releases(folder, &all(count, |nth| release(5, "v2.9.99").replace("+k3s1", &format!("+k3s{nth}"))));
}

fn windows(folder: &Path, count: usize) {
    with_releases(folder, &all(count, |nth| release(nth, &format!("v2.9.{nth}"))));
}

fn incomplete(folder: &Path, count: usize) {
    with_releases(folder, &all(count, |nth| format!("- version: v1.{}.{}+k3s1\n", nth / 50, nth % 50)));
}

fn lines(folder: &Path, count: usize) {
    releases(folder, count);
    let other = folder.join("other");
    fs::create_dir_all(&other).unwrap();
    with_releases(&other, &all(count, |nth| release(nth, "v2.9.99").replace("{a:", "{b:")));
}

fn with_defaults(folder: &Path, count: usize, window: impl Fn(usize) -> String) {
    small(folder);
    let rules = all(count, |nth| {
        format!("  - {{appVersion: '{}', defaultVersion: 1.{}.x}}\n", window(nth), nth % 30)
    });
    let text =
        format!("appDefaults:\n- appName: rancher\n  defaults:\n{rules}{}", channels(&release(5, "v2.9.99")));
    with(folder, "channels.yaml", &text);
}

fn defaults(folder: &Path, count: usize) {
    with_defaults(folder, count, |nth| format!(">= 2.9.{nth}-0 < 2.9.{}-0", nth + 1));
}

fn stairs(folder: &Path, count: usize) {
    with_defaults(folder, count, |nth| format!(">= 2.9.{nth}-0 < 2.{}.0-0", 2 * count - nth + 9));
}

fn unknown_keys(folder: &Path, count: usize) {
    with_releases(folder, &(release(5, "v2.9.99") + &all(count, |nth| format!("  serverArg{nth}: x\n"))));
}

fn unknown_aliases(folder: &Path, count: usize) {
    let anchors = all(count, |nth| format!("x{nth}: &anchor{nth} y\n"));
    let aliases = all(count, |nth| format!("  k{nth}: *ancor{nth}\n"));
    small(folder);
    with(folder, "channels.yaml", &(anchors + &channels(&(release(5, "v2.9.99") + &aliases))));
}

fn anchors(folder: &Path, count: usize) {
    small(folder);
    let anchors = all(count, |nth| format!("x{nth}: &a{nth} {{a: {{type: string}}}}\n"));
    let releases =
        all(count, |nth| release(nth, "v2.9.99").replace("{a: {type: string}}", &format!("*a{nth}")));
    with(folder, "channels.yaml", &(anchors + &channels(&releases)));
}

fn exceptions(folder: &Path, count: usize) {
    incomplete(folder, count);
    let entry =
        |nth| format!("- {{rule: window, at: 'k3s v1.{}.{}+k3s1', reason: known}}\n", nth / 50, nth % 50);
    with(folder, "data/kdm.yaml", &format!("allow:\n{}", all(count, entry)));
}

/// A repository whose tree has so many versions.
fn with_tree(folder: &Path, count: usize) {
    small(folder);
    let version = |nth| format!("v1.26.{nth}-rancher1-1: {{etcd: 'rancher/etcd:v{nth}'}}\n");
    with(folder, "data/rke/system-images/v1.26.yaml", &all(count, version));
}

fn with_patch(folder: &Path, count: usize, patch: &str) {
    with_tree(folder, count);
    with(folder, "rancher-prime-patch.yaml", patch);
}

fn patched(folder: &Path, count: usize) {
    let release =
        |nth| format!("- {{version: v1.26.{nth}-rancherent1-1, referenceVersion: v1.26.{nth}-rancher1-1}}\n");
    with_patch(folder, count, &format!("releases:\n{}", all(count, release)));
}

fn patched_defaults(folder: &Path, count: usize) {
    let default = |nth| {
        format!(
            "  - {{appVersion: '>= 2.9.{nth}-0', defaultVersion: v1.26.x, rancherVersions: [2.9.{nth}]}}\n"
        )
    };
    with_patch(
        folder,
        10,
        &format!("appDefaults:\n- appName: rancher\n  defaults:\n{}", all(count, default)),
    );
}

fn mirror_rules(folder: &Path, count: usize) {
    let rule = |nth| format!("  - {{regexMatch: '^rancher/etcd{nth}$', regexReplacement: x/etcd}}\n");
    with_patch(
        folder,
        10,
        &format!("mirrorOptions:\n- targetRegistry: r.example.com\n  regex:\n{}", all(count, rule)),
    );
}

fn mirrored(folder: &Path, count: usize) {
    with_patch(
        folder,
        count,
        "mirrorOptions:\n- targetRegistry: r.example.com\n  regex:\n  - {regexMatch: '^rancher/(.*)$', regexReplacement: 'x/$1'}\n",
    );
}

fn with_template(folder: &Path, text: &str) {
    with_tree(folder, 10);
    with(folder, "data/rke/addons.yaml", "weave:\n- {versions: '>=1.0.0', template: k}\n");
    with(folder, "data/rke/templates/k.yaml.tmpl", text);
}

fn variables(folder: &Path, count: usize) {
    with_template(
        folder,
        &(all(count, |nth| format!("{{{{$v{nth} := 1}}}}")) + &all(count, |nth| format!("{{{{$v{nth}}}}}"))),
    );
}

fn definitions(folder: &Path, count: usize) {
    with_template(
        folder,
        &all(count, |nth| {
            format!("{{{{define \"{nth}\"}}}}{{{{.MTU}}}}{{{{end}}}}{{{{template \"{nth}\" .}}}}")
        }),
    );
}

fn fields(folder: &Path, count: usize) {
    with_template(folder, &all(count, |nth| format!("{{{{.ClusterCIDRX{nth}}}}}\n")));
}

fn with_ranges(folder: &Path, ranges: &str) {
    with_tree(folder, 100);
    with(folder, "data/rke/addons.yaml", &format!("weave:\n{ranges}"));
    with(folder, "data/rke/templates/k.yaml.tmpl", "x");
}

fn alternatives(folder: &Path, count: usize) {
    let range = all(count, |nth| format!(">=1.26.{nth} <1.26.{} || ", nth + 1)) + ">=2.0.0";
    with_ranges(folder, &format!("- {{versions: '{range}', template: k}}\n"));
}

fn ranges(folder: &Path, count: usize) {
    with_ranges(
        folder,
        &all(count, |nth| format!("- {{versions: '>=1.26.{nth} <1.26.{}', template: k}}\n", nth + 1)),
    );
}

fn tree_files(folder: &Path, count: usize) {
    small(folder);
    for nth in 0..count {
        let text = format!("v1.{nth}.1-rancher1-1: {{etcd: 'rancher/etcd:v1'}}\n");
        with(folder, &format!("data/rke/system-images/v1.{nth}.yaml"), &text);
    }
}

fn go_names(folder: &Path, count: usize) {
    small(folder);
    with(folder, "go.mod", "module x\n");
    let names = all(count, |nth| format!("const a{nth} = \"x\"\nvar b{nth} = a{nth}\n"));
    with(folder, "pkg/rke/k8s_rke_system_images.go", &format!("package rke\n{names}"));
    with(folder, "pkg/rke/templates/t.go", &format!("package templates\n{names}"));
}
