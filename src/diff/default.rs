//! Ranchers whose default version is another one.
//!
//! The rules behind a default, the windows of releases and the bounds of versions all affect it: a default
//! can change without a change of its rule. So both builds are asked, for every Rancher between two changes.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    area::Area,
    build::Build,
    change::{Fact, Found},
    edit::Touched,
    kind::Kind,
    path::push_key,
};
use crate::{
    consumer::{
        Consumer, Currents, DefaultAnswers, DefaultVersion, Defaults, Offers, asking, mcuadros::Rank,
    },
    diagnostic::Span,
    model::{
        Distribution, Table, Text,
        channel::ChannelData,
        field::Named,
        range::VersionSet,
        rke::{Rke, RkeTable},
    },
    source::{Arena, Value},
};

/// Reports every default that resolves to something else.
pub(super) fn compare<'s>(
    old: &Build<'s>,
    new: &Build<'s>,
    touched: &BTreeSet<&'s str>,
    arena: &'s Arena,
) -> Vec<Found<'s>> {
    let mut found = Vec::new();
    for distribution in Distribution::ALL {
        let sections = (old.metadata.section(distribution), new.metadata.section(distribution));
        if let (Some(old), Some(new)) = sections
            && touched.contains(distribution.key())
        {
            found.extend(of_sections(distribution, old, new, arena));
        }
    }
    const TABLES: [RkeTable; 3] =
        [RkeTable::RancherDefaultK8sVersions, RkeTable::K8sVersionInfo, RkeTable::K8sVersionRKESystemImages];
    if let (Some(old), Some(new)) = (&old.metadata.rke, &new.metadata.rke) {
        if TABLES.iter().any(|table| touched.contains(table.name())) {
            found.extend(of_tables(old, new));
        }
        found.extend(of_rke(old, new));
    }
    found
}

fn of_sections<'s>(
    distribution: Distribution,
    old: &ChannelData<'s>,
    new: &ChannelData<'s>,
    arena: &'s Arena,
) -> Vec<Found<'s>> {
    let [before, after] = [old, new].map(|section| DefaultAnswers::of(&Defaults::of(section)));
    let turns: BTreeSet<_> = before.turns().chain(after.turns()).collect();
    let turns: Vec<_> = turns.into_iter().collect();
    // By the two answers, in the order in which they come.
    let mut changed: BTreeMap<_, (usize, Vec<VersionSet>)> = BTreeMap::new();
    for (nth, from) in turns.iter().enumerate() {
        let (was, is) = (before.of_rancher(from), after.of_rancher(from));
        if was == is {
            continue;
        }
        let until = turns.get(nth + 1).map_or(VersionSet::all(), |until| VersionSet::below(until));
        let ranchers = VersionSet::at_least(from).intersection(&until);
        changed.entry((was, is)).or_insert((nth, Vec::new())).1.push(ranchers);
    }
    let mut changed: Vec<_> = changed.into_iter().collect();
    changed.sort_by_key(|(_, (first, _))| *first);
    let shown = |default: DefaultVersion<'s>| match default {
        DefaultVersion::Release(version) => Some(Value::String(version)),
        DefaultVersion::Channel(version) => {
            let text = format!("{} (channel)", version?);
            Some(Value::String(arena.alloc_str(&text)))
        }
    };
    let rules = |section: &ChannelData<'s>| {
        section.map.get("appDefaults").map_or(section.span, |entry| entry.key_span)
    };
    let place = at(rules(old), rules(new));
    let found = changed.into_iter().filter_map(|((was, is), (_, ranchers))| {
        let ranchers = VersionSet::union_of(ranchers);
        let kind = match (was, is) {
            (DefaultVersion::Release(_), DefaultVersion::Channel(_)) | (_, DefaultVersion::Channel(None)) => {
                Kind::DefaultLost
            }
            _ => Kind::DefaultChanged,
        };
        let label = ranchers.ranchers()?;
        let path = format!("{}.appDefaults", distribution.key());
        let found = resolved(kind, Area::Section(distribution), &label, path, (shown(was), shown(is)));
        Some(Found { place, ..found })
    });
    found.collect()
}

/// The places of the rules in both builds.
fn at<'s>(old_place: Option<Span>, new_place: Option<Span>) -> Option<Touched<'s>> {
    Some(Touched { name: "", old_place, new_place })
}

/// Where a table of defaults has a key, else where it begins; nowhere without an entry.
fn place_in(table: Option<&Table<'_, Text<'_>>>, key: &str) -> Option<Span> {
    let rows = table.map_or(&[][..], Table::rows);
    let row = rows.iter().find(|row| row.key.value == key).or(rows.first())?;
    row.key.span
}

fn resolved<'s>(
    kind: Kind,
    area: Area,
    ranchers: &str,
    mut path: String,
    (old, new): (Option<Value<'s>>, Option<Value<'s>>),
) -> Found<'s> {
    let label = format!("Rancher {ranchers}");
    push_key(&mut path, &label);
    let hits = match (kind, area) {
        (Kind::DefaultLost, Area::Rke) => Some("Rancher refuses the whole refresh and keeps its old data"),
        (Kind::DefaultLost, _) if new.is_none() => Some("Rancher has no default version of it at all"),
        (Kind::DefaultLost, _) => Some("Rancher falls back to the version of the `default` channel"),
        _ => None,
    };
    let hits = hits.map(str::to_owned);
    let fact = Fact { kind, area, label, old, new, hits, manifests: None };
    Found { fact, path, version: None, place: None }
}

fn of_tables<'s>(old: &Rke<'s>, new: &Rke<'s>) -> Vec<Found<'s>> {
    let ranchers: Vec<_> = asking(&[old, new]).into_values().flatten().collect();
    let newest = ranchers.last().cloned();
    let (before, after) = (old.offers(Consumer::Rancher), new.offers(Consumer::Rancher));
    let mut changed: Vec<(Vec<String>, Option<&'s str>, Option<&'s str>)> = Vec::new();
    let (mut before, mut after) = (before.currents(), after.currents());
    let mut last = None;
    for rancher in ranchers {
        let resolve = |rke: &Rke<'s>, currents: &mut Currents<'_, 's>| {
            let minor = rke.default_minor(&rancher)?;
            currents.of(&rancher).get(minor).map(|version| version.value)
        };
        let answers = (resolve(old, &mut before), resolve(new, &mut after));
        if answers.0 != answers.1 {
            match changed.last_mut().filter(|_| last == Some(answers)) {
                Some((ranchers, ..)) => ranchers.push(rancher),
                None => changed.push((vec![rancher], answers.0, answers.1)),
            }
        }
        last = Some(answers);
    }
    let found = changed.into_iter().map(|(ranchers, was, is)| {
        let kind = if is.is_none() { Kind::DefaultLost } else { Kind::DefaultChanged };
        let label = match &ranchers[..] {
            // The newest stands for all that come.
            [first, ..] if ranchers.last() == newest.as_ref() => format!("{first} and later"),
            [first, .., last] => format!("{first} – {last}"),
            _ => ranchers.concat(),
        };
        let path = RkeTable::RancherDefaultK8sVersions.name().to_owned();
        let values = (was.map(Value::String), is.map(Value::String));
        let tables = [old, new].map(|rke| place_in(rke.rancher_defaults.as_ref(), "default"));
        let place = tables[0].zip(tables[1]).and_then(|(old, new)| at(Some(old), Some(new)));
        Found { place, ..resolved(kind, Area::Rke, &label, path, values) }
    });
    found.collect()
}

/// What RKE takes if no version is named: the value of its own version, else of `default`, if it has images and
/// its bounds admit that RKE (`metadata.go`).
fn of_rke<'s>(old: &Rke<'s>, new: &Rke<'s>) -> Vec<Found<'s>> {
    let value = |rke: &Rke<'s>, key: &str| rke.rke_defaults.as_ref()?.get(key).map(|version| version.value);
    let offers = [old, new].map(|rke| rke.offers(Consumer::Rke));
    let resolved_of = |rke: &Rke<'s>, offers: &Offers<'s>, key: &str| {
        let version = value(rke, key)?;
        // Which RKE takes `default` is not known here.
        if key == "default" {
            return offers.get(version).map(|offer| offer.version.value);
        }
        let taken = offers.by_name(version, &Rank::of(key))?;
        taken.ok().map(|version| version.value)
    };
    let names: BTreeSet<_> = [old, new]
        .into_iter()
        .flat_map(|rke| Table::keys(rke.rke_defaults.as_ref()))
        .map(|key| key.value)
        .collect();
    let found = names.into_iter().filter_map(|name| {
        let (was, is) = (resolved_of(old, &offers[0], name), resolved_of(new, &offers[1], name));
        // A key of one RKE that comes or goes gives it what `default` says, or takes it from that.
        let in_both = value(old, name).is_some() && value(new, name).is_some();
        if was == is || (name != "default" && !in_both) {
            return None;
        }
        let kind = if is.is_none() { Kind::DefaultLost } else { Kind::DefaultChanged };
        let label = if name == "default" { "RKE".to_owned() } else { format!("RKE {name}") };
        let mut path = RkeTable::RKEDefaultK8sVersions.name().to_owned();
        push_key(&mut path, name);
        let hits = (kind == Kind::DefaultLost).then(|| "`rke up` without a version fails".to_owned());
        let tables = [old, new].map(|rke| place_in(rke.rke_defaults.as_ref(), name));
        let place = tables[0].zip(tables[1]).and_then(|(old, new)| at(Some(old), Some(new)));
        let (old, new) = (was.map(Value::String), is.map(Value::String));
        let fact = Fact { kind, area: Area::Rke, label, old, new, hits, manifests: None };
        Some(Found { fact, path, version: None, place })
    });
    found.collect()
}
