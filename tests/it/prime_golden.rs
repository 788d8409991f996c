//! A real patch over real lines.

use std::fs;

use kdm::model::{range::Range, version::Version};
use serde_json::Value;

use crate::{
    prime::PATCH,
    support::{Repository, golden},
};

/// The templates that our own ranges choose, which `conformance/rke` compares with what RKE's choose.
fn choose(data: &Value, addon: &str, version: &str) -> Vec<String> {
    let version = Version::parse(&version[1..]).unwrap();
    let ranges = data["K8sVersionedTemplates"][addon].as_object().unwrap().iter();
    let matching = ranges.filter(|(range, _)| Range::parse(range).unwrap().contains(&version));
    matching.map(|(_, template)| template.as_str().unwrap().to_owned()).collect()
}

/// The versions of a patch, each with the one that it stands on.
fn references(patch: &str) -> Vec<(&str, &str)> {
    let lines: Vec<_> = patch.lines().map(str::trim).collect();
    let pairs = lines.windows(2).filter_map(|pair| {
        Some((pair[0].strip_prefix("- version: ")?, pair[1].strip_prefix("referenceVersion: ")?))
    });
    pairs.collect()
}

#[test]
fn the_real_patch_gives_each_release_the_templates_of_its_reference() {
    let Some(golden) = golden("a real patch over upstream's lines") else { return };
    let patch = fs::read_to_string(golden.join("prime/rancher-prime-patch.yaml")).unwrap();
    for line in ["dev-v2.7", "dev-v2.9"] {
        let line = golden.join("lines").join(line);
        let read = |name: &str| fs::read_to_string(line.join(name)).unwrap();
        let repository = Repository::empty()
            .with("channels.yaml", read("channels.yaml"))
            .with("channels-rke2.yaml", read("channels-rke2.yaml"))
            .with("upstream.json", read("data.json"))
            .with(PATCH, &patch);
        let screen = repository.screen("generate --rke-source upstream.json");
        assert_eq!(screen.matches("warning[").count(), 1, "{screen}");
        let forgotten = "warning[forgotten-image]: `kubernetesServicesSidecar` of `v1.24.13-rancherent2-1-1`";
        assert!(screen.contains(forgotten), "{screen}");
        let before: Value = serde_json::from_str(&read("data.json")).unwrap();
        let after: Value = serde_json::from_str(&repository.read("data/data.json")).unwrap();

        let references = references(&patch);
        assert_eq!(references.len(), 21);
        let addons = before["K8sVersionedTemplates"].as_object().unwrap().keys();
        for addon in addons.filter(|addon| *addon != "templateKeys") {
            for (version, reference) in &references {
                let expected = choose(&before, addon, reference);
                assert_eq!(choose(&after, addon, version), expected, "{addon} {version}");
            }
            for version in before["K8sVersionRKESystemImages"].as_object().unwrap().keys() {
                let expected = choose(&before, addon, version);
                assert_eq!(choose(&after, addon, version), expected, "{addon} {version}");
            }
        }
        // All else is as upstream has it, but for what the patch added.
        for (table, rows) in before.as_object().unwrap() {
            for (key, row) in rows.as_object().unwrap() {
                if table != "K8sVersionedTemplates" || key == "templateKeys" {
                    assert_eq!(&after[table][key], row, "{table} {key}");
                }
            }
        }
        let added =
            |table: &str| after[table].as_object().unwrap().len() - before[table].as_object().unwrap().len();
        assert_eq!(added("K8sVersionRKESystemImages"), 21);
        assert_eq!(added("K8sVersionInfo"), 2);
    }
}
