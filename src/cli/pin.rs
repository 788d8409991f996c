//! The pin: which state of upstream's repository the tree `data/rke` was imported from.

use std::{fs, path::Path};

use anyhow::anyhow;

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    edit::{NewPin, render_settings},
    emit::{
        Digest,
        json::{JsonWriter, Layout},
        write_rke_tables,
    },
    model::{Catalog, rke::Rke, settings::Settings},
    output::{Output, Written},
    repository::{Repository, SETTINGS, SourceKind, read_settings},
    source::{Arena, Entry, Node, Sources, Value, describe, join},
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
    let (Some(Settings { upstream: Some(pin), .. }), Some(source), Some(rke)) =
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
    let file = match sources.load_own(&path) {
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
    let old = upstream(&node).map(|entry| entry.key_span.range().start..last_byte(&entry.node, text));
    let new = render_settings(text, old, pin);
    if !says_the_same(&node, &new, pin) {
        let path = path.display();
        return Err(anyhow!(
            "cannot change `{path}` as it is written: let `upstream` stand in lines of its own, or delete it"
        ));
    }
    Ok((new != text).then_some(new))
}

fn upstream<'s>(settings: &Node<'s>) -> Option<&'s Entry<'s>> {
    settings.value.fields().get("upstream")
}

/// Where a value ends: with a bracket, or with the last of what is in it.
fn last_byte(node: &Node<'_>, text: &str) -> usize {
    let range = node.span.range();
    match node.value {
        Value::Map(map) if !text[range.start..].starts_with('{') => {
            let ends = map
                .entries()
                .iter()
                .map(|entry| last_byte(&entry.node, text).max(entry.key_span.range().end));
            ends.max().unwrap_or(range.end)
        }
        _ => range.start + text[range].trim_end().len(),
    }
}

/// Whether new settings have the pin, and everything else as the old ones.
fn says_the_same(old: &Node<'_>, new: &str, pin: Option<&NewPin>) -> bool {
    let mut sources = Sources::default();
    let file = sources.add("kdm.yaml", new);
    let (arena, mut found) = (Arena::new(), Diagnostics::default());
    let node = read_settings(&sources, file, &arena, &mut found);
    // Nothing but comments is an empty file.
    let node = node.unwrap_or(Node { value: Value::Null, span: old.span });
    let text = |node: &Node<'_>, key: &str| node.value.fields().value(key).as_str().map(str::to_owned);
    let written = upstream(&node).map(|entry| NewPin {
        repository: text(&entry.node, "repository"),
        commit: text(&entry.node, "commit"),
        sha256: text(&entry.node, "sha256").unwrap_or_default(),
    });
    // A key that stands twice is a warning, and here a pin that is not gone.
    !found.iter().any(|finding| finding.stops() || finding.rule == Rule::DuplicateKey)
        && written.as_ref() == pin
        && others(old) == others(&node)
}

/// The settings but for the pin, as JSON.
fn others(settings: &Node<'_>) -> Option<Vec<u8>> {
    let mut json = JsonWriter::new(Vec::new(), Layout::Compact);
    match settings.value {
        Value::Null => json.map(|_| Ok(())),
        Value::Map(map) => json.map(|json| {
            let others = map.entries().iter().filter(|entry| entry.key != "upstream");
            others.into_iter().try_for_each(|entry| json.entry(entry))
        }),
        _ => json.node(settings),
    }
    .ok()?;
    json.finish().ok()
}

/// Writes `data/kdm.yaml`; it takes its place with [`Written::commit`].
///
/// # Errors
///
/// When it cannot be written.
pub(super) fn write(root: &Path, text: &str) -> anyhow::Result<Written> {
    let path = join(root, SETTINGS);
    let failed = |error: &std::io::Error| anyhow!("cannot write `{}`: {}", path.display(), describe(error));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    }
    let mut output = Output::new(&path, false)?;
    std::io::Write::write_all(&mut output, text.as_bytes()).map_err(|error| failed(&error))?;
    Ok(output.finish()?)
}
