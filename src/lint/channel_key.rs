//! Keys of channel files that nothing reads: misspelt ones, and parts that stand one level too far left.
//!
//! channelserver ignores them, so what they were meant for is missing without a word. Upstream's validation decodes data.json
//! into types with unknown fields refused since 2026 (`pkg/validation/types.go`). The keys of messages are
//! [`super::message`]'s.

use std::collections::BTreeSet;

use super::{
    cause::{CHART_KEYS, is_chart, is_left, stands_for},
    finding::{finding, part, subject},
    subject::Subject,
};
use crate::{
    consumer::{SECTION, Type},
    diagnostic::{Diagnostics, Rule, Span, Weight, words::nearest},
    model::{
        RancherLine,
        channel::{ChannelData, Origin, ReleaseTable},
        field::Named,
    },
    source::{Entry, Map, Node, Value},
};

/// From this line on upstream's validation refuses unknown keys.
const STRICT: RancherLine = RancherLine::new(2, 12);

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let is_strict = subject_of.line.is_some_and(|line| line >= STRICT);
    for (distribution, section) in subject_of.metadata.sections() {
        if section.origin != Origin::Compiled {
            let mut walk = Walk { is_strict, checked: BTreeSet::new(), diagnostics };
            walk.section(distribution.key(), section, subject_of);
        }
    }
}

struct Walk<'d> {
    is_strict: bool,
    /// The maps that were checked: what is shared through an anchor is wrong in one place.
    checked: BTreeSet<Option<Span>>,
    diagnostics: &'d mut Diagnostics,
}

/// What holds a key: its name for a title, and for exceptions.
struct Holder<'h> {
    title: &'h str,
    about: &'h str,
    is_release: bool,
}

impl Walk<'_> {
    fn section(&mut self, key: &str, section: &ChannelData<'_>, subject_of: &Subject<'_, '_>) {
        let holder = Holder { title: &format!("the channel file of `{key}`"), about: key, is_release: false };
        self.keys(section.map, &SECTION, &holder);
        for (part_name, ty) in fields(&SECTION) {
            let Type::List(element) = ty else { continue };
            if *part_name != "releases" {
                let about = subject(key, part_name);
                for item in section.map.value(part_name).items() {
                    let title = format!("an item of `{part_name}`");
                    self.node(item, element, &Holder { title: &title, about: &about, is_release: false });
                }
                continue;
            }
            for release in subject_of.seen_first(section) {
                let name = release.version().map_or("a release", |version| version.value);
                let (title, about) = (format!("`{name}`"), subject(key, name));
                let node = Node { value: Value::Map(release.map), span: release.span };
                self.node(&node, element, &Holder { title: &title, about: &about, is_release: true });
            }
        }
    }

    /// The keys of a value, and of all that is in it.
    fn node(&mut self, node: &Node<'_>, ty: &'static Type, holder: &Holder<'_>) {
        if !matches!(node.value, Value::List(_) | Value::Map(_)) || !self.checked.insert(node.span) {
            return;
        }
        match (ty, node.value) {
            (Type::List(element), Value::List(items)) => {
                items.iter().for_each(|item| self.node(item, element, holder));
            }
            (Type::Map(element), Value::Map(map)) => {
                self.too_far_left(map, element, holder);
                for entry in map.entries() {
                    let (title, about) = (format!("`{}`", entry.key), part(holder.about, entry.key));
                    let holder = Holder { title: &title, about: &about, is_release: false };
                    self.node(&entry.node, element, &holder);
                }
            }
            (Type::Struct(_), Value::Map(map)) => {
                self.keys(map, ty, holder);
                for (key, ty) in fields(ty) {
                    if let Some(entry) = map.get(key) {
                        self.node(&entry.node, ty, &Holder { is_release: false, ..*holder });
                    }
                }
            }
            _ => {}
        }
    }

    /// The keys of a chart that stand among the charts.
    fn too_far_left(&mut self, map: Map<'_>, element: &'static Type, holder: &Holder<'_>) {
        let fields: Vec<_> = fields(element).iter().map(|(key, _)| *key).collect();
        if fields != CHART_KEYS {
            return;
        }
        let left: Vec<_> = map.entries().iter().filter(|entry| is_left(entry)).collect();
        let Some(first) = left.iter().min_by_key(|entry| entry.key_span) else { return };
        let names: Vec<_> = left.iter().map(|entry| entry.key).collect();
        let title = format!(
            "{} stands among the charts of {}",
            crate::diagnostic::words::names(&names),
            holder.title
        );
        let about = part(holder.about, first.key);
        let found = finding(Rule::UnknownKey, &about, title, first.key_span, "indent it below its chart");
        self.diagnostics.report(found.weighing(Weight::StopsRelease));
    }

    /// The keys of a map itself. Those that belong together, as parts of a list that stand too far left do, are one slip.
    fn keys(&mut self, map: Map<'_>, ty: &'static Type, holder: &Holder<'_>) {
        let known: Vec<_> = fields(ty).iter().map(|(key, _)| *key).collect();
        let unknown = map.in_source_order().into_iter().filter(|entry| !known.contains(&entry.key));
        let charts = ReleaseTable::Charts.name();
        let (lost, others): (Vec<&Entry<'_>>, Vec<_>) =
            unknown.partition(|entry| holder.is_release && is_chart(entry.node.value));
        if let Some(first) = lost.first() {
            let names: Vec<_> = lost.iter().map(|entry| entry.key).collect();
            let title = format!(
                "{} stands beside the keys of {}",
                crate::diagnostic::words::names(&names),
                holder.title
            );
            let help = format!("indent it below `{charts}`");
            let about = part(holder.about, first.key);
            let found = finding(Rule::UnknownKey, &about, title, first.key_span, &help);
            self.diagnostics.report(found.weighing(Weight::StopsRelease));
        }
        // A release without `version` is a finding of its own.
        let is_told = |entry: &Entry<'_>| {
            holder.is_release && map.get("version").is_none() && nearest(entry.key, ["version"]).is_some()
        };
        for entry in others.into_iter().filter(|entry| !is_told(entry)) {
            let missing = known.iter().copied().filter(|key| map.get(key).is_none());
            let meant = nearest(entry.key, missing);
            let mend = meant.or_else(|| nearest(entry.key, known.iter().copied()));
            let help = match mend {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("delete it, or use one of {}", list(&known)),
            };
            // What it was meant for is missing, then.
            let is_lost = meant
                .is_some_and(|meant| !holder.is_release || stands_for(entry.key, entry.node.value, meant));
            let weight = if is_lost || self.is_strict { Weight::StopsRelease } else { Weight::OfRule };
            let title = format!("{} has a key `{}`, which nothing reads", holder.title, entry.key);
            let about = part(holder.about, entry.key);
            let found = finding(Rule::UnknownKey, &about, title, entry.key_span, &help).weighing(weight);
            // Beside the key that is meant it would be there twice.
            self.diagnostics.report(found.mend(entry.key_span, meant));
        }
    }
}

fn list(known: &[&str]) -> String {
    const NAMED: usize = 8;
    crate::diagnostic::words::first(known, NAMED, |key| format!("`{key}`"))
}

/// The fields of a struct.
fn fields(ty: &'static Type) -> &'static [(&'static str, Type)] {
    match ty {
        Type::Struct(of) => of.fields,
        _ => &[],
    }
}
