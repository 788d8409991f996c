//! What other findings only follow from. A misspelt key makes arguments, charts or bounds seem to be missing, a row of defaults
//! that does not parse makes every version be judged by another default: the cause is one finding, and what follows is none.

mod list;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    finding::{subject, whole},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, Span, Weight, words::nearest},
    model::{
        Distribution,
        channel::{MAX, MIN, Origin, Release, ReleaseTable},
        field::Named,
        version::Version,
    },
    source::{Entry, Map, Value},
};

/// Drops the findings that only follow from others.
pub(super) fn without_consequences(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let policy = subject_of.policy;
    if policy.keeps_consequences {
        return;
    }
    // An error follows from an error only, or from what becomes one by it.
    let (causes, strong) =
        (Causes::of(subject_of, diagnostics, false), Causes::of(subject_of, diagnostics, true));
    let stopping = diagnostics.iter().filter(|finding| policy.is_error(finding));
    let stopping: BTreeSet<_> = stopping.flat_map(|finding| strong.places_behind(finding)).collect();
    diagnostics.retain(|finding| {
        let causes = if policy.is_error(finding) { &strong } else { &causes };
        !causes.explain(finding)
    });
    for finding in diagnostics.iter_mut() {
        if finding.labels.first().is_some_and(|label| stopping.contains(&label.span)) {
            finding.weight = Weight::StopsRelease;
        }
    }
}

/// What is found, by rule and by what it is about.
#[derive(Default)]
struct Causes {
    /// The defaults of RKE that are missing through another finding about their images.
    rke_defaults: BTreeSet<Span>,
    /// The keys of releases that other findings explain, with the place of that finding.
    by_release: BTreeMap<String, BTreeMap<&'static str, Span>>,
    /// The distributions whose file has lost a part as a whole, or a rule of its defaults.
    broken: BTreeMap<&'static str, Broken>,
    /// The subjects of each rule.
    subjects: BTreeMap<Rule, BTreeSet<String>>,
    /// The first places of each rule.
    places: BTreeMap<Rule, BTreeSet<Span>>,
    /// The values of charts' keys that stand among the charts.
    left: BTreeSet<Span>,
    /// Where an anchor got another value, and what that lacks.
    anchors: BTreeMap<String, BTreeSet<Span>>,
    /// The same by the key whose value has the anchor.
    anchored: BTreeMap<Span, Span>,
    /// The minors in which a release is not where it should be.
    lists: BTreeSet<(u64, u64)>,
    /// The releases with the version of another one.
    twice: BTreeSet<String>,
    /// The patches of Kubernetes with a window, of K3s or RKE2, that is wrong by itself.
    windows: BTreeSet<Patch>,
}

/// A patch of Kubernetes: its minor and its number.
type Patch = ((u64, u64), u64);

/// The findings about parts of a channel file that are not read as they were meant.
#[derive(Default, Clone, Copy)]
struct Broken {
    releases: Option<Span>,
    channels: Option<Span>,
    defaults: Option<Span>,
    /// A rule of `appDefaults` is not what was meant.
    rule: bool,
}

impl Broken {
    /// What the answer to a default needs.
    fn of_defaults(self) -> Option<Span> {
        self.releases.or(self.defaults)
    }
}

/// The rules whose findings others follow from, wherever they stand in a channel file.
const OF_KEYS: [Rule; 6] = [
    Rule::ChannelType,
    Rule::UnknownKey,
    Rule::Anchor,
    Rule::UnknownAnchor,
    Rule::MergeAfterKeys,
    Rule::MergeNotAMap,
];

/// The findings about a window, or about the release that has it, that make it differ from that of the other distribution.
const OF_WINDOWS: [Rule; 5] =
    [Rule::Window, Rule::WindowMax, Rule::WindowMin, Rule::WindowNewest, Rule::ReleaseVersion];

/// What makes the newest patch of a minor another one.
const OF_LISTS: [Rule; 3] = [Rule::Window, Rule::WindowNewest, Rule::VersionJump];

impl Causes {
    /// Those of warnings, or the `strong` ones: what is an error, and of what becomes one by what follows from it the place.
    fn of(subject_of: &Subject<'_, '_>, diagnostics: &Diagnostics, strong: bool) -> Self {
        let policy = subject_of.policy;
        // What is off, or excepted, is no cause: what follows from it is all that is left to see.
        let reported = diagnostics.iter().filter(|finding| policy.is_reported(finding));
        let reported = reported.filter(|finding| !strong || policy.can_stop(finding));
        let reported: Vec<_> =
            reported.map(|finding| (finding, !strong || policy.is_error(finding))).collect();
        let mut causes = Self::of_findings(&reported);
        causes.rke_defaults = causes.rke_defaults_behind(subject_of, &reported);
        for (distribution, section) in subject_of.metadata.sections() {
            if section.origin == Origin::Compiled {
                continue;
            }
            causes.broken.insert(distribution.key(), causes.broken_parts(distribution.key(), section));
            for release in section.releases() {
                causes.look_at(distribution, release);
            }
        }
        causes
    }

    fn of_findings(reported: &[(&Diagnostic, bool)]) -> Self {
        let mut causes = Self::default();
        for (finding, counts) in reported {
            let place = finding.labels.first().map(|label| label.span);
            causes.places.entry(finding.rule).or_default().extend(place);
            if finding.rule == Rule::Anchor {
                // `anchor NAME KEY`
                for key in finding.subjects.iter().filter_map(|subject| subject.splitn(3, ' ').nth(2)) {
                    causes.anchors.entry(key.to_owned()).or_default().extend(place);
                }
            }
            if !counts {
                continue;
            }
            causes.subjects.entry(finding.rule).or_default().extend(finding.subjects.iter().cloned());
            if finding.rule == Rule::ReleaseVersion && finding.labels.len() > 1 {
                causes.twice.extend(finding.subjects.iter().cloned());
            }
            let patches = finding.subjects.iter().filter_map(|subject| patch(subject));
            if OF_WINDOWS.contains(&finding.rule) {
                causes.windows.extend(patches.clone());
            }
            if OF_LISTS.contains(&finding.rule) {
                causes.lists.extend(patches.map(|(minor, _)| minor));
            }
        }
        causes
    }

    /// Takes what findings explain of a release.
    fn look_at(&mut self, distribution: Distribution, release: &Release<'_>) {
        let Some(version) = release.version() else { return };
        if self.places.contains_key(&Rule::UnknownKey) {
            let charts = release.table(ReleaseTable::Charts).entries().iter();
            self.left.extend(charts.filter(|entry| is_left(entry)).filter_map(|entry| entry.node.span));
        }
        for entry in release.map.entries() {
            let Some((key, value)) = entry.key_span.zip(entry.node.span) else { continue };
            // An anchor is before its value, or where it begins.
            let anchor = self.place_in(Rule::Anchor, Span { end: value.start.saturating_add(1), ..key });
            self.anchored.extend(anchor.map(|anchor| (key, anchor)));
        }
        let explained = keys().into_iter().filter_map(|key| Some((key, self.place_behind(release, key)?)));
        let explained: BTreeMap<_, _> = explained.collect();
        if !explained.is_empty() {
            self.by_release.insert(subject(distribution.key(), version.value), explained);
        }
    }

    fn places_of(&self, rule: Rule) -> impl Iterator<Item = Span> {
        self.places.get(&rule).into_iter().flatten().copied()
    }

    /// The place, if findings of some rules are there.
    fn place(&self, rules: &[Rule], span: Option<Span>) -> Option<Span> {
        let is_of = |rule: &Rule, span| self.places.get(rule).is_some_and(|places| places.contains(&span));
        span.filter(|span| rules.iter().any(|rule| is_of(rule, *span)))
    }

    fn is_place(&self, rules: &[Rule], span: Option<Span>) -> bool {
        self.place(rules, span).is_some()
    }

    /// The first place of a rule within another one.
    fn place_in(&self, rule: Rule, outer: Span) -> Option<Span> {
        let mut places = self.places.get(&rule)?.range(outer..);
        places.next().copied().filter(|span| span.file == outer.file && span.start < outer.end)
    }

    /// The anchor through whose new value everything was lost that a finding is about.
    fn anchor_of(&self, finding: &Diagnostic) -> Option<Span> {
        let place = finding.labels.first()?.span;
        if !matches!(finding.rule, Rule::ArgsLost | Rule::ChartLost | Rule::FeatureLost) {
            return None;
        }
        let mut found = None;
        for subject in &finding.subjects {
            let (_, key) =
                subject.split_once('.').and_then(|_| subject[whole(subject).len()..].split_once('.'))?;
            let anchors = self.anchors.get(key)?;
            let here = self.anchored.get(&place).filter(|anchor| anchors.contains(anchor));
            let anchor = here.or_else(|| anchors.range(..place).next_back())?;
            found = Some(*anchor).filter(|anchor| anchor.file == place.file);
            found?;
        }
        found
    }

    fn has(&self, rule: Rule, subject: &str) -> bool {
        self.subjects.get(&rule).is_some_and(|subjects| subjects.contains(subject))
    }

    /// Whether a finding of a rule is about a version, or a part of it.
    fn is_about(&self, rule: Rule, version: &str) -> bool {
        let Some(subjects) = self.subjects.get(&rule) else { return false };
        subjects.contains(version)
            || subjects.range(format!("{version} ")..).next().is_some_and(|subject| whole(subject) == version)
    }

    /// Whether findings of some rules are about a distribution.
    fn is_about_area(&self, rules: &[Rule], area: &str) -> bool {
        let start = format!("{area} ");
        let mut subjects = rules.iter().filter_map(|rule| self.subjects.get(rule));
        subjects.any(|subjects| {
            subjects.range(start.clone()..).next().is_some_and(|subject| subject.starts_with(&start))
        })
    }

    /// The place of a finding of its own that explains why a key of a release seems to be missing.
    fn place_behind(&self, release: &Release<'_>, key: &str) -> Option<Span> {
        let Some(entry) = release.map.get(key) else {
            // Something that nobody knows stands in its place: a misspelt key, or what should be indented below it.
            let entries = release.map.entries().iter();
            let found = entries.filter_map(|entry| Some((entry, self.place(&OF_KEYS, entry.key_span)?)));
            let mut meant = found.filter(|(entry, _)| stands_for(entry.key, entry.node.value, key));
            return meant.next().map(|(_, place)| place);
        };
        let inner = entry.node.value.fields().entries().iter();
        let inner = inner.flat_map(|entry| [entry.node.span, entry.key_span]);
        let mut spans = [entry.node.span, entry.key_span].into_iter().chain(inner);
        let of_keys = spans.find_map(|span| self.place(&OF_KEYS, span));
        of_keys.or_else(|| self.place_in(Rule::MergeAfterKeys, entry.node.span?))
    }

    /// The place of the finding behind the key of a release that a subject names, else behind any that its rule looks at.
    fn behind_part(&self, parts: &[&'static str], subject: &str) -> Option<Span> {
        let keys = self.by_release.get(whole(subject))?;
        let named = subject[whole(subject).len()..].trim_start().split('.').next().unwrap_or_default();
        match parts.iter().find(|part| **part == named) {
            Some(part) => keys.get(part).copied(),
            None => parts.iter().find_map(|part| keys.get(part)).copied(),
        }
    }

    /// The places of the findings that a finding only follows from, where those alone might stop nothing.
    fn places_behind(&self, finding: &Diagnostic) -> Vec<Span> {
        let parts = parts_of(finding.rule);
        let by_key = |subject: &String| self.behind_part(parts, subject);
        let by_key = finding.subjects.iter().map(by_key).collect::<Option<Vec<_>>>();
        let mut places = by_key.filter(|_| !parts.is_empty()).unwrap_or_default();
        places.extend(self.anchor_of(finding));
        if self.explain_list(finding) {
            let broken = self.broken_of(finding);
            places.extend(broken.of_defaults().or(broken.channels));
        }
        places
    }

    /// Whether a finding only follows from a cause.
    fn explain(&self, finding: &Diagnostic) -> bool {
        let all =
            |is: &dyn Fn(&String) -> bool| !finding.subjects.is_empty() && finding.subjects.iter().all(is);
        let parts = parts_of(finding.rule);
        let by_key = |subject: &String| self.behind_part(parts, subject).is_some();
        (!parts.is_empty() && all(&by_key))
            || self.explain_list(finding)
            || match finding.rule {
                Rule::ChannelType => {
                    finding.labels.first().is_some_and(|label| self.left.contains(&label.span))
                }
                Rule::ArgsGap => all(&|subject| self.has(Rule::ArgsLost, subject)),
                _ if self.anchor_of(finding).is_some() => true,
                Rule::ArgsLost => all(&|subject| {
                    // Of `k3s v1.30.5+k3s1 serverArgs.debug` the list.
                    let (version, part) = subject.split_at(whole(subject).len());
                    let table = part.split('.').next().unwrap_or_default();
                    self.has(Rule::ArgsEmpty, &format!("{version}{table}"))
                }),
                Rule::FeatureMissing => all(&|subject| self.is_about(Rule::FeatureLost, subject)),
                Rule::EntryForm => all(&|subject| {
                    [Rule::ReleaseVersion, Rule::Window, Rule::MissingVersion]
                        .iter()
                        .any(|rule| self.is_about(*rule, whole(subject)))
                }),
                Rule::PreRelease => all(&|subject| {
                    let release = whole(subject);
                    self.has(Rule::ReleaseVersion, release) || self.has(Rule::DefaultCandidate, release)
                }),
                Rule::DefaultCandidate => all(&|subject| self.has(Rule::ReleaseVersion, subject)),
                Rule::ChartSame => all(&|subject| self.has(Rule::VersionJump, whole(subject))),
                Rule::WindowMin | Rule::WindowMax | Rule::WindowNewest => {
                    let is_wrong = |subject: &String| {
                        self.is_about(Rule::Window, subject)
                            || (finding.rule == Rule::WindowNewest && self.has(Rule::WindowMax, subject))
                    };
                    all(&is_wrong)
                }
                Rule::WindowDiffers => {
                    all(&|subject| patch(subject).is_some_and(|patch| self.windows.contains(&patch)))
                }
                Rule::AlpineImage => finding
                    .labels
                    .first()
                    .is_some_and(|label| self.is_place(&[Rule::ImagePrefix], Some(label.span))),
                Rule::RkeDefault => {
                    finding.labels.first().is_some_and(|label| self.rke_defaults.contains(&label.span))
                }
                Rule::HyperkubePrefix => finding
                    .labels
                    .get(1)
                    .is_some_and(|key| self.is_place(&[Rule::VersionKey], Some(key.span))),
                _ => false,
            }
    }
}

/// The patch of Kubernetes that a subject is about.
fn patch(subject: &str) -> Option<Patch> {
    let (_, version) = whole(subject).split_once(' ')?;
    let number = Version::parse_tolerant(version).ok()?;
    Some((number.minor(), number.patch()))
}

/// The keys of a release that findings are about.
fn keys() -> Vec<&'static str> {
    ReleaseTable::all().map(Named::name).chain([MIN, MAX]).collect()
}

/// The keys of a release that a rule looks at.
fn parts_of(rule: Rule) -> &'static [&'static str] {
    match rule {
        Rule::ArgsEmpty | Rule::ArgsLost => &["serverArgs", "agentArgs"],
        Rule::ArgOptions => &["serverArgs", "agentArgs", "charts"],
        Rule::Chart | Rule::ChartLost | Rule::ChartSame | Rule::ChartOlder => &["charts"],
        Rule::FeatureLost | Rule::FeatureMissing => &["featureVersions"],
        Rule::Window | Rule::WindowMin | Rule::WindowMax | Rule::WindowDiffers | Rule::WindowNewest => {
            &[MIN, MAX]
        }
        _ => &[],
    }
}

/// Whether an unknown key of a release is meant for a known one: it is close to it, or has its kind of value.
pub(super) fn stands_for(unknown: &str, value: Value<'_>, key: &str) -> bool {
    nearest(unknown, keys()) == Some(key) || (key == ReleaseTable::Charts.name() && is_chart(value))
}

/// Whether a value is what `charts` has below a name.
pub(super) fn is_chart(value: Value<'_>) -> bool {
    let fields = value.fields();
    fields.get("repo").is_some() || (fields.get("version").is_some() && fields.get("type").is_none())
}

/// Whether a map has a key that is probably meant for another one, which it lacks.
pub(super) fn has_close(map: Map<'_>, key: &str) -> bool {
    map.get(key).is_none() && map.entries().iter().any(|entry| nearest(entry.key, [key]).is_some())
}

/// The keys of a chart, as channelserver's `Chart` has them.
pub(super) const CHART_KEYS: [&str; 2] = ["repo", "version"];

/// Whether an entry of `charts` is the repository or version of one.
pub(super) fn is_left(entry: &Entry<'_>) -> bool {
    CHART_KEYS.contains(&entry.key) && matches!(entry.node.value, Value::String(_) | Value::Number(_))
}
