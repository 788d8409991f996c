//! Names in their order, of which the last ones go away again.

use std::collections::BTreeMap;

/// The variables that are declared, or the fields that the blocks around ask for. One name may be there several times.
#[derive(Default)]
pub(super) struct Counted<'s> {
    names: Vec<&'s str>,
    /// How often each name is there.
    times: BTreeMap<&'s str, usize>,
}

impl<'s> Counted<'s> {
    pub(super) fn push(&mut self, name: &'s str) {
        self.names.push(name);
        *self.times.entry(name).or_default() += 1;
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.times.contains_key(name)
    }

    /// How many there are, each as often as it is there.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Each name once, ascending.
    pub(super) fn distinct(&self) -> Vec<&'s str> {
        self.times.keys().copied().collect()
    }

    /// Takes away all but the first ones.
    pub(super) fn truncate(&mut self, length: usize) {
        for name in self.names.drain(length..) {
            if let Some(times) = self.times.get_mut(name) {
                *times -= 1;
                if *times == 0 {
                    self.times.remove(name);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_there_as_long_as_one_of_it_is() {
        let mut names = Counted::default();
        for name in ["a", "b", "a"] {
            names.push(name);
        }
        assert_eq!((names.len(), names.distinct()), (3, vec!["a", "b"]));
        names.truncate(1);
        assert!(names.contains("a") && !names.contains("b"));
    }
}
