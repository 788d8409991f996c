//! Defaults of K3s and RKE2 that Rancher cannot follow.
//!
//! `GetDefaultByRuntimeAndServerVersion` reads the rules of the first `rancher` entry; one range that blang does not parse
//! makes it ignore them all, of two that fit the last one wins, and where no release comes out of it the `default`
//! channel counts: an old version, as a rule. Upstream writes the rules as stairs since 2025: each reaches one line of Rancher
//! further than its own, so that a line without a rule keeps the default before it. That is right as long as the rules below
//! take Ranchers to newer defaults only.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    cause::has_close,
    finding::{finding, part, subject},
    subject::Subject,
};
use crate::{
    consumer::{DEVELOPMENT, DefaultAnswers, DefaultVersion, Defaults},
    diagnostic::{Diagnostic, Diagnostics, Follows, Rule, Span},
    model::{
        Distribution, RancherLine, Text,
        channel::{AppDefault, ChannelData},
        range::{Range, VersionSet},
        version::Version,
    },
    source::{Entry, Node, Value},
};

/// The app whose rules count, as what a finding is about.
const RANCHER: &str = "rancher";

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
    let mut report = |of: &str, title: String, span: Option<Span>, help: &str| {
        diagnostics.report(finding(Rule::AppDefault, &part(&about, of), title, span.or(section.span), help));
    };
    let apps = section.map.value("appDefaults").items();
    let mut ranchers = section.rancher_apps();
    let Some(rancher) = ranchers.next() else {
        if let Some(app) = apps.first() {
            let title = "there are no `appDefaults` for `rancher`".to_owned();
            report(RANCHER, title, app.span, "write `appName: rancher`");
        } else if line.is_some() && distribution.is_in_every_build() && section.releases().next().is_some() {
            let title = format!("`{}` has no `appDefaults`", distribution.key());
            report(RANCHER, title, None, "say which version Ranchers of this line take by default");
        }
        return;
    };
    if let Some(second) = ranchers.next() {
        let title = "Rancher does not read a second entry for `rancher`".to_owned();
        report(RANCHER, title, second.span, "move its rules to the first entry");
    }
    let Some(ruled) = ranges(rancher, &mut report) else { return };
    diagnostics.report_all(rows_swapped(&about, section));
    let uncovered = line.map(|line| line.ranchers().difference(&ruled));
    if let Some((uncovered, ranchers)) = uncovered.and_then(|set| Some((set.clone(), set.releases()?))) {
        let title = format!("no rule covers Rancher {ranchers}");
        let at = beside(section, &uncovered).or(rancher.span);
        let (about, help) = (part(&about, "gap"), "let the rules cover the whole line");
        diagnostics.report(finding(Rule::DefaultGap, &about, title, at.or(section.span), help));
    }
    unanswered(section, line, &about, diagnostics);
}

/// The range of the rule that begins where a gap ends, or that ends where it begins.
fn beside(section: &ChannelData<'_>, gap: &VersionSet) -> Option<Span> {
    let (from, to) = gap.intervals().next()?;
    let rules = section.app_defaults().filter_map(Row::of);
    let mut ends = None;
    for row in rules {
        for (begin, end) in row.ranchers.set().intervals() {
            if to == Some(begin) {
                return row.app.span;
            }
            if end.is_some_and(|end| end <= from) {
                ends = row.app.span;
            }
        }
    }
    ends
}

/// Takes a finding: its rule, its title, its place and what to do.
type Report<'r> = dyn FnMut(&str, String, Option<Span>, &str) + 'r;

/// The Ranchers that the rules are for; nothing if Rancher cannot parse them all, and so ignores them.
fn ranges(rancher: &Node<'_>, report: &mut Report<'_>) -> Option<VersionSet> {
    let mut taken = Vec::new();
    let mut all_parse = true;
    for rule in rancher.value.fields().value("defaults").items() {
        let app = range(rule, "appVersion", report);
        let default = range(rule, "defaultVersion", report);
        all_parse &= app.is_some() && default.is_some();
        if let Some(app) = app.as_ref().filter(|app| app.set().is_empty()) {
            let title = format!("no Rancher is in `{}`", app.text());
            let at = rule.value.fields().get("appVersion").map_or(rule.span, |entry| entry.node.span);
            report(app.text(), title, at, "end the range above its beginning");
            // What it was meant to take is not known.
            taken.push(VersionSet::all());
        }
        taken.extend(app.map(|app| app.set().clone()));
    }
    all_parse.then(|| VersionSet::union_of(taken))
}

/// The Ranchers that a later rule takes from an earlier one to an older default.
fn rows_swapped(about: &str, section: &ChannelData<'_>) -> Vec<Diagnostic> {
    let rules: Vec<_> = section.app_defaults().filter_map(Row::of).collect();
    // From one bound to the next the same rules fit: the last of them counts.
    let mut turns: Vec<(&Version, bool, usize)> = Vec::new();
    for (nth, row) in rules.iter().enumerate() {
        for (from, to) in row.ranchers.set().intervals() {
            turns.push((from, true, nth));
            turns.extend(to.map(|to| (to, false, nth)));
        }
    }
    turns.sort();
    let (mut fitting, mut by_default) = (BTreeSet::new(), BTreeSet::new());
    let mut swapped: BTreeMap<(usize, usize), Vec<VersionSet>> = BTreeMap::new();
    for (place, (at, begins, nth)) in turns.iter().enumerate() {
        let default = (&rules[*nth].lowest, *nth);
        if *begins {
            fitting.insert(*nth);
            by_default.insert(default);
        } else {
            fitting.remove(nth);
            by_default.remove(&default);
        }
        let Some((next, ..)) = turns.get(place + 1).filter(|(next, ..)| next > at) else { continue };
        if let (Some(last), Some((newest, meant))) = (fitting.last(), by_default.last())
            && rules[*last].lowest < **newest
        {
            let ranchers = VersionSet::at_least(at).intersection(&VersionSet::below(next));
            swapped.entry((*last, *meant)).or_default().push(ranchers);
        }
    }
    let defaults = DefaultAnswers::of(&Defaults::of(section));
    let found = swapped.into_iter().filter_map(|((last, meant), sets)| {
        let ranchers = VersionSet::union_of(sets);
        let (last, meant) = (&rules[last], &rules[meant]);
        let gets = match ranchers
            .lower_bounds()
            .next()
            .map(|first| defaults.of_rancher(&first.first_release(DEVELOPMENT)))
        {
            Some(DefaultVersion::Release(version)) => format!(" (`{version}`)"),
            _ => String::new(),
        };
        let title = format!(
            "Rancher {} gets `{}`{gets}, not `{}`: of two rules that fit the last one counts",
            ranchers.ranchers()?,
            last.default.value,
            meant.default.value
        );
        let help = "put the rules in ascending order, or end this range where the other begins";
        let about = part(about, last.default.value);
        let finding = finding(Rule::AppDefault, &about, title, last.app.span, help);
        Some(finding.at(meant.app.span, "this rule fits, too, and comes before"))
    });
    found.collect()
}

/// A rule of `appDefaults`, parsed.
struct Row<'s> {
    app: Text<'s>,
    ranchers: Range,
    default: Text<'s>,
    /// Where its default begins.
    lowest: Version,
}

impl<'s> Row<'s> {
    fn of(rule: AppDefault<'s>) -> Option<Self> {
        let (app, default) = (rule.app_version?, rule.default_version?);
        let lowest = Range::parse(default.value).ok()?.set().lower_bounds().next()?.clone();
        Some(Self { app, ranchers: Range::parse(app.value).ok()?, default, lowest })
    }
}

/// A range of a rule, if it is one.
fn range(rule: &Node<'_>, key: &str, report: &mut Report<'_>) -> Option<Range> {
    let fields = rule.value.fields();
    // Of a wrong type it is `channel-type`, and a misspelt key is one that nothing reads.
    let is_told = |entry: &Entry<'_>| entry.node.value.as_str().is_none() && entry.node.value != Value::Null;
    if fields.get(key).is_some_and(is_told) || has_close(fields, key) {
        return None;
    }
    let entry = fields.get(key).filter(|entry| entry.node.value.as_str().is_some());
    let node = entry.map_or(rule, |entry| &entry.node);
    let written = node.value.as_str().unwrap_or_default();
    let parsed = Range::parse(written);
    if let Err(error) = &parsed {
        let title = format!("`{written}` is not a range: {error}");
        report(written, title, node.span, "write it as `>= 2.9.0-0 < 2.10.0-0`, or `1.30.x`");
    } else if written.split(|c: char| !c.is_ascii_alphanumeric()).any(is_with_v) {
        // `v1.27.x` is exactly 1.27.0.
        let title = format!("`{written}` has a `v`");
        report(
            written,
            title,
            node.span,
            "write the range without the `v`: with it the range means one version only",
        );
        return None;
    }
    parsed.ok()
}

/// Finds the rules that give nothing to some Rancher of the line. What Ranchers of other lines get does no harm.
fn unanswered(
    section: &ChannelData<'_>,
    line: Option<RancherLine>,
    about: &str,
    diagnostics: &mut Diagnostics,
) {
    let answers = DefaultAnswers::of(&Defaults::of(section));
    let asking = line.map_or(VersionSet::all(), RancherLine::ranchers);
    let nothing = answers.by_ranchers().filter(|(_, answer)| matches!(answer, DefaultVersion::Channel(_)));
    let nothing = VersionSet::union_of(nothing.map(|(ranchers, _)| ranchers.intersection(&asking)));
    for rule in section.app_defaults() {
        let Some(app_version) = rule.app_version else { continue };
        let Ok(range) = Range::parse(app_version.value) else { continue };
        let left = nothing.intersection(range.set());
        let Some(ranchers) = left.releases() else { continue };
        // Where some of them see one, the others are probably older than the releases that are kept.
        let whole = range.set().intersection(&asking).difference(&left).releases().is_none();
        let rule_broken = if whole { Rule::AppDefault } else { Rule::DefaultGap };
        let version = rule.default_version.map_or("", |version| version.value);
        let title = format!("Rancher {ranchers} sees no release of `{version}`");
        let help = "name a version that it sees, or end the rule where its releases end";
        let at = rule.default_version.map_or(app_version.span, |version| version.span);
        let at = if whole { at } else { app_version.span };
        let found = finding(rule_broken, &part(about, version), title, at.or(section.span), help);
        diagnostics.report(found.judged_by(Follows::Releases(version.to_owned())));
    }
}

/// `v1`, as in `v1.27.x`.
fn is_with_v(word: &str) -> bool {
    word.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}
