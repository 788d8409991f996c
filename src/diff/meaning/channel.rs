//! Edits of a distribution's section.
//!
//! What Rancher does with them: `pkg/channelserver`, and `filterField` of its planner for arguments.

use super::label;
use crate::{
    diff::{
        change::{Area, Fact},
        kind::Kind,
        walk::Edit,
    },
    model::{Distribution, channel::Window},
    source::{Arena, Map, Node, Value},
};

const MIN: &str = "minChannelServerVersion";
const MAX: &str = "maxChannelServerVersion";

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
        [] => fact(
            match (added, removed) {
                (true, _) => Kind::SectionAdded,
                (_, true) => Kind::SectionRemoved,
                _ => Kind::OtherChanged,
            },
            path,
        ),
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
                |rule: Value<'s>| fields(rule).get("defaultVersion").map_or(rule, |entry| entry.node.value);
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

fn release<'s>(edit: &Edit<'s>, area: Area, path: &[&'s str], arena: &'s Arena) -> Fact<'s> {
    let fact = |kind, path: &[&str]| Fact::new(kind, area, label(path), edit);
    let (added, removed) = (edit.what.before().is_none(), edit.what.after().is_none());
    match path {
        [MIN | MAX] => {
            let (kind, hits) = window_change(edit);
            let window =
                |release: Option<Node<'s>>| release.map(|release| window_value(release.value, arena));
            let version = edit.version;
            let old = version.and_then(|version| window(version.old));
            let new = version.and_then(|version| window(version.new));
            Fact { hits, old, new, ..fact(kind, &[]) }
        }
        ["serverArgs" | "agentArgs", ..] => {
            let new = edit.version.and_then(|version| version.new);
            let is_empty = new.is_some_and(|release| len_of(release, path[0]) == 0);
            let had_some = edit
                .version
                .and_then(|version| version.old)
                .is_some_and(|release| len_of(release, path[0]) > 0);
            fact(
                match (path.len(), added, removed) {
                    _ if is_empty && had_some => Kind::ArgsGone,
                    (2, _, true) => Kind::ArgsLost,
                    (2, true, _) => Kind::ArgsAdded,
                    _ => Kind::ArgsChanged,
                },
                path,
            )
        }
        ["charts"] | ["charts", _] if removed => fact(Kind::ChartLost, path),
        ["charts", ..] => fact(Kind::ChartChanged, path),
        ["featureVersions", ..] if removed || edit.what.after() == Some(Value::Null) => {
            fact(Kind::FeatureLost, path)
        }
        ["featureVersions", ..] => fact(Kind::FeatureChanged, path),
        ["messages", ..] => fact(Kind::MessageChanged, path),
        _ => fact(Kind::ReleaseChanged, path),
    }
}

/// How many arguments a release has.
fn len_of(release: Node<'_>, key: &str) -> usize {
    match fields(release.value).get(key).map(|entry| entry.node.value) {
        Some(Value::Map(map)) => map.entries().len(),
        _ => 0,
    }
}

fn fields(release: Value<'_>) -> Map<'_> {
    if let Value::Map(map) = release { map } else { Map::EMPTY }
}

/// The bounds of a release, without the rest of it.
fn window_value<'s>(release: Value<'s>, arena: &'s Arena) -> Value<'s> {
    let fields = fields(release);
    let bounds =
        [MIN, MAX].into_iter().map(|key| fields.get(key).map_or(Value::Null, |entry| entry.node.value));
    let node = |value| Node { value, span: crate::source::Span::new(Default::default(), 0, 0) };
    Value::List(arena.alloc_slice_fill_iter(bounds.map(node).collect::<Vec<_>>()))
}

/// What a change of a bound does to the Ranchers that see the release, and which of them fall out.
fn window_change(edit: &Edit<'_>) -> (Kind, Option<String>) {
    let window = |release: Option<Node<'_>>| release.map(|release| Window::of(fields(release.value)));
    let (Some(old), Some(new)) = (
        edit.version.and_then(|version| window(version.old)),
        edit.version.and_then(|version| window(version.new)),
    ) else {
        return (Kind::WindowNarrowed, None);
    };
    let lost = old.set().difference(new.set());
    if lost.is_empty() {
        return (Kind::WindowWidened, None);
    }
    let ranchers = lost.releases().or_else(|| lost.to_range().map(|range| range.text().to_owned()));
    (Kind::WindowNarrowed, ranchers.map(|ranchers| format!("Rancher {ranchers} no longer offers them")))
}
