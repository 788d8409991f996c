//! Where something is defined, and where it is used.

use std::path::{Path, PathBuf};

use gen_lsp_types::{Location, Range};

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

/// Where what stands at a place is defined: an anchor in the text, a version in the file that has its release.
pub(super) fn definition(asked: &Asked, texts: &Texts) -> Vec<Location> {
    let arena = Arena::new();
    let Some(document) = asked.document(&arena) else { return Vec::new() };
    match at(&document, asked.offset) {
        Some(Found { at: At::Anchor(anchor), .. }) => {
            let (written, _) = anchor_and_aliases(&document, anchor);
            written.and_then(|span| location(asked, span)).into_iter().collect()
        }
        Some(Found { at: At::Version(version), .. }) => {
            let files = [asked.path.clone()]
                .into_iter()
                .chain(files_of(version).map(|name| join(&asked.root, &name)));
            let mut files: Vec<PathBuf> = files.collect();
            files.dedup();
            files.iter().find_map(|path| of_version(path, version, texts)).into_iter().collect()
        }
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
    let (positions, uri) = (Positions::of(&asked.text), uri_of(&asked.path));
    let location = |span: Span| Some(Location { uri: uri.clone()?, range: range(&positions, span.range()) });
    spans.into_iter().filter_map(location).collect()
}

fn location(asked: &Asked, span: Span) -> Option<Location> {
    Some(Location { uri: uri_of(&asked.path)?, range: asked.range(span) })
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

fn of_version(path: &Path, version: &str, texts: &Texts) -> Option<Location> {
    let text = texts.text(path)?;
    let arena = Arena::new();
    let span = defined(&document(&text, &arena)?, version)?;
    let range: Range = range(&Positions::of(&text), span.range());
    Some(Location { uri: uri_of(path)?, range })
}
