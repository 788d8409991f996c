//! Mends: what to write instead, where that needs no thought. An editor offers them, and SARIF has them.

use super::span::Span;

/// Other text at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// What is replaced: a word, with its quotes if it has some.
    pub span: Span,
    /// What is written there, without quotes.
    pub text: String,
}

impl Mend {
    /// The new text, in the quotes that the old one has.
    pub fn written(&self, old: &str) -> String {
        let quote =
            old.chars().next().filter(|c| matches!(c, '"' | '\'') && old.len() > 1 && old.ends_with(*c));
        let quote = quote.map(String::from).unwrap_or_default();
        format!("{quote}{}{quote}", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stay() {
        let written = |old: &str| {
            Mend { span: Span::new(Default::default(), 0, old.len()), text: "boolean".to_owned() }
                .written(old)
        };
        assert_eq!(written("bool"), "boolean");
        assert_eq!(written("'bool'"), "'boolean'");
        assert_eq!(written("\"bool\""), "\"boolean\"");
        assert_eq!(written("\""), "boolean");
    }
}
