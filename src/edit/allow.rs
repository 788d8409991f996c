//! `allow` in `data/kdm.yaml`: more exceptions at its end. All other bytes stay.

use std::path::Path;

use anyhow::anyhow;

use crate::{
    diagnostic::{Diagnostics, Exception, Judged, Policy},
    model::{
        field::Named,
        settings::{ExceptionPart, SettingsPart},
    },
    repository::{SETTINGS, read_settings},
    source::{Arena, Map, Node, Sources, Value, join, yaml::is_plain_string},
};

/// What `data/kdm.yaml` will be with more exceptions; nothing when there are none.
///
/// # Errors
///
/// When it cannot be read, or is written so that no list can be added to.
pub fn with_exceptions(root: &Path, exceptions: &[Exception]) -> anyhow::Result<Option<String>> {
    if exceptions.is_empty() {
        return Ok(None);
    }
    let path = join(root, SETTINGS);
    let mut sources = Sources::default();
    let file = match sources.load(&path) {
        Ok(file) => file,
        Err(error) if error.is_missing() => return Ok(Some(block("", exceptions, "\n"))),
        Err(error) => return Err(error.into()),
    };
    let (mut found, arena) = (Diagnostics::default(), Arena::new());
    let node = read_settings(&sources, file, &arena, &mut found);
    let stopping = Policy::default().judge(found).into_iter().find(Judged::stops);
    let (Some(node), None) = (node, &stopping) else {
        let why = stopping.map(|judged| judged.finding.title).unwrap_or_default();
        return Err(anyhow!("cannot change `{}`: {why}", path.display()));
    };
    let text = std::str::from_utf8(sources.file(file).bytes()).unwrap_or_default();
    let new = added(&node, text, exceptions);
    if says(&new, exceptions.len() + listed(&node).len()) {
        return Ok(Some(new));
    }
    let path = path.display();
    Err(anyhow!(
        "cannot change `{path}` as it is written: begin each of its keys at the beginning of a line, and each exception of \
         `allow` with `- rule:`"
    ))
}

fn listed<'s>(settings: &Node<'s>) -> &'s [Node<'s>] {
    settings.value.fields().value(SettingsPart::Allow.name()).items()
}

/// The text with the exceptions behind the last one, or as a list of their own.
fn added(settings: &Node<'_>, text: &str, exceptions: &[Exception]) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let place = listed(settings).first().zip(listed(settings).last());
    let Some((first, last)) = place.and_then(|(first, last)| Some((first.span?, last.span?))) else {
        // An empty `allow: []` is replaced.
        let fields: Map<'_> = settings.value.fields();
        let old =
            fields.get(SettingsPart::Allow.name()).and_then(|entry| Some(entry.key_span?.range().start));
        let mut comment = "";
        let (before, after) = match old {
            Some(start) => {
                let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline + 1);
                comment = text[start..end].find(" #").map_or("", |at| text[start..end][at..].trim_end());
                (&text[..start], &text[end..])
            }
            None => (text, ""),
        };
        let gap = if before.is_empty() || before.ends_with('\n') { "" } else { newline };
        return format!("{before}{gap}{}{after}", block(comment, exceptions, newline));
    };
    let line = text[..first.range().start].rfind('\n').map_or(0, |newline| newline + 1);
    let indent = &text[line..][..spaces(&text[line..])];
    // The last exception may end with its line, or with a line break of its own; the comments behind a block of text are
    // not a part of it.
    let mut end = last.range().end;
    while let Some(line) =
        text[..end].strip_suffix('\n').map(|text| &text[text.rfind('\n').map_or(0, |at| at + 1)..])
        && (line.trim().is_empty()
            || (line.trim_start().starts_with('#') && spaces(line) <= indent.len() + 2))
    {
        end -= line.len() + 1;
    }
    let end = if text[..end].ends_with('\n') {
        end
    } else {
        text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1)
    };
    let gap = if text[..end].ends_with('\n') { "" } else { newline };
    format!("{}{gap}{}{}", &text[..end], items(indent, exceptions, newline), &text[end..])
}

/// How far a line is indented.
fn spaces(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The list with its key, and with the comment that is behind it.
fn block(comment: &str, exceptions: &[Exception], newline: &str) -> String {
    format!("{}:{comment}{newline}{}", SettingsPart::Allow.name(), items("  ", exceptions, newline))
}

fn items(indent: &str, exceptions: &[Exception], newline: &str) -> String {
    let mut text = String::new();
    for exception in exceptions {
        let rule = format!("- {}: {}", ExceptionPart::Rule.name(), exception.rule);
        let at = match &exception.at[..] {
            [one] => format!("  {}: {}", ExceptionPart::At.name(), scalar(one)),
            all => {
                let items = all.iter().map(|at| format!("{newline}{indent}    - {}", scalar(at)));
                format!("  {}:{}", ExceptionPart::At.name(), items.collect::<String>())
            }
        };
        let reason = format!("  {}: {}", ExceptionPart::Reason.name(), scalar(&exception.reason));
        for line in [rule, at, reason] {
            text += &format!("{indent}{line}{newline}");
        }
    }
    text
}

/// A text as YAML.
fn scalar(text: &str) -> String {
    if is_plain_string(text) { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// Whether the new text has so many exceptions.
fn says(text: &str, count: usize) -> bool {
    let mut sources = Sources::default();
    let file = sources.add(SETTINGS, text);
    let (mut found, arena) = (Diagnostics::default(), Arena::new());
    let node = read_settings(&sources, file, &arena, &mut found);
    let list = node.map(|node| node.value.fields().value(SettingsPart::Allow.name()));
    !found.forbid() && matches!(list, Some(Value::List(items)) if items.len() == count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Rule;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let folder = tempfile::tempdir().expect("there is a folder");
        std::fs::create_dir(folder.path().join("data")).expect("it is empty");
        std::fs::write(folder.path().join(SETTINGS), text).expect("it can be written");
        let exception = |at: &[&str]| Exception {
            span: None,
            rule: Rule::ArgType,
            at: at.iter().map(|at| (*at).to_owned()).collect(),
            reason: "baseline: `a`".to_owned(),
        };
        let new = with_exceptions(folder.path(), &[exception(&["k3s v1"]), exception(&["k3s v1", "k3s v2"])]);
        assert_eq!(new.expect("it is sound").as_deref(), Some(expected));
    }

    const NEW: &str = "  - rule: arg-type\n    at: k3s v1\n    reason: \"baseline: `a`\"\n  - rule: arg-type\n    at:\n      - k3s v1\n      - k3s v2\n    reason: \"baseline: `a`\"\n";

    #[test]
    fn exceptions_stand_behind_the_others() {
        check("line: v2.9", &format!("line: v2.9\nallow:\n{NEW}"));
        check("allow: [] # none\nline: v2.9\n", &format!("allow: # none\n{NEW}line: v2.9\n"));
        let old = "allow:\n  # why\n  - {rule: arg-type, at: x, reason: y}\n";
        check(&format!("{old}\n# next\nline: v2.9\n"), &format!("{old}{NEW}\n# next\nline: v2.9\n"));
        let block = "allow:\n  - rule: arg-type\n    at: x\n    reason: |\n      # y\n";
        check(&format!("{block}\n# next\nline: v2.9\n"), &format!("{block}{NEW}\n# next\nline: v2.9\n"));
    }
}
