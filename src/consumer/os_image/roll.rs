//! Whether nodes are replaced between two releases, and why.

use super::Named;
use crate::model::os_image::{COMPONENTS, NamingRules, Release, Step};

/// Two releases of a provider.
#[derive(Debug)]
pub struct Roll<'r, 's> {
    /// The release before.
    pub old: &'r Release<'s>,
    /// The release after.
    pub new: &'r Release<'s>,
    /// The image before.
    pub old_image: Option<&'r str>,
    /// The image after.
    pub new_image: Option<&'r str>,
    /// The numbers of the rules that name the images, from 0, where they are two.
    pub other_rules: Option<(usize, usize)>,
    /// The components that have changed, of those that names of images are made of; where the name has changed without them, of
    /// those that rules ask for.
    pub changes: Vec<Change<'r>>,
}

/// A component, as it was and as it is; nothing where it is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'r> {
    /// Its name.
    pub component: &'r str,
    /// The version before.
    pub old: Option<&'r str>,
    /// The version after.
    pub new: Option<&'r str>,
}

impl<'r, 's> Roll<'r, 's> {
    /// Compares two releases.
    pub fn between(
        (old, old_named): (&'r Release<'s>, &'r Named<'r>),
        (new, new_named): (&'r Release<'s>, &'r Named<'r>),
        rules: &'r NamingRules<'_>,
    ) -> Self {
        let changed = |names: &mut dyn Iterator<Item = &'r str>| {
            let pairs = names.map(|component| Change {
                component,
                old: old.version_of(component),
                new: new.version_of(component),
            });
            pairs.filter(|change| change.old != change.new).collect::<Vec<_>>()
        };
        let mut changes = changed(&mut COMPONENTS.into_iter().chain(rules.others.iter().map(String::as_str)));
        let roll = Self {
            old,
            new,
            old_image: old_named.image.as_deref(),
            new_image: new_named.image.as_deref(),
            other_rules: old_named.rule.zip(new_named.rule).filter(|(old, new)| old != new),
            changes: Vec::new(),
        };
        if changes.is_empty() && roll.rolls() {
            changes = changed(&mut rules.asked.iter().copied());
        }
        Self { changes, ..roll }
    }

    /// Whether the image is another one: then nodes are replaced. Other fields of a machine template replace them as well, so
    /// that it is the same does not say that they stay.
    pub fn rolls(&self) -> bool {
        self.old_image != self.new_image
    }

    /// How far the releases are apart; nothing where they are two states of one.
    pub fn step(&self) -> Option<Step> {
        (self.old.name.value != self.new.name.value).then(|| self.new.identity.step_from(&self.old.identity))
    }
}
