//! From a file to a Release: strict about what names images, as the CRD is, and lenient about what does not.
//!
//! The CRD is giantswarm/releases `sdk/config/crd/bases/release.giantswarm.io_releases.yaml`; a file that it refuses reaches no
//! management cluster.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{
    Provider,
    release::{Component, Identity, Release, State},
};
use crate::{
    diagnostic::{
        Diagnostic, Diagnostics, FileId, Level, Rule, Span,
        words::{did_you_mean, nearest},
    },
    model::{Text, version::Version},
    source::{Arena, Entry, Map, Node, Sources, Value, yaml},
};

const API_VERSION: &str = "release.giantswarm.io/v1alpha1";

/// What a file that is no sound YAML breaks.
const UNREADABLE: &str =
    "kubectl, Flux and kustomize read it otherwise or not at all, and no management cluster gets the Release";

/// What a file has of a Release.
#[derive(Debug, Default)]
pub struct ReadRelease<'s> {
    /// Which one it is, where its name says so.
    pub identity: Option<Identity>,
    /// Its state, where it has one.
    pub state: Option<State>,
    /// The Release, where its components can be read.
    pub release: Option<Release<'s>>,
    /// Why they cannot be.
    pub found: Diagnostics,
    /// What else is wrong with it, and names nothing.
    pub beside: Diagnostics,
}

/// Reads a Release.
pub fn read_release<'s>(file: FileId, sources: &'s Sources, arena: &'s Arena) -> ReadRelease<'s> {
    let mut read = ReadRelease::default();
    let text = sources.text(file, &mut read.found);
    let node = text.and_then(|_| yaml::parse_source(sources, file, arena, &mut read.found));
    read.found.retain(|finding| {
        finding.rule != Rule::SecondDocument || !is_last(finding, text.unwrap_or_default())
    });
    for finding in read.found.iter_mut().filter(|finding| finding.rule != Rule::ByteOrderMark) {
        // What the rules of YAML say is said of channel files.
        finding.note = Some(UNREADABLE.into());
        // A second document would be applied, too; a key that is there twice is refused by kustomize and by the API server.
        if matches!(finding.rule, Rule::SecondDocument | Rule::DuplicateKey) {
            finding.rule = Rule::ReleaseResource;
        }
    }
    // What is missing then is missing because of that.
    let is_sound = read.found.iter().all(|finding| finding.rule.level() == Level::Warn);
    let (Some(text), Some(node), true) = (text, node, is_sound) else { return read };
    let refused = BTreeSet::new();
    let mut reader = Reader { file, text, about: "", found: &mut read.found, refused };
    let Some(head) = reader.head(&node) else { return read };
    let about = head.name.map_or("", |name| name.value);
    let components = head.spec.and_then(|spec| Reader { about, ..reader }.components(spec));
    let mut beside = Reader { file, text, about, found: &mut read.beside, refused: BTreeSet::new() };
    let spec = head.spec.map(|spec| spec.node.value.fields()).filter(|spec| !spec.entries().is_empty());
    let (mut state, mut date) = (None, None);
    // What is not there has no parts.
    if let Some(spec) = spec {
        (state, date) = (beside.state(spec), beside.date(spec));
        beside.apps(spec);
    }
    (read.identity, read.state) = (head.identity.clone(), state);
    if let (Some(name), Some(identity), Some((list, components)), false) =
        (head.name, head.identity, components, read.found.forbid())
    {
        read.release = Some(Release { file, name, identity, components, list, state, date });
    }
    read
}

/// Whether no document follows where the second one would begin: kubectl and kustomize pass over empty ones.
fn is_last(finding: &Diagnostic, text: &str) -> bool {
    let start = finding.labels.first().map_or(0, |label| label.span.range().start);
    let is_nothing =
        |line: &str| line.is_empty() || line.starts_with(['#']) || ["---", "..."].contains(&line);
    text.get(start..).is_some_and(|rest| rest.lines().map(str::trim).all(is_nothing))
}

/// What says which Release it is.
struct Head<'s> {
    name: Option<Text<'s>>,
    identity: Option<Identity>,
    spec: Option<&'s Entry<'s>>,
}

struct Reader<'d, 's> {
    file: FileId,
    text: &'s str,
    /// The name of the release.
    about: &'s str,
    found: &'d mut Diagnostics,
    /// The versions that are refused: one that many components share through an anchor is one slip.
    refused: BTreeSet<Option<Span>>,
}

impl<'s> Reader<'_, 's> {
    /// Nothing where it is something else than a Release.
    fn head(&mut self, node: &Node<'s>) -> Option<Head<'s>> {
        let start = Some(Span::new(self.file, 0, 0));
        let top = match node.value {
            Value::Map(map) => map,
            Value::Null => {
                self.refuse("there is no Release in this file", start, "write one, or delete the file");
                return None;
            }
            other => {
                let title = format!("a Release must be a map, and this is {}", other.kind());
                self.refuse(title, node.span.or(start), "write `apiVersion`, `kind`, `metadata` and `spec`");
                return None;
            }
        };
        match self.field(top, "kind") {
            Some(kind) if kind.value == "Release" => {}
            Some(kind) => {
                let title = format!("this is not a Release, but of the kind `{}`", kind.value);
                self.refuse(title, kind.span, "name the files of Releases only, or write `kind: Release`");
                return None;
            }
            None => {
                let title = "this is not a Release: it has no `kind`";
                self.refuse(title, start, "name the files of Releases only, or write `kind: Release`");
                return None;
            }
        }
        let version = self.field(top, "apiVersion");
        if version.is_none_or(|version| version.value != API_VERSION) {
            let (title, place) = match version {
                Some(version) => (format!("`{}` is not the API of Releases", version.value), version.span),
                None => ("this Release has no `apiVersion`".to_owned(), start),
            };
            self.refuse(title, place, &format!("write `{API_VERSION}`"));
        }
        let named = top.value("metadata").fields();
        let name = self.field(named, "name");
        let identity = name.and_then(|name| self.identity(name));
        if name.is_none() {
            let place = top.get("metadata").and_then(|metadata| metadata.key_span).or(start);
            self.refuse("this Release has no `metadata.name`", place, "write its name, as in `aws-34.5.0`");
        }
        let spec = top.get("spec");
        if spec.is_none() {
            let help = did_you_mean("spec", keys(top), "write its components and its state under `spec`");
            self.refuse("this Release has no `spec`", start, &help);
        }
        Some(Head { name, identity, spec })
    }

    fn identity(&mut self, name: Text<'s>) -> Option<Identity> {
        match Identity::parse(name.value) {
            Ok(_) if !is_object_name(name.value) => {
                let title = "this cannot be the name of an object of Kubernetes";
                let help = "write at most 253 lower-case letters, digits, `-` and `.`; a `+` cannot be in it";
                self.refuse(title, name.span, help);
                None
            }
            Ok(identity) => Some(identity),
            Err(why) => {
                let title = format!("`{}` is not the name of a release: {why}", name.value);
                let begins = Provider::ALL.map(|provider| format!("`{provider}-`"));
                let help = match name.value.split_once('-').and_then(|(of, _)| Provider::by_name(of)) {
                    Some(provider) if !name.value.starts_with(provider.name()) => {
                        format!("that is the folder; write `{provider}-X.Y.Z`")
                    }
                    _ => format!(
                        "write one of {} and X.Y.Z, or `vX.Y.Z` of the old generation",
                        begins.join(", ")
                    ),
                };
                self.refuse(title, name.span, &help);
                None
            }
        }
    }

    /// The components, and where the key of their list is; nothing where there are none.
    #[allow(clippy::type_complexity)] // a pair, used once
    fn components(&mut self, spec: &Entry<'s>) -> Option<(Option<Span>, BTreeMap<&'s str, Component<'s>>)> {
        let map = spec.node.value.fields();
        let entry = map.get("components");
        let items = entry.map_or(&[][..], |entry| entry.node.value.items());
        if items.is_empty() {
            let place = entry.map_or(spec.key_span, |entry| entry.key_span);
            let (title, help) = match entry.map(|entry| entry.node.value) {
                Some(Value::List(_) | Value::Null) => ("`components` is empty".to_owned(), None),
                Some(other) => (format!("`components` must be a list, and this is {}", other.kind()), None),
                None => ("`spec` has no `components`".to_owned(), nearest("components", keys(map))),
            };
            let help = match help {
                Some(meant) => format!("write `components` instead of `{meant}`"),
                None => "list them with names and versions; a Release without any is refused".to_owned(),
            };
            self.refuse(title, place, &help);
            return None;
        }
        let mut components: BTreeMap<&'s str, Component<'s>> = BTreeMap::new();
        let mut seen: BTreeMap<&'s str, Text<'s>> = BTreeMap::new();
        let mut again: BTreeMap<&'s str, Vec<Text<'s>>> = BTreeMap::new();
        for item in items {
            let Some((name, version)) = self.item(item, "component") else { continue };
            let number = version.and_then(|version| self.semver(name.value, version));
            if seen.contains_key(name.value) {
                again.entry(name.value).or_default().push(name);
                continue;
            }
            seen.insert(name.value, name);
            if let (Some(version), Some(number)) = (version, number) {
                components.insert(name.value, Component { name, version, number });
            }
        }
        for (name, others) in again {
            self.duplicate(name, seen.get(name).copied(), &others);
        }
        Some((entry.and_then(|entry| entry.key_span), components))
    }

    fn duplicate(&mut self, name: &str, first: Option<Text<'s>>, others: &[Text<'s>]) {
        let times = match others.len() {
            1 => "twice".to_owned(),
            more => format!("{} times", more + 1),
        };
        let title = format!("`{}` has the component `{name}` {times}", self.about);
        let span = others.first().and_then(|text| text.span);
        let finding = Diagnostic::new(Rule::DuplicateComponent, title)
            .at(span, "")
            .at(first.and_then(|first| first.span), "the first one")
            .help("delete all but one");
        self.found.report(finding.about(self.about));
    }

    /// Name and version of a component or an app; nothing where it has no name. A version that is not there has been reported.
    fn item(&mut self, item: &Node<'s>, what: &str) -> Option<(Text<'s>, Option<Text<'s>>)> {
        if !matches!(item.value, Value::Map(_)) {
            let article = if what.starts_with('a') { "an" } else { "a" };
            let title = format!("{article} {what} must be a map, and this is {}", item.value.kind());
            self.refuse(title, item.span, "write its `name` and its `version`");
            return None;
        }
        let map = item.value.fields();
        let Some(name) = self.field(map, "name").filter(|name| !name.value.is_empty()) else {
            let help = did_you_mean("name", keys(map), "write its `name`");
            self.refuse(format!("this {what} has no `name`"), item.span, &help);
            return None;
        };
        let version = self.field(map, "version").filter(|version| !version.value.is_empty());
        if version.is_none() {
            let written = map.get("version");
            let help = match written {
                Some(_) => "write it, as in `1.2.3`".to_owned(),
                None => did_you_mean("version", keys(map), "write it, as in `1.2.3`"),
            };
            let place = written.map_or(name.span, |entry| entry.key_span);
            self.refuse(format!("the {what} `{}` has no `version`", name.value), place, &help);
        }
        Some((name, version))
    }

    /// The pattern of versions in the CRD is that of semver.org.
    fn semver(&mut self, name: &str, version: Text<'s>) -> Option<Version> {
        let why = match Version::parse_semver(version.value) {
            Ok(number) => return Some(number),
            Err(why) => why,
        };
        if !self.refused.insert(version.span) {
            return None;
        }
        let bare = version.value.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let bare = bare.strip_prefix('v').unwrap_or(bare);
        let help = match Version::parse_semver(bare) {
            Ok(_) => format!("write `{bare}`"),
            Err(_) => "write three numbers and no `v`, as in `1.2.3` or `1.2.3-rc.1`".to_owned(),
        };
        let title = format!("`{name}` has the version `{}`, which is not semver: {why}", version.value);
        let finding = Diagnostic::new(Rule::NotSemver, title).at(version.span, "").help(help);
        self.found.report(finding.about(self.about));
        None
    }

    fn state(&mut self, spec: Map<'s>) -> Option<State> {
        let text = self.field(spec, "state");
        let state = text.and_then(|text| State::by_name(text.value));
        if state.is_none() {
            let names = State::ALL.map(State::name);
            let (title, written) = match text {
                Some(text) => (format!("`{}` is not a state", text.value), text.value),
                None if spec.get("state").is_some() => ("`state` must be a word".to_owned(), ""),
                None => ("this Release has no `state`".to_owned(), ""),
            };
            let help = did_you_mean(written, names, &format!("write one of `{}`", names.join("`, `")));
            self.refuse(title, self.place(spec, "state"), &help);
        }
        state
    }

    fn date(&mut self, spec: Map<'s>) -> Option<Timestamp> {
        let text = self.field(spec, "date");
        let date = text.and_then(|text| rfc3339(text.value));
        if date.is_none() {
            let title = match text {
                Some(text) => format!("`{}` is not a date of RFC 3339", text.value),
                None => "this Release has no `date`".to_owned(),
            };
            self.refuse(title, self.place(spec, "date"), "write it as in `\"2026-07-23T09:17:35Z\"`");
        }
        date
    }

    fn apps(&mut self, spec: Map<'s>) {
        for item in spec.value("apps").items() {
            if let Some((name, Some(version))) = self.item(item, "app") {
                self.semver(name.value, version);
            }
        }
    }

    /// Where a field is, or where it should be.
    fn place(&self, spec: Map<'s>, field: &str) -> Option<Span> {
        let field = spec.get(field).and_then(|entry| entry.node.span.or(entry.key_span));
        let sibling = || spec.in_source_order().first().and_then(|entry| entry.key_span);
        field.or_else(sibling).or_else(|| Some(Span::new(self.file, 0, 0)))
    }

    /// A scalar as the text that it was written as: `1.10` would be the number 1.1.
    fn field(&self, map: Map<'s>, key: &str) -> Option<Text<'s>> {
        let node = map.get(key)?.node;
        let value = match node.value {
            Value::String(text) => text,
            Value::Bool(_) | Value::Number(_) => self.text.get(node.span?.range())?,
            Value::Null | Value::List(_) | Value::Map(_) => return None,
        };
        Some(Text { value, span: node.span })
    }

    fn refuse(&mut self, title: impl Into<String>, span: Option<Span>, help: &str) {
        let finding = Diagnostic::new(Rule::ReleaseResource, title).at(span, "").help(help);
        self.found.report(if self.about.is_empty() { finding } else { finding.about(self.about) });
    }
}

/// Whether a name is a subdomain of RFC 1123, as far as a version in it allows anything else.
fn is_object_name(name: &str) -> bool {
    const LONGEST: usize = 253;
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    name.len() <= LONGEST && name.bytes().all(is_part)
}

fn keys(map: Map<'_>) -> impl Iterator<Item = &str> {
    map.entries().iter().map(|entry| entry.key)
}

/// A date as `metav1.Time` reads it: Go's `time.RFC3339` and no other form of ISO 8601.
pub(super) fn rfc3339(text: &str) -> Option<Timestamp> {
    let form = "dddd-dd-ddTdd:dd:dd";
    let is_of_form = |start: &str| {
        start
            .bytes()
            .zip(form.bytes())
            .all(|(byte, of)| if of == b'd' { byte.is_ascii_digit() } else { byte == of })
    };
    text.get(..form.len()).filter(|start| is_of_form(start))?;
    let zone = text[form.len()..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let is_zone = zone == "Z" || zone.len() == "+00:00".len() && zone.as_bytes()[3] == b':';
    text.parse().ok().filter(|_| is_zone)
}
