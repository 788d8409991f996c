//! The texts of templates: 111 texts of upstream's have 218,000 lines, and 4,709 that differ.
//!
//! Each text is cut into pieces that stood in one row before, in it or in a text above it, and into lines that are new. With
//! the lines alone, each once, and their numbers a page would be an eighth larger.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Table, rke::Rke};

/// The texts.
#[derive(Debug, Default, Serialize)]
pub(super) struct TextsData<'a> {
    /// The lines that differ, without their ends, in the order in which they come.
    lines: Vec<&'a str>,
    /// By key, pieces: how many lines above it stood before (0 for the next of the new lines), and how long it is. The last
    /// line of a text is empty where it ends with a line break.
    texts: Vec<(&'a str, Vec<usize>)>,
}

/// How many places of a line are looked at: some stand everywhere (`spec:`), and no text must be slow.
const LOOKED_AT: usize = 32;

/// All lines until now.
#[derive(Debug, Default)]
struct Above<'a> {
    lines: Vec<&'a str>,
    /// Where a line began a piece, or was new.
    places: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> TextsData<'a> {
    pub(super) fn of(rke: &Rke<'a>) -> Self {
        let (mut data, mut above) = (Self::default(), Above::default());
        for row in rke.texts().into_iter().flat_map(Table::rows) {
            let lines: Vec<_> = row.value.value.split('\n').collect();
            let pieces = data.pieces(&lines, &mut above);
            data.texts.push((row.key.value, pieces));
        }
        data
    }

    /// Cuts a text into pieces.
    fn pieces(&mut self, text: &[&'a str], above: &mut Above<'a>) -> Vec<usize> {
        let mut pieces: Vec<usize> = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let here = above.lines.len();
            let places = above.places.entry(text[at]).or_default();
            let (distance, length) = match longest(&text[at..], places, &above.lines) {
                Some((start, length)) => {
                    above.lines.extend_from_within(start..start + length);
                    (here - start, length)
                }
                None => {
                    self.lines.push(text[at]);
                    above.lines.push(text[at]);
                    (0, 1)
                }
            };
            places.push(here);
            match &mut pieces[..] {
                [.., last, many] if *last == distance => *many += length,
                _ => pieces.extend([distance, length]),
            }
            at += length;
        }
        pieces
    }
}

/// The longest beginning of a text that stands above, among the last places of its first line.
fn longest(text: &[&str], places: &[usize], above: &[&str]) -> Option<(usize, usize)> {
    let mut longest = None;
    for &start in places.iter().rev().take(LOOKED_AT) {
        let there = &above[start..];
        // What is not longer does not have to be compared.
        if longest.is_some_and(|(_, length)| there.get(length) != text.get(length)) {
            continue;
        }
        let length = there.iter().zip(text).take_while(|(one, other)| one == other).count();
        if longest.is_none_or(|(_, most)| length > most) {
            longest = Some((start, length));
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[&'static str], lines: &[&str], pieces: &[&[usize]]) {
        let (mut data, mut above) = (TextsData::default(), Above::default());
        for (text, expected) in texts.iter().zip(pieces) {
            let start = above.lines.len();
            let split: Vec<_> = text.split('\n').collect();
            assert_eq!(data.pieces(&split, &mut above), *expected, "{text}");
            assert_eq!(above.lines[start..].join("\n"), *text);
        }
        assert_eq!(data.lines, lines);
    }

    #[test]
    fn what_two_texts_share_is_there_once() {
        let (one, other) = ("kind: A\nspec:\n  replicas: 1\n", "kind: A\nspec:\n  replicas: 2\n");
        let lines = ["kind: A", "spec:", "  replicas: 1", "", "  replicas: 2"];
        check(&[one, other, one], &lines, &[&[0, 4], &[4, 2, 0, 1, 4, 1], &[8, 4]]);
        check(&["", "a", "a\n\n"], &["", "a"], &[&[0, 1], &[0, 1], &[1, 1, 3, 1, 1, 1]]);
    }
}
