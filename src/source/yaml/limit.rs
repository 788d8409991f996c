//! The reference's limit on what may come out of aliases.
//!
//! yaml.v2 counts every value that it decodes, and of those the ones inside an alias, and stops when the
//! share of the latter is too high (`decoder.unmarshal` and `allowedAliasRatio` in its decode.go). upstream's
//! RKE2 file stands at about 100,000 decodes, 95 % of them through aliases. The same bound is our guard
//! against alias bombs: it is reached by arithmetic, before anything is expanded.

/// Below this many decodes 99 % may come from aliases.
const RANGE_LOW: u64 = 400_000;
/// From this many decodes on only 10 % may.
const RANGE_HIGH: u64 = 4_000_000;

/// The two counters of the reference's decoder.
#[derive(Debug)]
pub(super) struct AliasLimit {
    decodes: u64,
    aliased: u64,
}

impl AliasLimit {
    /// The reference counts the document itself first.
    pub(super) fn new() -> Self {
        Self { decodes: 1, aliased: 0 }
    }

    /// A value in the text. False when that is too much.
    pub(super) fn decode(&mut self) -> bool {
        self.decodes = self.decodes.saturating_add(1);
        self.holds()
    }

    /// An alias whose value takes `decodes` decodes. The reference checks at each of them; since both
    /// counters grow by one at each, the share is highest at the last.
    pub(super) fn alias(&mut self, decodes: u64) -> bool {
        self.decodes = self.decodes.saturating_add(1).saturating_add(decodes);
        self.aliased = self.aliased.saturating_add(decodes);
        self.holds()
    }

    fn holds(&self) -> bool {
        self.aliased <= 100 || self.decodes <= 1_000 || self.share() <= allowed_share(self.decodes)
    }

    fn share(&self) -> f64 {
        as_float(self.aliased) / as_float(self.decodes)
    }
}

fn allowed_share(decodes: u64) -> f64 {
    if decodes <= RANGE_LOW {
        0.99
    } else if decodes >= RANGE_HIGH {
        0.10
    } else {
        0.99 - 0.89 * (as_float(decodes - RANGE_LOW) / as_float(RANGE_HIGH - RANGE_LOW))
    }
}

/// Counters beyond 2^53 have long left the range where a rounding matters.
#[allow(clippy::cast_precision_loss)]
fn as_float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_documents_may_consist_of_aliases() {
        let mut limit = AliasLimit::new();
        assert!(limit.alias(998));
        assert!(!AliasLimit::new().alias(1_000), "1000 of 1002 is above 99 %");
    }

    #[test]
    fn large_documents_may_not() {
        // At 500,000 decodes 96.5 % is the most.
        let mut limit = AliasLimit { decodes: 400_000, aliased: 380_000 };
        assert!(limit.alias(99_999));
        assert!(!limit.alias(100_000));
    }

    #[test]
    fn counters_do_not_overflow() {
        let mut limit = AliasLimit::new();
        assert!(!limit.alias(u64::MAX));
        assert!(!limit.alias(u64::MAX));
    }
}
