//! What a branch brought, by values: versions and templates that are new in it, or other ones.

use std::{collections::BTreeMap, io::Write};

use super::build::Build;
use crate::{
    consumer::choice::Choices,
    emit::{Digest, version_sort},
    model::{
        Distribution,
        field::Named,
        rke::{Rke, RkeTable},
    },
    source::{Value, compact},
};

/// The tables that have something for a version of RKE under its own name.
const OF_VERSIONS: [RkeTable; 4] = [
    RkeTable::K8sVersionRKESystemImages,
    RkeTable::K8sVersionInfo,
    RkeTable::K8sVersionServiceOptions,
    RkeTable::K8sVersionWindowsServiceOptions,
];

/// The bounds of a release.
const BOUNDS: [&str; 2] = ["minChannelServerVersion", "maxChannelServerVersion"];

/// All that a build has, by name: what is the same in two builds has the same digest.
#[derive(Debug, Default)]
pub struct Things {
    /// Releases and versions of RKE.
    versions: BTreeMap<String, Version>,
    /// The digests of the texts of templates, by key.
    templates: BTreeMap<String, String>,
}

/// A version in a build.
#[derive(Debug, Default, PartialEq, Eq)]
struct Version {
    /// The digest of all that belongs to it alone, and of the names of the templates that it gets.
    content: String,
    /// The digest of the Ranchers and RKEs that it is for, which each round may set anew.
    window: String,
}

/// The two digests while they are made.
#[derive(Default)]
struct Parts {
    content: Digest,
    window: Digest,
}

/// What became of a version or a template in another build.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// What is not there.
    pub lacks: Vec<String>,
    /// What is there, and another.
    pub differs: Vec<String>,
    /// Versions that are there for other Ranchers.
    pub windows: Vec<String>,
}

/// What one build has that another one has not, or otherwise.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Versions, by name.
    pub versions: Vec<String>,
    /// Keys of templates.
    pub templates: Vec<String>,
}

impl Things {
    /// Those of a build.
    pub fn of(build: &Build<'_>) -> Self {
        let mut parts: BTreeMap<String, Parts> = BTreeMap::new();
        let mut add = |version: &str, part: &str, is_window: bool| {
            let parts = parts.entry(version.to_owned()).or_default();
            let digest = if is_window { &mut parts.window } else { &mut parts.content };
            // Hashing does not fail.
            let _ = writeln!(digest, "{part}");
        };
        let root = build.root.value.fields();
        for distribution in Distribution::ALL {
            let section = root.value(distribution.key());
            for release in section.fields().value("releases").items() {
                let Value::Map(parts) = release.value else { continue };
                let Some(version) = parts.value("version").as_str() else { continue };
                for part in parts.entries() {
                    let text = format!("{} {}", part.key, compact(&part.node.value));
                    add(version, &text, BOUNDS.contains(&part.key));
                }
            }
        }
        for table in OF_VERSIONS {
            let Value::Map(rows) = root.value(table.name()) else { continue };
            // A key of two parts is a minor's, which all of its versions share: it counts as a thing of its own.
            for row in rows.entries() {
                let text = format!("{} {}", table.name(), compact(&row.node.value));
                add(row.key, &text, table == RkeTable::K8sVersionInfo);
            }
        }
        let none = Rke::NONE;
        let rke = build.metadata.rke.as_ref().unwrap_or(&none);
        let choices = Choices::of(rke);
        for addon in &choices.addons {
            for (version, matching) in choices.keys.iter().zip(choices.matches(addon)) {
                for choice in matching {
                    let text = format!("{} {}", addon.name.value, choice.template.value);
                    add(version.value, &text, false);
                }
            }
        }
        let texts = rke.texts().into_iter().flat_map(|texts| texts.rows());
        let templates = texts.map(|row| (row.key.value.to_owned(), Digest::of(row.value.value.as_bytes())));
        let versions = parts.into_iter().map(|(name, Parts { content, window })| {
            (name, Version { content: content.finish(), window: window.finish() })
        });
        Self { templates: templates.collect(), versions: versions.collect() }
    }

    /// What this build has that an older one has not, or otherwise; windows alone are not counted.
    pub fn brought_since(&self, older: &Self) -> Brought {
        let is_new = |name: &str, version: &Version| {
            older.versions.get(name).is_none_or(|old| old.content != version.content)
        };
        let versions = self.versions.iter().filter(|(name, version)| is_new(name, version));
        let templates = self.templates.iter().filter(|(name, text)| older.templates.get(*name) != Some(text));
        let mut versions: Vec<_> = versions.map(|(name, _)| name.clone()).collect();
        versions.sort_by(|a, b| version_sort::compare(a, b));
        Brought { versions, templates: templates.map(|(name, _)| name.clone()).collect() }
    }

    /// What became in another build of what this one brought.
    pub fn fate_in(&self, brought: &Brought, other: &Self) -> Fate {
        let mut fate = Fate::default();
        for name in &brought.versions {
            match (self.versions.get(name), other.versions.get(name)) {
                (_, None) => fate.lacks.push(name.clone()),
                (Some(own), Some(there)) if own.content != there.content => fate.differs.push(name.clone()),
                (Some(own), Some(there)) if own.window != there.window => fate.windows.push(name.clone()),
                _ => {}
            }
        }
        for name in &brought.templates {
            match other.templates.get(name) {
                None => fate.lacks.push(name.clone()),
                Some(text) if Some(text) != self.templates.get(name) => fate.differs.push(name.clone()),
                Some(_) => {}
            }
        }
        fate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn things(versions: &[(&str, &str, &str)], templates: &[(&str, &str)]) -> Things {
        let own = str::to_owned;
        let version = |(name, content, window): &(&str, &str, &str)| {
            (own(name), Version { content: own(content), window: own(window) })
        };
        Things {
            versions: versions.iter().map(version).collect(),
            templates: templates.iter().map(|(key, text)| (own(key), own(text))).collect(),
        }
    }

    #[test]
    fn what_was_brought_is_there_or_missing_or_another() {
        let base = things(&[("v1", "a", "x"), ("v2", "a", "x")], &[("canal", "x")]);
        let month = things(
            &[("v1", "a", "y"), ("v2", "b", "x"), ("v3", "c", "x")],
            &[("canal", "x"), ("canal-2", "y")],
        );
        let brought = month.brought_since(&base);
        assert_eq!(
            (brought.versions.join(" "), brought.templates.join(" ")),
            ("v2 v3".into(), "canal-2".into())
        );
        assert_eq!(month.fate_in(&brought, &month), Fate::default());
        let fate = month.fate_in(&brought, &things(&[("v2", "b", "z"), ("v3", "d", "x")], &[]));
        let fate = [fate.lacks, fate.differs, fate.windows].map(|names| names.join(" "));
        assert_eq!(fate, ["canal-2", "v3", "v2"]);
    }
}
