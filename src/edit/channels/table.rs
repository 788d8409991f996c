//! A table of a release (its arguments, charts or features) with a change: by which list it is written.

use std::collections::BTreeSet;

use super::{
    given::{Given, json},
    name::Names,
    style::{Style, repeats},
    view::{List, View},
};
use crate::{
    diagnostic::words::did_you_mean,
    edit::{refusal::Refusal, splice::Splices},
    model::{channel::ReleaseTable, field::Named},
    source::{Map, Value, yaml::WrittenId},
};

/// Items of a list, in the order of writing.
pub(super) type Items = Vec<(String, Given)>;

/// What changes in a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Change {
    /// What is put into it, in the order of writing.
    pub set: Vec<(String, Given)>,
    /// What is taken out of it.
    pub remove: Vec<String>,
}

impl Change {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.remove.is_empty()
    }

    /// Without what a table has already.
    pub(super) fn beyond(&self, table: Map<'_>) -> Self {
        let new = |(name, given): &&(String, Given)| {
            table.get(name).is_none_or(|entry| json(&entry.node.value) != given.json())
        };
        Self { set: self.set.iter().filter(new).cloned().collect(), remove: self.remove.clone() }
    }

    /// Whether a table that was another one has the change, and nothing else.
    pub(super) fn leads(&self, from: Map<'_>, to: Map<'_>) -> bool {
        self.names(from, to).all(|name| self.expected(name, from) == json_of(to, name))
    }

    /// Whether each item of a table that was another one is as it was, or has the change: who overrides an item keeps it.
    pub(super) fn leads_in_part(&self, from: Map<'_>, to: Map<'_>) -> bool {
        let is_kept = |name: &str| json_of(from, name) == json_of(to, name);
        self.names(from, to).all(|name| is_kept(name) || self.expected(name, from) == json_of(to, name))
    }

    fn names<'n>(&'n self, from: Map<'n>, to: Map<'n>) -> impl Iterator<Item = &'n str> {
        let names = from.entries().iter().chain(to.entries()).map(|entry| entry.key);
        let names: BTreeSet<&str> = names.chain(self.set.iter().map(|(name, _)| name.as_str())).collect();
        names.into_iter()
    }

    fn expected(&self, name: &str, from: Map<'_>) -> Option<String> {
        if self.remove.iter().any(|removed| removed == name) {
            return None;
        }
        let given = self.set.iter().find(|(other, _)| other == name).map(|(_, given)| given.json());
        given.or_else(|| json_of(from, name))
    }
}

/// An item as compact JSON.
fn json_of(map: Map<'_>, name: &str) -> Option<String> {
    map.get(name).map(|entry| json(&entry.node.value))
}

/// A table that is to be written.
pub(super) struct Planned<'v, 's> {
    pub(super) view: &'v View<'s>,
    pub(super) names: &'v Names<'v>,
    pub(super) table: ReleaseTable,
    /// The table that it is made from, in a release above.
    pub(super) from: Option<WrittenId>,
    /// The release near which it is written.
    pub(super) near: usize,
    /// Where it is written.
    pub(super) at: usize,
    /// The release that it is of.
    pub(super) version: &'v str,
}

impl<'s> Planned<'_, 's> {
    fn before(&self) -> Map<'s> {
        self.from.map_or(Map::EMPTY, |id| self.view.written(id).value.fields())
    }

    /// The lines of the table as it is in the release that it is made from: the list by its name, or as the file does it.
    pub(super) fn same(&self, splices: &mut Splices) -> Result<Vec<String>, Refusal> {
        let key = self.table.name();
        let Some(from) = self.from else { return Ok(Vec::new()) };
        if self.view.list(from) == List::Other {
            let text = &self.view.text[self.view.inner(from)];
            return Ok(vec![format!("{key}: {text}")]);
        }
        let name = self.reference(from, splices)?;
        if repeats(self.view, self.near, self.table) {
            let style = Style::near(self.view, self.near, self.table);
            let new = self.names.new_name(self.table, Some(&name), self.version);
            return Ok(vec![
                format!("{key}: &{new}"),
                format!("{:indent$}<<: *{name}", "", indent = style.item),
            ]);
        }
        Ok(vec![format!("{key}: *{name}")])
    }

    /// The lines of the table with a change; `share` takes a list that is there already.
    pub(super) fn changed(
        &self,
        change: &Change,
        share: bool,
        splices: &mut Splices,
    ) -> Result<Vec<String>, Refusal> {
        let before = self.before();
        let key = self.table.name();
        for removed in &change.remove {
            if before.get(removed).is_none() {
                let known = before.entries().iter().map(|entry| entry.key);
                let help = did_you_mean(removed, known, "leave it out of the command");
                let title = format!(
                    "`{removed}` is not in `{key}` of the release that `{}` is made from",
                    self.version
                );
                let refusal = Refusal::new(title, help);
                return Err(match self.from {
                    Some(from) => refusal.at(self.first_line(from), "made from this"),
                    None => refusal,
                });
            }
        }
        let change = change.beyond(before);
        if change.is_empty() {
            return self.same(splices);
        }
        let is_wanted = |map: Map<'_>| change.leads(before, map);
        // A list with this content may be there: the lowest minor of a round defines it, and the others take it.
        // Lists that are named after releases are shared only where both build on the same one.
        let from = self.from.and_then(|id| self.view.anchor_of(id));
        let by_version = self.names.by_version(self.table, from, self.view);
        let anywhere = !by_version || self.from.is_none() || !change.remove.is_empty();
        let base = |anchor: usize| self.view.definitions[anchor].and_then(|id| self.view.base(id));
        let lists: Vec<usize> =
            self.lists_above().filter(|anchor| is_wanted(self.value_of(*anchor))).collect();
        let sibling = lists.iter().find(|anchor| from.is_some() && base(**anchor) == from);
        if let Some(anchor) = sibling.or(lists.first().filter(|_| anywhere)).filter(|_| share) {
            return Ok(vec![format!("{key}: *{}", self.view.name_of(*anchor))]);
        }
        if self.names_with(&change, before) == 0 {
            return Ok(Vec::new());
        }
        let (base, set) = self.base_and_items(&change, before, splices)?;
        let style = Style::near(self.view, self.near, self.table);
        let from_name =
            self.from.and_then(|id| self.view.anchor_of(id)).map(|anchor| self.view.name_of(anchor));
        let new = self.names.new_name(self.table, from_name.or(base.as_deref()), self.version);
        let mut lines = vec![format!("{key}: &{new}")];
        lines.extend(base.map(|base| format!("{:indent$}<<: *{base}", "", indent = style.item)));
        for (name, given) in set {
            lines.extend(
                self.item(&name, &given, style)
                    .into_iter()
                    .map(|line| format!("{:indent$}{line}", "", indent = style.item)),
            );
        }
        Ok(lines)
    }

    /// How many names a table has with a change.
    pub(super) fn names_with(&self, change: &Change, before: Map<'_>) -> usize {
        let kept = before
            .entries()
            .iter()
            .filter(|entry| change.remove.iter().all(|name| name != entry.key))
            .count();
        kept + change.set.iter().filter(|(name, _)| before.get(name).is_none()).count()
    }

    /// The list that is merged, and what is written beside it.
    pub(super) fn base_and_items(
        &self,
        change: &Change,
        before: Map<'s>,
        splices: &mut Splices,
    ) -> Result<(Option<String>, Items), Refusal> {
        let Some(from) = self.from.filter(|_| !before.entries().is_empty()) else {
            return Ok((None, change.set.clone()));
        };
        if change.remove.is_empty() {
            return Ok((Some(self.reference(from, splices)?), change.set.clone()));
        }
        // A merge cannot remove: an older list without it, and all that came since.
        let lacks = |map: Map<'_>| change.remove.iter().all(|name| map.get(name).is_none());
        let mut older = self.view.base(from);
        while let Some(anchor) =
            older.filter(|anchor| !lacks(self.value_of(*anchor)) || !self.view.means(*anchor, self.at))
        {
            older = self.view.definitions[anchor].and_then(|id| self.view.base(id));
        }
        let base = older.map_or(Map::EMPTY, |anchor| self.value_of(anchor));
        let mut items = Vec::new();
        for entry in before.in_source_order() {
            let is_removed = change.remove.iter().any(|name| name == entry.key);
            let is_set = change.set.iter().any(|(name, _)| name == entry.key);
            let is_same =
                base.get(entry.key).is_some_and(|other| other.node.value.is_same(&entry.node.value));
            if !is_removed && !is_set && !is_same {
                items.push((entry.key.to_owned(), Given::of_value(&entry.node.value)));
            }
        }
        items.extend(change.set.iter().cloned());
        Ok((older.map(|anchor| self.view.name_of(anchor).to_owned()), items))
    }

    fn value_of(&self, anchor: usize) -> Map<'s> {
        self.view.definitions[anchor].map_or(Map::EMPTY, |id| self.view.written(id).value.fields())
    }

    /// The lists of this table that an alias here may mean, the nearest first.
    fn lists_above(&self) -> impl Iterator<Item = usize> {
        let mut seen = BTreeSet::new();
        let above = self.view.entries.partition_point(|entry| entry.lines.start < self.at);
        let lists = (0..above).rev().filter_map(|nth| self.view.anchor_of(self.view.table(nth, self.table)?));
        let lists = lists.filter(move |anchor| seen.insert(*anchor));
        lists.filter(|anchor| self.view.meant(self.view.name_of(*anchor), self.at) == Some(*anchor))
    }

    /// The name under which the list of a release is known here; one without a name gets one.
    fn reference(&self, from: WrittenId, splices: &mut Splices) -> Result<String, Refusal> {
        match self.view.anchor_of(from) {
            Some(anchor) if self.view.means(anchor, self.at) => Ok(self.view.name_of(anchor).to_owned()),
            Some(_) => {
                let before = self.before();
                let same = |anchor: &usize| Value::Map(self.value_of(*anchor)).is_same(&Value::Map(before));
                match self.lists_above().find(same) {
                    Some(anchor) => Ok(self.view.name_of(anchor).to_owned()),
                    None => Err(self.below(from)),
                }
            }
            None if self.view.range(from).start < self.at => {
                let name = self.names.new_name(
                    self.table,
                    self.view.base(from).map(|anchor| self.view.name_of(anchor)),
                    self.version,
                );
                let place = self.place_of_anchor(from);
                let blanks = self.view.text[place..].len()
                    - self.view.text[place..].trim_start_matches([' ', '\t']).len();
                let gap = if self.view.text[place + blanks..].starts_with(['\r', '\n']) { "" } else { " " };
                splices.replace(place..place + blanks, format!(" &{name}{gap}"));
                Ok(name)
            }
            None => Err(self.below(from)),
        }
    }

    /// Where an anchor goes: behind the `:` of the key.
    fn place_of_anchor(&self, id: WrittenId) -> usize {
        let before = &self.view.text[..self.view.range(id).start];
        before.rfind(':').map_or(before.len(), |colon| colon + 1)
    }

    fn first_line(&self, id: WrittenId) -> std::ops::Range<usize> {
        let range = self.view.range(id);
        let line = self.view.text[range.clone()].lines().next().map_or(0, |line| line.trim_end().len());
        range.start..range.start + line
    }

    fn below(&self, from: WrittenId) -> Refusal {
        let title =
            format!("`{}` of `{}` would stand above the list that it uses", self.table.name(), self.version);
        Refusal::new(title, "make the release from one above its place: `--like VERSION`")
            .at(self.first_line(from), "this list")
            .because("an alias means an anchor above it, so nobody could read the file")
    }

    /// The lines of an item.
    pub(super) fn item(&self, name: &str, given: &Given, style: Style) -> Vec<String> {
        // A feature is quoted as it is elsewhere in the file.
        if let (ReleaseTable::FeatureVersions, Given::Text(text)) = (self.table, given) {
            let lists = (0..self.view.entries.len()).rev().filter_map(|nth| self.view.table(nth, self.table));
            let is_first = lists.clone().next().is_none();
            let quote = { lists }.find_map(|id| {
                let pair = self.view.document.pairs(id).iter().find(|pair| !pair.is_merge)?;
                self.view.text[self.view.inner(pair.value)].chars().next().filter(|c| matches!(c, '"' | '\''))
            });
            // The first one of a file is as in all others.
            if let Some(quote) =
                quote.or(is_first.then_some('"')).filter(|quote| !text.contains(['\\', *quote]))
            {
                return vec![format!("{}: {quote}{text}{quote}", super::given::scalar(name))];
            }
        }
        given.block(name, style.property, style.option, style.flow)
    }
}
