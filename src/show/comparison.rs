//! Two Ranchers, or two versions, beside each other: what differs.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, ConsumerAnswer, ReleaseAnswer, RkeVersionAnswer, entry::describe_entry};
use crate::{
    consumer::DefaultVersion,
    diff::describe_value,
    model::{
        channel::{MAX, MIN},
        field::Named,
    },
};

/// What differs between two answers of one kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What is compared, as people name it.
    pub names: [String; 2],
    /// What differs: a name, and what it is in the one and the other; nothing for what is not there.
    pub rows: Vec<(String, [Option<String>; 2])>,
}

impl Comparison {
    /// Compares two answers; nothing where they are of different kinds.
    pub fn of(one: &Answer<'_, '_>, other: &Answer<'_, '_>) -> Option<Self> {
        let (names, facts) = match (one, other) {
            (Answer::Consumer(a), Answer::Consumer(b)) => {
                ([&a.version, &b.version].map(Clone::clone), [consumer(a), consumer(b)])
            }
            (Answer::Release(a), Answer::Release(b)) => {
                ([a.version.value, b.version.value].map(str::to_owned), [release(a), release(b)])
            }
            (Answer::RkeVersion(a), Answer::RkeVersion(b)) => {
                ([a.version.value, b.version.value].map(str::to_owned), [rke_version(a), rke_version(b)])
            }
            _ => return None,
        };
        let keys: BTreeSet<&String> = facts.iter().flat_map(BTreeMap::keys).collect();
        let rows = keys
            .into_iter()
            .map(|key| (key.clone(), [facts[0].get(key).cloned(), facts[1].get(key).cloned()]));
        let rows = rows.filter(|(_, [one, other])| one != other).collect();
        Some(Self { names, rows })
    }
}

type Facts = BTreeMap<String, String>;

fn consumer(answer: &ConsumerAnswer<'_>) -> Facts {
    let mut facts = Facts::new();
    for section in &answer.sections {
        let key = section.distribution.key();
        let default = match section.default {
            DefaultVersion::Release(version) => version.to_owned(),
            DefaultVersion::Channel(version) => version.unwrap_or("none").to_owned(),
        };
        facts.insert(format!("{key} default"), default);
        let offered =
            section.offered.iter().map(|version| (format!("{key} {}", version.value), "offered".to_owned()));
        facts.extend(offered);
    }
    if let Some(rke) = &answer.rke {
        let default = rke.default.and_then(|(.., leads_to)| leads_to);
        facts.insert("rke default".to_owned(), default.map_or("none", |version| version.value).to_owned());
        facts.extend(
            rke.offered.iter().map(|version| (format!("rke {}", version.value), "offered".to_owned())),
        );
    }
    facts
}

fn release(answer: &ReleaseAnswer<'_>) -> Facts {
    let mut facts = Facts::new();
    for (name, bound) in [MIN, MAX].into_iter().zip(answer.bounds) {
        facts.extend(bound.map(|bound| (name.to_owned(), bound.value.to_owned())));
    }
    for table in &answer.tables {
        let name = table.table.name();
        let entries = table.entries.iter();
        facts.extend(entries.map(|entry| {
            (format!("{name}.{}", entry.name), describe_entry(table.table, &entry.value.value))
        }));
    }
    facts.extend(answer.others.iter().map(|(name, node)| ((*name).to_owned(), describe_value(&node.value))));
    facts
}

fn rke_version(answer: &RkeVersionAnswer<'_, '_>) -> Facts {
    let mut facts = Facts::new();
    facts.extend(
        answer
            .images
            .iter()
            .map(|(field, image)| (format!("image {}", field.name()), image.value.to_owned())),
    );
    for addon in &answer.templates {
        let keys: Vec<_> = addon.choices.iter().map(|(_, template)| template.value).collect();
        facts.insert(format!("template {}", addon.addon.value), keys.join(", "));
    }
    for bound in &answer.bounds {
        facts.insert(format!("bound {}", bound.name), bound.bound.value.to_owned());
    }
    for options in &answer.options {
        for (component, rows) in &options.components {
            let rows = rows.iter().map(|row| {
                (
                    format!("option {} {component}.{}", options.os, row.option.value),
                    row.value.value.to_owned(),
                )
            });
            facts.extend(rows);
        }
    }
    let docker: Vec<_> = answer.docker.iter().map(|version| version.value).collect();
    facts.insert("docker".to_owned(), docker.join(", "));
    facts
}
