//! Typed access to channel data.

use super::names::ReleaseTable;
use crate::{
    diagnostic::Span,
    model::{
        Text,
        field::Named,
        version::{Version, VersionError},
    },
    source::{Map, Node, Value},
};

/// The lowest Rancher that offers a release.
pub(crate) const MIN: &str = "minChannelServerVersion";

/// The highest Rancher that offers a release.
pub(crate) const MAX: &str = "maxChannelServerVersion";

/// The data of one distribution: a channel file, or a section of a compiled data.json.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelData<'s> {
    /// Everything that was written.
    pub map: Map<'s>,
    /// Where.
    pub span: Option<Span>,
    /// Who wrote it.
    pub origin: Origin,
    releases: Vec<Release<'s>>,
}

/// Where channel data comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A channel file of the repository.
    Own,
    /// A channel file of the checkout that the RKE tables come from.
    Checkout,
    /// A compiled data.json, which is out in the field already.
    Compiled,
}

/// A rule of `appDefaults` for Rancher.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AppDefault<'s> {
    /// Where.
    pub span: Option<Span>,
    /// `appVersion`: the range of Ranchers.
    pub app_version: Option<Text<'s>>,
    /// `defaultVersion`: the range of releases that they take the newest of.
    pub default_version: Option<Text<'s>>,
}

impl<'s> AppDefault<'s> {
    /// `appVersion` and `defaultVersion` as they were written; empty where they are missing.
    pub fn texts(&self) -> [&'s str; 2] {
        [self.app_version, self.default_version].map(|text| text.map_or("", |text| text.value))
    }
}

/// One entry of `releases`, with its versions parsed once.
#[derive(Debug, Clone, PartialEq)]
pub struct Release<'s> {
    /// Everything that was written; the empty map for a `null`.
    pub map: Map<'s>,
    /// Where.
    pub span: Option<Span>,
    number: Option<Result<Version, VersionError>>,
    bounds: [Option<Version>; 2],
}

impl<'s> ChannelData<'s> {
    /// The data in a value; nothing when the value is not a map.
    pub(crate) fn of(node: &Node<'s>, origin: Origin) -> Option<Self> {
        match node.value {
            Value::Map(map) => Some(Self::new(map, node.span, origin)),
            _ => None,
        }
    }

    /// The data in a map.
    pub(crate) fn new(map: Map<'s>, span: Option<Span>, origin: Origin) -> Self {
        let releases = map.value("releases").items().iter().map(Release::of).collect();
        Self { map, span, origin, releases }
    }

    /// The entries of `appDefaults` for Rancher; it reads the first one only.
    pub(crate) fn rancher_apps(&self) -> impl Iterator<Item = &'s Node<'s>> + use<'s> {
        let apps = self.map.value("appDefaults").items().iter();
        apps.filter(|app| app.value.fields().value("appName").as_str() == Some("rancher"))
    }

    /// The rules for Rancher, in the order they were written: of two for one Rancher the last counts.
    pub fn app_defaults(&self) -> impl Iterator<Item = AppDefault<'s>> + use<'s> {
        let rancher = self.rancher_apps().next().map_or(Map::EMPTY, |app| app.value.fields());
        let rules = rancher.value("defaults").items().iter();
        rules.filter(|rule| matches!(rule.value, Value::Map(_))).map(|rule| {
            let fields = rule.value.fields();
            AppDefault {
                span: rule.span,
                app_version: fields.text("appVersion"),
                default_version: fields.text("defaultVersion"),
            }
        })
    }

    /// Its releases, in the order they were written. The order matters: Rancher takes the last as the newest.
    pub fn releases(&self) -> impl DoubleEndedIterator<Item = &Release<'s>> + Clone {
        self.releases.iter()
    }
}

impl<'s> Release<'s> {
    /// What a value says of a release; nothing when it is not a map.
    pub fn of(node: &Node<'s>) -> Self {
        let map = node.value.fields();
        let bounds = [MIN, MAX].map(|key| Version::parse_tolerant(map.text(key)?.value).ok());
        let number = map.text("version").map(|version| Version::parse_tolerant(version.value));
        Self { map, span: node.span, number, bounds }
    }

    /// Whether a place is in what the release itself writes, not in an anchor that it names.
    pub fn writes(&self, place: Option<Span>) -> bool {
        self.span
            .zip(place)
            .is_some_and(|(own, place)| own.file == place.file && own.range().contains(&place.range().start))
    }

    /// Its version as channelserver and Rancher compare it (`semver.ParseTolerant`); nothing for what is none.
    pub fn number(&self) -> Option<&Version> {
        self.number.as_ref()?.as_ref().ok()
    }

    /// Why its version is none.
    pub(crate) fn fault(&self) -> Option<&VersionError> {
        self.number.as_ref()?.as_ref().err()
    }

    /// Its bounds as channelserver compares them.
    pub(crate) fn bound_numbers(&self) -> [Option<&Version>; 2] {
        self.bounds.each_ref().map(Option::as_ref)
    }

    /// `version`, as in `v1.30.5+rke2r1`.
    pub fn version(&self) -> Option<Text<'s>> {
        self.text("version")
    }

    /// The entries of a field that is a map: the arguments, charts or feature versions.
    pub fn table(&self, table: ReleaseTable) -> Map<'s> {
        self.map.value(table.name()).fields()
    }

    /// `minChannelServerVersion` and `maxChannelServerVersion`, as they are written.
    pub fn bounds(&self) -> [Option<Text<'s>>; 2] {
        [MIN, MAX].map(|key| self.text(key))
    }

    /// A field that is a string.
    pub(crate) fn text(&self, key: &str) -> Option<Text<'s>> {
        self.map.text(key)
    }
}
