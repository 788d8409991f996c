//! A YAML text as it is written, beside the values that it means: which anchor gives a value its name and which alias means
//! it, what is merged where, what stands between brackets. The same reading makes both ([`super::compose`]), so that an
//! edit and a consumer never see two texts.

use std::collections::BTreeMap;

use super::super::{Node, Value};
use crate::diagnostic::Span;

/// An anchor: `&name` before a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Its name.
    pub name: String,
    /// Where it is written, from the `&` on.
    pub at: Span,
    /// The value: a list or map with its anchor, a scalar without.
    pub value: Span,
    /// Whether the value is a list or map.
    is_collection: bool,
    /// The innermost list or map with an anchor around it.
    around: Option<usize>,
}

/// The anchors of a text, in its order. A name may be given again: an alias means the nearest above.
#[derive(Debug, Default)]
pub struct Anchors {
    all: Vec<Anchor>,
}

impl Anchors {
    /// All of them, in the order of the text.
    pub fn all(&self) -> &[Anchor] {
        &self.all
    }

    /// The anchor that a value itself has.
    pub fn of(&self, value: Span) -> Option<&Anchor> {
        let before = self.all.partition_point(|anchor| anchor.at.start <= value.start);
        let last = self.all[..before].last()?;
        (last.value.start == value.start).then_some(last)
    }

    /// The anchor of the innermost list or map around a place that has one; that of the value there does not count.
    pub fn around(&self, place: Span) -> Option<&Anchor> {
        let before = self.all.partition_point(|anchor| anchor.at.start < place.start);
        let mut nth = before.checked_sub(1)?;
        loop {
            let anchor = &self.all[nth];
            let inside = anchor.value.start < place.start && place.start < anchor.value.end;
            if anchor.is_collection && inside {
                return Some(anchor);
            }
            nth = anchor.around?;
        }
    }
}

/// The number of a value in [`Document`].
pub type WrittenId = usize;

/// A value as it is written.
#[derive(Debug, Clone)]
pub struct Written<'s> {
    /// Its text: with its anchor, and to the end of the last thing in it. For an alias, the alias.
    pub span: Span,
    /// The number of its anchor among those of the text.
    pub anchor: Option<usize>,
    /// What it means.
    pub value: Value<'s>,
    /// How it is written.
    pub form: Form<'s>,
}

/// How a value is written.
#[derive(Debug, Clone)]
pub enum Form<'s> {
    /// A text, a number, `null`.
    Scalar,
    /// `*name`, and the number of the anchor that it means.
    Alias(usize),
    /// Items.
    List {
        /// Between brackets.
        flow: bool,
        /// The items.
        items: Vec<WrittenId>,
    },
    /// Keys and values.
    Map {
        /// Between braces.
        flow: bool,
        /// The pairs.
        pairs: Vec<Pair<'s>>,
    },
}

/// A key and its value as they are written.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'s> {
    /// The text of the key.
    pub key: Span,
    /// The key; `<<` for a merge.
    pub name: &'s str,
    /// Whether the value is merged.
    pub is_merge: bool,
    /// The value.
    pub value: WrittenId,
}

/// A text as it is written.
#[derive(Debug, Default)]
pub struct Document<'s> {
    /// Its values; what is in a list or map comes before it.
    pub values: Vec<Written<'s>>,
    /// The number of the outermost value; nothing for a text without one.
    pub root: Option<WrittenId>,
    /// Its anchors.
    pub anchors: Anchors,
}

impl<'s> Document<'s> {
    /// The pairs of the map that a value is written as; none where it is written otherwise.
    pub fn pairs(&self, id: WrittenId) -> &[Pair<'s>] {
        if let Form::Map { pairs, .. } = &self.values[id].form { pairs } else { &[] }
    }

    /// The items of the list that a value is written as; none where it is written otherwise.
    pub fn items(&self, id: WrittenId) -> &[WrittenId] {
        if let Form::List { items, .. } = &self.values[id].form { items } else { &[] }
    }

    /// The last pair of a key: the one that counts.
    pub fn pair(&self, id: WrittenId, name: &str) -> Option<&Pair<'s>> {
        self.pairs(id).iter().rev().find(|pair| !pair.is_merge && pair.name == name)
    }

    /// The anchor that an alias means.
    pub fn aliased(&self, id: WrittenId) -> Option<usize> {
        if let Form::Alias(anchor) = self.values[id].form { Some(anchor) } else { None }
    }
}

/// Takes down how a text is written, while its values are made.
pub(super) struct Recorder<'s> {
    text: &'s str,
    /// Nothing where only the anchors are asked for.
    values: Option<Vec<Written<'s>>>,
    open: Vec<Open<'s>>,
    anchors: Vec<Anchor>,
    names: BTreeMap<String, usize>,
    root: Option<WrittenId>,
}

/// A list or map that is being read.
struct Open<'s> {
    anchor: Option<usize>,
    start: Span,
    form: Form<'s>,
    /// The key whose value comes next.
    key: Option<(Span, &'s str, bool)>,
    /// Where the last thing in it ends.
    end: Span,
}

impl<'s> Recorder<'s> {
    pub(super) fn new(text: &'s str, whole: bool) -> Self {
        let values = whole.then(Vec::new);
        Self { text, values, open: Vec::new(), anchors: Vec::new(), names: BTreeMap::new(), root: None }
    }

    /// What was taken down.
    pub(super) fn finish(self) -> Document<'s> {
        let values = self.values.unwrap_or_default();
        Document { values, root: self.root, anchors: Anchors { all: self.anchors } }
    }

    fn anchor(
        &mut self,
        name: Option<&str>,
        properties: Span,
        value: Span,
        is_collection: bool,
    ) -> Option<usize> {
        let name = name?;
        let around = self.open.iter().rev().find_map(|open| open.anchor);
        // A tag may stand before it.
        let mut start = properties.range().start;
        while let Some(rest) = self.text.get(start..).filter(|rest| rest.starts_with('!')) {
            let tag = rest.find(char::is_whitespace).unwrap_or(rest.len());
            start += rest.len() - rest[tag..].trim_start().len();
        }
        let at = Span::new(properties.file, start, start + 1 + name.len());
        self.anchors.push(Anchor { name: name.to_owned(), at, value, is_collection, around });
        let nth = self.anchors.len() - 1;
        self.names.insert(name.to_owned(), nth);
        Some(nth)
    }

    /// A scalar; `properties` is where its anchor or tag begins.
    pub(super) fn scalar(
        &mut self,
        anchor: Option<&str>,
        properties: Span,
        node: &Node<'s>,
        key: Option<&'s str>,
    ) {
        let span = node.span.unwrap_or(properties);
        let anchor = self.anchor(anchor, properties, span, false);
        self.place(Span { end: span.end, ..properties }, span, anchor, node.value, Form::Scalar, key);
    }

    /// An alias of a name that has a value.
    pub(super) fn alias(&mut self, name: &str, span: Span, value: Value<'s>, key: Option<&'s str>) {
        let Some(&anchor) = self.names.get(name) else { return };
        self.place(span, span, None, value, Form::Alias(anchor), key);
    }

    /// The key `<<`.
    pub(super) fn merge(&mut self, anchor: Option<&str>, span: Span) {
        self.anchor(anchor, span, span, false);
        if let Some(open) = self.open.last_mut() {
            open.key = Some((span, "<<", true));
        }
    }

    /// A list or map begins.
    pub(super) fn begin(&mut self, anchor: Option<&str>, start: Span, is_map: bool, flow: bool) {
        let anchor = self.anchor(anchor, start, start, true);
        let form = if is_map {
            Form::Map { flow, pairs: Vec::new() }
        } else {
            Form::List { flow, items: Vec::new() }
        };
        self.open.push(Open { anchor, start, form, key: None, end: start });
    }

    /// A list or map ends, where the parser sees that; what it means.
    pub(super) fn end(&mut self, end: Span, value: Value<'s>) {
        let Some(open) = self.open.pop() else { return };
        let flow = matches!(open.form, Form::List { flow: true, .. } | Form::Map { flow: true, .. });
        if let Some(nth) = open.anchor {
            self.anchors[nth].value.end = end.end;
        }
        // In a block the parser goes on to what comes next.
        let last = if flow { end } else { open.end };
        let span = Span { end: last.end.max(open.start.start), ..open.start };
        self.place(span, span, open.anchor, value, open.form, None);
    }

    fn place(
        &mut self,
        whole: Span,
        inner: Span,
        anchor: Option<usize>,
        value: Value<'s>,
        form: Form<'s>,
        key: Option<&'s str>,
    ) {
        if let Some(open) = self.open.last_mut() {
            open.end = Span { end: whole.end.max(open.end.end), ..open.end };
        }
        let Some(values) = &mut self.values else { return };
        if let Some(Open { key: awaited @ None, form: Form::Map { .. }, .. }) = self.open.last_mut() {
            *awaited = Some((inner, key.unwrap_or_default(), false));
            return;
        }
        values.push(Written { span: whole, anchor, value, form });
        let id = values.len() - 1;
        match self.open.last_mut() {
            Some(Open { form: Form::List { items, .. }, .. }) => items.push(id),
            Some(Open { form: Form::Map { pairs, .. }, key, .. }) => {
                let (key, name, is_merge) = key.take().unwrap_or((inner, "", false));
                pairs.push(Pair { key, name, is_merge, value: id });
            }
            _ => self.root = Some(id),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{
        diagnostic::Diagnostics,
        source::{Arena, Sources, yaml},
    };

    #[track_caller]
    fn around(text: &str, part: &str, expected: Option<&str>) {
        let mut sources = Sources::default();
        let file = sources.add("x", text);
        let arena = Arena::new();
        yaml::parse_source(&sources, file, &arena, &mut Diagnostics::default()).unwrap();
        let at = text.find(part).expect("the part is there");
        assert_eq!(sources.anchor_around(Span::new(file, at, at + part.len())), expected, "{part}");
    }

    #[test]
    fn an_anchor_holds_what_is_in_its_value() {
        let text = "zero: &zero {}\nreleases:\n- version: v1\n  serverArgs: &one\n    <<: *zero\n    # a comment\n    debug:\n      type: bool\n  agentArgs:\n    selinux: {type: bool}\n  charts: &charts {a: {repo: x}, b: {repo: y}} # &no\n- &two\n  version: v2\n";
        around(text, "debug", Some("one"));
        around(text, "bool\n  agent", Some("one"));
        around(text, "selinux", None);
        around(text, "repo: x", Some("charts"));
        around(text, "repo: y", Some("charts"));
        around("a: {b: &b {x: 1}, c: {y: 2}}\n", "y: 2", None);
        around("a: &a {b: &b {x: 1}, c: {y: 2}}\n", "y: 2", Some("a"));
        around("a: &a\n  b: &b {x: 1}\nc: {y: 2}\n", "y: 2", None);
        around(text, "version: v2", Some("two"));
        around(text, "version: v1", None);
        // A text that looks like an anchor is none.
        around("a: \"&b\"\nc: d\n", "d", None);
    }

    /// A document as a text: `&0` an anchor, `*0` what means it.
    fn shape(document: &Document<'_>, text: &str, id: WrittenId) -> String {
        let written = &document.values[id];
        let anchor = written.anchor.map(|nth| format!("&{nth} ")).unwrap_or_default();
        let inner = match &written.form {
            Form::Scalar => text[written.span.range()].to_owned(),
            Form::Alias(nth) => format!("*{nth}"),
            Form::List { items, .. } => {
                let items = items.iter().map(|item| shape(document, text, *item));
                format!("[{}]", items.collect::<Vec<_>>().join(", "))
            }
            Form::Map { pairs, .. } => {
                let pairs =
                    pairs.iter().map(|pair| format!("{}: {}", pair.name, shape(document, text, pair.value)));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            }
        };
        format!("{anchor}{inner}")
    }

    #[track_caller]
    fn check(text: &str, expected: &str, ends: &str) {
        let (arena, file) = (Arena::new(), crate::diagnostic::FileId(0));
        let (_, document) = yaml::document(file, text, &arena, &mut Diagnostics::default()).unwrap();
        let root = document.root.unwrap();
        assert_eq!(shape(&document, text, root), expected);
        assert_eq!(text[..document.values[root].span.range().end].lines().last(), Some(ends));
        for anchor in document.anchors.all() {
            assert_eq!(text[anchor.at.range()], format!("&{}", anchor.name));
        }
    }

    #[test]
    fn a_document_says_how_its_values_are_written() {
        check("a: &x\n  b: 1\nc: *x\n\n# end\n", "{a: &0 {b: 1}, c: *0}", "c: *x");
        check(
            "a: &x {b: 1}\nd: {<<: *x}\ne: &x {}\nc: *x\n",
            "{a: &0 {b: 1}, d: {<<: *0}, e: &1 {}, c: *1}",
            "c: *x",
        );
        check(
            "- &a !!str x\n- !!str &b y\n- [*a, *b]",
            "[&0 &a !!str x, &1 !!str &b y, [*0, *1]]",
            "- [*a, *b]",
        );
        check(
            "b: &b {}\na:\n  <<: [*b, {x: 1}]\n",
            "{b: &0 {}, a: {<<: [*0, {x: 1}]}}",
            "  <<: [*b, {x: 1}]",
        );
    }
}
