//! The order of mcuadros/go-version, by which RKE and Rancher choose.
//!
//! They compare windows in it and take the "current" version of a minor by it; templates are chosen by blang's
//! order (`crate::model::version`). Here `rancherprime1-1` ties with `rancher1-1`, since every word that it does not know
//! counts the same, and the winner is random.

use std::{cmp::Ordering, sync::LazyLock};

use regex::Regex;

/// A version as it is compared: `Compare` normalises both texts and goes through them part by part.
#[derive(Debug, Clone)]
pub struct Rank {
    parts: Vec<i64>,
}

impl Rank {
    /// The rank of any text.
    pub fn of(version: &str) -> Self {
        Self { parts: parts(&normalize(version)).iter().map(|part| number(part)).collect() }
    }

    /// The numbers that are compared one by one; a missing one counts as 0.
    pub fn parts(&self) -> &[i64] {
        &self.parts
    }
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        // A part that is missing counts as 0.
        let part = |rank: &Self, nth: usize| rank.parts.get(nth).copied().unwrap_or_default();
        let parts = 0..self.parts.len().max(other.parts.len());
        parts
            .map(|nth| part(self, nth).cmp(&part(other, nth)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Rank {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Rank {}

/// `Compare` of two texts.
pub fn compare(a: &str, b: &str) -> Ordering {
    Rank::of(a).cmp(&Rank::of(b))
}

/// `prepVersion`: numbers and what is between them, cut at `.`, `_`, `-` and `+`.
fn parts(version: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut dotted = String::new();
    let mut in_word = false;
    for c in version.chars().map(|c| if matches!(c, '_' | '-' | '+') { '.' } else { c }) {
        let word = c != '.' && !c.is_ascii_digit();
        if word != in_word {
            dotted.push('.');
        }
        in_word = word;
        dotted.push(c);
    }
    if in_word {
        dotted.push('.');
    }
    let mut before = ' ';
    dotted.retain(|c| {
        let keep = !(c == '.' && before == '.');
        before = c;
        keep
    });
    parts.extend(dotted.split('.').map(str::to_owned));
    parts
}

/// `numVersion`: a number, or what a word counts.
fn number(part: &str) -> i64 {
    const UNKNOWN: i64 = -7;
    match part {
        "" => 0,
        "dev" => -6,
        "alpha" | "a" => -5,
        "beta" | "b" => -4,
        "RC" | "rc" => -3,
        "#" => -2,
        "p" | "pl" => 1,
        _ => part.parse().unwrap_or(UNKNOWN),
    }
}

/// `modifierRegex`, with Go's `\d` written out.
const MODIFIER: &str = "[._-]?(?:(stable|beta|b|RC|alpha|a|patch|pl|p)(?:[.-]?([0-9]+))?)?([.-]?dev)?$";

static CLASSICAL: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^v?([0-9]{1,3})(\.[0-9]+)?(\.[0-9]+)?(\.[0-9]+)?", MODIFIER));
static DATE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^v?([0-9]{4}(?:[.:-]?[0-9]{2}){1,6}(?:[.:-]?[0-9]{1,3})?)", MODIFIER));
static ALIAS: LazyLock<Regex> = LazyLock::new(|| regex(r"^([^,\t\n\f\r ]+) +as +[^,\t\n\f\r ]+$", ""));
static DEVELOPMENT: LazyLock<Regex> = LazyLock::new(|| regex("^(?s-i:[^\n]*?)", "[.-]?dev$"));
static BRANCH: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^v?([0-9]+)(\.(?:[0-9]+|[x*]))?(\.(?:[0-9]+|[x*]))?(\.(?:[0-9]+|[x*]))?$", ""));

fn regex(head: &str, tail: &str) -> Regex {
    let folded = if head.starts_with(r"^([^,") { "" } else { "(?i)" };
    Regex::new(&format!("{folded}{head}{tail}")).expect("the pattern is written here")
}

/// `Normalize`.
fn normalize(version: &str) -> String {
    let version =
        ALIAS.captures(version).and_then(|found| found.get(1)).map_or(version, |found| found.as_str());
    let lower = version.to_lowercase();
    if is_main_branch(lower.strip_prefix("dev-").unwrap_or(&lower)) {
        return "9999999-dev".to_owned();
    }
    if lower.starts_with("dev-") {
        return format!("dev-{}", version.get(4..).unwrap_or_default());
    }
    let group = |found: &regex::Captures<'_>, nth: usize| {
        found.get(nth).map_or(String::new(), |found| found.as_str().to_owned())
    };
    let (mut normal, found, index) = if let Some(found) = CLASSICAL.captures(version) {
        let number = |nth| found.get(nth).map_or(".0", |found| found.as_str());
        let normal: String = (1..5).map(number).collect();
        (normal, found, 5)
    } else if let Some(found) = DATE.captures(version) {
        let digits = group(&found, 1);
        (digits.chars().map(|c| if c.is_ascii_digit() { c } else { '-' }).collect(), found, 2)
    } else {
        return match DEVELOPMENT.find(version) {
            Some(found) => {
                let lower = found.as_str().to_lowercase();
                let name = lower.strip_suffix("dev").unwrap_or(&lower);
                let length = name.strip_suffix(['.', '-']).unwrap_or(name).len();
                branch(version.get(..length).unwrap_or_default())
            }
            None => version.to_owned(),
        };
    };
    let stability = group(&found, index);
    if stability == "stable" {
        return normal;
    }
    if !stability.is_empty() {
        normal = format!("{normal}-{}{}", expand_stability(&stability), group(&found, index + 1));
    }
    if !group(&found, index + 2).is_empty() {
        normal.push_str("-dev");
    }
    normal
}

fn is_main_branch(name: &str) -> bool {
    matches!(name, "master" | "trunk" | "default")
}

fn expand_stability(word: &str) -> String {
    match word.to_lowercase().as_str() {
        "a" => "alpha".to_owned(),
        "b" => "beta".to_owned(),
        "p" | "pl" => "patch".to_owned(),
        "rc" => "RC".to_owned(),
        word => word.to_owned(),
    }
}

/// `normalizeBranch`.
fn branch(name: &str) -> String {
    let name = name.trim_matches(' ');
    if is_main_branch(name) {
        return normalize(name);
    }
    if let Some(found) = BRANCH.captures(name) {
        let number = |nth: usize| {
            let number = found.get(nth).map_or(".9999999", |found| found.as_str());
            number.replace(['*', 'x'], "9999999")
        };
        return (1..5).map(number).collect::<String>() + "-dev";
    }
    if name.to_lowercase().ends_with("-dev") { name.to_owned() } else { format!("dev-{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, expected: Ordering) {
        assert_eq!(compare(a, b), expected, "{a} against {b}");
        assert_eq!(compare(b, a), expected.reverse(), "{b} against {a}");
    }

    #[test]
    fn words_that_are_not_known_tie() {
        check("v1.20.15-rancherprime1-1", "v1.20.15-rancher1-1", Ordering::Equal);
        check("v1.20.15-rancherent1-1-1", "v1.20.15-rancher1-1", Ordering::Greater);
        check("v1.25.9-rancherent2-1-1", "v1.25.9-rancher2-2", Ordering::Less);
        check("v1.20.15-rancher10-1", "v1.20.15-rancher2-1", Ordering::Greater);
    }

    #[test]
    fn patches_of_rancher_are_below_it() {
        check("2.6.3-patch1", "2.6.3", Ordering::Less);
        check("2.6.3-patch1", "2.6.3-rc0", Ordering::Less);
        check("2.6.3-rc1", "2.6.3", Ordering::Less);
        check("2.7.10", "2.7.9", Ordering::Greater);
        check("2.7", "2.7.0", Ordering::Equal);
        check("v2.7.5", "2.7.5", Ordering::Equal);
        check("2.7.99", "2.8.0-alpha1", Ordering::Less);
    }
}
