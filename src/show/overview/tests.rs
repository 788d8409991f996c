//! What the overview says of a Rancher is what [`ConsumerAnswer`] says.

use std::collections::BTreeSet;

use super::*;
use crate::{
    diagnostic::Diagnostics,
    diff::Build,
    model::{Text, version::Version},
    repository::add_build,
    show::{ConsumerAnswer, Hidden},
    source::{Arena, Sources},
};

/// Builds the overview of a data.json, and looks at it.
fn with_overview(text: &str, look: impl FnOnce(&Overview<'_, '_>, &Metadata<'_>)) {
    let (mut sources, mut found, arena) = (Sources::default(), Diagnostics::default(), Arena::new());
    let file = add_build("data.json", text, &mut sources, &mut found);
    let build = Build::read_file(&sources, file, &arena, &mut found).unwrap();
    let line = RancherLine::of(&build.metadata);
    look(&Overview::of(&build.metadata, line, &|_| false), &build.metadata);
}

fn names<'s>(texts: impl Iterator<Item = Text<'s>>) -> BTreeSet<&'s str> {
    texts.map(|text| text.value).collect()
}

/// Whether both say the same of a Rancher: what is offered, what is hidden, why, by which bound, and the default.
#[track_caller]
fn check(rancher: &str, overview: &Overview<'_, '_>, metadata: &Metadata<'_>) {
    let answer = ConsumerAnswer::of_rancher(rancher, metadata);
    let version = Version::parse(rancher).unwrap();
    for (section, expected) in overview.sections.iter().zip(&answer.sections) {
        let found = section.offered(&version);
        let offered = found.offered.iter().map(|release| release.answer.version);
        assert_eq!(names(offered), names(expected.offered.iter().copied()), "{rancher}");
        let reasons = |of: &mut dyn Iterator<Item = (Hidden, Text<'_>, Option<Text<'_>>)>| {
            of.map(|(reason, version, bound)| {
                format!("{reason:?} {} {:?}", version.value, bound.map(|b| b.value))
            })
            .collect::<BTreeSet<_>>()
        };
        let hidden = found.hidden.iter().flat_map(|(reason, all)| {
            all.iter().map(move |(release, bound)| (*reason, release.answer.version, *bound))
        });
        let expected_hidden =
            expected.hidden.iter().map(|hidden| (hidden.reason, hidden.version, hidden.bound));
        assert_eq!(reasons(&mut { hidden }), reasons(&mut { expected_hidden }), "{rancher}");
        assert_eq!(section.answer(&version).default, expected.default, "{rancher}");
        let rule = section.answer(&version).rule.map(|rule| section.rules[rule].rule);
        assert_eq!(rule, expected.rule, "{rancher}");
    }
    let Some(rke) = &overview.rke else { return assert!(answer.rke.is_none()) };
    let Some(expected) = answer.rke else { return assert!(rke.offered(rancher).is_none(), "{rancher}") };
    let found = rke.offered(rancher).unwrap();
    let offered = found.offered.iter().map(|version| version.answer.version);
    assert_eq!(names(offered), names(expected.offered.iter().copied()), "{rancher}");
    assert_eq!(rke.default_of(rancher), expected.default, "{rancher}");
    for hidden in &expected.hidden {
        let found = &found.hidden[&hidden.reason];
        let bound = found.iter().find(|(version, _)| version.answer.version == hidden.version).unwrap().1;
        assert_eq!(bound, hidden.bound, "{rancher} {}", hidden.version.value);
    }
}

const BUILD: &str = r#"{
"K8sVersionRKESystemImages": {"v1.26.1-rancher1-1": {}, "v1.26.2-rancher1-1": {}, "v1.27.1-rancher1-1": {}, "v1.27.2-rancher1-1": {}},
"K8sVersionInfo": {
  "v1.26": {"minRancherVersion": "2.7.5-patch0", "maxRancherVersion": "2.8.2"},
  "v1.26.1-rancher1-1": {"deprecateRancherVersion": "2.8.0"},
  "v1.27": {"minRancherVersion": "2.8.0-rc1"}, "v1.27.2-rancher1-1": {"minRancherVersion": "2.8.3"}},
"RancherDefaultK8sVersions": {"2.8.1": "v1.26.x", "2.8.4": "", "default": "v1.27.x"},
"k3s": {
  "channels": [{"name": "default", "latest": "v1.26.1+k3s1"}],
  "appDefaults": [{"appName": "rancher", "defaults": [
    {"appVersion": ">=2.7.0-0 <2.8.0-0", "defaultVersion": "1.26.x"},
    {"appVersion": ">=2.8.5", "defaultVersion": "1.26.x"},
    {"appVersion": ">=2.8.0-0", "defaultVersion": "1.27.x"}]}],
  "releases": [
    {"version": "v1.26.1+k3s1", "minChannelServerVersion": "v2.7.0-alpha1", "maxChannelServerVersion": "v2.8.99"},
    {"version": "v1.27.1+k3s1", "minChannelServerVersion": "v2.8.0-alpha1", "maxChannelServerVersion": "v2.8.2"},
    {"version": "v1.27.1+k3s2", "minChannelServerVersion": "v2.8.0-alpha1", "maxChannelServerVersion": "v2.8.3-rc1"},
    {"version": "v1.27.2+k3s1", "minChannelServerVersion": "v2.8.9", "maxChannelServerVersion": "v2.8.3"},
    {"version": "v1.27.3+k3s1", "minChannelServerVersion": "v2.8.0"},
    {"version": "v1.27.1+k3s1", "minChannelServerVersion": "v2.9.0", "maxChannelServerVersion": "v2.9.99"},
    {"version": "nonsense", "minChannelServerVersion": "latest", "maxChannelServerVersion": "v2.9.99"}]},
"rke2": {"releases": [{"version": "v1.26.1+rke2r1", "serverArgs": "none"}]}
}"#;

#[test]
fn every_rancher_is_told_what_kdm_show_tells_it() {
    with_overview(BUILD, |overview, metadata| {
        for rancher in [
            "0.0.0-0",
            "2.6.99",
            "2.7.0-alpha0",
            "2.7.0-alpha1",
            "2.7.0",
            "2.7.5-patch0",
            "2.7.5-patch1",
            "2.7.5-alpha1",
            "2.7.5-rc10",
            "2.7.5",
            "2.7.99",
            "2.8.0-alpha1",
            "2.8.0-rc0",
            "2.8.0-rc1",
            "2.8.0",
            "2.8.1",
            "2.8.2",
            "2.8.3-rc1",
            "2.8.3-rc1.0",
            "2.8.3",
            "2.8.4",
            "2.8.5",
            "2.8.9",
            "2.8.99",
            "2.9.0-rc1",
            "2.9.0",
            "2.11.99",
            "2.12.0",
        ] {
            check(rancher, overview, metadata);
        }
        for section in &overview.sections {
            section.turns.iter().for_each(|turn| check(&turn.to_string(), overview, metadata));
        }
    });
}

#[test]
fn a_rule_that_never_counts_says_why() {
    with_overview(BUILD, |overview, _| {
        let rules = &overview.sections[0].rules;
        let taken = |rule: &RuleOverview<'_>| {
            let takes =
                rule.takes.iter().filter_map(|(ranchers, default)| Some((ranchers.releases()?, *default)));
            takes.map(|(ranchers, default)| format!("{ranchers}: {default:?}")).collect::<Vec<_>>()
        };
        assert_eq!(taken(&rules[0]), [r#"2.7.0 – 2.7.99: Release("v1.26.1+k3s1")"#]);
        assert_eq!(taken(&rules[1]), Vec::<String>::new());
        assert_eq!(
            taken(&rules[2]),
            [
                r#"2.8.0 – 2.8.2: Release("v1.27.1+k3s2")"#,
                r#"2.8.3 – 2.8.99: Channel(Some("v1.26.1+k3s1"))"#,
                r#"2.9.0 – 2.9.99: Release("v1.27.1+k3s1")"#,
                r#"2.10.0 and later: Channel(Some("v1.26.1+k3s1"))"#,
            ]
        );
        assert_eq!(rules[1].shadow, Some(Shadow::Later(vec![2])));
    });
    let ignored = BUILD.replace(">=2.8.5", "^2.8.5");
    with_overview(&ignored, |overview, _| {
        assert!(overview.sections[0].rules.iter().all(|rule| rule.shadow == Some(Shadow::Ignored)));
    });
    let several = BUILD.replace(">=2.8.0-0\", \"defaultVersion\": \"1.27.x\"}", ">=2.8.0-0 <2.9.0-0\", \"defaultVersion\": \"1.27.x\"}, {\"appVersion\": \">=2.9.0-0\", \"defaultVersion\": \"1.27.x\"}");
    with_overview(&several, |overview, _| {
        assert_eq!(overview.sections[0].rules[1].shadow, Some(Shadow::Later(vec![2, 3])));
    });
    let unloadable = BUILD.replace("\"latest\": \"v1.26.1+k3s1\"", "\"latest\": 1");
    with_overview(&unloadable, |overview, _| {
        assert!(overview.sections[0].fault.is_some());
        assert!(overview.sections[0].rules.iter().all(|rule| rule.shadow.is_none() && rule.takes.is_empty()));
    });
    let empty = BUILD.replace(">=2.8.5", ">2.9.0 <2.8.0");
    with_overview(&empty, |overview, _| {
        assert_eq!(overview.sections[0].rules[1].shadow, Some(Shadow::Empty));
    });
}

#[test]
fn releases_come_newest_first_with_what_changed_since() {
    with_overview(BUILD, |overview, _| {
        let versions = overview.sections[0].releases.iter().map(|release| release.answer.version.value);
        let expected = [
            "v1.27.3+k3s1",
            "v1.27.2+k3s1",
            "v1.27.1+k3s1",
            "v1.27.1+k3s2",
            "v1.27.1+k3s1",
            "v1.26.1+k3s1",
            "nonsense",
        ];
        assert_eq!(versions.collect::<Vec<_>>(), expected);
        let since = overview.sections[0].releases[1].since.as_ref().unwrap();
        assert_eq!((since.previous, since.steps.len()), ("v1.27.1+k3s1", 0));
        let rke = overview.rke.as_ref().unwrap();
        assert_eq!(rke.versions[0].answer.version.value, "v1.27.2-rancher1-1");
    });
}
