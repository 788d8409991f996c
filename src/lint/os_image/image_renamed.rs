//! A Release that clusters run names another image than before.

use super::subject::{Checked, Releases, finding, place, said};
use crate::{
    consumer::os_image::Roll,
    diagnostic::{Diagnostic, Rule},
    model::os_image::State,
};

pub(super) fn check(checked: &Checked<'_, '_>, releases: &Releases<'_, '_>) -> Vec<Diagnostic> {
    let (Some((old, Some(before))), Some(named)) = (&checked.before, &checked.named) else {
        return Vec::new();
    };
    if !matches!(old.state, Some(State::Active | State::Deprecated)) {
        return Vec::new();
    }
    let new = checked.release;
    let roll = Roll::between((old, before), (new, named), releases.rules);
    if !roll.rolls() {
        return Vec::new();
    }
    let with = if roll.changes.is_empty() { String::new() } else { format!(": {}", said(&roll.changes)) };
    let title = format!("`{}` is released, and names another node image than before{with}", new.name.value);
    let span = roll.changes.first().map_or(new.name.span, |change| place(new, change.component));
    vec![finding(Rule::ImageRenamed, new, title, span).help("put it back, and make another release")]
}
