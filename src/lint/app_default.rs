//! Defaults of K3s and RKE2 that Rancher cannot follow.
//!
//! `GetDefaultByRuntimeAndServerVersion` reads the rules of the first `rancher` entry; one range that blang does not parse
//! makes it ignore them all, of two that fit the last one wins, and where no release comes out of it the `default`
//! channel counts: an old version, as a rule.

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    consumer::{DefaultVersion, Defaults},
    diagnostic::{Diagnostics, Rule, Span},
    model::{
        Distribution, RancherLine,
        channel::ChannelData,
        range::{Range, VersionSet},
    },
    source::Node,
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        check_section(distribution, section, subject_of.line, diagnostics);
    }
}

fn check_section(
    distribution: Distribution,
    section: &ChannelData<'_>,
    line: Option<RancherLine>,
    diagnostics: &mut Diagnostics,
) {
    let about = subject(distribution.key(), "appDefaults");
    let mut report = |rule: Rule, title: String, span: Option<Span>, help: &str| {
        diagnostics.report(finding(rule, &about, title, span.or(section.span), help));
    };
    let apps = section.map.value("appDefaults").items();
    let mut ranchers = section.rancher_apps();
    let Some(rancher) = ranchers.next() else {
        if let Some(app) = apps.first() {
            let title = "there are no `appDefaults` for `rancher`".to_owned();
            report(Rule::AppDefault, title, app.span, "write `appName: rancher`");
        } else if line.is_some() && distribution.is_in_every_build() && section.releases().next().is_some() {
            let title = format!("`{}` has no `appDefaults`", distribution.key());
            report(Rule::AppDefault, title, None, "say which version Ranchers of this line take by default");
        }
        return;
    };
    if let Some(second) = ranchers.next() {
        let title = "Rancher does not read a second entry for `rancher`".to_owned();
        report(Rule::AppDefault, title, second.span, "move its rules to the first entry");
    }
    let Some(ruled) = ranges(rancher, &mut report) else { return };
    if let Some(ranchers) = line.and_then(|line| line.ranchers().difference(&ruled).releases()) {
        let title = format!("no rule covers Rancher {ranchers}");
        report(Rule::DefaultGap, title, rancher.span, "let the rules cover the whole line");
    }
    unanswered(section, line, &mut report);
}

/// Takes a finding: its rule, its title, its place and what to do.
type Report<'r> = dyn FnMut(Rule, String, Option<Span>, &str) + 'r;

/// The Ranchers that the rules are for; nothing if Rancher cannot parse them all, and so ignores them.
fn ranges(rancher: &Node<'_>, report: &mut Report<'_>) -> Option<VersionSet> {
    let mut taken: Vec<(VersionSet, &str)> = Vec::new();
    let mut all_parse = true;
    for rule in rancher.value.fields().value("defaults").items() {
        let (written, span, app) = range(rule, "appVersion", report);
        let (.., default) = range(rule, "defaultVersion", report);
        all_parse &= app.is_some() && default.is_some();
        let Some(app) = app else { continue };
        if let Some((_, other)) = taken.iter().find(|(set, _)| !set.intersection(app.set()).is_empty()) {
            let title = format!("`{written}` and `{other}` have Ranchers in common");
            report(Rule::AppDefault, title, span, "end one range where the other begins");
        }
        taken.push((app.set().clone(), written));
    }
    all_parse.then(|| VersionSet::union_of(taken.into_iter().map(|(set, _)| set)))
}

/// A range of a rule: its text, its place, and what it means if it is one.
fn range<'s>(rule: &Node<'s>, key: &str, report: &mut Report<'_>) -> (&'s str, Option<Span>, Option<Range>) {
    let entry = rule.value.fields().get(key).filter(|entry| entry.node.value.as_str().is_some());
    let node = entry.map_or(rule, |entry| &entry.node);
    let written = node.value.as_str().unwrap_or_default();
    let parsed = Range::parse(written);
    if let Err(error) = &parsed {
        let title = format!("`{written}` is not a range: {error}");
        report(Rule::AppDefault, title, node.span, "write it as `>= 2.9.0-0 < 2.10.0-0`, or `1.30.x`");
    } else if written.split(|c: char| !c.is_ascii_alphanumeric()).any(is_with_v) {
        // `v1.27.x` is exactly 1.27.0.
        let title = format!("`{written}` has a `v`");
        report(
            Rule::AppDefault,
            title,
            node.span,
            "write the range without the `v`: with it the range means one version only",
        );
    }
    (written, node.span, parsed.ok())
}

/// Finds the rules that give nothing to some Rancher of the line. What Ranchers of other lines get does no harm.
fn unanswered(section: &ChannelData<'_>, line: Option<RancherLine>, report: &mut Report<'_>) {
    let answers = Defaults::of(section).by_ranchers();
    let asking = line.map_or(VersionSet::all(), RancherLine::ranchers);
    for rule in section.app_defaults() {
        let Some(app_version) = rule.app_version else { continue };
        let Ok(range) = Range::parse(app_version.value) else { continue };
        let nothing = answers.iter().filter(|(_, answer)| matches!(answer, DefaultVersion::Channel(_)));
        let left = VersionSet::union_of(
            nothing.map(|(ranchers, _)| ranchers.intersection(range.set()).intersection(&asking)),
        );
        let Some(ranchers) = left.releases() else { continue };
        // Where some of them see one, the others are probably older than the releases that are kept.
        let whole = range.set().intersection(&asking).difference(&left).releases().is_none();
        let rule_broken = if whole { Rule::AppDefault } else { Rule::DefaultGap };
        let version = rule.default_version.map_or("", |version| version.value);
        let title = format!("Rancher {ranchers} sees no release of `{version}`");
        let help = "name a version that it sees, or end the rule where its releases end";
        report(rule_broken, title, app_version.span, help);
    }
}

/// `v1`, as in `v1.27.x`.
fn is_with_v(word: &str) -> bool {
    word.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}
