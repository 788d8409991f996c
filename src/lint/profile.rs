//! How rules count in which line: 2020's data is read by other programs than 2026's.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Rule, Severity},
    model::RancherLine,
};

/// A rule that counts differently before some line, and why.
struct Since {
    rule: Rule,
    line: RancherLine,
    /// Its severity in older lines.
    before: Severity,
}

const fn since(rule: Rule, (major, minor): (u64, u64), before: Severity) -> Since {
    Since { rule, line: RancherLine::new(major, minor), before }
}

/// Rules of what newer Ranchers brought.
const SINCE: [Since; 12] = [
    // Rancher provisions K3s and RKE2 clusters from 2.6 on, and checks for arguments from 2.7 on
    // (`GetKDMReleaseData` of `pkg/capr`).
    since(Rule::ArgsEmpty, (2, 7), Severity::Warn),
    since(Rule::ArgType, (2, 6), Severity::Off),
    since(Rule::ArgOptions, (2, 6), Severity::Off),
    since(Rule::ArgName, (2, 6), Severity::Off),
    since(Rule::ArgsGap, (2, 6), Severity::Off),
    // channelserver has known `appDefaults` since April 2022, and feature versions since February.
    since(Rule::AppDefault, (2, 6), Severity::Off),
    since(Rule::DefaultGap, (2, 6), Severity::Off),
    since(Rule::DefaultCandidate, (2, 6), Severity::Off),
    since(Rule::DefaultDiffers, (2, 6), Severity::Off),
    // Upstream's validation demands the feature version from dev-v2.7 on.
    since(Rule::FeatureMissing, (2, 7), Severity::Warn),
    since(Rule::FeatureVersion, (2, 6), Severity::Off),
    // Rancher takes the minimum of a release for its candidates' since it has candidates of patches.
    since(Rule::WindowMin, (2, 6), Severity::Off),
];

/// The line from which on nothing reads the CIS tables: its Rancher scans with its own app.
const WITHOUT_CIS: RancherLine = RancherLine::new(2, 7);

/// How rules count in a line, where that differs from the table of rules.
pub fn profile(line: RancherLine) -> BTreeMap<Rule, Severity> {
    let older = SINCE.iter().filter(|since| line < since.line).map(|since| (since.rule, since.before));
    let cis = (line >= WITHOUT_CIS).then_some((Rule::Cis, Severity::Off));
    older.chain(cis).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_newer_ranchers_mind_is_no_fault_of_older_lines() {
        let severity =
            |line: &str, rule| RancherLine::parse(line).and_then(|line| profile(line).get(&rule).copied());
        assert_eq!(severity("v2.5", Rule::ArgsEmpty), Some(Severity::Warn));
        assert_eq!(severity("v2.5", Rule::ArgType), Some(Severity::Off));
        assert_eq!(severity("v2.6", Rule::ArgType), None);
        assert_eq!(severity("v2.9", Rule::ArgsEmpty), None);
        assert_eq!(severity("v2.6", Rule::Cis), None);
        assert_eq!(severity("v2.10", Rule::Cis), Some(Severity::Off));
    }
}
