//! Places as the Language Server Protocol counts them: lines from 0, and in a line the code units of UTF-16.

/// A place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 0.
    pub line: u32,
    /// UTF-16 code units from the beginning of the line.
    pub character: u32,
}

/// The lines of a text, as the protocol ends them: with `\n`, `\r\n` or `\r`.
#[derive(Debug)]
pub struct Positions<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Positions<'t> {
    /// Those of a text.
    pub fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|&at| !(bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n')));
        Self { text, starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect() }
    }

    /// The place of a byte; of one inside of a character that of the character.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let before = &self.text[self.starts[line]..offset];
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: number(line), character: number(before.encode_utf16().count()) }
    }

    /// The byte of a place; inside of a character where that begins, behind the end of a line that end, behind the text its end.
    pub fn offset(&self, position: Position) -> usize {
        let Some(line) = usize::try_from(position.line).ok().and_then(|line| self.line(line)) else {
            return self.text.len();
        };
        let mut units = 0;
        for (at, letter) in line.1.char_indices() {
            units += letter.len_utf16();
            if units > position.character as usize {
                return line.0 + at;
            }
        }
        line.0 + line.1.len()
    }

    /// Where a line begins, and its text without what ends it.
    fn line(&self, line: usize) -> Option<(usize, &'t str)> {
        let start = *self.starts.get(line)?;
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        Some((start, self.text[start..end].trim_end_matches(['\n', '\r'])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, offset: usize, line: u32, character: u32) {
        let positions = Positions::of(text);
        let position = Position { line, character };
        assert_eq!(positions.position(offset), position);
        assert_eq!(positions.offset(position), offset);
    }

    #[test]
    fn places_count_code_units_of_utf_16() {
        check("", 0, 0, 0);
        check("ab\ncd", 4, 1, 1);
        check("ab\r\ncd\rx", 7, 2, 0);
        check("ab\n", 3, 1, 0);
        check("é𝄞x", 2, 0, 1);
        check("é𝄞x", 6, 0, 3);
        let positions = Positions::of("ab\ncd");
        assert_eq!(positions.offset(Position { line: 0, character: 9 }), 2);
        assert_eq!(positions.offset(Position { line: 9, character: 0 }), 5);
        assert_eq!(positions.position(99), Position { line: 1, character: 2 });
        // Inside of a character.
        assert_eq!(Positions::of("a𝄞").offset(Position { line: 0, character: 2 }), 1);
        assert_eq!(Positions::of("𝄞").position(2), Position { line: 0, character: 0 });
    }
}
