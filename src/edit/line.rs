//! `line` in `data/kdm.yaml`: which Ranchers the branch is for.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use crate::{
    diagnostic::Diagnostics,
    model::{RancherLine, field::Named, settings::SettingsPart},
    repository::SETTINGS,
    source::{Arena, Sources, join, yaml},
};

/// The path of the settings, their text, and the text with another line; nothing where they do not name one, or this one.
///
/// # Errors
///
/// When they cannot be read.
pub fn with_line(root: &Path, line: RancherLine) -> anyhow::Result<Option<(PathBuf, String, String)>> {
    let path = join(root, SETTINGS);
    let mut sources = Sources::default();
    let file = match sources.load(&path) {
        Ok(file) => file,
        Err(error) if error.is_missing() => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let (arena, mut found) = (Arena::new(), Diagnostics::default());
    let text = sources.text(file, &mut found).unwrap_or_default();
    let document = yaml::document(file, text, &arena, &mut found).filter(|_| !found.forbid());
    let Some((_, document)) = document else {
        return Err(anyhow!("cannot change `{}`: it cannot be read; `kdm check` says why", path.display()));
    };
    let pair = document.root.and_then(|root| document.pair(root, SettingsPart::Line.name()));
    let Some(pair) = pair else { return Ok(None) };
    let written = &document.values[pair.value];
    if written.value.as_str().and_then(RancherLine::parse) == Some(line) {
        return Ok(None);
    }
    let range = written.span.range();
    let quote = text[range.clone()].chars().next().filter(|c| matches!(c, '"' | '\''));
    let quote = quote.map(String::from).unwrap_or_default();
    let new = format!("{}{quote}{line}{quote}{}", &text[..range.start], &text[range.end..]);
    Ok(Some((path, text.to_owned(), new)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn only_the_line_changes() {
        let root = tempfile::tempdir().unwrap();
        let line = RancherLine::parse("v2.16").unwrap();
        assert!(with_line(root.path(), line).unwrap().is_none());
        std::fs::create_dir(root.path().join("data")).unwrap();
        std::fs::write(root.path().join(SETTINGS), "# which\nline: \"v2.15\"  # ours\nrules: {}\n").unwrap();
        let (_, _, new) = with_line(root.path(), line).unwrap().unwrap();
        assert_eq!(new, "# which\nline: \"v2.16\"  # ours\nrules: {}\n");
    }
}
