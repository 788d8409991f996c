//! Events to values: anchors, aliases, merges, keys.
//!
//! yaml.v2 builds a tree of nodes and then decodes it, expanding every alias anew. Here a value is built once,
//! when its last event comes in, and every alias shares it; the counters of [`super::limit`] and the depth are
//! carried along, so that what the reference would have refused while expanding is refused without expanding.

mod anchor;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use libyaml_safer::{EventData, MappingStyle, ScalarStyle, SequenceStyle};

use super::{
    document::{Document, Recorder},
    events::{Event, Events, NoEvent},
    findings,
    limit::AliasLimit,
    scalar::{Scalar, escaped_slash},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, FileId, Span},
    source::{Arena, ClashKind, Entries, KeyKind, MAX_DEPTH, Map, Node, Value},
};

/// A text and what must be known about it.
#[derive(Clone, Copy)]
pub(super) struct Input<'s> {
    pub(super) file: FileId,
    pub(super) text: &'s str,
    /// Where the YAML begins: after a byte order mark.
    pub(super) start: usize,
    /// The text ends with a newline that the file does not have.
    pub(super) newline_added: bool,
}

/// Why there is no value.
pub(super) enum NoValue {
    /// Reading stopped at a finding.
    Refused,
    /// The parser panicked.
    GaveUp,
}

/// How many values a file may have. Upstream's RKE2 file has some 20,000.
const MOST_VALUES: usize = 2_000_000;

/// How deep all values together may be: libyaml looks at every open list for every token. Those of upstream's RKE2 file come to
/// some 100,000.
const MOST_NESTED: u64 = 100_000_000;

/// The value of the first document, and how it is written: with `whole` all of it, else its anchors alone. What was refused in it
/// is left out.
pub(super) fn compose<'s>(
    input: Input<'s>,
    whole: bool,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Result<(Node<'s>, Document<'s>), NoValue> {
    let Input { file, text, start, newline_added } = input;
    let composer = Composer {
        text,
        newline_added,
        arena,
        diagnostics,
        open: Vec::new(),
        values: 0,
        nested: 0,
        anchors: BTreeMap::new(),
        limit: AliasLimit::new(),
        unknown: BTreeMap::new(),
        empty: BTreeMap::new(),
        recursive: BTreeSet::new(),
        recorder: Recorder::new(text, whole),
        root: None,
    };
    let mut input = &text.as_bytes()[start..];
    let end = text.len() - usize::from(newline_added);
    composer.run(&mut Events::new(file, text, (start, end), &mut input), Span::new(file, start, start))
}

/// A value, and what decoding it would have cost the reference.
#[derive(Clone, Copy)]
struct Composed<'s> {
    node: Node<'s>,
    /// What it was before it became a JSON value, if it is a scalar: an alias may make it a key.
    scalar: Option<Scalar<'s>>,
    /// How often the reference's decoder is called for it.
    decodes: u64,
    /// How deep it is nested, aliases expanded.
    height: usize,
}

enum Anchor<'s> {
    /// Its value is being read.
    Open(Span),
    Done(Composed<'s>),
    /// Its value was refused; that has been reported.
    Refused,
}

/// A list or map that is being read.
struct Frame<'s> {
    span: Span,
    anchor: Option<String>,
    /// What the name of the anchor meant before.
    hidden: Option<Composed<'s>>,
    decodes: u64,
    height: usize,
    /// Between `[` and `]` or `{` and `}`.
    flow: bool,
    content: Content<'s>,
}

enum Content<'s> {
    List(Vec<Node<'s>>),
    /// The list behind a `<<`, whose elements the reference decodes without the list.
    MergeList(Vec<(Node<'s>, Span)>),
    Map {
        entries: Entries<'s>,
        key: Key<'s>,
    },
}

enum Key<'s> {
    /// A key comes next.
    Awaited,
    /// The value of this key comes next.
    Is(&'s str, Span, KeyKind),
    /// What comes next is merged.
    Merge,
    /// The value of a key that was refused comes next.
    Refused,
}

struct Composer<'s, 'd> {
    text: &'s str,
    newline_added: bool,
    arena: &'s Arena,
    diagnostics: &'d mut Diagnostics,
    open: Vec<Frame<'s>>,
    /// How many values there are so far, those of aliases not counted.
    values: usize,
    /// The depths of all values so far, together.
    nested: u64,
    anchors: BTreeMap<String, Anchor<'s>>,
    limit: AliasLimit,
    /// The aliases of each name without an anchor above.
    unknown: BTreeMap<String, Vec<Span>>,
    /// The anchors behind which nothing stands: by place, the name, whether it had a value before, and where it is merged.
    empty: BTreeMap<Span, (String, bool, Option<Span>)>,
    /// The names whose value contains an alias to itself; that has been reported.
    recursive: BTreeSet<String>,
    recorder: Recorder<'s>,
    root: Option<Composed<'s>>,
}

/// Reading cannot go on; the finding has been made.
struct Stop;

impl<'s> Composer<'s, '_> {
    fn run(mut self, events: &mut Events<'_>, start: Span) -> Result<(Node<'s>, Document<'s>), NoValue> {
        let read = self.read(events);
        self.report_anchors();
        read?;
        self.report_second_document(events);
        let node = self.root.map_or(Node { value: Value::Null, span: Some(start) }, |root| root.node);
        Ok((node, self.recorder.finish()))
    }

    /// Takes all events of the first document.
    fn read(&mut self, events: &mut Events<'_>) -> Result<(), NoValue> {
        loop {
            let event = match events.next() {
                Ok(event) => event,
                Err(NoEvent::Syntax(diagnostic)) => {
                    self.diagnostics.report(*diagnostic);
                    return Err(NoValue::Refused);
                }
                Err(NoEvent::GaveUp) => return Err(NoValue::GaveUp),
            };
            if let EventData::StreamEnd | EventData::DocumentEnd { .. } = event.data {
                return Ok(());
            }
            self.take(event).map_err(|Stop| NoValue::Refused)?;
        }
    }

    /// What comes after the first document does not count, not even whether it can be read.
    fn report_second_document(&mut self, events: &mut Events<'_>) {
        let span = match events.next() {
            Ok(Event { data: EventData::StreamEnd, .. }) => return,
            Ok(Event { span, .. }) => Some(span),
            Err(NoEvent::Syntax(error)) => error.labels.first().map(|label| label.span),
            Err(NoEvent::GaveUp) => None,
        };
        self.diagnostics.report_all(span.map(findings::second_document));
    }

    fn take(&mut self, event: Event) -> Result<(), Stop> {
        let span = event.span;
        match event.data {
            EventData::StreamStart { .. } | EventData::StreamEnd | EventData::DocumentEnd { .. } => Ok(()),
            EventData::DocumentStart { version_directive, .. } => {
                match version_directive {
                    // `yaml_parser_process_directives` of yaml.v2: "found incompatible YAML document".
                    Some(version) if (version.major, version.minor) != (1, 1) => {
                        self.stop(findings::version(version.major, version.minor, span))
                    }
                    _ => Ok(()),
                }
            }
            EventData::Alias { anchor } => self.alias(&anchor, span),
            EventData::Scalar { anchor, tag, value, plain_implicit, style, .. } => {
                let flow = self.open.last().is_some_and(|frame| frame.flow);
                if flow && style == ScalarStyle::Plain && value.contains('?') {
                    return self.stop(findings::question_mark(span));
                }
                let properties = span;
                let span = self.without_properties(span);
                if style == ScalarStyle::DoubleQuoted
                    && let Some(at) = escaped_slash(self.text.get(span.range()).unwrap_or_default())
                {
                    let start = span.range().start + at;
                    return self.stop(findings::escaped_slash(Span::new(span.file, start, start + 2)));
                }
                // The newline that the file does not have is not part of the value, either.
                let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let value = match value.strip_suffix('\n') {
                    Some(value) if block && self.newline_added && span.range().end + 1 == self.text.len() => {
                        value
                    }
                    _ => &value,
                };
                // An anchor without a value is where it stands.
                let span = if span.range().is_empty() { properties } else { span };
                self.scalar(anchor, tag.as_deref(), value, plain_implicit, (properties, span))
            }
            EventData::SequenceStart { anchor, style, .. } => {
                let flow = style == SequenceStyle::Flow;
                let merges = matches!(
                    self.open.last(),
                    Some(Frame { content: Content::Map { key: Key::Merge, .. }, .. })
                );
                if merges {
                    self.begin(anchor, span, flow, Content::MergeList(Vec::new()))
                } else {
                    self.decode(span)?;
                    self.begin(anchor, span, flow, Content::List(Vec::new()))
                }
            }
            EventData::MappingStart { anchor, style, .. } => {
                self.decode(span)?;
                let content = Content::Map { entries: Entries::default(), key: Key::Awaited };
                self.begin(anchor, span, style == MappingStyle::Flow, content)
            }
            EventData::SequenceEnd | EventData::MappingEnd => self.end(span),
        }
    }

    fn stop(&mut self, diagnostic: Diagnostic) -> Result<(), Stop> {
        self.diagnostics.report(diagnostic);
        Err(Stop)
    }

    fn decode(&mut self, span: Span) -> Result<(), Stop> {
        if self.limit.decode() { Ok(()) } else { self.stop(findings::excessive_aliasing(span)) }
    }

    fn begin(
        &mut self,
        anchor: Option<String>,
        span: Span,
        flow: bool,
        content: Content<'s>,
    ) -> Result<(), Stop> {
        if self.open.len() == MAX_DEPTH {
            return self.stop(findings::too_deep(span));
        }
        let hidden = anchor.as_ref().and_then(|name| self.name(name, Anchor::Open(span)));
        // A list behind `<<` is not decoded itself.
        let decodes = u64::from(!matches!(content, Content::MergeList(_)));
        self.recorder.begin(anchor.as_deref(), span, matches!(content, Content::Map { .. }), flow);
        let flow = flow || self.open.last().is_some_and(|frame| frame.flow);
        self.open.push(Frame { span, anchor, hidden, decodes, height: 0, flow, content });
        Ok(())
    }

    fn end(&mut self, end: Span) -> Result<(), Stop> {
        let Some(frame) = self.open.pop() else { return Ok(()) };
        let span = frame.span.to(Span { start: frame.span.start, end: end.end, ..end });
        let value = match frame.content {
            Content::List(items) => Value::List(self.arena.alloc_slice_copy(&items)),
            Content::Map { entries, .. } => Value::Map(self.build(entries)),
            Content::MergeList(items) => {
                let nodes = self.arena.alloc_slice_fill_iter(items.iter().map(|&(node, _)| node));
                let node = Node { value: Value::List(nodes), span: Some(span) };
                let decodes = frame.decodes.saturating_add(1);
                self.recorder.end(end, node.value);
                let composed = Composed { node, scalar: None, decodes, height: frame.height + 1 };
                self.close_anchor(frame.anchor, frame.hidden, frame.span, composed);
                self.merge_list(&items, frame.decodes, frame.height);
                return Ok(());
            }
        };
        self.recorder.end(end, value);
        let composed = Composed {
            node: Node { value, span: Some(span) },
            scalar: None,
            decodes: frame.decodes,
            height: frame.height + 1,
        };
        self.close_anchor(frame.anchor, frame.hidden, frame.span, composed);
        self.place(composed, span)
    }

    fn build(&mut self, entries: Entries<'s>) -> Map<'s> {
        let mut clashes = Vec::new();
        let map = entries.build(self.arena, |clash| clashes.push(clash));
        let (mut same, others): (Vec<_>, Vec<_>) =
            clashes.into_iter().partition(|clash| clash.kind == ClashKind::Twice);
        let (mut merged, others): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|clash| clash.kind == ClashKind::Merged);
        // In the order that they were written, not in that of the keys.
        same.sort_by_key(|clash| clash.second);
        self.diagnostics.report_all(findings::duplicate_keys(&same));
        merged.sort_by_key(|clash| clash.first);
        self.diagnostics.report_all(findings::merge_after_keys(&merged));
        self.diagnostics.report_all(others.iter().map(findings::ambiguous_key));
        map
    }

    /// Puts a value into the list or map around it. `span` is where it is used: for an alias, the alias.
    fn place(&mut self, composed: Composed<'s>, span: Span) -> Result<(), Stop> {
        if self.open.len() + composed.height > MAX_DEPTH {
            return self.stop(findings::too_deep(span));
        }
        self.values += 1;
        if self.values > MOST_VALUES {
            return self.stop(findings::too_many(span));
        }
        self.nested += self.open.len() as u64;
        if self.nested > MOST_NESTED {
            return self.stop(findings::too_often_deep(span));
        }
        let Some(frame) = self.open.last_mut() else {
            self.root = Some(composed);
            return Ok(());
        };
        frame.height = frame.height.max(composed.height);
        frame.decodes = frame.decodes.saturating_add(composed.decodes);
        let node = composed.node;
        match &mut frame.content {
            Content::List(items) => items.push(node),
            Content::MergeList(items) => items.push((node, span)),
            Content::Map { entries, key } => match std::mem::replace(key, Key::Awaited) {
                Key::Is(name, key_span, kind) => entries.push(name, key_span, kind, node),
                Key::Refused => {}
                Key::Merge => match node.value {
                    Value::Map(map) => entries.merge(map),
                    _ => match node.span.and_then(|place| self.empty.get_mut(&place)) {
                        Some((.., merged)) => *merged = merged.or(Some(span)),
                        None => self.diagnostics.report(findings::merge(&node, span)),
                    },
                },
                Key::Awaited => match composed.scalar {
                    Some(scalar) => self.key(&scalar, span),
                    None => {
                        self.diagnostics.report(findings::map_key(node.value.kind(), span));
                        self.expect(Key::Refused);
                    }
                },
            },
        }
        Ok(())
    }

    /// `<<: [a, b]`: the reference merges from the last to the first, so that the first wins.
    fn merge_list(&mut self, items: &[(Node<'s>, Span)], decodes: u64, height: usize) {
        let mut wrong = Vec::new();
        if let Some(frame) = self.open.last_mut() {
            frame.decodes = frame.decodes.saturating_add(decodes);
            frame.height = frame.height.max(height);
            if let Content::Map { entries, key } = &mut frame.content {
                *key = Key::Awaited;
                for (node, at) in items.iter().rev() {
                    match node.value {
                        Value::Map(map) => entries.merge(map),
                        _ => wrong.push(findings::merge(node, *at)),
                    }
                }
            }
        }
        self.diagnostics.report_all(wrong);
    }
}
