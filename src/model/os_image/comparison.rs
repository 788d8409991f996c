//! What a chart's version is compared with: `>=1.3.3`, `<1.0.0`, `>=1.0.0 <2.0.0`.

use std::{cmp::Ordering, fmt};

use crate::model::version::Version;

/// Comparisons that must all hold. They are by the precedence of semver alone: `9.0.1-dev.x` is above `1.3.3`, where npm, Cargo
/// and Helm's `semverCompare` would leave a pre-release out. Our other ranges ([`crate::model::range`]) are blang's, with wildcards, `||`
/// and what blang drops without a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    text: String,
    terms: Vec<(Operator, Version)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    AtLeast,
    AtMost,
    Above,
    Below,
    Not,
    Is,
}

/// The longer ones first: `>=` begins with `>`.
const OPERATORS: [(&str, Operator); 7] = [
    (">=", Operator::AtLeast),
    ("<=", Operator::AtMost),
    ("!=", Operator::Not),
    ("==", Operator::Is),
    (">", Operator::Above),
    ("<", Operator::Below),
    ("=", Operator::Is),
];

impl Comparison {
    /// Reads comparisons, with spaces or commas between them.
    ///
    /// # Errors
    ///
    /// Why it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut terms = Vec::new();
        // A space may stand behind the operator, too.
        let mut pending = "";
        for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
            let whole = if pending.is_empty() { word.to_owned() } else { format!("{pending}{word}") };
            if OPERATORS.iter().any(|(sign, _)| *sign == word) && pending.is_empty() {
                pending = word;
                continue;
            }
            pending = "";
            let found =
                OPERATORS.iter().find_map(|(sign, operator)| Some((whole.strip_prefix(sign)?, operator)));
            let (version, operator) = found.unwrap_or((&whole, &Operator::Is));
            let version = Version::parse_semver(version).map_err(|why| format!("`{version}`: {why}"))?;
            terms.push((*operator, version));
        }
        if terms.is_empty() || !pending.is_empty() {
            return Err("a version is missing".to_owned());
        }
        Ok(Self { text: text.to_owned(), terms })
    }

    /// Whether a version is as they say.
    pub fn holds(&self, version: &Version) -> bool {
        self.terms.iter().all(|(operator, other)| {
            let order = version.cmp(other);
            match operator {
                Operator::AtLeast => order != Ordering::Less,
                Operator::AtMost => order != Ordering::Greater,
                Operator::Above => order == Ordering::Greater,
                Operator::Below => order == Ordering::Less,
                Operator::Not => order != Ordering::Equal,
                Operator::Is => order == Ordering::Equal,
            }
        })
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, holds: &[&str], fails: &[&str]) {
        let comparison = Comparison::parse(text).unwrap();
        for (versions, expected) in [(holds, true), (fails, false)] {
            for version in versions {
                assert_eq!(
                    comparison.holds(&Version::parse_semver(version).unwrap()),
                    expected,
                    "{version} {text}"
                );
            }
        }
    }

    #[test]
    fn versions_are_compared_by_precedence() {
        check(">=1.3.3", &["1.3.3", "1.3.3+x", "9.0.1-dev.x", "1.10.0"], &["1.3.2", "1.3.3-rc1", "0.65.0"]);
        check("<1.0.0", &["0.99.0", "1.0.0-0"], &["1.0.0"]);
        check(">= 1.0.0, <2.0.0", &["1.0.0", "2.0.0-rc1"], &["2.0.0", "0.9.9"]);
        check("1.0.0", &["1.0.0"], &["1.0.1"]);
        check("==1.0.0", &["1.0.0"], &["1.0.0-0"]);
        check("!=1.0.0 >0.1.0 <=3.0.0", &["3.0.0"], &["1.0.0", "0.1.0", "3.0.1"]);
    }

    #[test]
    fn what_is_no_comparison_is_refused() {
        for text in ["", " ", ">=", ">= <1.0.0", "~1.2.3", ">=1.2", ">=v1.2.3", "1.x", ">1.0.0 >", "=>1.0.0"]
        {
            assert!(Comparison::parse(text).is_err(), "{text}");
        }
    }
}
