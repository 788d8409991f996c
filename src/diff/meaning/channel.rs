//! Edits of a distribution's section.
//!
//! What Rancher does with them: `pkg/channelserver`, and `filterField` of its planner for arguments.

use crate::{
    consumer::{
        Window, arguments,
        features::{self, FEATURE},
    },
    diff::{area::Area, change::Fact, edit::Edit, kind::Kind, path::label},
    model::{
        Distribution, Text,
        channel::{MAX, MIN, Release, ReleaseTable},
        field::Named,
    },
    source::{Arena, Node, Value},
};

pub(super) fn meaning<'s>(
    edit: &Edit<'s>,
    distribution: Distribution,
    path: &[&'s str],
    arena: &'s Arena,
) -> Fact<'s> {
    let area = Area::Section(distribution);
    let fact = |kind, path: &[&str]| Fact::new(kind, area, label(path), edit);
    let (added, removed) = (edit.what.before().is_none(), edit.what.after().is_none());
    match path {
        // A null is as good as nothing.
        [] if edit.what.after().is_none_or(|value| value == Value::Null) => fact(Kind::SectionLost, path),
        [] if edit.what.before().is_none_or(|value| value == Value::Null) => fact(Kind::SectionAdded, path),
        [] => fact(Kind::OtherChanged, path),
        ["releases", _] if added || removed => {
            let kind = if added { Kind::ReleaseAdded } else { Kind::ReleaseRemoved };
            let mut fact = fact(kind, &[]);
            // Of a whole release its window says enough.
            fact.old = fact.old.map(|release| window_value(release, arena));
            fact.new = fact.new.map(|release| window_value(release, arena));
            fact
        }
        ["releases", _, rest @ ..] => release(edit, area, rest, arena),
        ["channels", _] if removed => fact(Kind::ChannelRemoved, &path[1..]),
        ["channels", ..] => fact(Kind::ChannelChanged, &path[1..]),
        ["appDefaults", app, "defaults", range] => {
            // Of a whole rule its version is what is new.
            let version =
                |rule: Value<'s>| rule.fields().get("defaultVersion").map_or(rule, |entry| entry.node.value);
            let mut fact = fact(Kind::DefaultRule, &[]);
            fact.label = format!("{app} {range}");
            fact.old = fact.old.map(version);
            fact.new = fact.new.map(version);
            fact
        }
        ["appDefaults", app, "defaults", range, "defaultVersion"] => {
            Fact { label: format!("{app} {range}"), ..fact(Kind::DefaultRule, &[]) }
        }
        ["appDefaults", app, "defaults", rest @ ..] => fact(Kind::DefaultRule, &[&[*app], rest].concat()),
        ["appDefaults", rest @ ..] => fact(Kind::DefaultRule, rest),
        _ => fact(Kind::OtherChanged, path),
    }
}

/// Whether Rancher rotates encryption keys at this feature version.
fn rotates(version: Option<Value<'_>>) -> bool {
    features::rotates(version.and_then(|version| version.as_str()).unwrap_or_default())
}

fn release<'s>(edit: &Edit<'s>, area: Area, path: &[&'s str], arena: &'s Arena) -> Fact<'s> {
    let fact = |kind, path: &[&str]| Fact::new(kind, area, label(path), edit);
    let (added, removed) = (edit.what.before().is_none(), edit.what.after().is_none());
    let table = path.first().and_then(|key| ReleaseTable::by_name(key));
    match (table, path) {
        (_, [MIN | MAX]) => {
            let (kind, hits) = window_change(edit);
            if kind == Kind::ReleaseChanged {
                return fact(kind, path);
            }
            let window =
                |release: Option<Node<'s>>| release.map(|release| window_value(release.value, arena));
            let old = edit.version.and_then(|version| window(version.old));
            let new = edit.version.and_then(|version| window(version.new));
            Fact { hits, old, new, ..fact(kind, &[]) }
        }
        (Some(table @ (ReleaseTable::ServerArgs | ReleaseTable::AgentArgs)), _) => {
            let [old, new] =
                [edit.version.and_then(|version| version.old), edit.version.and_then(|version| version.new)]
                    .map(|release| release.as_ref().map(Release::of));
            let count = |release: &Option<Release<'s>>| {
                release.as_ref().map_or(0, |release| release.table(table).entries().len())
            };
            // What moved to the arguments of every node is not lost.
            let is_lost = path
                .get(1)
                .is_some_and(|name| new.as_ref().is_none_or(|new| !arguments::has(new, table, name)));
            fact(
                match (path.len(), added, removed) {
                    _ if count(&new) == 0 && count(&old) > 0 => Kind::ArgsGone,
                    (2, _, true) if is_lost => Kind::ArgsLost,
                    (2, true, _) => Kind::ArgsAdded,
                    _ => Kind::ArgsChanged,
                },
                path,
            )
        }
        (Some(ReleaseTable::Charts), [_] | [_, _]) if removed => fact(Kind::ChartLost, path),
        (Some(ReleaseTable::Charts), _) => fact(Kind::ChartChanged, path),
        (Some(ReleaseTable::FeatureVersions), [_, FEATURE])
            if rotates(edit.what.before()) && !rotates(edit.what.after()) =>
        {
            fact(Kind::FeatureLost, path)
        }
        (Some(ReleaseTable::FeatureVersions), _) if removed => fact(Kind::FeatureLost, path),
        (Some(ReleaseTable::FeatureVersions), _) => fact(Kind::FeatureChanged, path),
        (None, ["messages", ..]) => fact(Kind::MessageChanged, path),
        (None, _) => fact(Kind::ReleaseChanged, path),
    }
}

/// The bounds of a release, without the rest of it.
fn window_value<'s>(release: Value<'s>, arena: &'s Arena) -> Value<'s> {
    let bounds = [MIN, MAX].map(|key| Node { value: release.fields().value(key), span: None });
    Value::List(arena.alloc_slice_copy(&bounds))
}

/// What a change of a bound does to the Ranchers that see the release, and which of them fall out.
fn window_change(edit: &Edit<'_>) -> (Kind, Option<String>) {
    fn release<'s>(node: Option<Node<'s>>) -> Option<(Window, [Option<Text<'s>>; 2])> {
        node.as_ref().map(Release::of).map(|release| (release.window(), release.bounds()))
    }
    let (Some((old, old_bounds)), Some((new, new_bounds))) = (
        edit.version.and_then(|version| release(version.old)),
        edit.version.and_then(|version| release(version.new)),
    ) else {
        return (Kind::WindowNarrowed, None);
    };
    if old == new {
        let has_v =
            |bounds: [Option<Text<'_>>; 2]| bounds.iter().flatten().all(|bound| bound.value.starts_with('v'));
        // `kdmimages/k3s_rke2.go` reads bounds with golang.org/x/mod, which wants the `v`.
        if has_v(old_bounds) && !has_v(new_bounds) {
            let hits = "hangar ignores bounds without a leading `v`, and mirrors none of their images";
            return (Kind::WindowNarrowed, Some(hits.to_owned()));
        }
        return (Kind::ReleaseChanged, None);
    }
    let lost = old.set().difference(new.set());
    if lost.is_empty() {
        return (Kind::WindowWidened, None);
    }
    let ranchers = lost.releases().or_else(|| lost.to_range().map(|range| range.text().to_owned()));
    (Kind::WindowNarrowed, ranchers.map(|ranchers| format!("Rancher {ranchers} no longer offers them")))
}
