//! The rules about released builds, other lines, patches and Go code.

use crate::support::Repository;

/// A rule that needs more than a sound line: the rule, the repository, the command, and where the finding is.
pub(super) type Elsewhere = (&'static str, Repository, &'static str, &'static str);

/// Each rule with what it takes to offend it.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn elsewhere() -> Vec<Elsewhere> {
    let released = || {
        let repository = Repository::copy_of("tree");
        repository.kdm("generate --out released.json").assert().success();
        repository
    };
    let patched = |patch: &str| Repository::copy_of("tree").with("rancher-prime-patch.yaml", patch);
    let release = |version: &str| {
        patched(&format!("releases:\n- version: {version}\n  referenceVersion: v1.25.14-rancher1-1\n"))
    };
    let default = |version: &str, default: &str| {
        patched(&format!(
            "appDefaults:\n- appName: rancher\n  defaults:\n  - {{appVersion: '{version}', defaultVersion: {default}, rancherVersions: [2.7.9]}}\n"
        ))
    };
    let against = "check --against released.json";
    let other_line = || {
        let repository = Repository::copy_of("tree");
        let other = repository.read("channels.yaml").replace("cluster-cidr:", "cidr:");
        repository.with("other/channels.yaml", other)
    };
    let images = "data/rke/system-images/v1.26.yaml";
    let kubernetes = "  kubernetes: rancher/hyperkube:v1.26.9-rancher1";
    vec![
        (
            "template-lost",
            released().edit("data/rke/addons.yaml", ">=1.26.0-rancher0", ">=1.27.0-rancher0"),
            against,
            "data/rke/addons.yaml:1:1",
        ),
        (
            "options-removed",
            released().edit("data/rke/service-options.yaml", "  v1.26: {}\n", ""),
            against,
            "released.json:106:3",
        ),
        (
            "docker-removed",
            released().edit("data/rke/docker.yaml", "\"1.26\": [20.10.x, 23.0.x]", "\"1.26\": [23.0.x]"),
            against,
            "data/rke/docker.yaml:2:1",
        ),
        (
            "channel-removed",
            released().edit("channels-rke2.yaml", "- name: default", "- name: stable"),
            against,
            "released.json:235:13",
        ),
        (
            "args-gone",
            released().edit(
                "channels-rke2.yaml",
                "    agentArgs:\n      selinux: {type: boolean, nullable: y}\n",
                "",
            ),
            against,
            "channels-rke2.yaml:5:14",
        ),
        (
            "object-size",
            released().with("data/rke/templates/canal-v3.26.yaml.tmpl", "#".repeat((1 << 20) + 1)),
            against,
            "data/rke/templates/canal-v3.26.yaml.tmpl:1:1",
        ),
        ("line-differs", other_line(), "check --line other", "channels.yaml:16:7"),
        ("patch-order", release("v1.25.14-rancher-ent1-1"), "check", "rancher-prime-patch.yaml:2:12"),
        ("current-tie", release("v1.25.14-rancherprime1-1"), "check", "rancher-prime-patch.yaml:2:12"),
        ("never-current", release("v1.25.14-rancherprime1-0"), "check", "rancher-prime-patch.yaml:2:12"),
        ("default-range", default(">=2.9.0-0", "1.26.x"), "check", "rancher-prime-patch.yaml:4:73"),
        ("default-unresolved", default(">=2.7.0-0", "v1.20.x"), "check", "rancher-prime-patch.yaml:4:47"),
        (
            "alpine-image",
            Repository::copy_of("tree").edit(
                images,
                kubernetes,
                &format!("{kubernetes}\n  alpine: rancher/tools:v1"),
            ),
            "check",
            "data/rke/system-images/v1.26.yaml:3:11",
        ),
        (
            "mirror-unused",
            patched(
                "mirrorOptions:\n- targetRegistry: ''\n  regex:\n  - {regexMatch: ^cnrahcner/, regexReplacement: a/b}\nreleases:\n- version: v1.25.14-rancherprime1-1-1\n  referenceVersion: v1.25.14-rancher1-1\n",
            ),
            "check",
            "rancher-prime-patch.yaml:4:18",
        ),
        (
            "mirror-conflict",
            patched(
                "mirrorOptions:\n- targetRegistry: r.example.com\n  regex:\n  - {regexMatch: '^(a/one|b/two)$', regexReplacement: x/same}\nreleases:\n- version: v1.25.14-rancherprime1-1-1\n  referenceVersion: v1.25.14-rancher1-1\n  systemImages: {alpine: 'a/one:v1', canalNode: 'b/two:v1'}\n",
            ),
            "check",
            "rancher-prime-patch.yaml:8:49",
        ),
        (
            "mirror-pattern",
            patched(
                "mirrorOptions:\n- targetRegistry: ''\n  regex:\n  - {regexMatch: mirrored-(.*), regexReplacement: '$1'}\nreleases:\n- version: v1.25.14-rancherprime1-1-1\n  referenceVersion: v1.25.14-rancher1-1\n",
            ),
            "check",
            "rancher-prime-patch.yaml:4:18",
        ),
        (
            "go-zero-value",
            Repository::copy_of("checkout").edit(
                "pkg/rke/k8s_service_options.go",
                "\"%s,%s\", kubeAPIOptions[\"enable-admission-plugins\"]",
                "\"%s,%s\", kubeAPIOptions[\"enable-admission-plugin\"]",
            ),
            "check",
            "pkg/rke/k8s_service_options.go:39:68",
        ),
    ]
}
