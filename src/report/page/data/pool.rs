//! What many releases share, once: most arguments of ninety releases are the same.

use std::collections::BTreeMap;

use crate::report::json::Plain;

/// Things and their numbers, in the order in which they came.
#[derive(Debug)]
pub(super) struct Pool<T> {
    numbers: BTreeMap<String, usize>,
    all: Vec<T>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self { numbers: BTreeMap::new(), all: Vec::new() }
    }
}

impl<T> Pool<T> {
    /// The number of a thing, which is known by a text.
    pub(super) fn number(&mut self, text: String, thing: impl FnOnce() -> T) -> usize {
        *self.numbers.entry(text).or_insert_with(|| {
            self.all.push(thing());
            self.all.len() - 1
        })
    }

    /// All of them.
    pub(super) fn into_all(self) -> Vec<T> {
        self.all
    }
}

/// What releases share.
#[derive(Debug, Default)]
pub(super) struct Pools<'a> {
    pub(super) values: Pool<Plain<'a>>,
    pub(super) tables: Pool<TableData<'a>>,
    pub(super) images: Pool<String>,
}

/// The entries of a table: names and the numbers of values.
pub(super) type TableData<'a> = Vec<(&'a str, usize)>;

/// Ascending numbers as runs of neighbours: where each begins, and how long it is.
pub(super) fn runs(numbers: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut runs: Vec<usize> = Vec::new();
    for number in numbers {
        match &mut runs[..] {
            [.., start, length] if *start + *length == number => *length += 1,
            _ => runs.extend([number, 1]),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_run() {
        assert_eq!(runs([]), Vec::<usize>::new());
        assert_eq!(runs([3, 4, 5, 9, 11, 12]), [3, 3, 9, 1, 11, 2]);
        assert_eq!(runs([2, 1]), [2, 1, 1, 1]);
    }
}
