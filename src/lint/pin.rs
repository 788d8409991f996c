//! The pin: whether the RKE tables are those of the state of upstream's repository that was imported.

use std::path::Path;

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    emit::rke_digest,
    model::{Catalog, settings::Settings},
    repository::{Repository, SourceKind},
};

/// Compares the RKE tables of a build with the pin. `explicit` is what `--rke-source` names.
pub fn pin(
    catalog: &Catalog<'_>,
    repository: &Repository,
    explicit: Option<&Path>,
    diagnostics: &mut Diagnostics,
) {
    let compiled = catalog.compiled.as_ref().and_then(|data| data.rke.as_ref());
    let (Some(Settings { upstream: Some(pin), .. }), Some(source), Some(rke)) =
        (&catalog.settings, repository.rke_source(), catalog.rke.as_ref().or(compiled))
    else {
        return;
    };
    // Go code in the repository itself was not imported.
    if explicit.is_none() && source.kind != SourceKind::Tree {
        return;
    }
    let path = explicit.unwrap_or(&source.path).display();
    let found = repository.revision();
    if explicit.is_some()
        && let (Some(pinned), Some(commit)) = (pin.commit, &found.commit)
        && pinned.value != commit
    {
        let title = format!("`{path}` is at commit {commit}, but another commit is pinned");
        diagnostics.report(another(title, &path).at(pinned.span, ""));
        return;
    }
    if rke_digest(rke) == pin.sha256.value {
        return;
    }
    if explicit.is_none() {
        let title = format!("`{path}` differs from what was imported");
        let help = "keep the edits if they are intended; `kdm import --force` restores what is pinned";
        diagnostics.report(Diagnostic::new(Rule::UpstreamEdited, title).at(pin.sha256.span, "").help(help));
    } else if found.commit.is_some() && pin.commit.is_some() {
        let title = format!("the tables of `{path}` differ from those of its commit");
        let help = "run `git status` there";
        diagnostics.report(Diagnostic::new(Rule::UpstreamEdited, title).at(pin.sha256.span, "").help(help));
    } else {
        let title = format!("the RKE tables of `{path}` are not the pinned ones");
        diagnostics.report(another(title, &path).at(pin.sha256.span, ""));
    }
}

fn another(title: String, path: &impl std::fmt::Display) -> Diagnostic {
    Diagnostic::new(Rule::UpstreamPin, title).help(format!(
        "pin it with `kdm import --force {path}`, or name the pinned state with `--rke-source`"
    ))
}
