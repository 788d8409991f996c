//! What the script of a page reads: answers, each shared part once.

mod difference;
mod pool;
mod rke;
mod section;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;

use self::{
    difference::DifferenceData,
    pool::{Pools, TableData},
    rke::RkeData,
    section::SectionData,
    texts::TextsData,
};
use super::{badge::Badges, subject::Page};
use crate::{
    consumer::AskedRancher,
    diff::{Area, Change, Kind},
    emit::gzip_quickly,
    model::rke::Rke,
    report::{
        findings::FindingsJson,
        json::{Plain, one_line},
    },
    show::{AddonAnswer, Hidden, Overview},
};

/// All that the script reads.
#[derive(Debug, Serialize)]
struct Data<'a> {
    /// The line, and its newest Rancher.
    line: Option<(String, String)>,
    /// Why a release is hidden, in words.
    reasons: BTreeMap<&'static str, String>,
    sections: Vec<SectionData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rke: Option<RkeData<'a>>,
    values: Vec<Plain<'a>>,
    tables: Vec<TableData<'a>>,
    images: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<DifferenceData<'a>>,
    badges: BadgesData<'a>,
    findings: FindingsJson<'a>,
    /// What there is to know about the rules of the findings.
    essays: BTreeMap<&'static str, &'static str>,
}

/// The words beside names.
#[derive(Debug, Default, Serialize)]
struct BadgesData<'a> {
    /// By distribution or `rke`, and version.
    versions: BTreeMap<&'static str, BTreeMap<&'a str, &'static str>>,
    /// Addons that differ.
    addons: BTreeSet<&'a str>,
    /// Images that the old build does not need, by their numbers.
    images: Vec<usize>,
}

/// The data of a page, packed: no browser reads anything in it but text.
pub(super) fn packed_data(
    page: &Page<'_, '_, '_>,
    overview: &Overview<'_, '_>,
    badges: &Badges<'_>,
) -> String {
    let mut pools = Pools::default();
    let sections = overview.sections.iter().map(|section| SectionData::of(section, &mut pools)).collect();
    let rke = overview.rke.as_ref().map(|rke| RkeData::of(rke, &mut pools));
    let images = pools.images.into_all();
    let reasons = [Hidden::BelowMin, Hidden::AboveMax, Hidden::Kept, Hidden::Deprecated, Hidden::NoWindow];
    let rules: BTreeSet<_> = page.findings.found.iter().map(|judged| judged.finding.rule).collect();
    let line = page.line.and_then(|line| Some((line.plain(), AskedRancher::Newest.of_line(Some(line))?)));
    let data = Data {
        line,
        reasons: reasons.map(|reason| (reason.name(), reason.words("Ranchers"))).into(),
        sections,
        rke,
        values: pools.values.into_all(),
        tables: pools.tables.into_all(),
        badges: badges_of(page, overview, badges, &images),
        images,
        difference: page.compared.as_ref().map(DifferenceData::of),
        findings: FindingsJson::of(&page.findings),
        essays: rules.into_iter().map(|rule| (rule.name(), rule.essay())).collect(),
    };
    packed(&data)
}

/// The texts of templates, packed by themselves: few people look at one.
pub(super) fn packed_texts(rke: &Rke<'_>) -> String {
    packed(&TextsData::of(rke))
}

fn packed(data: &impl Serialize) -> String {
    BASE64_STANDARD.encode(gzip_quickly(one_line(data).as_bytes()))
}

/// The words beside names, by what they are names of.
fn badges_of<'a>(
    page: &'a Page<'_, '_, '_>,
    overview: &'a Overview<'_, '_>,
    badges: &Badges<'_>,
    images: &[String],
) -> BadgesData<'a> {
    let Some(compared) = &page.compared else { return BadgesData::default() };
    let words = |area: Area, versions: &mut dyn Iterator<Item = &'a str>| {
        let words = versions.filter_map(|version| Some((version, badges.get(area, version)?.word())));
        (area.name(), words.collect())
    };
    let sections = overview.sections.iter().map(|section| {
        let versions = &mut section.releases.iter().map(|release| release.answer.version.value);
        words(Area::Section(section.distribution), versions)
    });
    let rke = overview
        .rke
        .iter()
        .map(|rke| words(Area::Rke, &mut rke.versions.iter().map(|version| version.answer.version.value)));
    let addons = overview.rke.iter().flat_map(|rke| &rke.addons);
    let (labels, keys) = touched_templates(&compared.changes);
    let is_touched = |addon: &&AddonAnswer<'_>| {
        labels.contains(addon.addon.value) || addon.rows.iter().any(|row| keys.contains(row.template.value))
    };
    let old_images = compared.old_images();
    let is_new = |image: &String| !old_images.contains(image);
    BadgesData {
        versions: sections.chain(rke).collect(),
        addons: addons.filter(is_touched).map(|addon| addon.addon.value).collect(),
        images: (0..images.len()).filter(|nth| is_new(&images[*nth])).collect(),
    }
}

/// The addons whose ranges lead elsewhere, and the keys of templates whose text differs.
fn touched_templates<'a>(changes: &'a [Change<'_>]) -> (BTreeSet<&'a str>, BTreeSet<&'a str>) {
    let (mut addons, mut keys) = (BTreeSet::new(), BTreeSet::new());
    for change in changes {
        let labels = change.items.iter().map(|item| item.label.as_str());
        match change.kind {
            Kind::TemplateChanged => keys.extend(labels),
            Kind::TemplateMissing
            | Kind::TemplateLost
            | Kind::TemplateRandom
            | Kind::TemplateMoved
            | Kind::TemplateSwitched
            | Kind::RangesChanged => addons.extend(labels.filter_map(|label| label.split(' ').next())),
            _ => {}
        }
    }
    (addons, keys)
}
