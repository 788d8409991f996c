//! A diff for programs. Its form is that of `kdm schema diff`; what is added to it keeps the version, what would
//! change the meaning of something raises it.

use std::io::{self, Write};

use super::Report;
use crate::{
    diagnostic::Span,
    diff::{Change, Item, Step, Tracked, Weight, unified_diff},
    emit::json::{JsonWriter, Layout},
    source::{Node, Value},
};

/// The version of the form.
const VERSION: f64 = 1.0;

/// Writes the diff as JSON.
///
/// # Errors
///
/// When `out` fails.
pub fn write_diff_json<W: Write>(report: &Report<'_, '_>, out: W) -> io::Result<W> {
    let mut json = JsonWriter::new(out, Layout::Indented);
    json.map(|json| {
        json.key("version")?;
        json.number(VERSION)?;
        field(json, "old", report.old)?;
        field(json, "new", report.new)?;
        json.key("summary")?;
        json.map(|json| {
            Weight::ALL.into_iter().try_for_each(|weight| {
                json.key(weight.name())?;
                #[allow(clippy::cast_precision_loss)] // nobody has 2^53 changes
                json.number(report.of(weight).count() as f64)
            })
        })?;
        json.key("changes")?;
        json.list(|json| {
            report.changes.iter().try_for_each(|change| {
                json.item()?;
                json.map(|json| write_change(json, change))
            })
        })?;
        json.key("releases")?;
        json.list(|json| {
            report.tracked.iter().try_for_each(|tracked| {
                json.item()?;
                json.map(|json| write_tracked(json, tracked))
            })
        })
    })?;
    let mut out = json.finish()?;
    out.write_all(b"\n")?;
    Ok(out)
}

fn field<W: Write>(json: &mut JsonWriter<W>, key: &str, text: &str) -> io::Result<()> {
    json.key(key)?;
    json.string(text)
}

fn value<W: Write>(json: &mut JsonWriter<W>, key: &str, value: Option<Value<'_>>) -> io::Result<()> {
    let Some(value) = value else { return Ok(()) };
    json.key(key)?;
    json.node(&Node { value, span: Span::NOWHERE })
}

fn write_change<W: Write>(json: &mut JsonWriter<W>, change: &Change<'_>) -> io::Result<()> {
    let Change { kind, area, items, versions, runs: _, hits } = change;
    field(json, "kind", kind.name())?;
    field(json, "weight", kind.weight().name())?;
    field(json, "area", area.name())?;
    field(json, "title", kind.title())?;
    if !hits.is_empty() {
        field(json, "hits", hits)?;
    }
    json.key("versions")?;
    json.list(|json| {
        versions.iter().try_for_each(|version| {
            json.item()?;
            json.string(version.name)
        })
    })?;
    json.key("items")?;
    json.list(|json| {
        items.iter().try_for_each(|item| {
            json.item()?;
            json.map(|json| {
                let Item { path, label, old, new, manifests, place: _ } = item;
                field(json, "path", path)?;
                if !label.is_empty() {
                    field(json, "label", label)?;
                }
                value(json, "old", *old)?;
                value(json, "new", *new)?;
                match manifests {
                    Some(manifests) => field(json, "diff", &unified_diff(*manifests)),
                    None => Ok(()),
                }
            })
        })
    })
}

fn write_tracked<W: Write>(json: &mut JsonWriter<W>, tracked: &Tracked<'_>) -> io::Result<()> {
    let Tracked { distribution, version, is_new, min, max, previous, charts, args } = tracked;
    field(json, "distribution", distribution.key())?;
    field(json, "version", version)?;
    json.key("new")?;
    json.bool(*is_new)?;
    field(json, "minChannelServerVersion", min)?;
    field(json, "maxChannelServerVersion", max)?;
    if let Some(previous) = previous {
        field(json, "previous", previous)?;
    }
    for (key, steps) in [("charts", charts), ("arguments", args)] {
        json.key(key)?;
        json.list(|json| {
            steps.iter().try_for_each(|step| {
                json.item()?;
                json.map(|json| {
                    let Step { name, old, new } = step;
                    field(json, "name", name)?;
                    value(json, "old", *old)?;
                    value(json, "new", *new)
                })
            })
        })?;
    }
    Ok(())
}
