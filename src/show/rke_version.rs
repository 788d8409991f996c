//! A version of RKE.

use std::collections::BTreeMap;

use crate::{
    consumer::{
        Consumer, LimitKind, Offer, Offers,
        choice::{Choice, Choices},
        reading,
    },
    diagnostic::Span,
    model::{
        Metadata, Row, Table, Text,
        field::Named,
        rke::{Bound, Component, ImageField, Rke, ServiceOptions, SystemImages, minor_of},
    },
};

/// What RKE and Rancher make of a version.
#[derive(Debug)]
pub struct RkeVersionAnswer<'m, 's> {
    /// The version.
    pub version: Text<'s>,
    /// Its images.
    pub images: &'m [(ImageField, Text<'s>)],
    /// What each addon gets.
    pub templates: Vec<AddonTemplate<'s>>,
    /// Its service options, for Linux and for Windows.
    pub options: Vec<OptionsAnswer<'s>>,
    /// The bounds of the version and of its minor.
    pub bounds: Vec<BoundAnswer<'s>>,
    /// The Ranchers that offer it.
    pub ranchers: Reach<'s>,
    /// The RKEs that offer it.
    pub rkes: Reach<'s>,
    /// The keys of the defaults that lead to it: of Rancher those whose newest version of the minor it is.
    pub default_of: Vec<(Consumer, Text<'s>)>,
    /// The Docker versions that its hosts may have.
    pub docker: Vec<Text<'s>>,
}

/// What an addon gets; one choice is right, none or several are not.
#[derive(Debug)]
pub struct AddonTemplate<'s> {
    /// The addon.
    pub addon: Text<'s>,
    /// The ranges that match, and the keys of their templates.
    pub choices: Vec<(Text<'s>, Text<'s>)>,
}

/// Where service options come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// From the minor.
    Minor,
    /// From the version itself.
    Exact,
    /// From the patch of an enterprise build.
    Patch,
}

impl Layer {
    /// The name in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Exact => "exact",
            Self::Patch => "patch",
        }
    }
}

/// The service options of one system.
#[derive(Debug)]
pub struct OptionsAnswer<'s> {
    /// `linux` or `windows`.
    pub os: &'static str,
    /// The key under which RKE finds them: the version or a minor.
    pub key: Text<'s>,
    /// The options by component.
    pub components: Vec<(&'static str, Vec<OptionAnswer<'s>>)>,
}

/// A service option.
#[derive(Debug)]
pub struct OptionAnswer<'s> {
    /// Its name.
    pub option: Text<'s>,
    /// Its value.
    pub value: Text<'s>,
    /// Where it comes from.
    pub layer: Layer,
}

/// A bound.
#[derive(Debug)]
pub struct BoundAnswer<'s> {
    /// Its name, as in `minRancherVersion`.
    pub name: &'static str,
    /// It.
    pub bound: Text<'s>,
    /// The version or minor that has it.
    pub key: Text<'s>,
    /// Whether its consumer looks at it there.
    pub is_read: bool,
}

/// From where to where consumers offer a version, by mcuadros' order; each is the strictest of its kind.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reach<'s> {
    /// The first one.
    pub min: Option<Text<'s>>,
    /// The last one; those above it only keep the version.
    pub max: Option<Text<'s>>,
    /// From this one on it is not known.
    pub deprecate: Option<Text<'s>>,
}

impl<'m, 's> RkeVersionAnswer<'m, 's> {
    /// The answer for a version; nothing when there is none.
    pub fn of(
        name: &str,
        metadata: &'m Metadata<'s>,
        is_of_the_patch: &dyn Fn(Option<Span>) -> bool,
    ) -> Option<Self> {
        let rke = metadata.rke.as_ref()?;
        let row = rke.system_images.as_ref()?.rows().iter().find(|row| row.key.value == name)?;
        Some(RkeVersions::of(rke, &Choices::of(rke)).answer(row, is_of_the_patch))
    }
}

/// What the answers for all versions have in common.
pub(super) struct RkeVersions<'m, 'c, 's> {
    rke: &'m Rke<'s>,
    /// What each addon gets, by the place of a version among those of the choices.
    addons: Vec<(Text<'s>, Vec<Vec<&'c Choice<'s>>>)>,
    /// That place.
    places: BTreeMap<&'s str, usize>,
    offers: [Offers<'s>; 2],
    /// The keys of the defaults, by the version that each leads to.
    default_of: BTreeMap<&'s str, Vec<(Consumer, Text<'s>)>>,
}

impl<'m, 'c, 's> RkeVersions<'m, 'c, 's> {
    pub(super) fn of(rke: &'m Rke<'s>, choices: &'c Choices<'s>) -> Self {
        let offers = [Consumer::Rancher, Consumer::Rke].map(|consumer| rke.offers(consumer));
        let mut default_of: BTreeMap<&str, Vec<(Consumer, Text<'_>)>> = BTreeMap::new();
        let mut currents = offers[0].currents();
        // Who takes `default` is not known by its name.
        let defaults = rke.rancher_defaults.iter().flat_map(Table::rows);
        for row in defaults.filter(|row| row.key.value != "default") {
            if let Some(version) = currents.of(row.key.value).get(minor_of(row.value.value)) {
                default_of.entry(version.value).or_default().push((Consumer::Rancher, row.key));
            }
        }
        for row in rke.rke_defaults.iter().flat_map(Table::rows) {
            default_of.entry(row.value.value).or_default().push((Consumer::Rke, row.key));
        }
        let addons = choices.addons.iter().map(|addon| (addon.name, choices.matches(addon)));
        Self {
            rke,
            addons: addons.collect(),
            places: choices.keys.iter().enumerate().map(|(place, key)| (key.value, place)).collect(),
            offers,
            default_of,
        }
    }

    /// What the bounds of Rancher and of RKE make of the versions.
    pub(super) fn offers(&self) -> &[Offers<'s>; 2] {
        &self.offers
    }

    /// The answer for a version.
    pub(super) fn answer(
        &self,
        row: &'m Row<'s, SystemImages<'s>>,
        is_of_the_patch: &dyn Fn(Option<Span>) -> bool,
    ) -> RkeVersionAnswer<'m, 's> {
        let (rke, name) = (self.rke, row.key.value);
        let minor = minor_of(name);
        let at = self.places.get(name);
        let templates = self.addons.iter().map(|(addon, matches)| {
            let matching = at.map_or(&[][..], |at| &matches[*at]);
            AddonTemplate {
                addon: *addon,
                choices: matching.iter().map(|choice| (choice.written, choice.template)).collect(),
            }
        });
        let kubernetes = row.value.image(ImageField::Kubernetes);
        let tag =
            kubernetes.and_then(|image| image.value.rsplit_once(':')).map_or(minor, |(_, tag)| minor_of(tag));
        let options = [("linux", &rke.service_options), ("windows", &rke.windows_service_options)];
        let options = options.into_iter().filter_map(|(os, table)| {
            // The exact ones are taken whole, else those of the minor of the Kubernetes image.
            let row = [name, tag].into_iter().find_map(|key| table.as_ref()?.row(key))?;
            Some(OptionsAnswer::of(os, row.key, &row.value, is_of_the_patch))
        });
        let [ranchers, rkes] =
            self.offers.each_ref().map(|offers| offers.get(name).map(Reach::of).unwrap_or_default());
        RkeVersionAnswer {
            version: row.key,
            images: &row.value.images,
            templates: templates.collect(),
            options: options.collect(),
            bounds: bounds(rke, name),
            ranchers,
            rkes,
            default_of: self.default_of.get(name).cloned().unwrap_or_default(),
            docker: rke
                .docker_info
                .as_ref()
                .and_then(|docker| docker.get(minor.trim_start_matches('v')))
                .and_then(Clone::clone)
                .unwrap_or_default(),
        }
    }
}

impl<'s> OptionsAnswer<'s> {
    fn of(
        os: &'static str,
        key: Text<'s>,
        options: &ServiceOptions<'s>,
        is_of_the_patch: &dyn Fn(Option<Span>) -> bool,
    ) -> Self {
        let exact = minor_of(key.value) != key.value;
        let layer = |at: Option<Span>| match exact {
            _ if is_of_the_patch(at) => Layer::Patch,
            true => Layer::Exact,
            false => Layer::Minor,
        };
        let components =
            options.components().into_iter().filter_map(|(component, options): (Component, _)| {
                let rows = options?.rows().iter().map(|row| OptionAnswer {
                    option: row.key,
                    value: row.value,
                    layer: layer(row.value.span),
                });
                Some((component.name(), rows.collect()))
            });
        Self { os, key, components: components.collect() }
    }
}

impl<'s> Reach<'s> {
    fn of(offer: &Offer<'s>) -> Self {
        let strictest = |kind: LimitKind| {
            let limits = offer.limits.iter().filter(|limit| limit.kind == kind);
            let ranked = limits.map(|limit| (&limit.rank, limit.bound));
            let found = match kind {
                LimitKind::Min => ranked.max_by(|a, b| a.0.cmp(b.0)),
                LimitKind::Max | LimitKind::Deprecate => ranked.min_by(|a, b| a.0.cmp(b.0)),
            };
            found.map(|(_, bound)| bound)
        };
        Self {
            min: strictest(LimitKind::Min),
            max: strictest(LimitKind::Max),
            deprecate: strictest(LimitKind::Deprecate),
        }
    }
}

fn bounds<'s>(rke: &Rke<'s>, name: &str) -> Vec<BoundAnswer<'s>> {
    let minor = minor_of(name);
    let mut keys = vec![minor, name];
    keys.dedup();
    let rows = keys.into_iter().filter_map(|key| rke.version_info.as_ref()?.row(key));
    let bounds = rows.flat_map(|row| {
        let of_minor = row.key.value == minor;
        row.value.bounds().into_iter().filter_map(move |(bound, value): (Bound, _)| {
            let (_, is_read) = reading(bound, of_minor);
            Some(BoundAnswer { name: bound.name(), bound: *value?, key: row.key, is_read })
        })
    });
    bounds.collect()
}
