//! Many patterns, within a bound of memory.
//!
//! `\pL{180}` is nine bytes, and nine megabytes when it is compiled. So all patterns of a file share one budget, and equal ones
//! are compiled once.

use std::collections::BTreeMap;

use super::{Pattern, PatternError};

/// The bytes that all compiled patterns together may take: thousands of those that rename images, some of the largest.
const BUDGET: usize = 64 << 20;

/// How large a compiled pattern may be. The smallest that it fits is what it costs.
const SIZES: [usize; 5] = [8 << 10, 64 << 10, 512 << 10, 4 << 20, 16 << 20];

/// Compiles patterns.
#[derive(Debug)]
pub struct Patterns<'s> {
    known: BTreeMap<&'s str, Result<Pattern, PatternError>>,
    left: usize,
}

impl Default for Patterns<'_> {
    fn default() -> Self {
        Self { known: BTreeMap::new(), left: BUDGET }
    }
}

impl<'s> Patterns<'s> {
    /// Go's `regexp.Compile`.
    ///
    /// # Errors
    ///
    /// Where Go refuses the pattern, and where it, or all of them together, are larger than this program takes.
    pub fn parse(&mut self, text: &'s str) -> Result<Pattern, PatternError> {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let compiled = self.compile(text);
        self.known.insert(text, compiled.clone());
        compiled
    }

    fn compile(&mut self, text: &str) -> Result<Pattern, PatternError> {
        for size in SIZES {
            // Asked before it is tried: trying costs what is to be bounded.
            let Some(left) = self.left.checked_sub(size) else { break };
            if let Some(pattern) = Pattern::within(size, text)? {
                self.left = left;
                return Ok(pattern);
            }
        }
        Err(PatternError::new(0..text.len(), "this pattern is too large, by itself or with those before it"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn large_patterns_share_a_budget_and_equal_ones_cost_once() {
        let texts: Vec<_> = (0..100).map(|nth| format!(r"\pL{{180}}{nth}")).collect();
        let mut patterns = Patterns::default();
        let compiled = texts.iter().filter(|text| patterns.parse(text).is_ok()).count();
        assert!((1..20).contains(&compiled), "{compiled}");
        assert!(patterns.parse(&texts[99]).unwrap_err().to_string().contains("with those before it"));
        let mut patterns = Patterns::default();
        assert!((0..100).all(|_| patterns.parse(&texts[0]).is_ok()));
    }

    #[test]
    fn hundreds_of_real_rules_fit() {
        let texts: Vec<_> = (0..400).map(|nth| format!("^rancher/(image-{nth}.*)$")).collect();
        let mut patterns = Patterns::default();
        assert!(texts.iter().all(|text| patterns.parse(text).is_ok()));
    }
}
