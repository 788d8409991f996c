//! Every kind of change, by the smallest edit that makes it; and what the release gate makes of it.

use std::collections::BTreeSet;

use kdm::{
    diagnostic::{Diagnostics, Level},
    diff::{self, Build, Kind, Weight},
    lint,
    repository::add_build,
    source::{Arena, Sources},
};
use serde_json::{Value, json};

/// A kind, a path and the versions.
type Told = (Kind, String, Vec<String>);

/// What a diff of two values says; and the rules that the gate finds broken.
fn told(old: &Value, new: &Value) -> (Vec<Told>, BTreeSet<&'static str>) {
    let mut sources = Sources::default();
    let mut found = Diagnostics::default();
    let files = [("old.json", old), ("new.json", new)]
        .map(|(name, value)| add_build(name, value.to_string(), &mut sources, &mut found));
    let (one, other, arena) = (Arena::new(), Arena::new(), Arena::new());
    let old = Build::read_file(&sources, files[0], &one, &mut found).unwrap();
    let new = Build::read_file(&sources, files[1], &other, &mut found).unwrap();
    assert!(!found.forbid());
    let mut told = Vec::new();
    for change in diff::compare(&old, &new, &arena) {
        let versions: Vec<_> = change.versions.iter().map(|version| version.name.to_owned()).collect();
        for item in &change.items {
            told.push((change.kind, item.path.clone(), versions.clone()));
        }
    }
    let mut gate = Diagnostics::default();
    lint::against(&[("old.json".to_owned(), old)], &new, None, &mut gate);
    for finding in gate.iter() {
        assert!(!finding.subjects.is_empty(), "{finding:?} can be excepted");
    }
    (told, gate.iter().map(|finding| finding.rule.name()).collect())
}

/// A line with a bit of everything.
fn base() -> Value {
    let release = |version: &str, min: &str, max: &str| {
        json!({
            "version": version,
            "minChannelServerVersion": min,
            "maxChannelServerVersion": max,
            "serverArgs": {"cni": {"type": "array", "options": ["canal", "cilium"]}, "debug": {"type": "boolean"}},
            "agentArgs": {"debug": {"type": "boolean"}},
            "charts": {"rke2-canal": {"repo": "rancher-rke2-charts", "version": "1"}},
            "featureVersions": {"encryption-key-rotation": "2.0.0"},
            "messages": [{"id": "a", "summary": "a"}, {"id": "b", "summary": "b"}],
        })
    };
    let section = json!({
        "appDefaults": [{"appName": "rancher", "defaults": [{"appVersion": ">=2.8.0-0", "defaultVersion": "1.29.x"}]}],
        "channels": [{"name": "default", "latest": "v1.28.1"}, {"name": "stable", "latest": "v1.29.1"}],
        "releases": [release("v1.28.1", "v2.8.0", "v2.8.99"), release("v1.29.1", "v2.8.0", "v2.9.99")],
    });
    json!({
        "K8sVersionServiceOptions": {"v1.26": {"kubelet": {"v": "2"}}, "v1.25": {"kubelet": {"v": "2"}}},
        "K8sVersionRKESystemImages": {"v1.26.9-rancher1-1": {"etcd": "e:1"}, "v1.25.9-rancher1-1": {"etcd": "e:1"}},
        "K8sVersionedTemplates": {
            "canal": {">=1.26.0-0": "canal-2", "<1.26.0-0": "canal-1"},
            "templateKeys": {"canal-1": "one", "canal-2": "two", "idle": "idle"},
        },
        "K8sVersionInfo": {"v1.26": {"minRancherVersion": "2.7.5"}},
        "RancherDefaultK8sVersions": {"default": "v1.26.x", "2.7.9": "v1.25.x"},
        "RKEDefaultK8sVersions": {"default": "v1.26.9-rancher1-1"},
        "K8sVersionDockerInfo": {"1.26": ["20.10.x", "23.0.x"]},
        "CisConfigParams": {"default": {"benchmarkVersion": "1"}},
        "k3s": section,
        "rke2": section,
    })
}

type Case = (Kind, &'static str, &'static [&'static str], fn(&mut Value));

/// The kind, its path, its versions, and the edit.
const CASES: &[Case] = &[
    (Kind::SectionLost, "k3s", &[], |v| drop(v.as_object_mut().unwrap().remove("k3s"))),
    (Kind::SectionLost, "k3s", &[], |v| v["k3s"] = Value::Null),
    (Kind::SectionAdded, "rfo", &[], |v| v["rfo"] = json!({"releases": []})),
    (Kind::ReleaseRemoved, "k3s.releases[*]", &["v1.28.1"], |v| drop(releases(v).remove(0))),
    (Kind::ReleaseAdded, "k3s.releases[*]", &["v1.30.1"], |v| {
        let mut release = releases(v)[1].clone();
        release["version"] = json!("v1.30.1");
        releases(v).push(release);
    }),
    (Kind::Reordered, "k3s.releases[*]", &["v1.29.1"], |v| releases(v).swap(0, 1)),
    (Kind::Reordered, "k3s.releases[*].messages.b", &["v1.28.1"], |v| {
        releases(v)[0]["messages"].as_array_mut().unwrap().swap(0, 1);
    }),
    (Kind::Reordered, "k3s.releases[*].serverArgs.cni.options", &["v1.28.1"], |v| {
        releases(v)[0]["serverArgs"]["cni"]["options"].as_array_mut().unwrap().swap(0, 1);
    }),
    (Kind::Reordered, "K8sVersionDockerInfo[*]", &["1.26"], |v| {
        v["K8sVersionDockerInfo"]["1.26"].as_array_mut().unwrap().swap(0, 1);
    }),
    (Kind::WindowNarrowed, "k3s.releases[*]", &["v1.29.1"], |v| {
        set(v, 1, "maxChannelServerVersion", "v2.9.5")
    }),
    (Kind::WindowNarrowed, "k3s.releases[*]", &["v1.29.1"], |v| {
        set(v, 1, "maxChannelServerVersion", "2.9.99")
    }),
    (Kind::WindowNarrowed, "k3s.releases[*]", &["v1.29.1"], |v| {
        releases(v)[1].as_object_mut().unwrap().remove("minChannelServerVersion");
    }),
    (Kind::WindowWidened, "k3s.releases[*]", &["v1.29.1"], |v| {
        set(v, 1, "maxChannelServerVersion", "v2.10.99")
    }),
    (Kind::ReleaseChanged, "k3s.releases[*].minChannelServerVersion", &["v1.29.1"], |v| {
        set(v, 1, "minChannelServerVersion", "v2.8");
    }),
    (Kind::ReleaseChanged, "k3s.releases[*].future", &["v1.29.1"], |v| set(v, 1, "future", "x")),
    (Kind::ArgsGone, "k3s.releases[*].serverArgs.cni", &["v1.29.1"], |v| {
        releases(v)[1]["serverArgs"] = json!({})
    }),
    (Kind::ArgsLost, "k3s.releases[*].serverArgs.cni", &["v1.29.1"], |v| take(v, 1, "serverArgs", "cni")),
    // Server nodes have the arguments of every node.
    (Kind::ArgsChanged, "k3s.releases[*].serverArgs.debug", &["v1.29.1"], |v| {
        take(v, 1, "serverArgs", "debug")
    }),
    (Kind::ArgsGone, "k3s.releases[*].agentArgs.debug", &["v1.29.1"], |v| take(v, 1, "agentArgs", "debug")),
    (Kind::ArgsAdded, "k3s.releases[*].agentArgs.x", &["v1.29.1"], |v| {
        releases(v)[1]["agentArgs"]["x"] = json!({})
    }),
    (Kind::ArgsChanged, "k3s.releases[*].agentArgs.debug.type", &["v1.28.1", "v1.29.1"], |v| {
        releases(v).iter_mut().for_each(|release| release["agentArgs"]["debug"]["type"] = json!("bool"));
    }),
    (Kind::ChartLost, "k3s.releases[*].charts.rke2-canal", &["v1.29.1"], |v| {
        take(v, 1, "charts", "rke2-canal")
    }),
    (Kind::ChartChanged, "k3s.releases[*].charts.rke2-canal.version", &["v1.29.1"], |v| {
        releases(v)[1]["charts"]["rke2-canal"]["version"] = json!("2");
    }),
    (Kind::FeatureLost, "k3s.releases[*].featureVersions.encryption-key-rotation", &["v1.29.1"], |v| {
        take(v, 1, "featureVersions", "encryption-key-rotation");
    }),
    (Kind::FeatureLost, "k3s.releases[*].featureVersions.encryption-key-rotation", &["v1.29.1"], |v| {
        releases(v)[1]["featureVersions"]["encryption-key-rotation"] = json!("v2.0.0");
    }),
    (Kind::FeatureChanged, "k3s.releases[*].featureVersions.encryption-key-rotation", &["v1.29.1"], |v| {
        releases(v)[1]["featureVersions"]["encryption-key-rotation"] = json!("2.1.0");
    }),
    (Kind::MessageChanged, "k3s.releases[*].messages.a.summary", &["v1.29.1"], |v| {
        releases(v)[1]["messages"][0]["summary"] = json!("x");
    }),
    (Kind::ChannelRemoved, "k3s.channels.stable", &[], |v| {
        v["k3s"]["channels"].as_array_mut().unwrap().pop();
    }),
    (Kind::ChannelChanged, "k3s.channels.stable.latest", &[], |v| {
        v["k3s"]["channels"][1]["latest"] = json!("v1.28.1");
    }),
    (Kind::DefaultRule, "k3s.appDefaults.rancher.defaults[\">=2.8.0-0\"].defaultVersion", &[], |v| {
        v["k3s"]["appDefaults"][0]["defaults"][0]["defaultVersion"] = json!("1.28.x");
    }),
    (Kind::DefaultChanged, "k3s.appDefaults[\"Rancher 2.8.0 – 2.8.99\"]", &[], |v| {
        v["k3s"]["appDefaults"][0]["defaults"][0]["defaultVersion"] = json!("1.28.x");
    }),
    (Kind::DefaultLost, "k3s.appDefaults[\"Rancher 2.9.0 – 2.9.99\"]", &[], |v| {
        v["k3s"]["appDefaults"][0]["defaults"][0]["defaultVersion"] = json!("1.28.x");
    }),
    (Kind::DefaultLost, "RancherDefaultK8sVersions[\"Rancher 2.7.9\"]", &[], |v| {
        v["RancherDefaultK8sVersions"]["2.7.9"] = json!("v1.24.x");
    }),
    (Kind::DefaultChanged, "RancherDefaultK8sVersions[\"Rancher 2.7.9\"]", &[], |v| {
        v["RancherDefaultK8sVersions"].as_object_mut().unwrap().remove("2.7.9");
    }),
    (Kind::DefaultChanged, "RKEDefaultK8sVersions.default", &[], |v| {
        v["RKEDefaultK8sVersions"]["default"] = json!("v1.25.9-rancher1-1");
    }),
    (Kind::DefaultLost, "RKEDefaultK8sVersions.default", &[], |v| {
        v["RKEDefaultK8sVersions"] = json!({"default": "v1.99.9-rancher1-1"});
    }),
    (Kind::DefaultLost, "RKEDefaultK8sVersions.default", &[], |v| v["RKEDefaultK8sVersions"] = json!({})),
    (Kind::VersionRemoved, "K8sVersionRKESystemImages[*]", &["v1.25.9-rancher1-1"], |v| {
        v["K8sVersionRKESystemImages"].as_object_mut().unwrap().remove("v1.25.9-rancher1-1");
    }),
    (Kind::VersionAdded, "K8sVersionRKESystemImages[*]", &["v1.27.9-rancher1-1"], |v| {
        v["K8sVersionRKESystemImages"]["v1.27.9-rancher1-1"] = json!({});
    }),
    (Kind::ImagesChanged, "K8sVersionRKESystemImages[*].etcd", &["v1.26.9-rancher1-1"], |v| {
        v["K8sVersionRKESystemImages"]["v1.26.9-rancher1-1"]["etcd"] = json!("e:2");
    }),
    (Kind::TemplateChanged, "K8sVersionedTemplates.templateKeys.canal-1", &[], |v| {
        v["K8sVersionedTemplates"]["templateKeys"]["canal-1"] = json!("ONE");
    }),
    (Kind::TemplateMissing, "K8sVersionedTemplates.templateKeys.canal-1", &[], |v| {
        v["K8sVersionedTemplates"]["templateKeys"].as_object_mut().unwrap().remove("canal-1");
    }),
    (Kind::TemplateMissing, "K8sVersionedTemplates.templateKeys.canal-1", &[], |v| {
        v["K8sVersionedTemplates"]["templateKeys"]["canal-1"] = json!("");
    }),
    (Kind::TemplateMissing, "K8sVersionedTemplates.canal", &["v1.25.9-rancher1-1"], |v| {
        v["K8sVersionedTemplates"]["canal"]["<1.26.0-0"] = json!("nowhere");
    }),
    (Kind::TemplateRemoved, "K8sVersionedTemplates.templateKeys.idle", &[], |v| {
        v["K8sVersionedTemplates"]["templateKeys"].as_object_mut().unwrap().remove("idle");
    }),
    (Kind::TemplateAdded, "K8sVersionedTemplates.templateKeys.new", &[], |v| {
        v["K8sVersionedTemplates"]["templateKeys"]["new"] = json!("new");
    }),
    (Kind::TemplateLost, "K8sVersionedTemplates.canal", &["v1.25.9-rancher1-1"], |v| {
        v["K8sVersionedTemplates"]["canal"].as_object_mut().unwrap().remove("<1.26.0-0");
    }),
    (Kind::TemplateLost, "K8sVersionedTemplates.canal", &["v1.25.9-rancher1-1"], |v| {
        v["K8sVersionedTemplates"].as_object_mut().unwrap().remove("canal");
    }),
    (Kind::TemplateRandom, "K8sVersionedTemplates.canal", &["v1.25.9-rancher1-1"], |v| {
        v["K8sVersionedTemplates"]["canal"][">=1.25.0-0"] = json!("canal-2");
    }),
    (Kind::TemplateMoved, "K8sVersionedTemplates.canal", &["v1.25.9-rancher1-1"], |v| {
        v["K8sVersionedTemplates"]["canal"]["<1.26.0-0"] = json!("canal-2");
    }),
    (Kind::TemplateSwitched, "K8sVersionedTemplates.canal", &["v1.25.9-rancher1-1"], |v| {
        v["K8sVersionedTemplates"]["canal"]["<1.26.0-0"] = json!("canal-3");
        v["K8sVersionedTemplates"]["templateKeys"]["canal-3"] = json!("three");
    }),
    (Kind::RangesChanged, "K8sVersionedTemplates.canal[\"<1.0.0\"]", &[], |v| {
        v["K8sVersionedTemplates"]["canal"]["<1.0.0"] = json!("canal-1");
    }),
    (Kind::OptionsChanged, "K8sVersionServiceOptions[*].kubelet.v", &["v1.26"], |v| {
        v["K8sVersionServiceOptions"]["v1.26"]["kubelet"]["v"] = json!("3");
    }),
    (Kind::OptionsRemoved, "K8sVersionServiceOptions[*]", &["v1.25"], |v| {
        v["K8sVersionServiceOptions"].as_object_mut().unwrap().remove("v1.25");
    }),
    (Kind::OptionsAdded, "K8sVersionServiceOptions[*]", &["v1.27"], |v| {
        v["K8sVersionServiceOptions"]["v1.27"] = json!({});
    }),
    (Kind::OptionsOverridden, "K8sVersionServiceOptions[*]", &["v1.26.9-rancher1-1"], |v| {
        v["K8sVersionServiceOptions"]["v1.26.9-rancher1-1"] = json!({});
    }),
    (Kind::BoundsNarrowed, "K8sVersionInfo[*].minRancherVersion", &["v1.26"], |v| {
        v["K8sVersionInfo"]["v1.26"]["minRancherVersion"] = json!("2.7.6");
    }),
    (Kind::BoundsNarrowed, "K8sVersionInfo[*]", &["v1.25"], |v| {
        v["K8sVersionInfo"]["v1.25"] = json!({"maxRKEVersion": "1.4.99"});
    }),
    (Kind::BoundsChanged, "K8sVersionInfo[*].minRancherVersion", &["v1.26"], |v| {
        v["K8sVersionInfo"]["v1.26"]["minRancherVersion"] = json!("2.7.4");
    }),
    // RKE reads neither of them.
    (Kind::BoundsAdded, "K8sVersionInfo[*]", &["v1.26.9-rancher1-1"], |v| {
        v["K8sVersionInfo"]["v1.26.9-rancher1-1"] = json!({"maxRKEVersion": "1.0.0"});
    }),
    (Kind::BoundsChanged, "K8sVersionInfo[*].minRKEVersion", &["v1.26"], |v| {
        v["K8sVersionInfo"]["v1.26"]["minRKEVersion"] = json!("9.9.9");
    }),
    (Kind::DockerRemoved, "K8sVersionDockerInfo[*]", &["1.26"], |v| {
        v["K8sVersionDockerInfo"]["1.26"] = json!(["23.0.x"]);
    }),
    (Kind::DockerAdded, "K8sVersionDockerInfo[*]", &["1.27"], |v| {
        v["K8sVersionDockerInfo"]["1.27"] = json!([])
    }),
    (Kind::CisChanged, "CisConfigParams[*].benchmarkVersion", &["default"], |v| {
        v["CisConfigParams"]["default"]["benchmarkVersion"] = json!("2");
    }),
    (Kind::OtherChanged, "future", &[], |v| v["future"] = json!(1)),
];

fn releases(data: &mut Value) -> &mut Vec<Value> {
    data["k3s"]["releases"].as_array_mut().unwrap()
}

fn set(data: &mut Value, nth: usize, key: &str, value: &str) {
    releases(data)[nth][key] = json!(value);
}

fn take(data: &mut Value, nth: usize, table: &str, key: &str) {
    releases(data)[nth][table].as_object_mut().unwrap().remove(key).unwrap();
}

/// A round replaces a candidate: that is no removal.
fn a_candidate_becomes_its_release() -> Kind {
    let (mut old, new) = (base(), base());
    set(&mut old, 0, "version", "v1.28.1-rc2");
    let (told, gate) = told(&old, &new);
    let expected = (Kind::ReleasePromoted, "k3s.releases[*]".to_owned(), vec!["v1.28.1-rc2".to_owned()]);
    assert!(told.contains(&expected), "{told:#?}");
    assert!(!gate.contains("release-removed"), "{gate:?}");
    Kind::ReleasePromoted
}

#[test]
fn every_kind_is_made_by_an_edit_and_the_gate_has_its_rule() {
    let mut seen = BTreeSet::new();
    for (kind, path, versions, edit) in CASES {
        let old = base();
        let mut new = old.clone();
        edit(&mut new);
        let (told, gate) = told(&old, &new);
        let expected = (*kind, (*path).to_owned(), versions.iter().map(ToString::to_string).collect());
        assert!(told.contains(&expected), "{expected:?} is not in {told:#?}");
        seen.insert(*kind);
        // What the build breaks by itself is for the lints.
        let by_lints = [Kind::TemplateRandom, Kind::TemplateMissing].contains(kind);
        let rule = kind.rule().filter(|_| !by_lints);
        match rule {
            Some(rule) => assert!(gate.contains(rule.name()), "{kind:?}: {gate:?}"),
            None if kind.weight() == Weight::Routine => {
                assert_eq!(gate.len(), 0, "{kind:?}: {gate:?}");
            }
            None => {}
        }
    }
    seen.insert(a_candidate_becomes_its_release());
    let missing: Vec<_> = Kind::ALL.iter().filter(|kind| !seen.contains(kind)).collect();
    assert!(missing.is_empty(), "no edit makes {missing:?}");
}

#[test]
fn nothing_that_only_comes_stops_a_release() {
    for (kind, .., edit) in CASES.iter().filter(|(kind, ..)| kind.weight() == Weight::Routine) {
        let old = base();
        let mut new = old.clone();
        edit(&mut new);
        let (_, gate) = told(&old, &new);
        let stops = |name: &&&str| {
            let rule = kdm::diagnostic::Rule::ALL.iter().find(|rule| rule.name() == **name);
            rule.is_some_and(|rule| rule.level() == Level::Deny)
        };
        assert_eq!(gate.iter().filter(stops).count(), 0, "{kind:?}: {gate:?}");
    }
}
