//! The types that channelserver demands.
//!
//! `Config` and what it holds in channelserver's `pkg/model/config.go`, and wrangler's `schemas.Field` for
//! the arguments. Keys that are not listed are ignored by channelserver, so anything may be under them.

use std::collections::BTreeSet;

use crate::{
    diagnostic::{Diagnostics, Rule, Span},
    model::{
        channel::ChannelData,
        reader::{mismatch, quoted},
    },
    source::{Node, Value},
};

/// A Go type. `null` is a zero value of each.
#[derive(Debug)]
pub(crate) enum Type {
    /// `interface{}`.
    Any,
    /// `bool`.
    Bool,
    /// `*int64`.
    Integer,
    /// `string`.
    String,
    /// The same, where an empty one is as good as none.
    Text,
    /// A slice.
    List(&'static Type),
    /// `map[string]T`.
    Map(&'static Type),
    /// A struct.
    Struct(&'static Struct),
    /// What channelserver does not decode, and another program of Rancher's does.
    Ignored(&'static Type),
}

/// A struct of channelserver's, or of wrangler's.
#[derive(Debug)]
pub(crate) struct Struct {
    /// The keys in YAML and JSON, and what is under them.
    pub(crate) fields: &'static [(&'static str, Type)],
    /// The key that distinguishes one item of a list from the others.
    pub(crate) known_by: Option<&'static str>,
}

const fn fields(fields: &'static [(&'static str, Type)]) -> Struct {
    Struct { fields, known_by: None }
}

const fn known_by(key: &'static str, fields: &'static [(&'static str, Type)]) -> Struct {
    Struct { fields, known_by: Some(key) }
}

/// `ChannelsConfig`, `ReleasesConfig` and `AppDefaultsConfig`: the keys of a section. The reader, the schema of channel
/// files and the shape of a diff take them from here.
pub(crate) static SECTION: Type = Type::Struct(&fields(&[
    ("channels", Type::List(&CHANNEL)),
    ("github", GITHUB),
    ("redirectBase", Type::String),
    ("releases", Type::List(&RELEASE)),
    ("appDefaults", Type::List(&APP_DEFAULT)),
]));

static CHANNEL: Type = Type::Struct(&known_by(
    "name",
    &[
        ("name", Type::Text),
        ("latest", Type::Text),
        ("latestRegexp", Type::Text),
        ("excludeRegexp", Type::Text),
    ],
));

const GITHUB: Type =
    Type::Struct(&fields(&[("api", Type::String), ("owner", Type::String), ("repo", Type::String)]));

static RELEASE: Type = Type::Struct(&known_by(
    "version",
    &[
        ("version", Type::Text),
        ("minChannelServerVersion", Type::Text),
        ("maxChannelServerVersion", Type::Text),
        ("serverArgs", Type::Map(&ARGUMENT)),
        ("agentArgs", Type::Map(&ARGUMENT)),
        ("featureVersions", Type::Map(&Type::Text)),
        ("charts", Type::Map(&CHART)),
        ("messages", Type::Ignored(&MESSAGES)),
    ],
));

static CHART: Type = Type::Struct(&fields(&[("repo", Type::Text), ("version", Type::Text)]));

/// Rancher's own (`pkg/channelserver`), since 2.13.
static MESSAGES: Type = Type::List(&MESSAGE);

static MESSAGE: Type = Type::Struct(&known_by("id", &[("id", Type::Text)]));

/// `schemas.Field`.
static ARGUMENT: Type = Type::Struct(&fields(&[
    ("type", Type::Text),
    ("default", Type::Any),
    ("nullable", Type::Bool),
    ("create", Type::Bool),
    ("writeOnly", Type::Bool),
    ("required", Type::Bool),
    ("update", Type::Bool),
    ("minLength", Type::Integer),
    ("maxLength", Type::Integer),
    ("min", Type::Integer),
    ("max", Type::Integer),
    ("options", Type::List(&Type::String)),
    ("validChars", Type::String),
    ("invalidChars", Type::String),
    ("description", Type::String),
]));

static APP_DEFAULT: Type = Type::Struct(&known_by(
    "appName",
    &[("appName", Type::Text), ("defaults", Type::List(&APP_DEFAULT_RANGE))],
));

static APP_DEFAULT_RANGE: Type =
    Type::Struct(&known_by("appVersion", &[("appVersion", Type::Text), ("defaultVersion", Type::Text)]));

/// Why channelserver cannot load a section: the first value that it cannot decode, and its place; nothing where it can.
pub(crate) fn why_unloadable(section: &ChannelData<'_>) -> Option<(String, Option<Span>)> {
    let mut found = Diagnostics::default();
    check_types(section, &mut found);
    let first = found.sorted().into_iter().next()?;
    Some((first.title.to_string(), first.labels.first().map(|label| label.span)))
}

/// Reports every value that channelserver cannot decode (`convert.ToObj` in its `pkg/config/get.go`).
pub(crate) fn check_types(section: &ChannelData<'_>, diagnostics: &mut Diagnostics) {
    let section = &Node { value: Value::Map(section.map), span: section.span };
    let mut checked = BTreeSet::new();
    Check { diagnostics, checked: &mut checked }.check(section, &|| "the channel data".to_owned(), &SECTION);
}

struct Check<'c> {
    diagnostics: &'c mut Diagnostics,
    /// The lists and maps that were checked, and as what: an anchor's value is shared by many releases.
    checked: &'c mut BTreeSet<(Option<Span>, *const Type)>,
}

impl Check<'_> {
    /// `subject` says what the value is, for a sentence.
    fn check(&mut self, node: &Node<'_>, subject: &dyn Fn() -> String, expected: &'static Type) {
        if let Value::List(_) | Value::Map(_) = node.value
            && !self.checked.insert((node.span, std::ptr::from_ref(expected)))
        {
            return;
        }
        match (expected, node.value) {
            (Type::Any | Type::Ignored(_), _) | (_, Value::Null) => {}
            (Type::Bool, Value::Bool(_)) | (Type::String | Type::Text, Value::String(_)) => {}
            (Type::Integer, Value::Number(number))
                if number.fract() == 0.0 && number.abs() < 9_223_372_036_854_775_808.0 => {}
            (Type::List(element), Value::List(items)) => {
                for item in items {
                    self.check(item, &|| format!("an item of {}", subject()), element);
                }
            }
            (Type::Map(element), Value::Map(map)) => {
                for entry in map.entries() {
                    self.check(&entry.node, &|| quoted(entry.key), element);
                }
            }
            (Type::Struct(of), Value::Map(map)) => {
                for (field, expected) in of.fields {
                    if let Some(entry) = map.get(field) {
                        self.check(&entry.node, &|| quoted(field), expected);
                    }
                }
            }
            (expected, _) => {
                self.diagnostics.report(mismatch(Rule::ChannelType, node, &subject(), expected.name()));
            }
        }
    }
}

impl Type {
    fn name(&self) -> &'static str {
        match self {
            Self::Any | Self::Ignored(_) => "anything",
            Self::Bool => "a boolean",
            Self::Integer => "an integer",
            Self::String | Self::Text => "a string",
            Self::List(_) => "a list",
            Self::Map(_) | Self::Struct(_) => "a map",
        }
    }
}
