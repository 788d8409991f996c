//! A finding, and the collection of all findings of a run.

use std::collections::BTreeMap;

use super::{Level, Rule, Severity, Span};

/// How many findings a person is shown; of the others only the number.
pub const SHOWN: usize = 50;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that was broken.
    pub rule: Rule,
    /// One sentence: lower case, data in backticks, no full stop.
    pub title: String,
    /// The places; the first is where the finding is, the others explain it. Empty only where a finding is
    /// about something that is not in any file.
    pub labels: Vec<Label>,
    /// What a maintainer can do today.
    pub help: Option<String>,
    /// What it is about, as `allow` in `data/kdm.yaml` names it: `rke2 v1.27.16+rke2r1`. Empty where it cannot be named.
    pub subjects: Vec<String>,
    /// Whether it stops the run although its rule only warns: the settings say so.
    pub raised: bool,
    /// What let it through: it is shown as a warning then, and stops nothing.
    pub allowed: Option<Allowed>,
}

/// What let a finding through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// `--allow RULE`.
    ByOption,
    /// `allow` in `data/kdm.yaml`, with its reason.
    BySettings(String),
    /// The severity of its rule in this repository.
    BySeverity,
    /// No Rancher of this line (`v2.9`) sees what it is about.
    Unseen(String),
}

/// A place in a source file and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The bytes that are underlined.
    pub span: Span,
    /// What stands beside the underline; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// A finding without a place yet.
    pub fn new(rule: Rule, title: impl Into<String>) -> Self {
        Self {
            rule,
            title: one_line(title.into()),
            labels: Vec::new(),
            help: None,
            subjects: Vec::new(),
            raised: false,
            allowed: None,
        }
    }

    /// Adds a place. The first one added is where the finding is.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Says what it is about.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subjects.push(subject.into());
        self
    }

    /// Whether this finding keeps the output from being written.
    pub fn stops(&self) -> bool {
        self.allowed.is_none() && (self.raised || self.rule.level() != Level::Warn)
    }
}

/// Titles quote data, and data may have line breaks in it, or be a template of 250 kB.
fn one_line(title: String) -> String {
    const LONGEST: usize = 240;
    if title.len() <= LONGEST && !title.contains(char::is_control) {
        return title;
    }
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    let shown: String = title.chars().take(LONGEST).map(escape).collect();
    if title.chars().count() > LONGEST { shown + "…" } else { shown }
}

/// All findings of a run.
#[derive(Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    severities: BTreeMap<Rule, Severity>,
}

impl Diagnostics {
    /// Takes a finding.
    pub fn report(&mut self, mut diagnostic: Diagnostic) {
        let severity = self.severities.get(&diagnostic.rule);
        match severity.filter(|_| diagnostic.rule.level() != Level::Forbid) {
            Some(Severity::Off) => return,
            Some(Severity::Warn) if diagnostic.rule.level() == Level::Deny => {
                diagnostic.allowed = diagnostic.allowed.or(Some(Allowed::BySeverity));
            }
            Some(Severity::Error) => diagnostic.raised = true,
            _ => {}
        }
        self.found.push(diagnostic);
    }

    /// Gives rules the severity that they have in this repository, also what was found already. What
    /// [`Level::Forbid`] refuses has no value, and stays refused.
    pub fn weigh(&mut self, severities: BTreeMap<Rule, Severity>) {
        self.severities = severities;
        let found = std::mem::take(&mut self.found);
        self.report_all(found);
    }

    /// Takes several findings.
    pub fn report_all(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|diagnostic| self.report(diagnostic));
    }

    /// The findings, in the order they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }

    /// Takes all findings of another collection.
    pub fn append(&mut self, other: Self) {
        self.report_all(other.found);
    }

    /// Lets the findings of `rules` through, where their level permits it.
    pub fn allow(&mut self, rules: &[Rule]) {
        for diagnostic in &mut self.found {
            if diagnostic.rule.level() != Level::Forbid
                && diagnostic.stops()
                && rules.contains(&diagnostic.rule)
            {
                diagnostic.allowed = Some(Allowed::ByOption);
            }
        }
    }

    /// Lets findings through that are about nothing but what `reason` knows a reason for.
    pub fn allow_with(&mut self, mut reason: impl FnMut(Rule, &str) -> Option<String>) {
        for diagnostic in &mut self.found {
            let rule = diagnostic.rule;
            if rule.level() == Level::Forbid || diagnostic.subjects.is_empty() {
                continue;
            }
            let reasons: Vec<_> = diagnostic.subjects.iter().map(|subject| reason(rule, subject)).collect();
            if let Some(mut reasons) = reasons.into_iter().collect::<Option<Vec<_>>>() {
                reasons.dedup();
                diagnostic.allowed = Some(Allowed::BySettings(reasons.join("; ")));
            }
        }
    }

    /// The severity that a rule has in this repository, where it has one of its own.
    pub fn severity(&self, rule: Rule) -> Option<Severity> {
        self.severities.get(&rule).copied()
    }

    /// Makes errors of findings that only warn, unless the repository gives their rule a severity of its own.
    pub fn raise(&mut self, is_error: impl Fn(&Diagnostic) -> bool) {
        for diagnostic in &mut self.found {
            diagnostic.raised |= !self.severities.contains_key(&diagnostic.rule) && is_error(diagnostic);
        }
    }

    /// Whether any finding keeps the output from being written.
    pub fn stop(&self) -> bool {
        self.found.iter().any(Diagnostic::stops)
    }

    /// Whether any finding leaves something without a value.
    pub fn forbid(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.rule.level() == Level::Forbid)
    }

    /// The findings sorted by place (file in the order of reading, then byte), each place and rule once: an
    /// argument list that ninety releases share through an anchor is wrong in one place, not in ninety.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| {
            let place = |d: &Diagnostic| d.labels.first().map(|label| label.span);
            place(a).cmp(&place(b)).then_with(|| a.rule.cmp(&b.rule)).then_with(|| a.title.cmp(&b.title))
        });
        self.found.dedup();
        self.found
    }
}
