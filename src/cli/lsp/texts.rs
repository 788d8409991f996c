//! The texts that an editor has open, which count before those on disk.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use gen_lsp_types::{Range, TextDocumentContentChangeEvent, Uri};
use url::Url;

use crate::{
    editor::{Position, Positions},
    source::Sources,
};

/// The texts by their paths.
#[derive(Debug, Default)]
pub(super) struct Texts {
    open: BTreeMap<PathBuf, Text>,
}

/// A text, and which one of its versions it is.
#[derive(Debug)]
struct Text {
    text: String,
    version: i32,
}

impl Texts {
    /// Takes a whole text.
    pub(super) fn open(&mut self, path: PathBuf, text: String, version: i32) {
        self.open.insert(path, Text { text, version });
    }

    /// Takes changes, one after the other.
    pub(super) fn change(&mut self, path: &Path, changes: Vec<TextDocumentContentChangeEvent>, version: i32) {
        let Some(known) = self.open.get_mut(path) else { return };
        known.version = version;
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let range = bytes(&Positions::of(&known.text), part.range);
                    known.text.replace_range(range, &part.text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                    known.text = whole.text;
                }
            }
        }
    }

    /// What is on disk counts again.
    pub(super) fn close(&mut self, path: &Path) {
        self.open.remove(path);
    }

    /// The text of a file.
    pub(super) fn text(&self, path: &Path) -> Option<String> {
        let open = self.open.get(path).map(|known| known.text.clone());
        open.or_else(|| on_disk(path))
    }

    /// Which version of a text is open.
    pub(super) fn version(&self, path: &Path) -> Option<i32> {
        self.open.get(path).map(|known| known.version)
    }

    /// All that are open, for [`crate::source::Sources::over`].
    pub(super) fn over(&self) -> BTreeMap<PathBuf, String> {
        self.open.iter().map(|(path, known)| (path.clone(), known.text.clone())).collect()
    }

    /// The files that are open.
    pub(super) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.open.keys()
    }

    /// Whether a text is open that is not what its file has.
    pub(super) fn differs(&self, path: &Path) -> bool {
        self.open.get(path).is_some_and(|known| known.text != on_disk(path).unwrap_or_default())
    }
}

/// The text of a file, if it is a real one.
fn on_disk(path: &Path) -> Option<String> {
    String::from_utf8(Sources::default().read_bytes(path).ok()?).ok()
}

/// The file of an address; nothing where it is none.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let url = Url::parse(&uri.0).ok().filter(|url| url.scheme() == "file")?;
    url.to_file_path().ok()
}

/// The address of a file.
pub(super) fn uri_of(path: &Path) -> Option<Uri> {
    Url::from_file_path(path).ok().map(|url| Uri(url.to_string()))
}

/// A place of the protocol's as ours.
pub(super) fn place(position: gen_lsp_types::Position) -> Position {
    Position { line: position.line, character: position.character }
}

/// The bytes of a range; where it ends before it begins, none.
pub(super) fn bytes(positions: &Positions<'_>, range: Range) -> std::ops::Range<usize> {
    let (start, end) = (positions.offset(place(range.start)), positions.offset(place(range.end)));
    start..end.max(start)
}

/// The range of some bytes.
pub(super) fn range(positions: &Positions<'_>, bytes: std::ops::Range<usize>) -> Range {
    let place = |offset| {
        let Position { line, character } = positions.position(offset);
        gen_lsp_types::Position { line, character }
    };
    Range { start: place(bytes.start), end: place(bytes.end) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn changes_come_one_after_the_other() {
        let mut texts = Texts::default();
        let path = Path::new("/x");
        texts.open(path.to_owned(), "a: 1\nb: 𝄞2\n".to_owned(), 1);
        let change = |line, from, to, text: &str| {
            let at = |character| gen_lsp_types::Position { line, character };
            let range = Range { start: at(from), end: at(to) };
            serde_json::from_value(serde_json::json!({"range": range, "text": text})).unwrap()
        };
        texts.change(path, vec![change(1, 5, 6, "x\ny"), change(2, 0, 1, "z"), change(9, 0, 0, "end")], 2);
        assert_eq!(texts.text(path).unwrap(), "a: 1\nb: 𝄞x\nz\nend");
        assert_eq!(texts.version(path), Some(2));
        // Backwards.
        texts.change(path, vec![change(0, 3, 1, "!")], 3);
        assert_eq!(texts.text(path).unwrap(), "a: !1\nb: 𝄞x\nz\nend");
        texts.close(path);
        assert_eq!(texts.text(path), None);
    }

    #[test]
    fn addresses_are_paths() {
        let uri = Uri("file:///a%20b/%C3%A9.yaml".to_owned());
        assert_eq!(path_of(&uri), Some(PathBuf::from("/a b/é.yaml")));
        assert_eq!(uri_of(Path::new("/a b/é.yaml")), Some(uri));
        assert_eq!(path_of(&Uri("untitled:x".to_owned())), None);
        assert_eq!(path_of(&Uri("git:/a/channels.yaml".to_owned())), None);
    }
}
