//! `kdm release` on RKE's tree against upstream's history: a round of people's, as the commands that it comes to, on the imported
//! tables of the commit before it, compiles to the tables of the commit after it.

#![allow(clippy::too_many_lines)] // a round has many parts

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    process::Command,
};

use kdm::model::{RkeVersion, range::Range, version::Version};
use serde_json::{Map, Value};

use crate::support::{Repository, skipped};

/// Commits of upstream's `dev-v2.9`, before and after, and what people did between.
const ROUNDS: [(&str, &str, &str); 18] = [
    ("5805ac7615", "ad4e81a0ef", "three patches, images of a fourth, three addons"),
    ("0519fe189b", "79defb4914", "three patches, one in place of another"),
    ("5b9a8ec623", "cc3a0d975f", "another hyperkube image beside the old one"),
    ("cc3a0d975f", "987551c5bb", "hyperkube images in place"),
    ("e141bb9834", "3d3b94600e", "addons and patches, with a template"),
    ("30fa9e3d64", "46e2392f5b", "addons alone, images of one more"),
    ("f8ef5830b2", "52208a8267", "three patches"),
    ("7eda46cfa5", "f8ef5830b2", "Docker versions"),
    ("0a48cd8432", "3db4f1c87c", "bounds of a minor"),
    ("786517ab37", "689005948d", "images before a release"),
    ("4465a7d160", "783cdfed4a", "patches, and four addons with templates"),
    ("8f9c5255bb", "7d9d4c3afb", "the default alone"),
    ("c937a0d35d", "d9e1756093", "addons of three, images of three more"),
    ("c1865d8529", "516f10326d", "patches of two minors, a template split"),
    ("be35d13781", "41e2684885", "patches, one in place"),
    ("d454506c1f", "331a347c69", "four patches"),
    ("cbfb93a341", "39c443625b", "a template for three minors"),
    ("93e0868242", "be35d13781", "a new minor"),
];

const IMAGES: &str = "K8sVersionRKESystemImages";

/// The tables of a commit.
fn tables(git: &Path, commit: &str, repository: &Repository) -> Value {
    let folder = repository.path().join(commit);
    fs::create_dir_all(&folder).unwrap();
    let archive = format!(
        "git --git-dir '{}' archive {commit} rke channels.yaml go.mod | tar -x -C '{}'",
        git.display(),
        folder.display()
    );
    let moved = archive.replace(" rke ", " pkg/rke ");
    let done =
        Command::new("sh").arg("-c").arg(format!("{moved} 2>/dev/null || {archive}")).output().unwrap();
    assert!(folder.join("channels.yaml").exists(), "{commit}: {}", String::from_utf8_lossy(&done.stderr));
    compiled(repository, commit)
}

/// The tables that a repository compiles to.
fn compiled(repository: &Repository, root: &str) -> Value {
    let allowed = "missing-section,section-lost,template-gap,upstream-pin";
    repository.kdm(&format!("generate --root {root} --out {root}.json --allow {allowed}")).assert().success();
    serde_json::from_str(&repository.read(&format!("{root}.json"))).unwrap()
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// The template of each addon for a version.
fn chosen(tables: &Value, version: &str) -> BTreeMap<String, String> {
    let number = Version::parse(version.trim_start_matches('v')).unwrap();
    let addons = object(&tables["K8sVersionedTemplates"]);
    let of = |(addon, ranges): (&String, &Value)| {
        let ranges = object(ranges);
        let fits =
            |(range, _): &(&String, &Value)| Range::parse(range).is_ok_and(|range| range.contains(&number));
        let (_, key) = ranges.iter().find(fits)?;
        Some((addon.clone(), key.as_str()?.to_owned()))
    };
    addons.iter().filter(|(addon, _)| *addon != "templateKeys").filter_map(of).collect()
}

fn text_of(tables: &Value, key: &str) -> String {
    tables["K8sVersionedTemplates"]["templateKeys"][key].as_str().unwrap_or_default().to_owned()
}

/// A round as commands.
struct Round<'r> {
    repository: &'r Repository,
    old: Value,
    new: Value,
    commands: Vec<Vec<String>>,
}

impl Round<'_> {
    fn command(&mut self, words: &[&str], more: Vec<String>) {
        let words = words.iter().map(|word| (*word).to_owned());
        self.commands.push(words.chain(more).collect());
    }

    /// The images that differ from those of a copy, as options.
    fn images(from: &Map<String, Value>, to: &Map<String, Value>, kubernetes: Option<&str>) -> Vec<String> {
        let expected = |field: &String| match (field.as_str(), kubernetes) {
            ("kubernetes", Some(image)) => Some(image.to_owned()),
            _ => from.get(field).and_then(Value::as_str).map(str::to_owned),
        };
        let differing = to.iter().filter(|(field, image)| expected(field).as_deref() != image.as_str());
        let images = differing
            .map(|(field, image)| ["--image".to_owned(), format!("{field}={}", image.as_str().unwrap())]);
        let gone = from
            .keys()
            .filter(|field| !to.contains_key(*field))
            .map(|field| ["--no-image".to_owned(), field.clone()]);
        images.chain(gone).flatten().collect()
    }

    fn versions(&mut self) {
        let (old, new) = (object(&self.old[IMAGES]), object(&self.new[IMAGES]));
        let parse = |version: &String| RkeVersion::parse(version);
        let mut now = old.clone();
        let mut added: Vec<RkeVersion> =
            new.keys().filter(|version| !old.contains_key(*version)).filter_map(parse).collect();
        added.sort_by_key(RkeVersion::rank);
        let mut removed: Vec<RkeVersion> =
            old.keys().filter(|version| !new.contains_key(*version)).filter_map(parse).collect();
        for version in added {
            let name = version.to_string();
            let wanted = object(&new[&name]);
            if let Some(nth) = removed.iter().position(|old| old.minor() == version.minor()) {
                // What never shipped is replaced in place.
                let from = removed.remove(nth);
                self.command(&["rename", &from.to_string(), &name], Vec::new());
                let mut images = object(&now.remove(&from.to_string()).unwrap());
                let own = format!("rancher/hyperkube:{}", from.hyperkube());
                if images["kubernetes"] == own {
                    images.insert(
                        "kubernetes".to_owned(),
                        format!("rancher/hyperkube:{}", version.hyperkube()).into(),
                    );
                }
                let more = Self::images(&images, &wanted, None);
                if !more.is_empty() {
                    self.command(&["set", &name], more);
                }
            } else {
                let same = now
                    .keys()
                    .filter_map(parse)
                    .filter(|other| other.minor() == version.minor() && other.rank() < version.rank());
                let below = now.keys().filter_map(parse).filter(|other| other.minor() < version.minor());
                let model =
                    same.max_by_key(RkeVersion::rank).or_else(|| below.max_by_key(RkeVersion::rank)).unwrap();
                let images = object(&now[&model.to_string()]);
                let hyperkube = (model.hyperkube() != version.hyperkube())
                    .then(|| format!("rancher/hyperkube:{}", version.hyperkube()));
                let mut more = Self::images(&images, &wanted, hyperkube.as_deref());
                let minor = version.minor_name();
                if self.old["K8sVersionInfo"][&minor].is_null() {
                    more.extend(bounds(&object(&Value::Null), &object(&self.new["K8sVersionInfo"][&minor])));
                }
                self.command(&["add", &name], more);
            }
            now.insert(name, Value::Object(wanted));
        }
        for version in removed {
            self.command(&["remove", &version.to_string()], Vec::new());
            now.remove(&version.to_string());
        }
        for (version, images) in &new {
            let more = Self::images(&object(&now[version]), &object(images), None);
            if !more.is_empty() {
                self.command(&["set", version], more);
            }
        }
    }

    fn defaults(&mut self) {
        let default = self.new["RKEDefaultK8sVersions"]["default"].as_str().unwrap().to_owned();
        if self.old["RKEDefaultK8sVersions"]["default"] != default {
            self.command(&["set", &default, "--rke-default"], Vec::new());
        }
        let (old, new) =
            (object(&self.old["RancherDefaultK8sVersions"]), object(&self.new["RancherDefaultK8sVersions"]));
        for (rancher, minor) in new.iter().filter(|(rancher, minor)| old.get(*rancher) != Some(minor)) {
            let minor = minor.as_str().unwrap().trim_end_matches(".x").to_owned();
            let version = object(&self.new[IMAGES])
                .keys()
                .find(|version| version.starts_with(&format!("{minor}.")))
                .cloned()
                .unwrap();
            match rancher.as_str() {
                "default" => self.command(&["set", &version, "--rancher-default"], Vec::new()),
                rancher => self.command(&["set", &version, "--ranchers", rancher], Vec::new()),
            }
        }
    }

    fn info(&mut self) {
        let new = object(&self.new["K8sVersionInfo"]);
        for (of, info) in &new {
            let old = object(&self.old["K8sVersionInfo"][of]);
            let is_new = old.is_empty()
                && self
                    .commands
                    .iter()
                    .any(|command| command[0] == "add" && command[1].starts_with(&format!("{of}.")));
            let more = if is_new { Vec::new() } else { bounds(&old, &object(info)) };
            if !more.is_empty() {
                self.command(&["set", of], more);
            }
        }
    }

    fn docker(&mut self) {
        let new = object(&self.new["K8sVersionDockerInfo"]);
        for (minor, versions) in &new {
            let before = &self.old["K8sVersionDockerInfo"][minor];
            let old = if before.is_null() { versions } else { before };
            let present: BTreeSet<_> = old.as_array().unwrap().iter().map(Value::to_string).collect();
            let more: Vec<_> = versions
                .as_array()
                .unwrap()
                .iter()
                .filter(|version| !present.contains(&version.to_string()))
                .collect();
            if !more.is_empty() {
                let more = more
                    .into_iter()
                    .flat_map(|version| ["--docker".to_owned(), version.as_str().unwrap().to_owned()])
                    .collect();
                self.command(&["set", minor, "--own"], more);
            }
        }
    }

    fn templates(&mut self) {
        // From which version of a minor on an addon has another template than by now.
        let mut now: BTreeMap<(String, (u64, u64)), String> = BTreeMap::new();
        let mut versions: Vec<_> =
            object(&self.new[IMAGES]).keys().filter_map(|version| RkeVersion::parse(version)).collect();
        versions.sort_by_key(RkeVersion::rank);
        let known = object(&self.old["K8sVersionedTemplates"]["templateKeys"]);
        let mut written = BTreeSet::new();
        for version in versions {
            let before = chosen(&self.old, &version.to_string());
            for (addon, key) in chosen(&self.new, &version.to_string()) {
                let cut = now.get(&(addon.clone(), version.minor())).or_else(|| before.get(&addon));
                let text = cut.map(|key| {
                    if written.contains(key) { text_of(&self.new, key) } else { text_of(&self.old, key) }
                });
                if text == Some(text_of(&self.new, &key)) {
                    continue;
                }
                let mut template = format!("{addon}={key}");
                if !known.contains_key(&key) && written.insert(key.clone()) {
                    fs::write(self.repository.path().join(&key), text_of(&self.new, &key)).unwrap();
                    template += &format!(":{key}");
                }
                self.command(&["set", &version.to_string(), "--template", &template], Vec::new());
                now.insert((addon, version.minor()), key);
            }
        }
    }
}

fn bounds(old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<String> {
    let options = [
        ("minRKEVersion", "--min-rke"),
        ("maxRKEVersion", "--max-rke"),
        ("minRancherVersion", "--min-rancher"),
        ("maxRancherVersion", "--max-rancher"),
    ];
    let differing =
        options.into_iter().filter(|(name, _)| new.contains_key(*name) && old.get(*name) != new.get(*name));
    differing.flat_map(|(name, option)| [option.to_owned(), new[name].as_str().unwrap().to_owned()]).collect()
}

#[test]
fn rounds_of_people_come_out_as_they_made_them() {
    let Some(git) = env::var_os("KDM_UPSTREAM_GIT") else {
        skipped(
            "KDM_UPSTREAM_GIT is not set (a git directory with upstream's history)",
            "rounds of RKE versions are not done again",
        );
        return;
    };
    let repository = Repository::empty();
    let mut cache: BTreeMap<&str, Value> = BTreeMap::new();
    for (before, after, what) in ROUNDS {
        for commit in [before, after] {
            cache.entry(commit).or_insert_with(|| tables(Path::new(&git), commit, &repository));
        }
        let (old, new) = (cache[before].clone(), cache[after].clone());
        let root = format!("{before}-{after}");
        fs::create_dir_all(repository.path().join(&root)).unwrap();
        fs::copy(
            repository.path().join(after).join("channels.yaml"),
            repository.path().join(&root).join("channels.yaml"),
        )
        .unwrap();
        repository.kdm(&format!("import {before} --root {root}")).assert().success();
        let mut round = Round { repository: &repository, old, new, commands: Vec::new() };
        round.versions();
        round.info();
        round.docker();
        round.templates();
        round.defaults();
        assert!(!round.commands.is_empty(), "{what}");
        for command in &round.commands {
            let output = repository.kdm("release").args(command).args(["--root", &root]).output().unwrap();
            assert!(
                output.status.success(),
                "{what}: {command:?}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        let found = compiled(&repository, &root);
        for table in [
            IMAGES,
            "K8sVersionInfo",
            "K8sVersionDockerInfo",
            "RKEDefaultK8sVersions",
            "RancherDefaultK8sVersions",
        ] {
            let (found, new) = (object(&found[table]), object(&round.new[table]));
            let differing: Vec<_> =
                found.keys().chain(new.keys()).filter(|key| found.get(*key) != new.get(*key)).collect();
            let sides = differing.first().map(|key| (found.get(*key), new.get(*key)));
            assert_eq!(sides, None, "{what}: {table} {differing:?} {:?}", round.commands);
        }
        for version in object(&round.new[IMAGES]).keys() {
            let (own, wanted) = (chosen(&found, version), chosen(&round.new, version));
            let text = |tables: &Value, keys: &BTreeMap<String, String>, addon: &str| {
                keys.get(addon).map(|key| text_of(tables, key))
            };
            let differing =
                wanted.keys().filter(|addon| text(&found, &own, addon) != text(&round.new, &wanted, addon));
            let differing: Vec<_> =
                differing.map(|addon| (addon, own.get(addon), wanted.get(addon))).collect();
            assert_eq!(differing, [], "{what}: {version} {:?}", round.commands);
            assert_eq!(own.len(), wanted.len(), "{what}: {version}");
        }
        // A new minor has the options of the one below, which people then changed.
        for table in ["K8sVersionServiceOptions", "K8sVersionWindowsServiceOptions"] {
            for (of, options) in object(&round.old[table]) {
                assert_eq!(found[table][&of], options, "{what}: {of}");
            }
            assert_eq!(
                found[table].as_object().map(Map::len),
                round.new[table].as_object().map(Map::len),
                "{what}: {table}"
            );
        }
    }
}
