//! Merging two builds that come from one: value by value, so that two releases added on two branches are two
//! releases, and not a conflict in forty thousand lines.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    path::push_key,
    shape::{DATA, Shape},
    walk::{Thing, is_list, is_table, named},
};
use crate::{
    diagnostic::Span,
    model::version::Version,
    source::{Arena, Entries, KeyKind, Node, Value},
};

/// A place that both sides changed, each in its own way.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict<'s> {
    /// The path in data.json.
    pub path: String,
    /// What one side has; nothing where it removed it.
    pub ours: Option<Value<'s>>,
    /// What the other side has.
    pub theirs: Option<Value<'s>>,
}

/// What both sides made of `base`.
///
/// # Errors
///
/// Every place that both changed differently.
pub fn merge<'s>(
    base: Option<Node<'s>>,
    ours: Node<'s>,
    theirs: Node<'s>,
    arena: &'s Arena,
) -> Result<Node<'s>, Vec<Conflict<'s>>> {
    let mut merge = Merge { arena, path: Vec::new(), conflicts: Vec::new(), span: ours.span };
    let sides =
        Sides { base: base.map(|node| node.value), ours: Some(ours.value), theirs: Some(theirs.value) };
    let value = merge.value(&DATA, sides);
    match value {
        Some(value) if merge.conflicts.is_empty() => Ok(Node { value, span: ours.span }),
        _ => Err(merge.conflicts),
    }
}

#[derive(Clone, Copy)]
struct Sides<T> {
    base: T,
    ours: T,
    theirs: T,
}

impl<T> Sides<T> {
    fn map<U>(self, mut each: impl FnMut(T) -> U) -> Sides<U> {
        Sides { base: each(self.base), ours: each(self.ours), theirs: each(self.theirs) }
    }
}

struct Merge<'s> {
    arena: &'s Arena,
    path: Vec<&'s str>,
    conflicts: Vec<Conflict<'s>>,
    /// Merged values have no place of their own.
    span: Option<Span>,
}

fn is_same(one: &Option<Value<'_>>, other: &Option<Value<'_>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.is_same(other),
        (None, None) => true,
        _ => false,
    }
}

impl<'s> Merge<'s> {
    fn value(&mut self, shape: &Shape, sides: Sides<Option<Value<'s>>>) -> Option<Value<'s>> {
        let Sides { base, ours, theirs } = sides;
        if is_same(&ours, &theirs) || is_same(&base, &theirs) {
            return ours;
        }
        if is_same(&base, &ours) {
            return theirs;
        }
        match (shape, ours, theirs) {
            (Shape::Table(..), ours, theirs) if is_table(ours) && is_table(theirs) && is_table(base) => {
                Some(self.map(shape, sides))
            }
            (_, Some(Value::Map(_)), Some(Value::Map(_))) if is_table(base) => Some(self.map(shape, sides)),
            (Shape::Keyed(_, key, _), ours, theirs) if is_list(ours) && is_list(theirs) && is_list(base) => {
                Some(self.list(shape, key, sides))
            }
            _ => {
                self.conflict(ours, theirs);
                ours
            }
        }
    }

    fn conflict(&mut self, ours: Option<Value<'s>>, theirs: Option<Value<'s>>) {
        let mut path = String::new();
        self.path.iter().for_each(|key| push_key(&mut path, key));
        self.conflicts.push(Conflict { path, ours, theirs });
    }

    fn under(&mut self, shape: &Shape, key: &'s str, sides: Sides<Option<Value<'s>>>) -> Option<Value<'s>> {
        self.path.push(key);
        let Sides { base, ours, theirs } = sides;
        // A release, an argument, a template that both added is one thing, not the sum of two.
        let is_thing = matches!(shape, Shape::Table(..) | Shape::Keyed(..));
        let both_added = base.is_none() && ours.is_some() && theirs.is_some() && !is_same(&ours, &theirs);
        let value = if is_thing && both_added {
            self.conflict(ours, theirs);
            ours
        } else {
            self.value(shape.under(key), sides)
        };
        self.path.pop();
        value
    }

    fn map(&mut self, shape: &Shape, sides: Sides<Option<Value<'s>>>) -> Value<'s> {
        let maps = sides.map(|value| value.unwrap_or(Value::Null).fields().entries());
        let keys: BTreeSet<&'s str> =
            [maps.base, maps.ours, maps.theirs].into_iter().flatten().map(|entry| entry.key).collect();
        let mut entries = Entries::default();
        for key in keys {
            let values = maps.map(|map| {
                let at = map.binary_search_by(|entry| entry.key.cmp(key)).ok()?;
                Some(map[at].node.value)
            });
            if let Some(value) = self.under(shape, key, values) {
                entries.push(key, self.span, KeyKind::String, Node { value, span: self.span });
            }
        }
        // Keys of a set are unique.
        Value::Map(entries.build(self.arena, |_| {}))
    }

    fn list(&mut self, shape: &Shape, key: &str, sides: Sides<Option<Value<'s>>>) -> Value<'s> {
        let lists = sides.map(|value| named(value, key, self.arena));
        let names = |things: &[Thing<'s>]| things.iter().map(|thing| thing.name).collect::<Vec<_>>();
        let Sides { base, ours, theirs } =
            Sides { base: names(&lists.base), ours: names(&lists.ours), theirs: names(&lists.theirs) };
        let values = [&lists.base, &lists.ours, &lists.theirs].map(|things| {
            things.iter().map(|thing| (thing.name, thing.node.value)).collect::<BTreeMap<_, _>>()
        });
        let mut items = Vec::new();
        for name in self.order(&base, &ours, &theirs, sides) {
            let [base, ours, theirs] = [0, 1, 2].map(|side| values[side].get(name).copied());
            if let Some(value) = self.under(shape, name, Sides { base, ours, theirs }) {
                items.push(Node { value, span: self.span });
            }
        }
        Value::List(self.arena.alloc_slice_copy(&items))
    }

    /// All names, in the order of the side that changed it; what only the other side has comes after what it
    /// follows there.
    fn order(
        &mut self,
        base: &[&'s str],
        ours: &[&'s str],
        theirs: &[&'s str],
        sides: Sides<Option<Value<'s>>>,
    ) -> Vec<&'s str> {
        let moved = |side: &[&'s str]| {
            let common = |one: &[&'s str], other: &[&'s str]| {
                let other: BTreeSet<_> = other.iter().collect();
                one.iter().filter(|name| other.contains(name)).copied().collect::<Vec<_>>()
            };
            common(side, base) != common(base, side)
        };
        let (first, second) = match (moved(ours), moved(theirs)) {
            (true, true) if ours != theirs => {
                self.conflict(sides.ours, sides.theirs);
                (ours, theirs)
            }
            (false, true) => (theirs, ours),
            _ => (ours, theirs),
        };
        let mut order = first.to_vec();
        let mut there: BTreeSet<_> = first.iter().copied().collect();
        for side in [second, base] {
            let mut after = None;
            for name in side {
                if there.insert(name) {
                    let at = after.and_then(|after| order.iter().position(|other| *other == after));
                    let mut at = at.map_or(0, |at| at + 1);
                    // Behind what the first side added in the same place, where that is not a later version.
                    let is_new = |other: &&str| !second.contains(other) && !base.contains(other);
                    while order.get(at).is_some_and(|other| is_new(other) && !is_later(other, name)) {
                        at += 1;
                    }
                    order.insert(at, name);
                }
                after = Some(*name);
            }
        }
        order
    }
}

/// Whether one name is a later version than another.
fn is_later(one: &str, other: &str) -> bool {
    let version = |name| Version::parse_tolerant(name).ok();
    version(one).zip(version(other)).is_some_and(|(one, other)| one > other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::Diagnostics,
        source::{Sources, compact, json},
    };

    /// Merges; the result, or the places of the conflicts.
    fn merged(base: &str, ours: &str, theirs: &str) -> Result<String, Vec<String>> {
        let mut sources = Sources::default();
        let files = [base, ours, theirs].map(|text| sources.add("data.json", text));
        let arena = Arena::new();
        let mut found = Diagnostics::default();
        let nodes = files.map(|file| json::parse(file, sources.text(file, &mut found)?, &arena, &mut found));
        let [base, Some(ours), Some(theirs)] = nodes else { panic!("{found:?}") };
        match merge(base, ours, theirs, &arena) {
            Ok(node) => Ok(compact(&node.value)),
            Err(conflicts) => Err(conflicts.into_iter().map(|conflict| conflict.path).collect()),
        }
    }

    #[track_caller]
    fn check(base: &str, ours: &str, theirs: &str, expected: Result<&str, &[&str]>) {
        let expected =
            expected.map(str::to_owned).map_err(|paths| paths.iter().map(ToString::to_string).collect());
        assert_eq!(merged(base, ours, theirs), expected);
    }

    fn releases(versions: &[&str]) -> String {
        let releases: Vec<_> =
            versions.iter().map(|version| format!("{{\"version\":\"{version}\"}}")).collect();
        format!("{{\"k3s\":{{\"releases\":[{}]}}}}", releases.join(","))
    }

    #[test]
    fn releases_of_both_sides_stand_behind_what_they_follow() {
        let base = releases(&["v1.1", "v1.2", "v2.1"]);
        let ours = releases(&["v1.1", "v1.2", "v1.3", "v2.1"]);
        let theirs = releases(&["v1.1", "v1.2", "v2.1", "v2.2"]);
        check(&base, &ours, &theirs, Ok(&releases(&["v1.1", "v1.2", "v1.3", "v2.1", "v2.2"])));
        let theirs = releases(&["v0.9", "v1.2", "v2.1"]);
        check(&base, &ours, &theirs, Ok(&releases(&["v0.9", "v1.2", "v1.3", "v2.1"])));
        check("", &ours, &theirs, Ok(&releases(&["v0.9", "v1.1", "v1.2", "v1.3", "v2.1"])));
    }

    #[test]
    fn releases_that_both_sides_append_stand_by_their_versions() {
        let base = releases(&["v1.4"]);
        let (five, six) = (releases(&["v1.4", "v1.5"]), releases(&["v1.4", "v1.6"]));
        let both = releases(&["v1.4", "v1.5", "v1.6"]);
        check(&base, &five, &six, Ok(&both));
        check(&base, &six, &five, Ok(&both));
    }

    #[test]
    fn what_both_sides_added_differently_is_a_conflict() {
        let base = releases(&["v1"]);
        let ours = r#"{"k3s":{"releases":[{"version":"v1"},{"version":"v2","charts":{"a":1}}]}}"#;
        let theirs = r#"{"k3s":{"releases":[{"version":"v1"},{"version":"v2","charts":{"b":1}}]}}"#;
        check(&base, ours, theirs, Err(&["k3s.releases.v2"]));
        check(
            &base,
            ours,
            ours,
            Ok(&ours.replace(r#""version":"v2","charts":{"a":1}"#, r#""charts":{"a":1},"version":"v2""#)),
        );
    }

    #[test]
    fn each_side_keeps_what_it_changed() {
        check(
            r#"{"a":{"x":1,"y":1},"gone":1,"k":[1]}"#,
            r#"{"a":{"x":2,"y":1},"k":[1]}"#,
            r#"{"a":{"x":1,"y":3,"z":4},"gone":1,"k":[2]}"#,
            Ok(r#"{"a":{"x":2,"y":3,"z":4},"k":[2]}"#),
        );
        let (base, moved) = (releases(&["a", "b", "c"]), releases(&["b", "a", "c"]));
        check(&base, &releases(&["a", "b", "c", "d"]), &moved, Ok(&releases(&["b", "a", "c", "d"])));
    }

    #[test]
    fn every_place_that_both_changed_is_told() {
        check(
            r#"{"k3s":{"releases":[{"version":"v1","max":"1"}]},"b":1,"c":1}"#,
            r#"{"k3s":{"releases":[{"version":"v1","max":"2"}]},"b":2}"#,
            r#"{"k3s":{"releases":[{"version":"v1","max":"3"}]},"b":2,"c":2}"#,
            Err(&["c", "k3s.releases.v1.max"]),
        );
        check(
            &releases(&["a", "b", "c"]),
            &releases(&["b", "a", "c"]),
            &releases(&["a", "c", "b"]),
            Err(&["k3s.releases"]),
        );
    }
}
