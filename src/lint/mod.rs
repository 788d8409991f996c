//! What must not ship, seen in what was written.
//!
//! A lint only reports. Each is one file under `lint/` and one line of `LINTS`; its rule stands in the
//! table of [`crate::diagnostic::Rule`].

mod missing_section;
mod missing_version;
mod taken_over;

use crate::{diagnostic::Diagnostics, model::Catalog};

/// Looks at one aspect of what was written and reports what is wrong with it.
type Lint = fn(&Catalog<'_>, &mut Diagnostics);

/// The lints that `kdm generate` stops on.
const LINTS: [Lint; 3] = [missing_section::check, missing_version::check, taken_over::check];

/// Runs all lints.
pub fn run(catalog: &Catalog<'_>, diagnostics: &mut Diagnostics) {
    for lint in LINTS {
        lint(catalog, diagnostics);
    }
}
