//! The pin in `data/kdm.yaml`: which state of upstream's repository the tree `data/rke` was imported from.

use std::path::Path;

use anyhow::anyhow;

use super::settings::{NewPin, render_settings};
use crate::{
    diagnostic::{Diagnostics, Judged, Policy, Rule},
    emit::json::{JsonWriter, Layout},
    model::{
        field::Named,
        settings::{PinPart, SettingsPart},
    },
    repository::{SETTINGS, read_settings},
    source::{Arena, Entry, Node, Sources, Value, join},
};

/// What `data/kdm.yaml` will be with another pin, or without one; nothing when it stays as it is.
///
/// # Errors
///
/// When it cannot be read.
pub fn renewed(root: &Path, pin: Option<&NewPin>) -> anyhow::Result<Option<String>> {
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
    let judged = Policy::default().judge(found);
    let stopping = judged.into_iter().find(Judged::stops).map(|judged| judged.finding.title);
    let (Some(node), None) = (node, &stopping) else {
        let why = stopping;
        return Err(anyhow!("cannot change `{}`: {}", path.display(), why.unwrap_or_default()));
    };
    let text = std::str::from_utf8(sources.file(file).bytes()).unwrap_or_default();
    if has_lone_carriage_return(text) {
        let path = path.display();
        return Err(anyhow!("cannot change `{path}`: a line of it ends with CR alone; save it with LF"));
    }
    let old =
        upstream(&node).and_then(|entry| Some(entry.key_span?.range().start..last_byte(&entry.node, text)?));
    let new = render_settings(text, old, pin);
    if !says_the_same(&node, &new, pin) {
        let path = path.display();
        return Err(anyhow!(
            "cannot change `{path}` as it is written: put `upstream` on lines of its own, or delete it"
        ));
    }
    Ok((new != text).then_some(new))
}

fn upstream<'s>(settings: &Node<'s>) -> Option<&'s Entry<'s>> {
    settings.value.fields().get(SettingsPart::Upstream.name())
}

/// YAML has such lines too, but a line more would not end as they do.
fn has_lone_carriage_return(text: &str) -> bool {
    text.split('\n').any(|line| line.strip_suffix('\r').unwrap_or(line).contains('\r'))
}

/// Where a value ends: with a bracket, or with the last of what is in it.
fn last_byte(node: &Node<'_>, text: &str) -> Option<usize> {
    let range = node.span?.range();
    Some(match node.value {
        Value::Map(map) if !text[range.start..].starts_with('{') => {
            let ends = map.entries().iter().filter_map(|entry| {
                last_byte(&entry.node, text).max(entry.key_span.map(|span| span.range().end))
            });
            ends.max().unwrap_or(range.end)
        }
        _ => range.start + text[range].trim_end().len(),
    })
}

/// Whether new settings have the pin, and everything else as the old ones.
fn says_the_same(old: &Node<'_>, new: &str, pin: Option<&NewPin>) -> bool {
    let mut sources = Sources::default();
    let file = sources.add("kdm.yaml", new);
    let (arena, mut found) = (Arena::new(), Diagnostics::default());
    let node = read_settings(&sources, file, &arena, &mut found);
    // Nothing but comments is an empty file.
    let node = node.unwrap_or(Node { value: Value::Null, span: old.span });
    let text =
        |node: &Node<'_>, part: PinPart| node.value.fields().value(part.name()).as_str().map(str::to_owned);
    let written = upstream(&node).map(|entry| NewPin {
        repository: text(&entry.node, PinPart::Repository),
        commit: text(&entry.node, PinPart::Commit),
        sha256: text(&entry.node, PinPart::Sha256).unwrap_or_default(),
    });
    // A key that appears twice is only a warning, but here the old pin would stay.
    !Policy::default().stops(&found)
        && !found.iter().any(|finding| finding.rule == Rule::DuplicateKey)
        && written.as_ref() == pin
        && others(old) == others(&node)
}

/// The settings but for the pin, as JSON.
fn others(settings: &Node<'_>) -> Option<Vec<u8>> {
    let mut json = JsonWriter::new(Vec::new(), Layout::Compact);
    match settings.value {
        Value::Null => json.map(|_| Ok(())),
        Value::Map(map) => json.map(|json| {
            let others = map.entries().iter().filter(|entry| entry.key != SettingsPart::Upstream.name());
            others.into_iter().try_for_each(|entry| json.entry(entry))
        }),
        _ => json.node(settings),
    }
    .ok()?;
    json.finish().ok()
}
