//! Names of node images, the images that must have been built, and whether nodes roll: as lists for pipes, for spreadsheets, for
//! programs, for people, and for a pull request.

mod explain;
mod json;
mod lists;
mod markdown;
mod text;

pub use explain::render_explained;
pub use json::{
    MatrixJson, NamesJson, RollsJson, render_matrix_json, render_names_json, render_rolls_json,
    render_workflow_matrix,
};
pub use lists::{List, matrix_list, names_list, rolls_list};
pub use markdown::render_states_markdown;
pub use text::{render_matrix_text, render_names_text, render_rolls_text};

use crate::{
    consumer::os_image::{Change, Matrix, Named, Roll, Row, Unneeded},
    model::os_image::Release,
};

/// Releases and their images.
pub type NamedReleases<'r, 's> = [(&'r Release<'s>, Named<'r>)];

/// What must have been built, and how that compares with a list of what exists.
#[derive(Debug)]
pub struct Wanted<'m, 't> {
    /// What must have been built.
    pub matrix: &'m Matrix,
    /// How it compares with a list of what exists; nothing where there is none.
    pub compared: Option<Compared<'m, 't>>,
}

/// What must have been built, against what exists.
#[derive(Debug)]
pub struct Compared<'m, 't> {
    /// What is not there.
    pub missing: Vec<&'m Row>,
    /// What is there, and no release needs any more.
    pub unneeded: Vec<Unneeded<'t>>,
}

/// `roll` or `same`.
fn verdict(roll: &Roll<'_, '_>) -> &'static str {
    if roll.rolls() { "roll" } else { "same" }
}

/// What the verdict means. That the image is the same does not say that nodes stay: other fields of a machine template replace
/// them as well.
fn meaning(roll: &Roll<'_, '_>) -> &'static str {
    if roll.rolls() { "OS image renamed: nodes roll" } else { "OS image unchanged" }
}

/// `os-tooling added 1.19.1, flatcar-variant removed 1.0.0`.
fn why(changes: &[Change<'_>]) -> String {
    changes.iter().map(|one| change(one, "->")).collect::<Vec<_>>().join(", ")
}

fn change(Change { component, old, new }: &Change<'_>, arrow: &str) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("{component} {old} {arrow} {new}"),
        (None, Some(new)) => format!("{component} added {new}"),
        (old, None) => format!("{component} removed {}", old.unwrap_or_default()),
    }
}
