//! What an editor asks of any text, at any place.

use kdm::{
    diagnostic::{Diagnostics, FileId},
    editor::{Names, Position, Positions, anchor_and_aliases, at, defined, mentioned, wanted},
    source::{Arena, yaml},
};

/// The first four bytes are the place, the others the text.
pub fn editor(data: &[u8]) {
    let Some((place, text)) = data.split_at_checked(4) else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let asked = Position {
        line: u32::from(u16::from_le_bytes([place[0], place[1]])),
        character: u32::from(u16::from_le_bytes([place[2], place[3]])),
    };

    // A place is a byte of the text, and that byte is the place, unless it is beyond the end of a line.
    let positions = Positions::of(text);
    let offset = positions.offset(asked);
    assert!(text.is_char_boundary(offset));
    let back = positions.position(offset);
    assert!(back <= asked && positions.offset(back) == offset);

    if let Some(place) = wanted(text, offset) {
        assert!(place.begins <= offset && offset <= place.ends);
        // An editor replaces nothing beyond the line.
        assert!(text.get(place.begins..place.ends).is_some_and(|word| !word.contains(['\n', '\r'])));
    }
    let (arena, mut found) = (Arena::new(), Diagnostics::default());
    let Some((_, document)) = yaml::document(FileId::default(), text, &arena, &mut found) else { return };
    Names::of(&document);
    if let Some(words) = at(&document, offset) {
        // What is there holds the place.
        let range = words.span.range();
        assert!(range.start <= offset && offset <= range.end && text.get(range).is_some());
    }
    for nth in 0..document.anchors.all().len() {
        let (anchor, aliases) = anchor_and_aliases(&document, nth);
        assert!(anchor.is_some_and(|anchor| text[anchor.range()].starts_with('&')));
        assert!(aliases.iter().all(|alias| text[alias.range()].starts_with('*')));
    }
    for span in defined(&document, "v1.36.2+k3s1").into_iter().chain(mentioned(&document, "v1.36.2+k3s1")) {
        assert!(text.get(span.range()).is_some());
    }
}
