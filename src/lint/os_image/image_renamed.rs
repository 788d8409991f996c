//! A Release that clusters run names another image than before.

use super::{
    patch_rolls::rolls,
    subject::{Checked, Releases},
};
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
    let roll = Roll::between((old, before), (checked.release, named), releases.rules);
    rolls(&roll, Rule::ImageRenamed).into_iter().collect()
}
