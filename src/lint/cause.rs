//! What other findings only follow from. A misspelt key makes arguments, charts or bounds seem to be missing, a row of defaults
//! that does not parse makes every version be judged by another default: the cause is one finding, and what follows is none.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    finding::{subject, whole},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Level, Rule, Span, Weight, words::nearest},
    model::{
        channel::{ChannelData, MAX, MIN, Origin, Release, ReleaseTable},
        field::Named,
        version::Version,
    },
    source::{Entry, Map, Value},
};

/// Drops the findings that only follow from others.
pub(super) fn without_consequences(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let causes = Causes::of(subject_of, diagnostics);
    // What stops a release still does, by its cause.
    let stopping = diagnostics.iter().filter(|finding| finding.rule.level() == Level::Deny);
    let stopping: BTreeSet<_> = stopping.filter_map(|finding| causes.anchor_of(finding)).collect();
    diagnostics.retain(|finding| !causes.explain(finding));
    for finding in diagnostics.iter_mut().filter(|finding| finding.rule == Rule::Anchor) {
        if finding.labels.first().is_some_and(|label| stopping.contains(&label.span)) {
            finding.weight = Weight::StopsRelease;
        }
    }
}

/// What is found, by rule and by what it is about.
struct Causes {
    /// The keys of releases that other findings explain.
    by_release: BTreeMap<String, BTreeSet<&'static str>>,
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
    /// The patches of Kubernetes with a window, of K3s or RKE2, that is wrong by itself.
    windows: BTreeSet<Patch>,
}

/// A patch of Kubernetes: its minor and its number.
type Patch = ((u64, u64), u64);

#[derive(Default, Clone, Copy)]
struct Broken {
    /// A part of the file is not read.
    part: bool,
    /// A rule of `appDefaults` is not what was meant.
    defaults: bool,
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

/// The findings about a window that make it differ from that of the other distribution.
const OF_WINDOWS: [Rule; 4] = [Rule::Window, Rule::WindowMax, Rule::WindowMin, Rule::WindowNewest];

/// What makes a release vanish from the list, or stand elsewhere in it.
const OF_LISTS: [Rule; 8] = [
    Rule::ReleaseVersion,
    Rule::MissingVersion,
    Rule::ReleaseOrder,
    Rule::SecondDocument,
    Rule::DuplicateKey,
    Rule::Window,
    Rule::WindowNewest,
    Rule::VersionJump,
];

impl Causes {
    fn of(subject_of: &Subject<'_, '_>, diagnostics: &Diagnostics) -> Self {
        let mut subjects: BTreeMap<Rule, BTreeSet<String>> = BTreeMap::new();
        let mut places: BTreeMap<Rule, BTreeSet<Span>> = BTreeMap::new();
        for finding in diagnostics.iter() {
            subjects.entry(finding.rule).or_default().extend(finding.subjects.iter().cloned());
            places.entry(finding.rule).or_default().extend(finding.labels.first().map(|label| label.span));
        }
        let windows = OF_WINDOWS.iter().filter_map(|rule| subjects.get(rule)).flatten();
        let windows = windows.filter_map(|subject| patch(subject)).collect();
        let (by_release, broken) = (BTreeMap::new(), BTreeMap::new());
        let mut anchors: BTreeMap<String, BTreeSet<Span>> = BTreeMap::new();
        for finding in diagnostics.iter().filter(|finding| finding.rule == Rule::Anchor) {
            let place = finding.labels.first().map(|label| label.span);
            for key in finding.subjects.iter().filter_map(|subject| subject.strip_prefix("anchor ")) {
                anchors.entry(key.to_owned()).or_default().extend(place);
            }
        }
        let mut causes =
            Self { by_release, broken, subjects, places, left: BTreeSet::new(), anchors, windows };
        for (distribution, section) in subject_of.metadata.sections() {
            if section.origin == Origin::Compiled {
                continue;
            }
            causes.broken.insert(distribution.key(), causes.broken_parts(distribution.key(), section));
            for release in section.releases() {
                let Some(version) = release.version() else { continue };
                let charts = release.table(ReleaseTable::Charts).entries().iter();
                let left =
                    charts.filter(|entry| is_left(entry) && causes.places.contains_key(&Rule::UnknownKey));
                causes.left.extend(left.filter_map(|entry| entry.node.span));
                let explained = keys().into_iter().filter(|key| causes.is_explained(release, key));
                let explained: BTreeSet<_> = explained.collect();
                if !explained.is_empty() {
                    causes.by_release.insert(subject(distribution.key(), version.value), explained);
                }
            }
        }
        causes
    }

    fn places_of(&self, rule: Rule) -> impl Iterator<Item = Span> {
        self.places.get(&rule).into_iter().flatten().copied()
    }

    fn is_place(&self, rules: &[Rule], span: Option<Span>) -> bool {
        let is_of = |rule: &Rule, span| self.places.get(rule).is_some_and(|places| places.contains(&span));
        span.is_some_and(|span| rules.iter().any(|rule| is_of(rule, span)))
    }

    fn has_place_in(&self, rule: Rule, outer: Span) -> bool {
        let Some(places) = self.places.get(&rule) else { return false };
        places.range(outer..).next().is_some_and(|span| span.file == outer.file && span.start < outer.end)
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
            let above = self.anchors.get(key)?.range(..place).next_back();
            found = Some(*above.filter(|anchor| anchor.file == place.file)?);
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

    /// What of a file is not read as it was meant.
    fn broken_parts(&self, key: &str, section: &ChannelData<'_>) -> Broken {
        let file = section.span.map(|span| span.file);
        let in_file = |rule: Rule| self.places_of(rule).any(|span| Some(span.file) == file);
        let top = section.map.entries().iter();
        let mut top = top.flat_map(|entry| [entry.key_span, entry.node.span]);
        let rules = [Rule::UnknownKey, Rule::DuplicateKey, Rule::ChannelType];
        let part = top.any(|span| self.is_place(&rules, span)) || in_file(Rule::SecondDocument);
        let of_defaults = |rule: Rule| {
            let area = format!("{key} appDefaults");
            self.subjects
                .get(&rule)
                .is_some_and(|subjects| subjects.iter().any(|subject| subject.starts_with(&area)))
        };
        let of_types = || {
            let defaults = section.map.get("appDefaults").and_then(|entry| entry.node.span);
            let within = |outer: Span, span: Span| {
                span.file == outer.file && outer.range().contains(&span.range().start)
            };
            defaults.is_some_and(|outer| self.places_of(Rule::ChannelType).any(|span| within(outer, span)))
        };
        let rules = [Rule::AppDefault, Rule::DefaultGap, Rule::UnknownKey, Rule::DefaultDiffers];
        Broken { part, defaults: part || of_types() || rules.into_iter().any(of_defaults) }
    }

    /// Whether a key of a release has a finding of its own that explains why it seems to be missing.
    fn is_explained(&self, release: &Release<'_>, key: &str) -> bool {
        match release.map.get(key) {
            Some(entry) => {
                let inner = entry.node.value.fields().entries().iter();
                let mut inner = inner.flat_map(|entry| [entry.node.span, entry.key_span]);
                self.is_place(&OF_KEYS, entry.node.span)
                    || self.is_place(&OF_KEYS, entry.key_span)
                    || inner.any(|span| self.is_place(&OF_KEYS, span))
                    || entry.node.span.is_some_and(|span| self.has_place_in(Rule::MergeAfterKeys, span))
            }
            // Something that nobody knows stands in its place: a misspelt key, or what should be indented below it.
            None => {
                let mut unknown =
                    release.map.entries().iter().filter(|entry| self.is_place(&OF_KEYS, entry.key_span));
                unknown.any(|entry| stands_for(entry.key, entry.node.value, key))
            }
        }
    }

    /// Whether a finding only follows from a cause.
    fn explain(&self, finding: &Diagnostic) -> bool {
        let all =
            |is: &dyn Fn(&String) -> bool| !finding.subjects.is_empty() && finding.subjects.iter().all(is);
        let parts = parts_of(finding.rule);
        let by_key = |subject: &String| {
            let keys = self.by_release.get(whole(subject));
            keys.is_some_and(|keys| parts.iter().any(|part| keys.contains(part)))
        };
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
                Rule::PreRelease => all(&|subject| {
                    self.has(Rule::ReleaseVersion, subject) || self.has(Rule::DefaultCandidate, subject)
                }),
                Rule::DefaultCandidate => all(&|subject| self.has(Rule::ReleaseVersion, subject)),
                Rule::ChartSame => all(&|subject| self.has(Rule::VersionJump, whole(subject))),
                Rule::WindowMin | Rule::WindowMax | Rule::WindowNewest => {
                    let is_wrong = |subject: &String| {
                        self.has(Rule::Window, subject)
                            || (finding.rule == Rule::WindowNewest && self.has(Rule::WindowMax, subject))
                    };
                    all(&is_wrong)
                }
                Rule::WindowDiffers => {
                    all(&|subject| patch(subject).is_some_and(|patch| self.windows.contains(&patch)))
                }
                Rule::AlpineImage => self.subjects.contains_key(&Rule::ImagePrefix),
                Rule::RkeDefault => [Rule::HyperkubePrefix, Rule::VersionKey]
                    .iter()
                    .any(|rule| self.places.contains_key(rule)),
                Rule::HyperkubePrefix => finding
                    .labels
                    .get(1)
                    .is_some_and(|key| self.is_place(&[Rule::VersionKey], Some(key.span))),
                _ => false,
            }
    }

    /// Whether a finding about a list follows from a part of the file that is not read, or from a release that is not there.
    fn explain_list(&self, finding: &Diagnostic) -> bool {
        let area = finding.subjects.first().and_then(|subject| subject.split(' ').next());
        let broken = area.and_then(|area| self.broken.get(area)).copied().unwrap_or_default();
        match finding.rule {
            // A release that is read as none, or that its window hides, is not there for channels and defaults.
            Rule::Channel if finding.title.starts_with("there is no release") => {
                broken.part || area.is_some_and(|area| self.is_about_area(&[Rule::ReleaseVersion], area))
            }
            Rule::AppDefault | Rule::DefaultGap if finding.title.contains("sees no release") => {
                let hides = [Rule::ReleaseVersion, Rule::Window, Rule::WindowMax, Rule::WindowNewest];
                broken.part || area.is_some_and(|area| self.is_about_area(&hides, area))
            }
            Rule::Channel | Rule::AppDefault | Rule::DefaultGap => broken.part,
            // What begins with the same Rancher as the minor before is judged by the defaults.
            Rule::WindowMin => broken.defaults && finding.title.contains("begins with the same Rancher"),
            Rule::DefaultDiffers | Rule::RoundDiffers => {
                self.broken.values().any(|broken| broken.part)
                    || (finding.rule == Rule::RoundDiffers
                        && OF_LISTS.iter().any(|rule| self.places.contains_key(rule)))
                    || (finding.rule == Rule::DefaultDiffers
                        && [Rule::AppDefault, Rule::DefaultGap]
                            .iter()
                            .any(|rule| self.places.contains_key(rule)))
            }
            Rule::Window => {
                broken.part && finding.subjects.first().is_some_and(|subject| !subject.contains(' '))
            }
            Rule::ReleaseOrder => finding.subjects.iter().all(|subject| self.has(Rule::PreRelease, subject)),
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
