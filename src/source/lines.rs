//! Where in a text something is: its line and its column, at a price that does not depend on how long the lines are. A compact
//! data.json is one line of 10 MB, and an answer about it may ask for thousands of places.

use std::ops::Range;

use crate::diagnostic::Place;

/// So many bytes are counted at most for a place.
const BLOCK: usize = 1 << 10;

/// The lines of a text, and how many characters come before each block of it.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    /// The characters before each block; nothing for a text that is not UTF-8, of which few places are ever asked.
    before: Option<Vec<usize>>,
}

impl Lines {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1)).collect();
        let before = std::str::from_utf8(bytes).is_ok().then(|| {
            let blocks = bytes.chunks(BLOCK).scan(0, |before, block| {
                let here = *before;
                *before += characters(block);
                Some(here)
            });
            blocks.collect()
        });
        Self { starts, before }
    }

    /// The line that a byte is in, from 0, and the bytes of it without what ends it.
    pub(super) fn line(&self, bytes: &[u8], at: usize) -> (usize, Range<usize>) {
        let nth = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let start = self.starts.get(nth).copied().unwrap_or_default();
        let end = self.starts.get(nth + 1).map_or(bytes.len(), |next| next - 1);
        let end = if end > at && bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end };
        (nth, start..end)
    }

    /// The place of a byte of the text that these lines are of; `file` is its name.
    pub(super) fn place(&self, bytes: &[u8], at: usize, file: &str) -> Place {
        let at = at.min(bytes.len());
        let line = self.starts.partition_point(|start| *start <= at);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = match &self.before {
            Some(before) if at - start > BLOCK => {
                let until = |at: usize| {
                    let block = at / BLOCK;
                    let whole = before.get(block).copied();
                    whole.map(|whole| whole + characters(&bytes[block * BLOCK..at]))
                };
                until(at).unwrap_or_else(|| characters(bytes)) - until(start).unwrap_or_default()
            }
            _ => String::from_utf8_lossy(&bytes[start..at]).chars().count(),
        };
        Place { file: file.to_owned(), line, column: column + 1 }
    }
}

/// How many characters begin in valid UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_have_the_columns_of_short_ones() {
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK] {
            let text = format!("é\n{}", "aé日".repeat(length));
            let lines = Lines::of(text.as_bytes());
            for (at, _) in
                text.char_indices().chain([(text.len(), ' ')]).step_by(7).chain([(text.len(), ' ')])
            {
                let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
                let place = lines.place(text.as_bytes(), at, "");
                assert_eq!(place.column, text[start..at].chars().count() + 1, "{length} {at}");
            }
        }
    }

    #[test]
    fn what_is_not_utf_8_is_one_character_for_each_replacement() {
        let bytes = [b"\xff\xfe\n".repeat(BLOCK), b"a\xffb".to_vec()].concat();
        let place = Lines::of(&bytes).place(&bytes, bytes.len(), "");
        assert_eq!((place.line, place.column), (BLOCK + 1, 4));
    }
}
