//! A pattern of Go's `regexp`.

use regex::{Regex, RegexBuilder};

use super::{error::PatternError, expand, translate::translate};

/// A regular expression that means what Go's `regexp.MustCompile` makes of its text.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    /// The names of the groups, the whole match first.
    groups: Vec<Option<String>>,
}

impl Pattern {
    /// Go's `regexp.Compile`, if the pattern takes so many bytes at most.
    ///
    /// # Errors
    ///
    /// Where Go refuses the pattern.
    pub(super) fn within(bytes: usize, text: &str) -> Result<Option<Self>, PatternError> {
        let translated = translate(text)?;
        let regex = RegexBuilder::new(&translated.text).size_limit(bytes).nest_limit(1_000).build();
        Ok(regex.ok().map(|regex| Self { regex, groups: translated.groups }))
    }

    /// Whether the pattern matches somewhere in a text.
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// Go's `ReplaceAllString`.
    pub fn replace_all(&self, text: &str, replacement: &str) -> String {
        let mut replaced = String::with_capacity(text.len());
        let mut at = 0;
        for captures in self.regex.captures_iter(text) {
            let whole = captures.get_match();
            replaced.push_str(&text[at..whole.start()]);
            expand::expand(replacement, &captures, &self.groups, &mut replaced);
            at = whole.end();
        }
        replaced.push_str(&text[at..]);
        replaced
    }

    /// The first group that a replacement names and the pattern does not have: Go puts nothing in its place.
    pub(crate) fn lacks<'r>(&self, replacement: &'r str) -> Option<&'r str> {
        expand::references(replacement).into_iter().find(|name| match expand::number(name) {
            Some(nth) => nth >= self.groups.len(),
            None => self.groups.iter().all(|group| group.as_deref() != Some(name)),
        })
    }

    /// Where the pattern first matches in a text.
    pub(crate) fn first_match(&self, text: &str) -> Option<usize> {
        self.regex.find(text).map(|found| found.start())
    }

    #[cfg(test)]
    pub(super) fn find_all<'t>(&self, text: &'t str) -> Vec<&'t str> {
        self.regex.find_iter(text).map(|found| found.as_str()).collect()
    }
}
