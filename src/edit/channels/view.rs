//! A channel file as an edit sees it: its releases where they stand, its lists with who uses them.

use std::{
    collections::BTreeMap,
    ops::{Deref, Range},
};

use crate::{
    diagnostic::words::did_you_mean,
    edit::{page::Page, refusal::Refusal, splice::line_start},
    model::{ReleaseVersion, channel::ReleaseTable, field::Named},
    source::yaml::{Document, Form, Pair, WrittenId},
};

/// A channel file that can be read.
pub(super) struct View<'s> {
    page: Page<'s>,
    pub(super) entries: Vec<Entry<'s>>,
    /// The first release of each version.
    by_version: BTreeMap<&'s str, usize>,
    /// The first and the last of those that are there more than once.
    twice: BTreeMap<&'s str, (usize, usize)>,
    pub(super) uses: Vec<Use>,
    by_anchor: BTreeMap<usize, Vec<usize>>,
    /// The anchors of each name, in the order of the text.
    by_name: BTreeMap<String, Vec<usize>>,
}

/// A release where it stands.
pub(super) struct Entry<'s> {
    pub(super) id: WrittenId,
    pub(super) version: &'s str,
    /// Its version, if it is one as people write them.
    pub(super) number: Option<ReleaseVersion>,
    /// Its lines, from the dash to the end of its last line.
    pub(super) lines: Range<usize>,
    /// The column of its dash; nothing for one between brackets or braces.
    pub(super) dash: Option<usize>,
    /// The column of its keys.
    pub(super) column: usize,
}

/// An alias and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use {
    /// The alias.
    pub(super) id: WrittenId,
    /// What it means.
    pub(super) anchor: usize,
    /// The release that it is in.
    pub(super) entry: Option<usize>,
    /// The map that it is a value of, or is merged into.
    pub(super) map: Option<WrittenId>,
    /// Whether it is merged, and alone: `<<: *name`.
    pub(super) is_merge: bool,
    /// Whether it is one of several that are merged: `<<: [*a, *b]`.
    pub(super) is_one_of_several: bool,
}

/// How a list of arguments, charts or features is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum List {
    /// `*name`.
    Alias(usize),
    /// A map with what is merged into it.
    Own { id: WrittenId, anchor: Option<usize>, merges: Vec<usize> },
    /// Something else.
    Other,
}

impl<'s> Deref for View<'s> {
    type Target = Page<'s>;

    fn deref(&self) -> &Page<'s> {
        &self.page
    }
}

impl<'s> View<'s> {
    pub(super) fn of(text: &'s str, document: Document<'s>) -> Result<Self, Refusal> {
        let mut view = View {
            page: Page::of(text, document),
            entries: Vec::new(),
            by_version: BTreeMap::new(),
            twice: BTreeMap::new(),
            uses: Vec::new(),
            by_anchor: BTreeMap::new(),
            by_name: BTreeMap::new(),
        };
        for (nth, anchor) in view.page.document.anchors.all().iter().enumerate() {
            view.by_name.entry(anchor.name.clone()).or_default().push(nth);
        }
        let items = view.releases().map(|id| view.document.items(id).to_vec()).unwrap_or_default();
        for id in items {
            let entry = view.entry(id)?;
            let nth = view.entries.len();
            let first = *view.by_version.entry(entry.version).or_insert(nth);
            if first != nth {
                view.twice.insert(entry.version, (first, nth));
            }
            view.entries.push(entry);
        }
        view.uses = view.find_uses();
        for (nth, one) in view.uses.iter().enumerate() {
            view.by_anchor.entry(one.anchor).or_default().push(nth);
        }
        Ok(view)
    }

    /// The list of releases.
    pub(super) fn releases(&self) -> Option<WrittenId> {
        Some(self.document.pair(self.document.root?, "releases")?.value)
    }

    /// The nth release with a version, from the top.
    pub(super) fn find(&self, version: &str) -> Option<usize> {
        self.by_version.get(version).copied()
    }

    /// The release with a version that people gave.
    pub(super) fn named(&self, version: &str) -> Result<usize, Refusal> {
        if let Some((first, second)) = self.twice.get(version) {
            let place =
                |nth: usize| self.pair(nth, "version").map(|pair| self.range(pair.value)).unwrap_or_default();
            let help = "remove one of the two by hand: which one is meant, nobody can tell";
            return Err(Refusal::new(format!("`{version}` is in this file twice"), help)
                .at(place(*first), "here")
                .at(place(*second), "and here")
                .because("Rancher takes the first, and aliases below mean the lists of the second"));
        }
        self.find(version).ok_or_else(|| {
            let known = self.entries.iter().map(|entry| entry.version);
            let help = did_you_mean(version, known, "name one that is in the file");
            Refusal::new(format!("there is no release `{version}` in this file"), help)
        })
    }

    pub(super) fn pair(&self, entry: usize, key: &str) -> Option<&Pair<'s>> {
        self.document.pair(self.entries[entry].id, key)
    }

    /// The value of a table of a release.
    pub(super) fn table(&self, entry: usize, table: ReleaseTable) -> Option<WrittenId> {
        Some(self.pair(entry, table.name())?.value)
    }

    /// The aliases of an anchor, in the order of the text.
    pub(super) fn uses_of(&self, anchor: usize) -> impl Iterator<Item = &Use> {
        self.by_anchor.get(&anchor).into_iter().flatten().map(|nth| &self.uses[*nth])
    }

    /// The anchors in some lines.
    pub(super) fn anchors_in(&self, lines: &Range<usize>) -> Range<usize> {
        let anchors = self.document.anchors.all();
        let before = |at: usize| anchors.partition_point(|anchor| anchor.at.range().start < at);
        before(lines.start)..before(lines.end)
    }

    /// How a list is written.
    pub(super) fn list(&self, id: WrittenId) -> List {
        match &self.written(id).form {
            Form::Alias(anchor) => List::Alias(*anchor),
            Form::Map { pairs, .. } => {
                let merges = pairs.iter().filter(|pair| pair.is_merge).map(|pair| pair.value).collect();
                List::Own { id, anchor: self.written(id).anchor, merges }
            }
            _ => List::Other,
        }
    }

    /// The anchor of the one list that is merged into a list, and nothing else is.
    pub(super) fn base(&self, id: WrittenId) -> Option<usize> {
        match self.list(self.defined(id)) {
            List::Own { merges, .. } => match merges[..] {
                [merge] => self.document.aliased(merge),
                _ => None,
            },
            _ => None,
        }
    }

    /// The anchors of a name, in the order of the text.
    pub(super) fn named_anchors(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// What a name means at a place, if its value is complete above it.
    pub(super) fn meant(&self, name: &str, at: usize) -> Option<usize> {
        let named = self.named_anchors(name);
        let starts = |nth: &usize| self.document.anchors.all()[*nth].at.range().start;
        let last = *named[..named.partition_point(|nth| starts(nth) < at)].last()?;
        (self.definitions[last].is_some_and(|id| self.range(id).end <= at)).then_some(last)
    }

    /// Whether a name means the value of an anchor at a place.
    pub(super) fn means(&self, anchor: usize, at: usize) -> bool {
        let value = |anchor: usize| self.definitions[anchor].map(|id| self.written(id).value);
        self.meant(self.name_of(anchor), at).is_some_and(|meant| {
            meant == anchor || value(meant).zip(value(anchor)).is_some_and(|(a, b)| a.is_same(&b))
        })
    }

    fn entry(&self, id: WrittenId) -> Result<Entry<'s>, Refusal> {
        let range = self.range(id);
        let version =
            self.document.pair(id, "version").and_then(|pair| self.written(pair.value).value.as_str());
        let Form::Map { flow, pairs } = &self.written(id).form else {
            return Err(Refusal::odd(range, "a release that is not a map"));
        };
        let version = version.unwrap_or_default();
        let number = ReleaseVersion::parse(version);
        let first = pairs.first().map_or(range.start, |pair| pair.key.range().start);
        let before = self.text[..range.start].trim_end();
        let dash = before.strip_suffix('-').map(str::len).filter(|_| !flow);
        let Some(dash) = dash else {
            return Ok(Entry { id, version, number, lines: range, dash: None, column: self.column(first) });
        };
        let column = self.column(dash);
        let start = line_start(self.text, dash);
        if !self.text[start..dash].trim().is_empty() {
            return Err(Refusal::odd(range, "a release that does not begin its line"));
        }
        let end = self.end_of_lines(range.end, column);
        Ok(Entry { id, version, number, lines: start..end, dash: Some(column), column: self.column(first) })
    }

    fn find_uses(&self) -> Vec<Use> {
        let mut uses = Vec::new();
        let Some(root) = self.document.root else { return uses };
        let entries: BTreeMap<_, _> =
            self.entries.iter().enumerate().map(|(nth, entry)| (entry.id, nth)).collect();
        // The id, the release, the map around, whether it is merged, whether among others.
        let mut open = vec![(root, None, None, false, false)];
        while let Some((id, entry, map, is_merge, is_one_of_several)) = open.pop() {
            let entry = entry.or_else(|| entries.get(&id).copied());
            match &self.written(id).form {
                Form::Scalar => {}
                Form::Alias(anchor) => {
                    uses.push(Use { id, anchor: *anchor, entry, map, is_merge, is_one_of_several });
                }
                Form::List { items, .. } => {
                    let of =
                        |item: &WrittenId| (*item, entry, if is_merge { map } else { None }, false, is_merge);
                    open.extend(items.iter().map(of));
                }
                Form::Map { pairs, .. } => {
                    open.extend(pairs.iter().map(|pair| (pair.value, entry, Some(id), pair.is_merge, false)));
                }
            }
        }
        uses.sort_by_key(|one| self.range(one.id).start);
        uses
    }
}
