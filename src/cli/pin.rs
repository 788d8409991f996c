//! The pin: which state of upstream's repository the tree `data/rke` was imported from.

use std::{fs, path::Path};

use anyhow::{Context, anyhow};

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    emit::{Digest, NewPin, Output, render_settings, write_rke_tables},
    model::{Catalog, rke::Rke, settings::Settings},
    repository::{Repository, SETTINGS, SourceKind, read_settings},
    source::{Arena, Sources, Value, describe, join},
};

/// The SHA-256 of what RKE tables compile to.
pub(super) fn digest(rke: &Rke<'_>) -> String {
    // Hashing does not fail.
    write_rke_tables(rke, Digest::default()).map(Digest::finish).unwrap_or_default()
}

/// Holds the RKE tables of a build against the pin. `explicit` is what `--rke-source` names.
pub(super) fn check(
    catalog: &Catalog<'_>,
    repository: &Repository,
    explicit: Option<&Path>,
    diagnostics: &mut Diagnostics,
) {
    let compiled = catalog.compiled.as_ref().and_then(|data| data.rke.as_ref());
    let (Some(Settings { upstream: Some(pin) }), Some(source), Some(rke)) =
        (&catalog.settings, repository.rke_source(), catalog.rke.as_ref().or(compiled))
    else {
        return;
    };
    // What stands in the repository as Go code was not imported.
    if explicit.is_none() && source.kind != SourceKind::Tree {
        return;
    }
    let path = explicit.unwrap_or(&source.path).display();
    let found = repository.revision();
    if explicit.is_some()
        && let (Some(pinned), Some(commit)) = (pin.commit, &found.commit)
        && pinned.value != commit
    {
        let title = format!("`{path}` is at commit {commit}, and another one is pinned");
        diagnostics.report(another(title, &path).at(pinned.span, ""));
        return;
    }
    if digest(rke) == pin.sha256.value {
        return;
    }
    if explicit.is_none() {
        let title = format!("`{path}` is not what was imported");
        let help = "if the edits are meant, keep them; `kdm import --force` brings back what is pinned";
        diagnostics.report(Diagnostic::new(Rule::UpstreamEdited, title).at(pin.sha256.span, "").help(help));
    } else if found.commit.is_some() && pin.commit.is_some() {
        let title = format!("the tables of `{path}` are not those of its commit");
        let help = "see `git status` there";
        diagnostics.report(Diagnostic::new(Rule::UpstreamEdited, title).at(pin.sha256.span, "").help(help));
    } else {
        let title = format!("the RKE tables of `{path}` are not those that are pinned");
        diagnostics.report(another(title, &path).at(pin.sha256.span, ""));
    }
}

fn another(title: String, path: &impl std::fmt::Display) -> Diagnostic {
    Diagnostic::new(Rule::UpstreamPin, title).help(format!(
        "pin it with `kdm import --force {path}`, or give the pinned state with `--rke-source`"
    ))
}

/// What `data/kdm.yaml` is going to be; nothing when it stays as it is.
///
/// # Errors
///
/// When it cannot be read.
pub(super) fn renewed(root: &Path, pin: Option<&NewPin>) -> anyhow::Result<Option<String>> {
    let path = join(root, SETTINGS);
    let mut sources = Sources::default();
    let file = match sources.load(&path) {
        Ok(file) => file,
        Err(error) if error.is_missing() && pin.is_none() => return Ok(None),
        Err(error) if error.is_missing() => return Ok(Some(render_settings("", None, pin))),
        Err(error) => return Err(error.into()),
    };
    let mut found = Diagnostics::default();
    let arena = Arena::new();
    let node = read_settings(&sources, file, &arena, &mut found);
    let (Some(node), false) = (node, found.stop()) else {
        let why = found.sorted().into_iter().find(Diagnostic::stops).map(|finding| finding.title);
        return Err(anyhow!("cannot change `{}`: {}", path.display(), why.unwrap_or_default()));
    };
    let text = std::str::from_utf8(&sources.file(file).bytes).unwrap_or_default();
    let old = match node.value {
        Value::Map(map) => map.get("upstream"),
        _ => None,
    };
    let old = old.map(|entry| {
        entry.key_span.range().start..entry.node.span.range().end.max(entry.key_span.range().end)
    });
    let new = render_settings(text, old, pin);
    Ok((new != text).then_some(new))
}

/// Writes `data/kdm.yaml`.
///
/// # Errors
///
/// When it cannot be written.
pub(super) fn write(root: &Path, text: &str) -> anyhow::Result<()> {
    let path = join(root, SETTINGS);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .map_err(|error| anyhow!(describe(&error)))
            .with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    let mut output = Output::new(&path, false)?;
    std::io::Write::write_all(&mut output, text.as_bytes())
        .map_err(|error| anyhow!(describe(&error)))
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    output.finish()?.commit()?;
    Ok(())
}
