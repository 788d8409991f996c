//! Changes of a text: what is between them stays byte for byte.

use std::ops::Range;

/// Changes of one text, by their places in it.
#[derive(Debug, Default)]
pub(crate) struct Splices {
    all: Vec<(Range<usize>, String)>,
}

impl Splices {
    /// Another text in the place of one.
    pub(crate) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.all.push((range, text.into()));
    }

    /// A text more. Of two at one place the first comes first.
    pub(crate) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// Whether nothing changes.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The new text; nothing where two changes are of one place.
    pub(crate) fn apply(mut self, text: &str) -> Option<String> {
        self.all.sort_by_key(|(range, _)| (range.start, range.end));
        let mut new =
            String::with_capacity(text.len() + self.all.iter().map(|(_, more)| more.len()).sum::<usize>());
        let mut at = 0;
        for (range, more) in self.all {
            new.push_str(text.get(at..range.start)?);
            new.push_str(&more);
            at = range.end;
        }
        new.push_str(text.get(at..)?);
        Some(new)
    }
}

/// Where the line of a byte begins.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where the line of a byte ends, behind its newline if it has one.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}

/// How lines end in a text.
pub(crate) fn newline_of(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_between_changes_stays() {
        let mut splices = Splices::default();
        splices.insert(3, "X");
        splices.replace(0..1, "");
        splices.insert(3, "Y");
        assert_eq!(splices.apply("abcde").as_deref(), Some("bcXYde"));
        let mut splices = Splices::default();
        splices.replace(0..3, "");
        splices.replace(2..4, "");
        assert_eq!(splices.apply("abcde"), None);
    }

    #[test]
    fn lines_end_as_the_first_one_does() {
        assert_eq!(newline_of("a\r\nb\n"), "\r\n");
        assert_eq!(newline_of("a\nb\r\n"), "\n");
        assert_eq!(newline_of(""), "\n");
        assert_eq!((line_start("a\nbc", 3), line_end("a\nbc\nd", 3)), (2, 5));
    }
}
