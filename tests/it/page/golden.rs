//! The pages of upstream's lines. Skipped, loudly, without `KDM_GOLDEN`.

use std::{collections::BTreeSet, fs, path::Path};

use kdm::{
    diagnostic::Diagnostics,
    diff::Build,
    model::{RancherLine, version::Version},
    repository::add_build,
    show::{ConsumerAnswer, Overview},
    source::{Arena, Sources},
};

use super::page;
use crate::support::{Repository, golden};

/// How many Ranchers are told by the overview of a build what `kdm show rancher` tells them.
#[track_caller]
fn check(file: &Path) -> usize {
    let (mut sources, mut found, arena) = (Sources::default(), Diagnostics::default(), Arena::new());
    let file = add_build("data.json", fs::read(file).unwrap(), &mut sources, &mut found);
    let build = Build::read_file(&sources, file, &arena, &mut found).unwrap();
    let metadata = &build.metadata;
    let overview = Overview::of(metadata, RancherLine::of(metadata), &|_| false);
    let turns = overview.sections.iter().flat_map(|section| section.turns.iter().map(ToString::to_string));
    let mut ranchers: BTreeSet<String> = turns.collect();
    if let Some(rke) = &overview.rke {
        let bounds = rke.standings.bounds().map(|bound| bound.value.trim_start_matches('v').to_owned());
        ranchers.extend(bounds.chain(rke.rancher_defaults.iter().map(|row| row.key.value.to_owned())));
    }
    let releases: Vec<_> = ranchers.iter().filter_map(|rancher| Version::parse(rancher).ok()).collect();
    let around = releases.iter().flat_map(|version| {
        let (line, patch) =
            (RancherLine::parse(&format!("{}.{}", version.minor().0, version.minor().1)), version.patch());
        let line = line.unwrap().to_string();
        let line = line.trim_start_matches('v').to_owned();
        [patch.saturating_sub(1), patch, patch + 1].map(|patch| format!("{line}.{patch}"))
    });
    ranchers.extend(around.collect::<Vec<_>>());
    ranchers.retain(|rancher| Version::parse(rancher).is_ok());
    for rancher in &ranchers {
        let answer = ConsumerAnswer::of_rancher(rancher, metadata);
        let version = Version::parse(rancher).unwrap();
        assert_eq!(overview.sections.len(), answer.sections.len());
        for (section, expected) in overview.sections.iter().zip(&answer.sections) {
            let offered = section.offered(&version).offered;
            let offered: BTreeSet<_> = offered.iter().map(|release| release.answer.version.value).collect();
            let expected_names: BTreeSet<_> = expected.offered.iter().map(|version| version.value).collect();
            assert_eq!(offered, expected_names, "{rancher}");
            assert_eq!(section.answer(&version).default, expected.default, "{rancher}");
        }
        let told = overview.rke.as_ref().and_then(|rke| Some((rke, rke.offered(rancher)?.offered)));
        assert_eq!(told.is_some(), answer.rke.is_some(), "{rancher}");
        let Some(((rke, offered), expected)) = told.zip(answer.rke) else { continue };
        let offered: BTreeSet<_> = offered.iter().map(|version| version.answer.version.value).collect();
        assert_eq!(offered, expected.offered.iter().map(|version| version.value).collect(), "{rancher}");
        assert_eq!(rke.default_of(rancher), expected.default, "{rancher}");
    }
    ranchers.len()
}

#[test]
fn every_rancher_is_told_what_kdm_show_tells_it() {
    let Some(golden) = golden("what the pages of upstream's lines say") else { return };
    let lines = [
        "lines/dev-v2.5",
        "lines/dev-v2.7",
        "lines/dev-v2.9",
        "lines-2026/dev-v2.12",
        "lines-2026/dev-v2.15",
    ];
    let asked: usize = lines.iter().map(|line| check(&golden.join(line).join("data.json"))).sum();
    assert!(asked > 300, "{asked}");
}

#[test]
fn a_page_of_a_large_line_is_small() {
    let Some(golden) = golden("how large the pages of upstream's lines are") else { return };
    let data = |line: &str| golden.join("lines").join(line).join("data.json").display().to_string();
    let repository = Repository::empty();
    let alone = page(&repository, &format!("--data {}", data("dev-v2.9")));
    assert!(alone.len() <= 300_000, "{}", alone.len());
    let compared = page(&repository, &format!("--data {} --against {}", data("dev-v2.9"), data("dev-v2.7")));
    assert!(compared.len() <= 400_000, "{}", compared.len());
}

#[test]
fn every_template_comes_out_as_it_went_in() {
    let Some(golden) = golden("the templates in a page") else { return };
    let file = golden.join("lines/dev-v2.9/data.json");
    let build: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let expected = build["K8sVersionedTemplates"]["templateKeys"].as_object().unwrap();
    let page = page(&Repository::empty(), &format!("--data {}", file.display()));
    let texts = super::unpacked(&page, "texts").unwrap();
    let number = |value: &serde_json::Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let mut new = texts["lines"].as_array().unwrap().iter().map(|line| line.as_str().unwrap());
    let mut all: Vec<&str> = Vec::new();
    for text in texts["texts"].as_array().unwrap() {
        let start = all.len();
        for piece in text[1].as_array().unwrap().chunks(2) {
            for _ in 0..number(&piece[1]) {
                let line = match number(&piece[0]) {
                    0 => new.next().unwrap(),
                    distance => all[all.len() - distance],
                };
                all.push(line);
            }
        }
        let key = text[0].as_str().unwrap();
        assert!(expected[key] == all[start..].join("\n"), "{key}");
    }
    assert_eq!(texts["texts"].as_array().unwrap().len(), expected.len());
}
