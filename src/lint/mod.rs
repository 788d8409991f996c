//! What must not ship, seen in what was written.
//!
//! A lint only reports. Each is one file under `lint/` and one line of `LINTS`; its rule stands in the table of
//! [`crate::diagnostic::Rule`].

mod image_tag;
mod missing_section;
mod missing_version;
mod range_overlap;
mod range_syntax;
mod taken_over;
mod template_gap;
mod template_text;

use crate::{
    diagnostic::Diagnostics,
    model::{
        Catalog,
        rke::{Introduced, Rke, choice::Choices},
    },
};

/// What the lints look at.
struct Subject<'c, 's> {
    catalog: &'c Catalog<'s>,
    rke: &'c Rke<'s>,
    choices: Choices<'s>,
}

/// Looks at one aspect of what was written and reports what is wrong with it.
type Lint = fn(&Subject<'_, '_>, &mut Diagnostics);

/// The lints that `kdm generate` runs.
const LINTS: [Lint; 8] = [
    missing_section::check,
    missing_version::check,
    taken_over::check,
    image_tag::check,
    range_syntax::check,
    range_overlap::check,
    template_gap::check,
    template_text::check,
];

/// Runs all lints.
pub fn run(catalog: &Catalog<'_>, diagnostics: &mut Diagnostics) {
    let none = Rke::default();
    let rke = catalog.rke().unwrap_or(&none);
    let known;
    let introduced = match &catalog.tree {
        Some(tree) => &tree.introduced,
        None => {
            known = Introduced::known(rke);
            &known
        }
    };
    let subject = Subject { catalog, rke, choices: Choices::of(rke, introduced) };
    for lint in LINTS {
        lint(&subject, diagnostics);
    }
}

/// Versions as the end of a sentence: the first three by name, of the others the number.
fn versions(keys: &[&str]) -> String {
    const NAMED: usize = 3;
    let named: Vec<_> = keys.iter().take(NAMED).map(|key| format!("`{key}`")).collect();
    match keys.len().checked_sub(NAMED).filter(|&more| more > 0) {
        Some(more) => format!("{} and {more} more", named.join(", ")),
        None => named.join(", "),
    }
}
