//! From where on an addon must have a template.

use super::Rke;
use crate::{
    model::{Table, Text, reader::Reader},
    source::Node,
};

/// For an addon that came later: the ranges of versions that must have a template of it. Upstream's
/// `TemplateIntroducedRanges`; an addon that is not listed was always there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Introduced<'s> {
    /// The ranges by addon.
    pub addons: Table<'s, Vec<Text<'s>>>,
}

/// What is known of addons where the tables do not say it: upstream's ranges for `nodelocal`, and the first version that RKE
/// has ACI images for, which no table of upstream's says.
const KNOWN: [(&str, &[&str]); 2] = [
    ("aci", &[">=1.17.0-alpha"]),
    (
        "nodelocal",
        &[">=1.17.4-rancher1-1", ">=1.16.8-rancher1-1 <1.17.0-alpha", ">=1.15.11-rancher1-1 <1.16.0-alpha"],
    ),
];

impl<'s> Introduced<'s> {
    /// Reads the ranges by addon.
    pub(crate) fn read(reader: &mut Reader<'_>, node: &Node<'s>) -> Self {
        let addons = reader.table(node, "introduced", |reader, node, addon| {
            reader.list(node, addon, |reader, item| reader.text(item, addon)).unwrap_or_default()
        });
        Self { addons: addons.unwrap_or_default() }
    }
}

impl<'s> Introduced<'s> {
    /// Every addon was always there.
    pub const NONE: Self = Self { addons: Table::EMPTY };

    /// The ranges of versions that must have a template of an addon: those that are written, else what is known; nothing
    /// for an addon that was always there.
    pub fn of(&self, addon: &str) -> Option<impl Iterator<Item = Text<'s>>> {
        let written = self.addons.get(addon).map(Vec::as_slice);
        let known = KNOWN.iter().find(|(known, _)| *known == addon).map(|(_, ranges)| *ranges);
        let known = known.filter(|_| written.is_none());
        (written.is_some() || known.is_some()).then(|| {
            let known = known.into_iter().flatten().map(|value| Text { value, span: None });
            written.into_iter().flatten().copied().chain(known)
        })
    }
}

impl Introduced<'_> {
    /// What is known of the addons that the tables have.
    pub fn known(rke: &Rke<'_>) -> Self {
        let has = |addon: &str| {
            rke.templates.as_ref().is_some_and(|templates| templates.addons.get(addon).is_some())
        };
        let text = |value: &'static str| Text { value, span: None };
        let known = KNOWN.into_iter().filter(|(addon, _)| has(addon));
        Self {
            addons: Table::from_rows(
                known.map(|(addon, ranges)| (text(addon), ranges.iter().copied().map(text).collect())),
            ),
        }
    }
}
