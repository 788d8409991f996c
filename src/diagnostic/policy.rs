//! How a finding counts, decided once: by its rule, by what the repository says of the rule, by the exceptions that it
//! names, and by what the command line lets through.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    exception::Exceptions,
    finding::{Diagnostic, Diagnostics, Weight},
    rule::{Level, Rule, Severity},
};

/// What findings are judged for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Purpose {
    /// Whether a file can be written: what upstream's generator accepts is not an error.
    #[default]
    Build,
    /// Whether the build may ship.
    Release,
}

/// What decides how findings count in a repository.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// What they are judged for.
    pub purpose: Purpose,
    /// The rules that do not count as the table of rules says: those of the line, and over them those of `rules` in
    /// `data/kdm.yaml`.
    pub severities: BTreeMap<Rule, Severity>,
    /// `allow` in `data/kdm.yaml`.
    pub exceptions: Exceptions,
    /// `--allow`.
    pub allowed: Vec<Rule>,
    /// What an older state has, too, by rule and by what it is about: reported there, and no cause of what is new.
    pub known: BTreeSet<(Rule, String)>,
    /// Whether what follows from another finding is reported, too.
    pub keeps_consequences: bool,
}

/// A finding and how it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The finding.
    pub finding: Diagnostic,
    /// How it counts.
    pub verdict: Verdict,
}

/// How a finding counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It stops the run.
    Error,
    /// It is shown, and stops nothing.
    Warning,
    /// It would stop the run; what let it through is shown with it.
    LetThrough(LetThrough),
}

/// What let a finding through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetThrough {
    /// `--allow RULE`.
    ByOption,
    /// `allow` in `data/kdm.yaml`, with its reason.
    BySettings(String),
}

impl Judged {
    /// Whether it stops the run.
    pub fn stops(&self) -> bool {
        self.verdict == Verdict::Error
    }

    /// Whether `allow` in `data/kdm.yaml` excepts it.
    pub fn is_excepted(&self) -> bool {
        matches!(self.verdict, Verdict::LetThrough(LetThrough::BySettings(_)))
    }
}

impl Policy {
    /// Every finding that counts: those that stop the run, the others, and those that the settings except; each by place.
    pub fn judge(&self, found: Diagnostics) -> Vec<Judged> {
        let judged = found.sorted().into_iter().filter_map(|finding| {
            let verdict = self.verdict(&finding)?;
            Some(Judged { finding, verdict })
        });
        let mut judged: Vec<_> = judged.collect();
        judged.sort_by_key(|judged| (judged.is_excepted(), !judged.stops()));
        judged
    }

    /// Whether a finding is reported by itself: its rule is not off, no exception lets it through, and it is new.
    pub fn is_reported(&self, finding: &Diagnostic) -> bool {
        let is_known =
            || finding.subjects.iter().any(|subject| self.known.contains(&(finding.rule, subject.clone())));
        matches!(self.verdict(finding), Some(Verdict::Error | Verdict::Warning))
            && (self.known.is_empty() || !is_known())
    }

    /// Whether a finding stops the run.
    pub fn is_error(&self, finding: &Diagnostic) -> bool {
        self.verdict(finding) == Some(Verdict::Error)
    }

    /// Whether a finding would stop the run if it weighed as what stops a release: its rule has not been made a warning.
    pub fn can_stop(&self, finding: &Diagnostic) -> bool {
        self.verdict_as(finding, Weight::StopsRelease) == Some(Verdict::Error)
    }

    /// Whether any finding stops the run.
    pub fn stops(&self, found: &Diagnostics) -> bool {
        found.iter().any(|finding| self.verdict(finding) == Some(Verdict::Error))
    }

    /// How a finding counts; `None` where its rule is off.
    fn verdict(&self, finding: &Diagnostic) -> Option<Verdict> {
        self.verdict_as(finding, finding.weight)
    }

    fn verdict_as(&self, finding: &Diagnostic, weight: Weight) -> Option<Verdict> {
        let level = finding.rule.level();
        if level == Level::Forbid {
            // There is no value to write.
            return Some(Verdict::Error);
        }
        let is_error = match self.severities.get(&finding.rule) {
            Some(Severity::Off) => return None,
            Some(severity) => *severity == Severity::Error,
            None => match weight {
                Weight::OfRule => level == Level::Deny,
                Weight::StopsRelease => level == Level::Deny || self.purpose == Purpose::Release,
                Weight::Warns => false,
            },
        };
        let verdict = if is_error { Verdict::Error } else { Verdict::Warning };
        if let Some(reason) = self.reason(finding) {
            return Some(Verdict::LetThrough(LetThrough::BySettings(reason)));
        }
        if verdict == Verdict::Error && self.allowed.contains(&finding.rule) {
            return Some(Verdict::LetThrough(LetThrough::ByOption));
        }
        Some(verdict)
    }

    /// Why a finding is excepted: everything that it is about must be.
    fn reason(&self, finding: &Diagnostic) -> Option<String> {
        let exceptions = finding.subjects.iter().map(|subject| self.exceptions.of(finding.rule, subject));
        let reasons = exceptions.map(|exception| Some(exception?.reason.as_str()));
        let mut reasons = reasons.collect::<Option<Vec<_>>>().filter(|reasons| !reasons.is_empty())?;
        reasons.dedup();
        Some(reasons.join("; "))
    }

    /// Findings of exceptions that let nothing through, among those of the rules that were `looked_for`.
    pub fn unused_exceptions(
        &self,
        found: &Diagnostics,
        looked_for: impl Fn(Rule) -> bool,
    ) -> Vec<Diagnostic> {
        let counting = found.iter().filter(|finding| self.verdict(finding).is_some());
        let subjects = counting
            .flat_map(|finding| finding.subjects.iter().map(|subject| (finding.rule, subject.as_str())));
        let unused = self.exceptions.unused(subjects).into_iter();
        let findings = unused.filter(|exception| looked_for(exception.rule)).map(|exception| {
            let at = exception.at.join("`, `");
            let title = format!("nothing breaks `{}` at `{at}`", exception.rule);
            let diagnostic = Diagnostic::new(Rule::AllowanceUnused, title).at(exception.span, "");
            diagnostic.help("delete the exception, or correct its `at`")
        });
        findings.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Exception;

    fn exception(at: &str) -> Exception {
        Exception {
            span: None,
            rule: Rule::ArgsLost,
            at: vec![at.to_owned()],
            reason: format!("because of {at}"),
        }
    }

    #[track_caller]
    fn check(policy: &Policy, finding: Diagnostic, expected: Option<Verdict>) {
        assert_eq!(policy.verdict(&finding), expected);
    }

    fn lost() -> Diagnostic {
        Diagnostic::new(Rule::ArgsLost, "x").about("rke2 v1").about("rke2 v2")
    }

    #[test]
    fn a_rule_counts_as_its_level_says_and_as_the_repository_has_it() {
        check(&Policy::default(), lost(), Some(Verdict::Error));
        for (severity, expected) in [
            (Severity::Off, None),
            (Severity::Warn, Some(Verdict::Warning)),
            (Severity::Error, Some(Verdict::Error)),
        ] {
            let severities = [(Rule::ArgsLost, severity), (Rule::YamlSyntax, severity)].into();
            let policy = Policy { severities, ..Policy::default() };
            check(&policy, lost(), expected);
            check(&policy, Diagnostic::new(Rule::YamlSyntax, "x"), Some(Verdict::Error));
        }
    }

    #[test]
    fn an_exception_must_be_of_everything_that_a_finding_is_about() {
        let policy = |at: &[&str]| Policy {
            exceptions: at.iter().map(|at| exception(at)).collect::<Vec<_>>().into(),
            ..Policy::default()
        };
        let by = |reason: &str| Some(Verdict::LetThrough(LetThrough::BySettings(reason.to_owned())));
        check(&policy(&["rke2 v1"]), lost(), Some(Verdict::Error));
        check(&policy(&["rke2 v1", "rke2 v2"]), lost(), by("because of rke2 v1; because of rke2 v2"));
        check(&policy(&["rke2 v*"]), lost(), by("because of rke2 v*"));
        check(&policy(&["rke2"]), lost(), by("because of rke2"));
        check(&policy(&["rke2 v"]), lost(), Some(Verdict::Error));
        check(&policy(&["rke2 v*"]), Diagnostic::new(Rule::ArgsLost, "x"), Some(Verdict::Error));
        let mut found = Diagnostics::default();
        found.report(lost());
        let unused = policy(&["rke2 v1", "rke2 v3"]).unused_exceptions(&found, |_| true);
        assert_eq!(unused.len(), 1, "{unused:?}");
        let unused = policy(&["rke2 v3"]).unused_exceptions(&found, |rule| rule != Rule::ArgsLost);
        assert_eq!(unused, [], "whether it is idle is not known");
    }

    #[test]
    fn what_blocks_a_release_blocks_no_build() {
        let gap = || Diagnostic::new(Rule::TemplateGap, "x").weighing(Weight::StopsRelease);
        check(&Policy::default(), gap(), Some(Verdict::Warning));
        let policy = Policy { purpose: Purpose::Release, ..Policy::default() };
        check(&policy, gap(), Some(Verdict::Error));
        let policy = Policy { allowed: vec![Rule::TemplateGap], ..policy };
        check(&policy, gap(), Some(Verdict::LetThrough(LetThrough::ByOption)));
    }
}
