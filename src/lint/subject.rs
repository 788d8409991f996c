//! What the lints look at.

use std::collections::BTreeSet;

use super::finding::subject;
use crate::{
    consumer::{Consumer, choice::Choices, has_rke, rke_line},
    diagnostic::Policy,
    model::{
        Metadata, RancherLine, Text,
        channel::{ChannelData, Release},
        rke::{Rke, minor_of},
        version::Version,
    },
    source::Sources,
};

/// What would ship.
#[derive(Debug, Clone, Copy)]
pub struct Built<'m, 's> {
    /// The build.
    pub metadata: &'m Metadata<'s>,
    /// The files that it was read from.
    pub sources: &'m Sources,
    /// The Ranchers that read it, as far as they are known.
    pub line: Option<RancherLine>,
    /// What images of RKE may begin with besides `rancher/`.
    pub image_prefixes: &'m [String],
    /// How the repository wants findings to count.
    pub policy: &'m Policy,
}

/// What the lints look at.
pub(super) struct Subject<'m, 's> {
    pub(super) metadata: &'m Metadata<'s>,
    pub(super) sources: &'m Sources,
    pub(super) rke: &'m Rke<'s>,
    /// The Ranchers that read the build, as far as they are known.
    pub(super) line: Option<RancherLine>,
    /// What images of RKE may begin with besides `rancher/`.
    pub(super) image_prefixes: &'m [String],
    /// How the repository wants findings to count.
    pub(super) policy: &'m Policy,
    /// The versions of RKE that clusters of these Ranchers, and of the RKE of their time, can have.
    pub(super) offered: BTreeSet<&'s str>,
    pub(super) choices: Choices<'s>,
}

impl<'m, 's> Subject<'m, 's> {
    pub(super) fn of(Built { metadata, sources, line, image_prefixes, policy }: Built<'m, 's>) -> Self {
        static NONE: Rke<'static> = Rke::NONE;
        let rke = metadata.rke.as_ref().unwrap_or(&NONE);
        let choices = Choices::of(rke);
        let offered = match line {
            Some(line) if !has_rke(line) => BTreeSet::new(),
            Some(line) => {
                let of_rancher = rke.offers(Consumer::Rancher);
                let of_rke = rke_line(line).map(|line| (rke.offers(Consumer::Rke), line));
                let of_rke = of_rke.iter().flat_map(|(offers, line)| offers.in_line(*line));
                of_rancher.in_line(line).chain(of_rke).map(|version| version.value).collect()
            }
            None => choices.keys.iter().map(|key| key.value).collect(),
        };
        Self { metadata, sources, rke, line, image_prefixes, policy, offered, choices }
    }

    /// Whether a version or one of a minor is offered by some Rancher of the line.
    pub(super) fn is_offered(&self, version_or_minor: &str) -> bool {
        let minor = minor_of(version_or_minor) == version_or_minor;
        self.offered.contains(version_or_minor)
            || (minor && self.offered.iter().any(|version| minor_of(version) == version_or_minor))
    }

    /// The versions of RKE that clusters can have, ascending, with their keys.
    pub(super) fn offered_keys(&self) -> impl Iterator<Item = (&Version, Text<'s>)> {
        let keys = self.choices.versions.iter().zip(self.choices.keys.iter().copied());
        keys.filter(|(_, key)| self.offered.contains(key.value))
    }

    pub(super) fn is_seen(&self, release: &Release<'_>) -> bool {
        is_seen(release, self.line)
    }

    /// The releases that some Rancher of the line sees, then the others: shared parts are reported for one that counts.
    pub(super) fn seen_first<'c>(
        &self,
        section: &'c ChannelData<'s>,
    ) -> impl Iterator<Item = &'c Release<'s>> + use<'c, 's> {
        let (seen, others): (Vec<_>, Vec<_>) = section.releases().partition(|release| self.is_seen(release));
        seen.into_iter().chain(others)
    }

    /// The releases and versions that no Rancher of the line offers, as findings name them.
    pub(super) fn unseen(&self) -> BTreeSet<String> {
        let releases = self.metadata.sections().flat_map(|(distribution, section)| {
            let names = |seen: bool| {
                let releases = section.releases().filter(move |release| self.is_seen(release) == seen);
                releases
                    .filter_map(|release| release.version())
                    .map(|version| version.value)
                    .collect::<BTreeSet<_>>()
            };
            let hidden = &names(false) - &names(true);
            hidden.into_iter().map(move |name| subject(distribution.key(), name)).collect::<Vec<_>>()
        });
        let keys = self.choices.keys.iter().filter(|key| !self.offered.contains(key.value));
        releases.chain(keys.map(|key| subject("rke", key.value))).collect()
    }
}

/// Whether some Rancher of a line sees a release. One without a window is hidden by mistake.
pub(super) fn is_seen(release: &Release<'_>, line: Option<RancherLine>) -> bool {
    let window = release.window();
    line.is_none_or(|line| window.set().is_empty() || !window.set().intersection(&line.ranchers()).is_empty())
}
