//! Edits of the RKE tables.
//!
//! What RKE and Rancher do with them: `saveSystemImages`, `saveAddons` and `saveServiceOptions` of Rancher's
//! kontainerdrivermetadata, which keeps what it shipped with under the same key, and RKE's `metadata.go`.

use std::cmp::Ordering;

use crate::{
    consumer::{LimitKind, mcuadros, reading},
    diff::{area::Area, build::Build, change::Fact, edit::Edit, kind::Kind, path::label},
    model::{
        field::Named,
        rke::{Bound, RkeTable, TEMPLATE_KEYS, minor_of},
    },
    source::{Arena, Node, Value},
};

pub(super) fn meaning<'s>(
    edit: &Edit<'s>,
    table: RkeTable,
    path: &[&'s str],
    old: &Build<'s>,
    new: &Build<'s>,
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
                // Of a version that is out they take the place of all those of its minor.
                (true, true, _) if is_version(old, path[0]) => Kind::OptionsOverridden,
                (true, true, _) => Kind::OptionsAdded,
                (true, _, true) => Kind::OptionsRemoved,
                _ => Kind::OptionsChanged,
            };
            let of = match (windows, whole) {
                (true, _) => &["windows"][..],
                (false, true) => &["linux"],
                (false, false) => &[],
            };
            let fact = fact(kind, &[of, &path[1..]].concat());
            if whole { Fact { old: None, new: None, ..fact } } else { fact }
        }
        RkeTable::K8sVersionInfo => fact(bounds(edit, path, old, new), &path[1..]),
        RkeTable::RancherDefaultK8sVersions => fact(Kind::DefaultRule, &[&["Rancher"], path].concat()),
        RkeTable::RKEDefaultK8sVersions => fact(Kind::DefaultRule, &[&["RKE"], path].concat()),
        RkeTable::K8sVersionDockerInfo => docker(edit, fact(Kind::DockerAdded, &[]), arena),
        RkeTable::CisConfigParams | RkeTable::CisBenchmarkVersionInfo => fact(Kind::CisChanged, path),
        RkeTable::K8sVersionedTemplates => match path {
            [TEMPLATE_KEYS, key] => {
                let text =
                    |value: Option<Value<'s>>| value.and_then(|value| value.as_str()).unwrap_or_default();
                let kind = match (added, removed) {
                    (true, _) => Kind::TemplateAdded,
                    // No text, or an empty one.
                    _ if text(edit.what.after()).is_empty() && is_chosen(new, key) => Kind::TemplateMissing,
                    (_, true) => Kind::TemplateRemoved,
                    _ => Kind::TemplateChanged,
                };
                let manifests = Some((text(edit.what.before()), text(edit.what.after())));
                let manifests = manifests.filter(|_| kind == Kind::TemplateChanged);
                // The text itself is in the manifests.
                Fact { old: None, new: None, manifests, ..fact(kind, &[key]) }
            }
            [TEMPLATE_KEYS] => {
                let kind = if removed { Kind::TemplateMissing } else { Kind::TemplateAdded };
                Fact { old: None, new: None, ..fact(kind, &["all"]) }
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
fn bounds(edit: &Edit<'_>, path: &[&str], old: &Build<'_>, new: &Build<'_>) -> Kind {
    let [key, changed @ ..] = path else { return Kind::BoundsChanged };
    let text = |value: Option<Value<'_>>, bound: Bound| {
        let value = match value {
            Some(Value::Map(map)) if changed.is_empty() => {
                map.get(bound.name()).map(|entry| entry.node.value)
            }
            value => value.filter(|_| !changed.is_empty()),
        };
        value.and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    };
    let is_minor = minor_of(key) == *key;
    let narrows = |bound: Bound| {
        let (before, after) = (text(edit.what.before(), bound), text(edit.what.after(), bound));
        let order = match (before.is_empty(), after.is_empty()) {
            (_, true) => return false,
            (true, false) => return reading(bound, is_minor).1,
            (false, false) => mcuadros::compare(&after, &before),
        };
        match reading(bound, is_minor) {
            (Some(LimitKind::Min), true) => order == Ordering::Greater,
            (Some(LimitKind::Max | LimitKind::Deprecate), true) => order == Ordering::Less,
            (_, false) | (None, _) => false,
        }
    };
    let is_changed = |bound: &Bound| changed.is_empty() || changed[0] == bound.name();
    let known = knows(old, key) && knows(new, key);
    if known && Bound::all().filter(is_changed).any(narrows) {
        Kind::BoundsNarrowed
    } else if changed.is_empty() && edit.what.before().is_none() {
        Kind::BoundsAdded
    } else {
        Kind::BoundsChanged
    }
}

fn versions<'b, 's>(build: &'b Build<'s>) -> impl Iterator<Item = &'s str> + use<'b, 's> {
    let images = build.metadata.rke.iter().flat_map(|rke| &rke.system_images);
    images.flat_map(|images| images.rows()).map(|row| row.key.value)
}

/// Whether a key is a version that the build has.
fn is_version(build: &Build<'_>, key: &str) -> bool {
    versions(build).any(|version| version == key)
}

/// Whether there is a version that a key, a version or a minor, is about.
fn knows(build: &Build<'_>, key: &str) -> bool {
    versions(build).any(|version| version == key || minor_of(version) == key)
}

/// Whether a range leads to a template.
fn is_chosen(build: &Build<'_>, template: &str) -> bool {
    let ranges = build.metadata.rke.iter().flat_map(|rke| rke.addons()).flat_map(|row| &row.value);
    ranges.flat_map(|ranges| ranges.rows()).any(|row| row.value.value == template)
}

/// Which Docker versions are no longer accepted, and which are now.
fn docker<'s>(edit: &Edit<'s>, fact: Fact<'s>, arena: &'s Arena) -> Fact<'s> {
    let versions = |value: Option<Value<'s>>| value.unwrap_or(Value::Null).items();
    let without = |some: &'s [Node<'s>], others: &[Node<'s>]| {
        let only = some.iter().filter(|one| !others.iter().any(|other| other.value.is_same(&one.value)));
        let only: Vec<_> = only.copied().collect();
        (!only.is_empty()).then(|| Value::List(arena.alloc_slice_copy(&only)))
    };
    let (before, after) = (versions(edit.what.before()), versions(edit.what.after()));
    let (old, new) = (without(before, after), without(after, before));
    let kind = if old.is_some() { Kind::DockerRemoved } else { Kind::DockerAdded };
    // Something that is not a list has no versions; a change of the order alone is found elsewhere.
    if old.is_some() || new.is_some() { Fact { kind, old, new, ..fact } } else { Fact { kind, ..fact } }
}
