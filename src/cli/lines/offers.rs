//! What the Ranchers of a line are offered.

use std::collections::BTreeMap;

use crate::{
    consumer::{DEVELOPMENT, DefaultVersion},
    model::{Metadata, RancherLine, ReleaseVersion},
    report::Offered,
    show::{ConsumerAnswer, RkeOffers, SectionOffers},
};

/// What the newest Rancher of a line is offered: what its release branch is for.
pub(super) fn offers(metadata: &Metadata<'_>, line: RancherLine) -> Vec<Offered> {
    let answer = ConsumerAnswer::of_rancher(&line.release(DEVELOPMENT), metadata);
    let sections = answer.sections.iter().map(of_section);
    sections.chain(answer.rke.iter().map(of_rke)).collect()
}

fn of_section(section: &SectionOffers<'_>) -> Offered {
    let mut newest: BTreeMap<(u64, u64), ReleaseVersion> = BTreeMap::new();
    let mut candidates = Vec::new();
    for version in section.offered.iter().filter_map(|version| ReleaseVersion::parse(version.value)) {
        if version.candidate.is_some() {
            candidates.push(version.to_string());
            continue;
        }
        let of_minor = newest.entry(version.minor()).or_insert(version);
        if version.rank() > of_minor.rank() {
            *of_minor = version;
        }
    }
    let default = match section.default {
        DefaultVersion::Release(version) => Some(version.to_owned()),
        DefaultVersion::Channel(version) => version.map(str::to_owned),
    };
    Offered {
        distribution: section.distribution.key(),
        newest: newest.values().map(ReleaseVersion::to_string).collect(),
        candidates,
        default,
    }
}

fn of_rke(rke: &RkeOffers<'_>) -> Offered {
    let default = rke.default.as_ref().and_then(|(_, _, version)| version.as_ref());
    Offered {
        distribution: "rke",
        newest: rke.current.iter().map(|version| version.value.to_owned()).collect(),
        candidates: Vec::new(),
        default: default.map(|version| version.value.to_owned()),
    }
}
