//! A component has changed, and the image does not depend on it: who expects other nodes waits for them.

use super::subject::{Checked, Releases, finding, place, said};
use crate::{
    diagnostic::{Diagnostic, Rule},
    model::os_image::FLATCAR,
};

pub(super) fn check(checked: &Checked<'_, '_>, releases: &Releases<'_, '_>) -> Vec<Diagnostic> {
    let Some(roll) = checked.roll(releases) else { return Vec::new() };
    let Some(first) = roll.changes.first().filter(|_| !roll.rolls()) else { return Vec::new() };
    let (new, old) = (roll.new, roll.old.name.value);
    // A release without an operating system of its own promises no image: those of aks, and of the old generation.
    if new.identity.provider.is_none() || !new.components.contains_key(FLATCAR) {
        return Vec::new();
    }
    let title = match roll.new_image {
        Some(_) => {
            format!("`{}` has {}, and its node image is that of `{old}`", new.name.value, said(&roll.changes))
        }
        None => format!("`{}` has {}, and no node image", new.name.value, said(&roll.changes)),
    };
    let help = format!(
        "`kdm os-image rules --explain` shows why, for `{}`; nothing needs to be done if that is known",
        new.name.value
    );
    vec![finding(Rule::ComponentIgnored, new, title, place(new, first.component)).help(help)]
}
