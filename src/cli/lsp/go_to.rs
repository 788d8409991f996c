//! Where something is defined, and where it is used.

use std::path::Path;

use gen_lsp_types::Location;

use super::{
    asked::{Asked, document},
    texts::{Texts, range, uri_of},
};
use crate::{
    diagnostic::Span,
    editor::{At, Found, Positions, anchor_and_aliases, at, defined, mentioned},
    model::{ReleaseVersion, RkeVersion},
    repository::{PATCH, SYSTEM_IMAGES, TREE},
    source::{Arena, join},
};

/// Where what stands at a place is defined: an anchor in the text, a version there or in the file that has its release.
pub(super) fn definition(asked: &Asked, texts: &Texts) -> Vec<Location> {
    let arena = Arena::new();
    let Some(document) = asked.document(&arena) else { return Vec::new() };
    match at(&document, asked.offset) {
        Some(Found { at: At::Anchor(anchor), .. }) => {
            let (written, _) = anchor_and_aliases(&document, anchor);
            locations(&asked.path, &asked.text, written)
        }
        Some(Found { at: At::Version(version), .. }) => match defined(&document, version) {
            Some(here) => locations(&asked.path, &asked.text, [here]),
            None => {
                let files = files_of(version).map(|name| join(&asked.root, &name));
                let mut others = files.filter(|path| *path != asked.path);
                others.find_map(|path| of_version(&path, version, texts)).unwrap_or_default()
            }
        },
        _ => Vec::new(),
    }
}

/// Where an anchor or a version is used in the text.
pub(super) fn references(asked: &Asked, with_definition: bool) -> Vec<Location> {
    let arena = Arena::new();
    let Some(document) = asked.document(&arena) else { return Vec::new() };
    let spans = match at(&document, asked.offset) {
        Some(Found { at: At::Anchor(anchor), .. }) => {
            let (written, mut aliases) = anchor_and_aliases(&document, anchor);
            aliases.extend(written.filter(|_| with_definition));
            aliases
        }
        Some(Found { at: At::Version(version), .. }) => {
            let mut mentioned = mentioned(&document, version);
            let definition = defined(&document, version).filter(|_| !with_definition);
            mentioned.retain(|span| Some(*span) != definition);
            mentioned
        }
        _ => Vec::new(),
    };
    locations(&asked.path, &asked.text, spans)
}

/// Places of a text; its lines are looked for once.
fn locations(path: &Path, text: &str, spans: impl IntoIterator<Item = Span>) -> Vec<Location> {
    let (positions, uri) = (Positions::of(text), uri_of(path));
    let location = |span: Span| Some(Location { uri: uri.clone()?, range: range(&positions, span.range()) });
    spans.into_iter().filter_map(location).collect()
}

/// The files of a repository that may define a version.
fn files_of(version: &str) -> impl Iterator<Item = String> {
    let release =
        ReleaseVersion::parse(version).map(|release| release.distribution.channel_file().to_owned());
    let tables = RkeVersion::parse(version).into_iter().flat_map(|rke| {
        let of_minor = format!("{TREE}/{SYSTEM_IMAGES}/{}.yaml", rke.minor_name());
        [PATCH.to_owned(), of_minor]
    });
    release.into_iter().chain(tables)
}

/// Where another file defines a version, if it does.
fn of_version(path: &Path, version: &str, texts: &Texts) -> Option<Vec<Location>> {
    let text = texts.text(path)?;
    let arena = Arena::new();
    let span = defined(&document(&text, &arena)?, version)?;
    Some(locations(path, &text, [span]))
}
