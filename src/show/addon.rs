//! The templates of an addon over the versions.

use super::{NotFound, near};
use crate::{
    consumer::choice::{Addon, Choices},
    model::{
        Metadata, Text,
        rke::{Rke, minor_of},
    },
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
        let rke = metadata.rke.as_ref();
        let choices = rke.map(Choices::of);
        let addons = choices.as_ref().map_or(&[][..], |choices| &choices.addons);
        let found = addons.iter().find(|addon| addon.name.value == name);
        if let Some(((rke, choices), addon)) = rke.zip(choices.as_ref()).zip(found) {
            return Ok(AddonAnswers::of(rke, choices).of_addon(addon));
        }
        let known: Vec<_> = addons.iter().map(|addon| addon.name.value).collect();
        let meant = near(name, &known);
        let meant =
            if meant.is_empty() { known.iter().map(|name| (*name).to_owned()).collect() } else { meant };
        Err(NotFound { what: format!("addon `{name}`"), meant, ask: None })
    }
}

/// What the answers for all addons have in common.
#[derive(Debug)]
pub(super) struct AddonAnswers<'c, 's> {
    rke: &'c Rke<'s>,
    choices: &'c Choices<'s>,
    /// The minors of Kubernetes, ascending, each with the number of its versions.
    minors: Vec<(&'s str, usize)>,
    /// The minor of each version.
    minor_of: Vec<usize>,
}

impl<'c, 's> AddonAnswers<'c, 's> {
    pub(super) fn of(rke: &'c Rke<'s>, choices: &'c Choices<'s>) -> Self {
        let mut minors: Vec<(&str, usize)> = Vec::new();
        let mut of_versions = Vec::new();
        for key in &choices.keys {
            match minors.last_mut().filter(|(minor, _)| *minor == minor_of(key.value)) {
                Some((_, count)) => *count += 1,
                None => minors.push((minor_of(key.value), 1)),
            }
            of_versions.push(minors.len() - 1);
        }
        Self { rke, choices, minors, minor_of: of_versions }
    }

    /// Some versions, by their places.
    fn coverage(&self, places: impl Iterator<Item = usize>) -> Coverage<'s> {
        let mut coverage = Coverage { versions: Vec::new(), by_minor: vec![0; self.minors.len()] };
        for place in places {
            coverage.versions.push(self.choices.keys[place]);
            coverage.by_minor[self.minor_of[place]] += 1;
        }
        coverage
    }

    pub(super) fn of_addon(&self, addon: &Addon<'s>) -> AddonAnswer<'s> {
        let choices = self.choices;
        let matches = choices.matches(addon);
        let demands = choices.demands(addon);
        let mut rows: Vec<_> = addon
            .choices
            .iter()
            .map(|choice| {
                let places = choice.range.set().places_in(&choices.versions);
                let first = places.first().map_or(usize::MAX, |places| places.start);
                let text = self.rke.texts().and_then(|texts| texts.get(choice.template.value));
                let row = TemplateRow {
                    range: choice.written,
                    template: choice.template,
                    size: text.map(|text| text.value.len()),
                    versions: self.coverage(places.into_iter().flatten()),
                };
                (first, row)
            })
            .collect();
        rows.sort_by_key(|(first, _)| *first);
        let those =
            |is: &dyn Fn(usize) -> bool| self.coverage((0..choices.keys.len()).filter(|nth| is(*nth)));
        AddonAnswer {
            addon: addon.name,
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            gap: those(&|nth| matches[nth].is_empty() && demands[nth]),
            overlap: those(&|nth| matches[nth].len() > 1),
            refused: addon.refused.iter().map(|(range, _)| *range).collect(),
            minors: self.minors.clone(),
        }
    }
}
