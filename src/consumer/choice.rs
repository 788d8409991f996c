//! Which template a version gets.
//!
//! RKE and Rancher walk an addon's ranges in random order (a Go map) and take the first that matches
//! (`getTemplate` in RKE's templates.go, `getLabelMap` in Rancher's kontainerdrivermetadata). So the choice is
//! sound only if exactly one does.

use crate::model::{
    Text,
    range::{Range, RangeError},
    rke::Rke,
    version::{Version, VersionError},
};

/// The versions of the tables and the ranges of the addons, each parsed once.
#[derive(Debug)]
pub struct Choices<'s> {
    /// The versions with system images, ascending.
    pub versions: Vec<Version>,
    /// Their keys, in the same order.
    pub keys: Vec<Text<'s>>,
    /// Keys that are not versions: they do not begin with `v`, or go on with something else.
    pub no_versions: Vec<(Text<'s>, VersionError)>,
    /// The addons, by name.
    pub addons: Vec<Addon<'s>>,
}

/// An addon and the ranges that lead to its templates.
#[derive(Debug)]
pub struct Addon<'s> {
    /// The name, as in `canal`.
    pub name: Text<'s>,
    /// The ranges that parse, with the key of their template.
    pub choices: Vec<Choice<'s>>,
    /// The ranges that do not.
    pub refused: Vec<(Text<'s>, RangeError)>,
    /// The ranges of versions that must have a template; every version without.
    pub introduced: Option<Vec<(Text<'s>, Result<Range, RangeError>)>>,
}

/// A range and where it leads.
#[derive(Debug)]
pub struct Choice<'s> {
    /// The range.
    pub range: Range,
    /// The range as it was written.
    pub written: Text<'s>,
    /// The key of the template.
    pub template: Text<'s>,
}

impl<'s> Choices<'s> {
    /// Parses what the tables have.
    pub fn of(rke: &Rke<'s>) -> Self {
        let mut versions = Vec::new();
        let mut no_versions = Vec::new();
        for row in rke.system_images.iter().flat_map(|images| images.rows()) {
            // `semver.Make(k8sVersion[1:])`
            let number = row.key.value.strip_prefix('v').unwrap_or_default();
            match Version::parse(number) {
                Ok(version) => versions.push((version, row.key)),
                Err(error) => no_versions.push((row.key, error)),
            }
        }
        versions.sort_by(|a, b| a.0.cmp(&b.0));
        let (versions, keys) = versions.into_iter().unzip();
        let addons = rke.addons().iter().map(|row| {
            let mut addon =
                Addon { name: row.key, choices: Vec::new(), refused: Vec::new(), introduced: None };
            for range in row.value.iter().flat_map(|ranges| ranges.rows()) {
                let (written, template) = (range.key, range.value);
                match Range::parse(written.value) {
                    Ok(range) => addon.choices.push(Choice { range, written, template }),
                    Err(error) => addon.refused.push((written, error)),
                }
            }
            let ranges = rke.introduced.of(row.key.value);
            addon.introduced =
                ranges.map(|ranges| ranges.map(|range| (range, Range::parse(range.value))).collect());
            addon
        });
        Self { versions, keys, no_versions, addons: addons.collect() }
    }

    /// For each version the ranges of an addon that match it (`getTemplate`); exactly one is right.
    pub fn matches<'a>(&self, addon: &'a Addon<'s>) -> Vec<Vec<&'a Choice<'s>>> {
        let mut matches = vec![Vec::new(); self.versions.len()];
        for choice in &addon.choices {
            for places in choice.range.set().places_in(&self.versions) {
                matches[places].iter_mut().for_each(|matching: &mut Vec<_>| matching.push(choice));
            }
        }
        matches
    }

    /// For each version whether it must have a template of an addon.
    pub fn demands(&self, addon: &Addon<'s>) -> Vec<bool> {
        let Some(introduced) = &addon.introduced else { return vec![true; self.versions.len()] };
        let mut demands = vec![false; self.versions.len()];
        for range in introduced.iter().filter_map(|(_, range)| range.as_ref().ok()) {
            for places in range.set().places_in(&self.versions) {
                demands[places].fill(true);
            }
        }
        demands
    }
}
