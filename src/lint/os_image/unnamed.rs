//! A Release whose image has no name.

use std::collections::BTreeSet;

use super::subject::finding;
use crate::{
    consumer::os_image::Unnamed,
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::os_image::Release,
};

/// Reports why a Release has no name; not that it lacks what is `unknown` anyway.
pub fn unnamed(
    release: &Release<'_>,
    why: &Unnamed<'_>,
    unknown: &BTreeSet<&str>,
    diagnostics: &mut Diagnostics,
) {
    match why {
        Unnamed::NoRule => {
            let title = format!("no rule names the node image of `{}`", release.name.value);
            let help = "add a rule, at the end one without conditions; `kdm os-image rules --explain` says why the others do not fit";
            diagnostics.report(finding(Rule::NoRule, release, title, None).help(help));
        }
        Unnamed::Missing(names) => {
            let missing = names.iter().filter(|name| !unknown.contains(*name));
            diagnostics.report_all(missing.map(|name| lacking(release, name, "the name of its node image")));
        }
    }
}

/// That a Release lacks a component that something needs.
pub fn lacking(release: &Release<'_>, component: &str, what: &str) -> Diagnostic {
    let title = format!("`{}` has no component `{component}`, and {what} needs it", release.name.value);
    let help =
        format!("add `{component}`, or give rules that know the chart of this release (`--rules FILE`)");
    finding(Rule::MissingComponent, release, title, release.list).help(help)
}
