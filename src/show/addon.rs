//! The templates of an addon over the versions.

use super::{NotFound, near};
use crate::{
    consumer::choice::Choices,
    model::{Metadata, Text, rke::minor_of},
};

/// Which version gets which template.
#[derive(Debug)]
pub struct AddonAnswer<'s> {
    /// The addon.
    pub addon: Text<'s>,
    /// The minors of Kubernetes, ascending, each with the number of its versions.
    pub minors: Vec<(&'s str, usize)>,
    /// The ranges, in the order in which their first versions come.
    pub rows: Vec<TemplateRow<'s>>,
    /// The versions that no range matches, though they must have a template.
    pub gap: Coverage<'s>,
    /// The versions that several ranges match.
    pub overlap: Coverage<'s>,
    /// Ranges that cannot be read.
    pub refused: Vec<Text<'s>>,
}

/// A range and its template.
#[derive(Debug)]
pub struct TemplateRow<'s> {
    /// The range.
    pub range: Text<'s>,
    /// The key of the template.
    pub template: Text<'s>,
    /// The bytes of its text; nothing where there is none.
    pub size: Option<usize>,
    /// The versions that it matches.
    pub versions: Coverage<'s>,
}

/// Some of the versions.
#[derive(Debug, Default)]
pub struct Coverage<'s> {
    /// They, ascending.
    pub versions: Vec<Text<'s>>,
    /// How many of each minor, in the order of the minors.
    pub by_minor: Vec<usize>,
}

impl<'s> AddonAnswer<'s> {
    /// The answer for an addon.
    ///
    /// # Errors
    ///
    /// When there is none of this name.
    pub fn of(name: &str, metadata: &Metadata<'s>) -> Result<Self, NotFound> {
        let choices = metadata.rke.as_ref().map(Choices::of);
        let addons = choices.as_ref().map_or(&[][..], |choices| &choices.addons);
        let found = choices.as_ref().zip(addons.iter().find(|addon| addon.name.value == name));
        let Some((choices, addon)) = found else {
            let known: Vec<_> = addons.iter().map(|addon| addon.name.value).collect();
            let meant = near(name, &known);
            let meant =
                if meant.is_empty() { known.iter().map(|name| (*name).to_owned()).collect() } else { meant };
            return Err(NotFound { what: format!("addon `{name}`"), meant, ask: None });
        };
        let mut minors: Vec<(&str, usize)> = Vec::new();
        for key in &choices.keys {
            match minors.last_mut().filter(|(minor, _)| *minor == minor_of(key.value)) {
                Some((_, count)) => *count += 1,
                None => minors.push((minor_of(key.value), 1)),
            }
        }
        let coverage = |versions: Vec<Text<'s>>| {
            let of = |minor: &str| versions.iter().filter(|version| minor_of(version.value) == minor).count();
            Coverage { by_minor: minors.iter().map(|(minor, _)| of(minor)).collect(), versions }
        };
        let texts = metadata.rke.as_ref().and_then(|rke| rke.texts());
        let matches = choices.matches(addon);
        let demands = choices.demands(addon);
        let mut rows: Vec<_> = addon
            .choices
            .iter()
            .map(|choice| {
                let places = choice.range.set().places_in(&choices.versions);
                let versions = places.into_iter().flat_map(|places| choices.keys[places].iter().copied());
                let text = texts.and_then(|texts| texts.get(choice.template.value));
                TemplateRow {
                    range: choice.written,
                    template: choice.template,
                    size: text.map(|text| text.value.len()),
                    versions: coverage(versions.collect()),
                }
            })
            .collect();
        let place = |row: &TemplateRow<'_>| {
            let first = row.versions.versions.first();
            first.and_then(|first| choices.keys.iter().position(|key| key == first)).unwrap_or(usize::MAX)
        };
        rows.sort_by_key(place);
        let those = |is: &dyn Fn(usize) -> bool| {
            let keys = choices.keys.iter().enumerate().filter(|(nth, _)| is(*nth));
            coverage(keys.map(|(_, key)| *key).collect())
        };
        let gap = those(&|nth| matches[nth].is_empty() && demands[nth]);
        let overlap = those(&|nth| matches[nth].len() > 1);
        Ok(Self {
            addon: addon.name,
            rows,
            gap,
            overlap,
            refused: addon.refused.iter().map(|(range, _)| *range).collect(),
            minors,
        })
    }
}
