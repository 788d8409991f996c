//! Channel files: releases are added, renamed, changed and removed as people would do it, and nothing else changes.
//!
//! An operation is a set of splices of the text. After each the text is read again, and what it means is compared with what it
//! meant before: a release that no operation names must mean the same. The rules are those measured on the 1,039 edits of
//! upstream's files since 2020: where a release stands, what it is made from, how its lists are named and written.

mod add;
mod channel;
mod default;
mod detach;
mod given;
mod in_place;
mod name;
mod outcome;
mod remove;
mod rename;
mod set;
mod style;
mod table;
mod verify;
mod view;
pub mod window;

use std::collections::{BTreeMap, BTreeSet};

pub use add::Addition;
pub use default::DefaultRule;
pub use given::Given;
pub(crate) use given::{json, scalar};
pub use outcome::Whose;
pub use table::Change;

use super::refusal::{NotEdited, Refusal};
use crate::{
    diagnostic::{Diagnostics, FileId, Rule, words::count},
    model::{
        Distribution, Metadata, RancherLine, ReleaseVersion,
        channel::{ChannelData, MAX, MIN, Origin, ReleaseTable},
    },
    source::{Arena, Map, Node, Sources, Value, yaml},
};
use outcome::Edit;
use view::View;

/// Something to do in a channel file.
#[derive(Debug, Clone)]
pub enum Operation {
    /// A release more.
    Add(Addition),
    /// Releases get other versions: from which to which; and a comment above each.
    Rename {
        /// From which to which.
        versions: Vec<(String, String)>,
        /// The comment, without `#`.
        comment: Option<String>,
        /// Whether it may stand in a place that is not its own.
        force: bool,
    },
    /// A list gets another name, and its users follow.
    RenameList {
        /// Its name.
        from: String,
        /// Its new name.
        to: String,
    },
    /// A release less, and a comment in its place.
    Remove {
        /// Its version.
        version: String,
        /// The comment, without `#`.
        comment: Option<String>,
    },
    /// Releases get other bounds.
    Window {
        /// Their versions.
        versions: Vec<String>,
        /// The lowest Rancher.
        min: Option<String>,
        /// The highest Rancher.
        max: Option<String>,
    },
    /// Releases get another table.
    Table {
        /// Their versions.
        versions: Vec<String>,
        /// Which table.
        table: ReleaseTable,
        /// What changes.
        change: Change,
        /// Whose; only where nobody else shares the list, if it is not said.
        whose: Option<Whose>,
        /// The round, where lists are named after it.
        round: String,
    },
    /// A channel names another release.
    Channel {
        /// The channel.
        name: String,
        /// The release.
        version: String,
    },
    /// Ranchers take another minor by default.
    Default(DefaultRule),
}

/// A release of a channel file, as far as commands ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its version.
    pub version: String,
    /// Its lowest Rancher.
    pub min: Option<String>,
    /// Its highest Rancher.
    pub max: Option<String>,
}

/// How many lists are changed one after the other at most: after each the text is read again.
const MOST_CHANGED: usize = 500;

fn too_many() -> Refusal {
    let title =
        format!("more than {MOST_CHANGED} releases have lists of their own, which would change one by one");
    Refusal::new(title, "change fewer at a time: a version, a minor, or all from a patch on")
}

/// A channel file that can be edited.
pub struct ChannelFile<'s> {
    view: View<'s>,
    file: FileId,
    arena: &'s Arena,
}

impl<'s> ChannelFile<'s> {
    /// Reads a channel file.
    ///
    /// # Errors
    ///
    /// When something in it cannot be read: what an edit changes there nobody could tell.
    pub fn read(sources: &'s Sources, file: FileId, arena: &'s Arena) -> Result<Self, NotEdited> {
        let mut found = Diagnostics::default();
        match sources.text(file, &mut found) {
            Some(text) => Self::parse(text, file, arena),
            None => Err(NotEdited::Unreadable(found)),
        }
    }

    fn parse(text: &'s str, file: FileId, arena: &'s Arena) -> Result<Self, NotEdited> {
        let mut found = Diagnostics::default();
        let document = yaml::document(file, text, arena, &mut found);
        let Some((_, document)) = document.filter(|_| !found.forbid()) else {
            return Err(NotEdited::Unreadable(found));
        };
        let refused = |refusal| NotEdited::Refused { text: text.to_owned(), refusals: vec![refusal] };
        let second = found.iter().find(|finding| finding.rule == Rule::SecondDocument);
        if let Some(place) = second.and_then(|finding| finding.labels.first()) {
            let help = "make two files of it, or delete what nobody reads";
            let refusal =
                Refusal::new("there is more after the first document, and consumers read only that", help);
            return Err(refused(refusal.at(place.span.range(), "from here on")));
        }
        let view = View::of(text, document).map_err(refused)?;
        Ok(Self { view, file, arena })
    }

    /// The text.
    pub fn text(&self) -> &'s str {
        self.view.text
    }

    /// The releases, in the order of the file.
    pub fn releases(&self) -> impl DoubleEndedIterator<Item = Listed> {
        (0..self.view.entries.len()).map(|nth| self.listed(nth))
    }

    fn listed(&self, nth: usize) -> Listed {
        let text = |key: &str| {
            let value = self.view.written(self.view.pair(nth, key)?.value).value;
            value.as_str().map(str::to_owned)
        };
        Listed { version: self.view.entries[nth].version.to_owned(), min: text(MIN), max: text(MAX) }
    }

    /// Refuses a release that is not in it, or is there twice.
    ///
    /// # Errors
    ///
    /// The refusal, with the nearest version.
    pub fn must_have(&self, version: &str) -> Result<(), Refusal> {
        self.view.named(version).map(drop)
    }

    /// Whether a release may be added.
    ///
    /// # Errors
    ///
    /// When it is no version, or is there already, or a candidate of it is.
    pub fn may_add(&self, version: &str) -> Result<(), Refusal> {
        add::refuse_version(&self.view, version).map(drop)
    }

    /// The release that a new one is made from, and whether it is a lower one of the same minor.
    pub fn predecessor(&self, version: &ReleaseVersion) -> Option<(Listed, bool)> {
        let found = add::predecessor(&self.view.entries, version);
        let found = found.or_else(|| add::successor(&self.view.entries, version).map(|nth| (nth, false)));
        found.map(|(nth, same)| (self.listed(nth), same))
    }

    /// Whether a release has messages.
    pub fn has_messages(&self, version: &str) -> bool {
        self.view.find(version).is_some_and(|nth| self.view.pair(nth, "messages").is_some())
    }

    /// The highest release below a version.
    pub fn predecessor_below(&self, version: &ReleaseVersion) -> Option<Listed> {
        add::predecessor(&self.view.entries, version).map(|(nth, _)| self.listed(nth))
    }

    /// The name of the list that a table of a release defines.
    pub fn list_name(&self, version: &str, table: ReleaseTable) -> Option<String> {
        let id = self.view.table(self.view.find(version)?, table)?;
        self.view.written(id).anchor.map(|anchor| self.view.name_of(anchor).to_owned())
    }

    /// The lowest release of the minor of a version, where all of them are above it.
    pub fn lowest_above(&self, version: &ReleaseVersion) -> Option<String> {
        let same =
            self.view.entries.iter().filter_map(|entry| entry.number).filter(|other| {
                other.minor() == version.minor() && other.distribution == version.distribution
            });
        let lowest = same.min_by(|a, b| a.rank().cmp(&b.rank()))?;
        (lowest.rank() > version.rank()).then(|| lowest.to_string())
    }

    /// A table of a release; empty for one that has none, nothing without the release.
    pub fn table(&self, version: &str, table: ReleaseTable) -> Option<Map<'s>> {
        let nth = self.view.find(version)?;
        Some(self.view.table(nth, table).map_or(Map::EMPTY, |id| self.view.written(id).value.fields()))
    }

    /// Whether there are rules of Rancher's defaults in it.
    pub fn has_defaults(&self) -> bool {
        default::has_rules(&self.view)
    }

    /// The line that the file is for, as far as its defaults and windows say it.
    pub fn line(&self, distribution: Distribution) -> Option<RancherLine> {
        let root = self.view.written(self.view.document.root?);
        let node = Node { value: root.value, span: Some(root.span) };
        let section = ChannelData::of(&node, Origin::Own)?;
        RancherLine::of(&Metadata::of_sections(BTreeMap::from([(distribution, section)])))
    }

    /// The ranges of Rancher's defaults, and what they take.
    pub fn defaults(&self) -> Vec<(&'s str, &'s str)> {
        default::listed(&self.view)
    }

    /// The releases of an older state that it does not have, or with another meaning.
    pub fn changed_since(&self, old: &ChannelFile<'_>) -> Vec<String> {
        let mut new: BTreeMap<&str, Value<'_>> = BTreeMap::new();
        for entry in &self.view.entries {
            new.entry(entry.version).or_insert(self.view.written(entry.id).value);
        }
        let old = old.view.entries.iter().map(|entry| (entry.version, old.view.written(entry.id).value));
        let changed = old.filter(|(version, value)| new.get(version).is_none_or(|new| !new.is_same(value)));
        changed.map(|(version, _)| version.to_owned()).collect()
    }

    /// Does something in it, and adds to `told` what was taken from where. Nothing else changes, which is looked at.
    ///
    /// # Errors
    ///
    /// When it is refused, or cannot be done without changing something else.
    pub fn apply(self, operation: &Operation, told: &mut Vec<String>) -> Result<Self, NotEdited> {
        let mut one = |file: Self, edit: &dyn Fn(&View<'s>) -> Result<Edit, Refusal>| file.step(edit, told);
        match operation {
            Operation::Add(addition) => one(self, &|view| add::add(view, addition)),
            Operation::Rename { versions, comment, force } => {
                one(self, &|view| rename::rename(view, versions, (comment.as_deref(), *force)))
            }
            Operation::RenameList { from, to } => one(self, &|view| rename::rename_list(view, from, to)),
            Operation::Remove { version, comment } => {
                one(self, &|view| remove::remove(view, version, comment.as_deref()))
            }
            Operation::Window { versions, min, max } => one(self, &|view| {
                let entries =
                    versions.iter().map(|version| view.named(version)).collect::<Result<Vec<_>, _>>()?;
                set::window(view, &entries, min.as_deref(), max.as_deref())
            }),
            Operation::Channel { name, version } => one(self, &|view| channel::set(view, name, version)),
            Operation::Default(rule) => one(self, &|view| default::set(view, rule)),
            Operation::Table { versions, table, change, whose, round } => {
                let selected: BTreeSet<String> = versions.iter().cloned().collect();
                let (mut file, mut changed) = (self, 0);
                for version in versions {
                    if changed > MOST_CHANGED {
                        return Err(file.refuse(too_many()));
                    }
                    let before = told.len();
                    file = file.step(
                        &|view| {
                            let nth = view.named(version)?;
                            let target = set::Target {
                                nth,
                                selected: &selected,
                                table: *table,
                                change,
                                whose: *whose,
                                round,
                            };
                            set::table(view, &target)
                        },
                        told,
                    )?;
                    changed += usize::from(told.len() > before);
                }
                Ok(file)
            }
        }
    }

    fn refuse(&self, refusal: Refusal) -> NotEdited {
        NotEdited::Refused { text: self.view.text.to_owned(), refusals: vec![refusal] }
    }

    fn step(
        self,
        make: &dyn Fn(&View<'s>) -> Result<Edit, Refusal>,
        told: &mut Vec<String>,
    ) -> Result<Self, NotEdited> {
        let text = self.view.text;
        let refused = |refusal| NotEdited::Refused { text: text.to_owned(), refusals: vec![refusal] };
        let mut edit = make(&self.view).map_err(refused)?;
        told.append(&mut edit.told);
        if edit.splices.is_empty() {
            // What was to change would have stayed as it is.
            if edit.own.is_some() || edit.shared.is_some() {
                verify::verify(&self.view, &self.view, &edit).map_err(refused)?;
            }
            return Ok(self);
        }
        let odd = |what: &str| refused(Refusal::odd(0..0, what));
        let new = std::mem::take(&mut edit.splices)
            .apply(text)
            .ok_or_else(|| odd("two changes are of one place"))?;
        let new = self.arena.alloc_str(&new);
        let Ok(next) = Self::parse(new, self.file, self.arena) else {
            return Err(odd("the new text could not be read"));
        };
        let with_it = verify::verify(&self.view, &next.view, &edit).map_err(refused)?;
        if with_it > 0 && edit.shared.is_some() {
            told.push(format!("and with it that of {}", count(with_it, "more release")));
        }
        Ok(next)
    }
}
