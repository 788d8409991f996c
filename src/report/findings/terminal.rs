//! Findings as people see them in a terminal: like rustc's.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level as Title, Renderer, Snippet};

use crate::{
    diagnostic::{
        Judged, Label, LetThrough, SHOWN, Shown, Span, Verdict,
        shown::{is_hostile, shown, visible},
    },
    source::Sources,
};

/// Lines above this length are not shown whole: a template is one line of up to 250 kB in a data.json.
const LONGEST_LINE: usize = 2_000;

/// How much of an overlong line is shown on each side of the spot, in bytes.
const AROUND: usize = 60;

/// Two places of one file that are further apart than this are shown apart.
const NEAR_LINES: usize = 12;

/// Renders findings, with colours (to be stripped by the stream where they are not wanted).
#[derive(Debug)]
pub struct Screen<'s> {
    sources: &'s Sources,
    renderer: Renderer,
}

impl<'s> Screen<'s> {
    /// A screen that shows places in these sources.
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, renderer: Renderer::styled() }
    }

    /// The findings, the first [`SHOWN`] of them, and a line that counts what is left.
    pub fn render(&self, found: &[Judged]) -> Shown {
        let mut screen = Shown::new();
        // If not all fit, what stops the run comes first, and then the others as far as there is room.
        let stopping = found.iter().filter(|judged| judged.stops()).count();
        let mut room = SHOWN.saturating_sub(stopping);
        let shown = found.iter().filter(|judged| {
            let shown = judged.stops() || room > 0;
            room -= usize::from(!judged.stops() && room > 0);
            shown
        });
        for judged in shown.take(SHOWN) {
            screen += Shown::laid_out(&self.render_one(judged)) + "\n\n";
        }
        if let Some(more) = found.len().checked_sub(SHOWN).filter(|&more| more > 0) {
            let noun = if more == 1 { "finding" } else { "findings" };
            screen += shown!("... and {more} more {noun} not shown\n\n"; more, noun);
        }
        screen
    }

    fn render_one(&self, judged: &Judged) -> String {
        let diagnostic = &judged.finding;
        let level = if judged.stops() { Title::ERROR } else { Title::WARNING };
        let mut group: Group<'_> =
            Group::with_title(level.primary_title(diagnostic.title.as_str()).id(diagnostic.rule.name()));
        let mut places = Vec::new();
        for excerpt in self.excerpts(&diagnostic.labels) {
            places.extend(excerpt.place);
            group = group.element(excerpt.snippet);
        }
        group = group.element(Title::NOTE.message(diagnostic.breaks()));
        let by = match &judged.verdict {
            Verdict::LetThrough(LetThrough::ByOption) => {
                Some(format!("let through by `--allow {}`", diagnostic.rule))
            }
            // What the settings except is one line for all of it.
            Verdict::LetThrough(LetThrough::BySettings(_)) | Verdict::Error | Verdict::Warning => None,
        };
        group = group.elements(by.map(|by| Title::NOTE.message(by)));
        let help = diagnostic.help.as_ref();
        group = group.elements(help.map(|help| Title::HELP.message(help.as_str())));
        let text = self.renderer.render(&[group]);
        let text = if diagnostic.labels.is_empty() { without_empty_gutter(&text) } else { text };
        places.iter().fold(text, |text, (cut, whole)| text.replacen(cut, whole, 1))
    }

    /// The parts of files that the labels are in: one for each group of near places.
    fn excerpts<'l>(&'l self, labels: &'l [Label]) -> Vec<Excerpt<'l>> {
        let mut groups: Vec<Vec<(&Label, bool)>> = Vec::new();
        for (nth, label) in labels.iter().enumerate() {
            let near = groups.iter_mut().find(|group| self.near(group[0].0, label));
            match near {
                Some(group) => group.push((label, nth == 0)),
                None => groups.push(vec![(label, nth == 0)]),
            }
        }
        groups.iter().map(|group| self.excerpt(group)).collect()
    }

    fn near(&self, a: &Label, b: &Label) -> bool {
        if a.span.file != b.span.file {
            return false;
        }
        let file = a.span.file;
        let from = a.span.range().start.min(b.span.range().start).min(self.sources.file(file).bytes().len());
        let to = self.first_line(a.span).end.max(self.first_line(b.span).end);
        let ((first, start), (last, end)) = (self.sources.line(file, from), self.sources.line(file, to));
        // Of a line that is cut only the surroundings of one place are shown.
        let fits = end.end - start.start <= LONGEST_LINE || to - from <= AROUND;
        fits && last - first <= NEAR_LINES
    }

    /// A span over many lines (a whole map) is underlined on its first line only.
    fn first_line(&self, span: Span) -> Range<usize> {
        let start = span.range().start.min(self.sources.file(span.file).bytes().len());
        start..span.range().end.min(self.sources.line(span.file, start).1.end).max(start)
    }

    fn excerpt<'l>(&'l self, labels: &[(&'l Label, bool)]) -> Excerpt<'l> {
        let file = labels[0].0.span.file;
        let (name, bytes) = (visible(&self.sources.file(file).name), self.sources.file(file).bytes());
        let start =
            labels.iter().map(|(label, _)| label.span.range().start).min().unwrap_or(0).min(bytes.len());
        let end = labels.iter().map(|(label, _)| self.first_line(label.span).end).max().unwrap_or(start);
        let whole = self.sources.line(file, start).1.start..self.sources.line(file, end).1.end;
        let cut = whole.len() > LONGEST_LINE;
        let window = if cut {
            boundary(bytes, start.saturating_sub(AROUND).max(whole.start))
                ..boundary(bytes, (start + 2 * AROUND).min(whole.end))
        } else {
            whole
        };
        let line = self.sources.place(Span::new(file, start, start)).line;
        let text = Text::of(&bytes[window.clone()], window.start);
        let place = cut.then(|| {
            // Of a cut line the column would be that in the part.
            let primary = labels.iter().find(|(_, primary)| *primary).unwrap_or(&labels[0]).0.span;
            let in_part = text.shown[..text.offset(primary.range().start)].chars().count() + 1;
            let column = self.sources.place(primary).column;
            (format!("{name}:{line}:{in_part}"), format!("{name}:{line}:{column}"))
        });
        let mut snippet =
            Snippet::source(text.shown.clone()).path(name.into_owned()).line_start(line).fold(false);
        for (label, primary) in labels {
            let kind = if *primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let within = self.first_line(label.span);
            let annotation = kind.span(text.range(within));
            snippet = snippet.annotation(labelled(annotation, label.text.as_str()));
        }
        Excerpt { snippet, place }
    }
}

/// Where no line is shown there is nothing to lead from.
fn without_empty_gutter(text: &str) -> String {
    let is_gutter = |line: &str| anstream::adapter::strip_str(line).to_string().trim() == "|";
    text.lines().filter(|line| !is_gutter(line)).collect::<Vec<_>>().join("\n")
}

struct Excerpt<'l> {
    snippet: Snippet<'l, Annotation<'l>>,
    /// The place as it is rendered and as it is, where only a part of the line is shown.
    place: Option<(String, String)>,
}

fn labelled<'l>(annotation: Annotation<'l>, text: &'l str) -> Annotation<'l> {
    if text.is_empty() { annotation } else { annotation.label(text) }
}

/// The part of a file that is shown, with what is not UTF-8 replaced, and what a terminal would obey or not show escaped.
struct Text {
    shown: String,
    /// For each part that is replaced: the offset in the file after it, and by how much offsets in `shown` differ there.
    shifts: Vec<(usize, isize)>,
    start: usize,
}

impl Text {
    fn of(bytes: &[u8], start: usize) -> Self {
        let mut text = Self { shown: String::with_capacity(bytes.len()), shifts: Vec::new(), start };
        let mut at = start;
        for chunk in bytes.utf8_chunks() {
            let mut valid = chunk.valid().chars().peekable();
            while let Some(c) = valid.next() {
                at += c.len_utf8();
                let ends_line = c == '\n' || (c == '\r' && valid.peek() == Some(&'\n'));
                // A tab becomes spaces when it is laid out.
                if ends_line || c == '\t' || !is_hostile(c) {
                    text.shown.push(c);
                } else {
                    text.shown.extend(c.escape_default());
                    text.shift(at);
                }
            }
            at += chunk.invalid().len();
            if !chunk.invalid().is_empty() {
                text.shown.push(char::REPLACEMENT_CHARACTER);
                text.shift(at);
            }
        }
        text
    }

    /// Notes that what ends at `at` in the file is of another length here.
    fn shift(&mut self, at: usize) {
        self.shifts.push((at, (at - self.start).cast_signed() - self.shown.len().cast_signed()));
    }

    fn range(&self, file: Range<usize>) -> Range<usize> {
        let start = self.offset(file.start);
        start..self.offset(file.end).max(start)
    }

    fn offset(&self, at: usize) -> usize {
        let shift = self.shifts.iter().rev().find(|(after, _)| *after <= at).map_or(0, |(_, shift)| *shift);
        let offset = at.saturating_sub(self.start).saturating_add_signed(-shift).min(self.shown.len());
        (0..=offset).rev().find(|&offset| self.shown.is_char_boundary(offset)).unwrap_or(0)
    }
}

/// The nearest offset at or before `at` where a character begins.
fn boundary(bytes: &[u8], at: usize) -> usize {
    let is_continuation = |byte: u8| byte & 0b1100_0000 == 0b1000_0000;
    (0..=at).rev().find(|&at| !bytes.get(at).copied().is_some_and(is_continuation)).unwrap_or(0)
}
