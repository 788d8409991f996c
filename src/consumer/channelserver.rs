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
enum Type {
    Any,
    Bool,
    /// `*int64`.
    Integer,
    String,
    List(&'static Type),
    /// `map[string]T`.
    Map(&'static Type),
    Struct(&'static [(&'static str, Type)]),
}

/// `ChannelsConfig`, `ReleasesConfig` and `AppDefaultsConfig`: the keys of a section.
static SECTION: Type = Type::Struct(&[
    ("channels", Type::List(&CHANNEL)),
    ("github", GITHUB),
    ("redirectBase", Type::String),
    ("releases", Type::List(&RELEASE)),
    ("appDefaults", Type::List(&APP_DEFAULT)),
]);

static CHANNEL: Type = Type::Struct(&[
    ("name", Type::String),
    ("latest", Type::String),
    ("latestRegexp", Type::String),
    ("excludeRegexp", Type::String),
]);

const GITHUB: Type = Type::Struct(&[("api", Type::String), ("owner", Type::String), ("repo", Type::String)]);

static RELEASE: Type = Type::Struct(&[
    ("version", Type::String),
    ("minChannelServerVersion", Type::String),
    ("maxChannelServerVersion", Type::String),
    ("serverArgs", Type::Map(&ARGUMENT)),
    ("agentArgs", Type::Map(&ARGUMENT)),
    ("featureVersions", Type::Map(&Type::String)),
    ("charts", Type::Map(&CHART)),
]);

static CHART: Type = Type::Struct(&[("repo", Type::String), ("version", Type::String)]);

/// `schemas.Field`.
static ARGUMENT: Type = Type::Struct(&[
    ("type", Type::String),
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
]);

static APP_DEFAULT: Type =
    Type::Struct(&[("appName", Type::String), ("defaults", Type::List(&APP_DEFAULT_RANGE))]);

static APP_DEFAULT_RANGE: Type =
    Type::Struct(&[("appVersion", Type::String), ("defaultVersion", Type::String)]);

/// Reports every value that channelserver cannot decode.
pub(crate) fn check_types(section: &ChannelData<'_>, diagnostics: &mut Diagnostics) {
    let ChannelData { map, span, origin: _ } = *section;
    let section = &Node { value: Value::Map(map), span };
    let mut checked = BTreeSet::new();
    Check { diagnostics, checked: &mut checked }.check(section, &|| "the channel data".to_owned(), &SECTION);
}

struct Check<'c> {
    diagnostics: &'c mut Diagnostics,
    /// The lists and maps that were looked at, and as what: an anchor's value is shared by many releases.
    checked: &'c mut BTreeSet<(Span, *const Type)>,
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
            (Type::Any, _) | (_, Value::Null) => {}
            (Type::Bool, Value::Bool(_)) | (Type::String, Value::String(_)) => {}
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
            (Type::Struct(fields), Value::Map(map)) => {
                for (field, expected) in *fields {
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
            Self::Any => "anything",
            Self::Bool => "a boolean",
            Self::Integer => "an integer",
            Self::String => "a string",
            Self::List(_) => "a list",
            Self::Map(_) | Self::Struct(_) => "a map",
        }
    }
}
