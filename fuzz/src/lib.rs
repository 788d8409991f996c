//! What each target does with its input, and what must hold.
//!
//! `fuzz/run MINUTES` runs them all. A target ends the process when something does not hold; libFuzzer keeps the input.

#![allow(missing_docs, clippy::unwrap_used)]

pub mod builds;
pub mod editor;
pub mod edits;
pub mod folders;
pub mod readers;
pub mod releases;

/// Panics of libyaml's port are caught (see `source::yaml`); the engine would end the process at each. What is not caught
/// ends it all the same.
pub fn quiet() {
    std::panic::set_hook(Box::new(|panic| {
        let is_of_libyaml = panic.location().is_some_and(|place| place.file().contains("libyaml"));
        if !is_of_libyaml {
            eprintln!("{panic}");
        }
    }));
}

/// The parts of an input: what is between lines of `%%%%`.
pub fn parts(data: &[u8]) -> Vec<&[u8]> {
    const BETWEEN: &[u8] = b"\n%%%%\n";
    let mut parts = Vec::new();
    let mut rest = data;
    while let Some(at) = rest.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
        parts.push(&rest[..at]);
        rest = &rest[at + BETWEEN.len()..];
    }
    parts.push(rest);
    parts
}

/// That a text does nothing to a screen but break lines and choose colours.
pub fn is_harmless(text: &str) {
    let hostile = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t' | '\u{1b}'))
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    assert!(!text.contains(hostile), "{text:?}");
    for sequence in text.split('\u{1b}').skip(1) {
        let parameters = sequence.strip_prefix('[').expect("a sequence of colours");
        let end = parameters.find(|c: char| !c.is_ascii_digit() && c != ';').expect("it ends");
        assert!(parameters[end..].starts_with('m'), "{sequence:?}");
    }
}
