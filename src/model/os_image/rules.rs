//! The rules by which charts name images.

use std::collections::BTreeSet;

use super::{COMPONENTS, Comparison, Provider, Release, Template};
use crate::{diagnostic::Span, model::Text};

/// Rules, of which the first that fits a release counts.
#[derive(Debug)]
pub struct NamingRules<'s> {
    /// What stands for `{channel}`.
    pub channel: &'s str,
    /// The rules, in order.
    pub rules: Vec<NamingRule<'s>>,
    /// The components that names are made of by any of them, besides [`COMPONENTS`].
    pub others: BTreeSet<String>,
    /// The components that any of them asks for.
    pub asked: BTreeSet<&'s str>,
}

/// A rule: all of what it asks for must hold.
#[derive(Debug)]
pub struct NamingRule<'s> {
    /// Where it is.
    pub span: Option<Span>,
    /// Releases of these providers; of every one where none is named.
    pub providers: Vec<Provider>,
    /// Components that must be there.
    pub with: Vec<Text<'s>>,
    /// Components that must not be there.
    pub without: Vec<Text<'s>>,
    /// Components whose versions must be so.
    pub charts: Vec<Chart<'s>>,
    /// The name; nothing for a provider without images of its own.
    pub image: Option<Name<'s>>,
}

/// How the name is made, and where that is written.
pub type Name<'s> = (Template, Text<'s>);

/// A component and what its version is compared with.
#[derive(Debug)]
pub struct Chart<'s> {
    /// The component.
    pub name: Text<'s>,
    /// The comparison.
    pub comparison: Comparison,
}

/// Why a rule does not fit a release.
#[derive(Debug, Clone, Copy)]
pub enum Unfit<'r> {
    /// It is of other providers.
    Provider(&'r [Provider]),
    /// It asks for a component that is not there.
    Lacks(&'r str),
    /// It is for releases without a component that is there.
    Has(&'r str),
    /// It asks for another version of a component.
    Chart(&'r Comparison, &'r str, &'r str),
}

impl<'s> NamingRules<'s> {
    /// Rules, in order.
    pub(crate) fn new(channel: &'s str, rules: Vec<NamingRule<'s>>) -> Self {
        let templates = rules.iter().filter_map(|rule| rule.image.as_ref());
        let named = templates.flat_map(|(template, _)| template.components());
        let others = named.filter(|name| !COMPONENTS.contains(name)).map(str::to_owned).collect();
        let asked = rules.iter().flat_map(|rule| {
            let charts = rule.charts.iter().map(|chart| &chart.name);
            charts.chain(&rule.with).chain(&rule.without).map(|name| name.value)
        });
        let asked = asked.collect();
        Self { channel, rules, others, asked }
    }

    /// The first rule that fits a release, and its number, from 0.
    pub fn fitting(&self, release: &Release<'_>) -> Option<(usize, &NamingRule<'s>)> {
        self.rules.iter().enumerate().find(|(_, rule)| rule.unfit(release).is_none())
    }
}

impl NamingRule<'_> {
    /// Why it does not fit; nothing where it does.
    pub fn unfit<'r>(&'r self, release: &'r Release<'_>) -> Option<Unfit<'r>> {
        let provider = release.identity.provider;
        let is_of_others = !self.providers.is_empty()
            && !provider.is_some_and(|provider| self.providers.contains(&provider));
        if is_of_others {
            return Some(Unfit::Provider(&self.providers));
        }
        let has = |name: &&Text<'_>| release.components.contains_key(name.value);
        let lacks = self.with.iter().find(|name| !has(name)).map(|name| Unfit::Lacks(name.value));
        let other = || self.without.iter().find(has).map(|name| Unfit::Has(name.value));
        let chart = || {
            self.charts.iter().find_map(|Chart { name, comparison }| {
                let Some(chart) = release.components.get(name.value) else {
                    return Some(Unfit::Lacks(name.value));
                };
                let holds = comparison.holds(&chart.number);
                (!holds).then_some(Unfit::Chart(comparison, chart.name.value, chart.version.value))
            })
        };
        lacks.or_else(other).or_else(chart)
    }
}
