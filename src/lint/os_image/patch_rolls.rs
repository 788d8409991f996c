//! A patch, or a minor where that is forbidden, replaces all nodes.

use super::subject::{Checked, Releases, finding, place, said};
use crate::{
    consumer::os_image::Roll,
    diagnostic::{Diagnostic, Rule},
    model::os_image::{State, Step},
};

/// Nobody takes a deprecated release any more.
pub(super) fn check(checked: &Checked<'_, '_>, releases: &Releases<'_, '_>) -> Vec<Diagnostic> {
    if checked.release.state == Some(State::Deprecated) {
        return Vec::new();
    }
    let roll = checked.roll(releases).filter(|roll| roll.step() == Some(Step::Patch));
    roll.and_then(|roll| rolls(&roll, Rule::PatchRolls)).into_iter().collect()
}

/// Reports that the image is renamed by a step that must not do so.
pub fn rolls(roll: &Roll<'_, '_>, rule: Rule) -> Option<Diagnostic> {
    if !roll.rolls() {
        return None;
    }
    let (new, old) = (roll.new, roll.old.name.value);
    let with = if roll.changes.is_empty() { String::new() } else { format!(": {}", said(&roll.changes)) };
    let by = roll.other_rules.map(|(old, new)| format!(", by rule {} instead of {}", new + 1, old + 1));
    let by = by.unwrap_or_default();
    let title = match roll.step() {
        Some(step) => {
            let step = step.name();
            format!("the {step} release `{}` names another node image than `{old}`{by}{with}", new.name.value)
        }
        None => format!("`{old}` names another node image than before{by}{with}"),
    };
    let first = roll.changes.first().filter(|_| by.is_empty());
    let span = first.map_or(new.name.span, |change| place(new, change.component));
    let help = match (rule, by.is_empty()) {
        (_, false) => {
            "see with `kdm os-image rules --explain` which chart names it; or make it a larger step"
        }
        (Rule::PatchRolls, _) => "make it a minor release, or leave the components as they are",
        (Rule::ImageRenamed, _) => "restore the old versions here, and make a new release",
        _ => "leave the components that name the image as they are",
    };
    Some(finding(rule, new, title, span).help(help))
}
