//! Components come or go with a release.

use super::subject::{Checked, Releases, finding};
use crate::{
    diagnostic::{Diagnostic, Rule, words::names},
    model::os_image::Release,
};

pub(super) fn check(checked: &Checked<'_, '_>, releases: &Releases<'_, '_>) -> Vec<Diagnostic> {
    let new = checked.release;
    // What is missing for the name is reported already.
    if checked.named.is_none() {
        return Vec::new();
    }
    let (Some(base), Some(_)) = (checked.base(releases), new.identity.provider) else { return Vec::new() };
    let old = base.release;
    let only = |of: &Release<'_>, other: &Release<'_>| {
        let names = of.components.keys().filter(|name| !other.components.contains_key(*name));
        names.map(|name| (*name).to_owned()).collect::<Vec<_>>()
    };
    let (added, removed) = (only(new, old), only(old, new));
    let what = match (&added[..], &removed[..]) {
        ([], []) => return Vec::new(),
        (added, []) => format!("has {}", names(added)),
        ([], removed) => format!("has no {} any more", names(removed)),
        (added, removed) => format!("has {} and no {} any more", names(added), names(removed)),
    };
    let title = format!("`{}` {what}, unlike `{}`", new.name.value, old.name.value);
    let first = added.first().and_then(|name| new.components.get(name.as_str()));
    let place = first.map_or(new.list, |component| component.name.span);
    let finding = finding(Rule::ComponentSetChanged, new, title, place);
    vec![finding.help("see with `kdm os-image roll OLD NEW` whether nodes roll")]
}
