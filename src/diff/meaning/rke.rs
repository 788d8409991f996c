//! Edits of the RKE tables.
//!
//! What RKE and Rancher do with them: `saveSystemImages`, `saveAddons` and `saveServiceOptions` of Rancher's
//! kontainerdrivermetadata, which keeps what it shipped with under the same key, and RKE's `metadata.go`.

use std::cmp::Ordering;

use super::label;
use crate::{
    diff::{
        build::Build,
        change::{Area, Fact},
        kind::Kind,
        walk::{Edit, What},
    },
    model::{
        mcuadros,
        rke::{Bound, Named, Rke, RkeTable, TEMPLATE_KEYS, minor_of},
    },
    source::{Arena, Map, Node, Value},
};

pub(super) fn meaning<'s>(
    edit: &Edit<'s>,
    table: RkeTable,
    path: &[&'s str],
    old: &Build<'s>,
    arena: &'s Arena,
) -> Fact<'s> {
    let fact = |kind, path: &[&str]| Fact::new(kind, Area::Rke, label(path), edit);
    let (added, removed) = (edit.what.before().is_none(), edit.what.after().is_none());
    let whole = path.len() == 1;
    match table {
        // A whole table that came, went or became null, without an entry.
        _ if path.is_empty() => fact(Kind::OtherChanged, &edit.path),
        RkeTable::K8sVersionRKESystemImages if whole && (added || removed) => {
            let kind = if added { Kind::VersionAdded } else { Kind::VersionRemoved };
            Fact { old: None, new: None, ..fact(kind, &[]) }
        }
        RkeTable::K8sVersionRKESystemImages => fact(Kind::ImagesChanged, &path[1..]),
        RkeTable::K8sVersionServiceOptions | RkeTable::K8sVersionWindowsServiceOptions => {
            let windows = table == RkeTable::K8sVersionWindowsServiceOptions;
            let kind = match (whole, added, removed) {
                (true, true, _) => Kind::OptionsAdded,
                (true, _, true) => Kind::OptionsRemoved,
                _ => Kind::OptionsChanged,
            };
            let of = if windows { &["windows"][..] } else { &[] };
            let fact = fact(kind, &[of, &path[1..]].concat());
            if whole { Fact { old: None, new: None, ..fact } } else { fact }
        }
        RkeTable::K8sVersionInfo => fact(bounds(edit, path, old), &path[1..]),
        RkeTable::RancherDefaultK8sVersions => fact(Kind::DefaultRule, &[&["Rancher"], path].concat()),
        RkeTable::RKEDefaultK8sVersions => fact(Kind::DefaultRule, &[&["RKE"], path].concat()),
        RkeTable::K8sVersionDockerInfo => docker(edit, fact(Kind::DockerAdded, &[]), arena),
        RkeTable::CisConfigParams | RkeTable::CisBenchmarkVersionInfo => fact(Kind::CisChanged, path),
        RkeTable::K8sVersionedTemplates => match path {
            [TEMPLATE_KEYS, key] => {
                let text =
                    |value: Option<Value<'s>>| if let Some(Value::String(text)) = value { text } else { "" };
                let kind = match (added, removed) {
                    (true, _) => Kind::TemplateAdded,
                    (_, true) => Kind::TemplateRemoved,
                    _ => Kind::TemplateChanged,
                };
                let manifests = Some((text(edit.what.before()), text(edit.what.after())));
                let manifests = manifests.filter(|_| kind == Kind::TemplateChanged);
                // The text itself is in the manifests.
                Fact { old: None, new: None, manifests, ..fact(kind, &[key]) }
            }
            [addon, range @ ..] => {
                let label = [&[*addon], range].concat().join(" ");
                Fact { label, ..fact(Kind::RangesChanged, &[]) }
            }
            [] => fact(Kind::OtherChanged, &edit.path),
        },
    }
}

/// Whether somebody loses a version by a change of its bounds.
fn bounds(edit: &Edit<'_>, path: &[&str], old: &Build<'_>) -> Kind {
    let texts = |value: Option<Value<'_>>| -> Vec<(Bound, String)> {
        let map = if let Some(Value::Map(map)) = value { map } else { Map::EMPTY };
        let text = |bound: Bound| match map.get(bound.name()).map(|entry| entry.node.value) {
            Some(Value::String(text)) => text.to_owned(),
            _ => String::new(),
        };
        Bound::all().map(|bound| (bound, text(bound))).collect()
    };
    let version = edit.version;
    let before = texts(version.and_then(|version| version.old).map(|node| node.value));
    let after = texts(version.and_then(|version| version.new).map(|node| node.value));
    let narrows = before.iter().zip(&after).any(|((bound, before), (_, after))| {
        let order = match (before.is_empty(), after.is_empty()) {
            (true, true) | (false, true) => return false,
            (true, false) => return true,
            (false, false) => mcuadros::compare(after, before),
        };
        match bound {
            Bound::MinRKEVersion | Bound::MinRancherVersion => order == Ordering::Greater,
            Bound::MaxRKEVersion
            | Bound::MaxRancherVersion
            | Bound::DeprecateRKEVersion
            | Bound::DeprecateRancherVersion => order == Ordering::Less,
        }
    });
    let known = path.first().is_some_and(|key| old.metadata.rke.as_ref().is_some_and(|rke| knows(rke, key)));
    match (narrows && known, path.len() == 1 && edit.what.before().is_none()) {
        (true, _) => Kind::BoundsNarrowed,
        (false, true) => Kind::BoundsAdded,
        (false, false) => Kind::BoundsWidened,
    }
}

/// Whether there is a version that a key, a version or a minor, is about.
fn knows(rke: &Rke<'_>, key: &str) -> bool {
    let images = rke.system_images.iter().flat_map(|images| images.rows());
    images.map(|row| row.key.value).any(|version| version == key || minor_of(version) == key)
}

/// Which Docker versions are no longer accepted, and which are now.
fn docker<'s>(edit: &Edit<'s>, fact: Fact<'s>, arena: &'s Arena) -> Fact<'s> {
    let versions = |value| if let Some(Value::List(items)) = value { items } else { &[] };
    let without = |some: &'s [Node<'s>], others: &[Node<'s>]| {
        let only = some.iter().filter(|one| !others.iter().any(|other| other.value.is_same(&one.value)));
        let only: Vec<_> = only.copied().collect();
        (!only.is_empty()).then(|| Value::List(arena.alloc_slice_copy(&only)))
    };
    let (before, after) = (versions(edit.what.before()), versions(edit.what.after()));
    let (old, new) = (without(before, after), without(after, before));
    let kind = if old.is_some() { Kind::DockerRemoved } else { Kind::DockerAdded };
    match edit.what {
        What::Changed(..) if old.is_some() || new.is_some() => Fact { kind, old, new, ..fact },
        // Only the order is another one, or something that is no list.
        What::Changed(..) => Fact { kind, ..fact },
        // A whole minor came or went.
        _ => Fact { kind, old: None, new: None, ..fact },
    }
}
