//! A Release whose image has no name.

use std::collections::BTreeSet;

use super::subject::finding;
use crate::{
    consumer::os_image::Unnamed,
    diagnostic::{Diagnostic, Diagnostics, Rule, words::nearest},
    model::os_image::{COMPONENTS, Release},
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
            let help = "add a last rule without conditions; `kdm os-image rules --rules FILE --explain RELEASE` says why the others do not fit";
            diagnostics.report(finding(Rule::NoRule, release, title, None).help(help));
        }
        Unnamed::Missing(names) => {
            let missing = names.iter().filter(|name| !unknown.contains(*name));
            diagnostics.report_all(missing.map(|name| lacking(release, name)));
        }
    }
}

/// That a Release lacks a component that its image is named by. One of a name like it was probably meant.
fn lacking(release: &Release<'_>, component: &str) -> Diagnostic {
    let name = release.name.value;
    let title = format!("`{name}` has no component `{component}`, and the name of its node image needs it");
    let others = release.components.keys().copied().filter(|other| !COMPONENTS.contains(other));
    let meant = nearest(component, others).and_then(|meant| release.components.get(meant));
    let (place, help) = match meant {
        Some(meant) => (meant.name.span, format!("write `{component}` instead of `{}`", meant.name.value)),
        None => {
            let rules = "give rules that know the chart of this release (`--rules FILE`)";
            (release.list, format!("add `{component}`, or {rules}"))
        }
    };
    finding(Rule::MissingComponent, release, title, place).help(help)
}

/// That a Release lacks a component that the name of its artifact has.
pub fn without_artifact(release: &Release<'_>, component: &str) -> Diagnostic {
    let name = release.name.value;
    let title = format!("`{name}` has no component `{component}`, and the name of its artifact needs it");
    let finding = finding(Rule::MissingComponent, release, title, release.list);
    let help = "correct `--artifact`, or choose releases with `--provider` and `--state`";
    finding.because("its file cannot be named").help(help)
}
