// Builds that no real line has: hostile text in every field, no RKE, nothing at all, ten thousand releases.

import { writeFileSync } from "node:fs";

const evil = [
  "<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "\"><svg onload=alert(1)>", "javascript:alert(1)",
  "{{constructor.constructor('alert(1)')()}}", "\u202egnp.exe", "&lt;b&gt;", "${alert(1)}", "' onmouseover='alert(1)",
];

function hostile() {
  const window = { minChannelServerVersion: "v2.9.0-alpha1", maxChannelServerVersion: "v2.9.99" };
  const map = (value) => Object.fromEntries(evil.map((text) => [text, value(text)]));
  const release = (version, more) => ({ version, ...window, ...more });
  const section = (end) => ({
    channels: [{ name: "default", latest: evil[0] }],
    appDefaults: [{ appName: "rancher", defaults: [{ appVersion: evil[0], defaultVersion: evil[1] }, { appVersion: ">=2.9.0-0", defaultVersion: "1.30.x" }] }],
    releases: [
      release(`v1.30.1+${end}`, { serverArgs: map((text) => ({ type: text, default: text, options: evil })), charts: map((text) => ({ repo: text, version: text })) }),
      release(`v1.30.2+${end}`, { agentArgs: map((text) => ({ type: "string", default: text })), featureVersions: map((text) => text), [evil[0]]: evil[1] }),
      ...[...evil, "", "__proto__", "constructor", "toString"].map((text) => release(text, {})),
      release(`v1.30.1+${end}`, {}),
      ...evil.map((text) => ({ version: `v1.29.0+${end}${text}`, minChannelServerVersion: text, maxChannelServerVersion: text })),
    ],
  });
  const images = Object.fromEntries(["etcd", "kubernetes", "pause", "alpine"].map((field, at) => [field, evil[at]]));
  const versions = ["v1.30.1-rancher1-1", "v1.30.2-rancher1-1", ...evil];
  return {
    K8sVersionServiceOptions: { "v1.30": { etcd: map((text) => text) }, [evil[0]]: { kubeapi: map((text) => text) } },
    K8sVersionRKESystemImages: Object.fromEntries(versions.map((version) => [version, { ...images, coredns: `${evil[0]}:${version}` }])),
    K8sVersionedTemplates: {
      canal: { ">=1.30.0-rancher0": evil[1], [evil[0]]: evil[0] },
      [evil[0]]: { ">=1.30.0-rancher0": evil[0] },
      templateKeys: map((text) => `${text}\n</script>\n<!-- ${text}\n`),
    },
    K8sVersionInfo: { "v1.30": { minRancherVersion: evil[0], maxRKEVersion: evil[1] } },
    RancherDefaultK8sVersions: { default: "v1.30.x", [evil[0]]: evil[1] },
    RKEDefaultK8sVersions: { default: evil[0] },
    K8sVersionDockerInfo: { "1.30": evil },
    K8sVersionWindowsServiceOptions: { "v1.30": { kubelet: map((text) => text) } },
    CisConfigParams: {}, CisBenchmarkVersionInfo: {},
    k3s: section("k3s1"), rke2: section("rke2r1"), rfo: section("rfo1"), [evil[0]]: evil,
  };
}

function many(number) {
  const releases = Array.from({ length: number }, (_, at) => ({
    version: `v1.${Math.floor(at / 100)}.${at % 100}+k3s1`,
    minChannelServerVersion: `v2.${Math.floor(at / 500)}.0-alpha1`,
    maxChannelServerVersion: `v2.${Math.floor(at / 300)}.99`,
    serverArgs: { debug: { type: "bool", default: at } },
  }));
  return { k3s: { channels: [], appDefaults: [], releases } };
}

// Each build by name, written into a folder.
export function oddBuilds(folder) {
  const builds = {
    hostile: hostile(),
    many: many(10_000),
    empty: { k3s: { channels: [], appDefaults: [], releases: [] } },
    nothing: {},
    unloadable: { k3s: { appDefaults: [{ appName: "rancher", defaults: [{ appVersion: ">=2.9.0-0", defaultVersion: "1.30.x" }] }], releases: [{ version: "v1.30.1+k3s1", serverArgs: "none" }] }, rke2: { releases: [{}] } },
  };
  return Object.entries(builds).map(([name, build]) => {
    const file = `${folder}/${name}.json`;
    writeFileSync(file, JSON.stringify(build));
    return [name, file];
  });
}
