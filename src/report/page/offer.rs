//! What a Rancher is offered. The script (`script/offer.js`) makes the same for another Rancher; a test holds the two against
//! each other.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::{
    badge::Badges,
    link::{link, release, text},
};
use crate::{
    consumer::{DefaultVersion, LAST_WITH_RKE},
    diagnostic::words::count,
    diff::Area,
    model::{Text, rke::minor_of, version::Version},
    show::{Offered, Overview, ReleaseOverview, RkeOverview, RkeVersionOverview, SectionOverview},
};

/// What a Rancher is offered, of each distribution.
pub(super) fn offer(rancher: &str, overview: &Overview<'_, '_>, badges: &Badges<'_>) -> Markup {
    let version = Version::parse(rancher);
    html! {
        @for section in &overview.sections {
            @if let Ok(version) = &version { (of_section(section, version, badges)) }
        }
        @if let Some(rke) = &overview.rke { (of_rke(rke, rancher, badges)) }
    }
}

/// A release, or a version of RKE.
trait Versioned<'s> {
    fn version(&self) -> Text<'s>;

    /// Whether Rancher takes another one of this version.
    fn is_shadowed(&self) -> bool {
        false
    }
}

impl<'s> Versioned<'s> for ReleaseOverview<'s> {
    fn version(&self) -> Text<'s> {
        self.answer.version
    }

    fn is_shadowed(&self) -> bool {
        self.answer.is_shadowed
    }
}

impl<'s> Versioned<'s> for RkeVersionOverview<'_, 's> {
    fn version(&self) -> Text<'s> {
        self.answer.version
    }
}

fn of_section(section: &SectionOverview<'_>, rancher: &Version, badges: &Badges<'_>) -> Markup {
    let area = Area::Section(section.distribution);
    let offered = section.offered(rancher);
    let answer = section.answer(rancher);
    let rule = answer.rule.and_then(|rule| section.rules.get(rule)).map(|rule| rule.rule.texts());
    let default = match answer.default {
        DefaultVersion::Release(version) => Some(version),
        DefaultVersion::Channel(version) => version,
    };
    let is_of_channel = matches!(answer.default, DefaultVersion::Channel(_));
    html! {
        section.dist {
            h3 { (area.name()) }
            @if let Some((why, _)) = &section.fault {
                p.wrong { "Does not load, so nothing is offered: " (text(why)) }
            } @else {
                p {
                    (count(offered.offered.len(), "release")) " offered, "
                    @match default {
                        None => { b.wrong { "none by default" } }
                        Some(default) => {
                            "by default " b.default { "★ " a href=(link(&[area.name(), default])) { (text(default)) } }
                            @if is_of_channel { b.wrong { ", of the channel `default`" } }
                        }
                    }
                    @if let Some([ranchers, versions]) = rule {
                        ": the newest of " code { (text(versions)) } " for Rancher " code { (text(ranchers)) }
                    }
                }
                (lists(area, &offered, default, badges))
            }
        }
    }
}

fn of_rke(rke: &RkeOverview<'_, '_>, rancher: &str, badges: &Badges<'_>) -> Markup {
    let Some(offered) = rke.offered(rancher) else {
        return html! {
            section.dist { h3 { "rke" } p { "None: Rancher after " (LAST_WITH_RKE.plain()) " has no RKE1." } }
        };
    };
    let default = rke.default_of(rancher);
    let leads_to = default.and_then(|(.., version)| version).map(|version| version.value);
    html! {
        section.dist {
            h3 { "rke" }
            p {
                (count(offered.offered.len(), "version")) " offered, "
                @match default {
                    None => { b.wrong { "none by default" } }
                    Some((key, value, _)) => {
                        "by default "
                        @match leads_to {
                            Some(version) => { b.default { "★ " a href=(link(&["rke", version])) { (text(version)) } } }
                            None => { b.wrong { "nothing" } }
                        }
                        ": " code { (text(key.value)) } " is " code { (text(value.value)) }
                    }
                }
            }
            (lists(Area::Rke, &offered, leads_to, badges))
        }
    }
}

/// What is offered by minor, and what is hidden by reason and minor.
fn lists<'s, R: Versioned<'s>>(
    area: Area,
    offered: &Offered<'_, 's, R>,
    default: Option<&str>,
    badges: &Badges<'_>,
) -> Markup {
    let name = |of: &R| {
        let version = of.version().value;
        html! {
            @if Some(version) == default && !of.is_shadowed() { b.default title="default" { "★ " } }
            (release(area.name(), version, badges.get(area, version)))
        }
    };
    let all: Vec<_> = offered.offered.iter().map(|version| (*version, None)).collect();
    let hidden: usize = offered.hidden.values().map(Vec::len).sum();
    html! {
        @if !all.is_empty() {
            table {
                thead { tr { th scope="col" { "Minor" } th scope="col" { "Newest" } th scope="col" { "Older" } } }
                tbody {
                    @for (minor, versions) in by_minor(&all) {
                        tr {
                            th scope="row" { (text(minor)) }
                            td { (name(versions[0].0)) }
                            td {
                                @if versions.len() > 1 {
                                    details {
                                        summary { (versions.len() - 1) " more" }
                                        ul.names { @for (version, _) in &versions[1..] { li { (name(version)) } } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        @if hidden > 0 {
            details.hidden {
                summary { (hidden) " not offered" }
                @for (reason, versions) in &offered.hidden {
                    table {
                        caption { (reason.words("Ranchers")) }
                        thead { tr { th scope="col" { "Minor" } th scope="col" { "Bound" } th scope="col" { "Releases" } } }
                        tbody {
                            @for (minor, versions) in by_minor(versions) {
                                tr {
                                    th scope="row" { (text(minor)) }
                                    td { (bounds(&versions)) }
                                    td { (ends(&versions)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `12: v1.26.11+k3s1 … v1.26.0+k3s1`; the script names all where somebody looks.
fn ends<'s, R: Versioned<'s>>(versions: &[Bounded<'_, 's, R>]) -> String {
    match versions {
        [] => String::new(),
        [(one, _)] => text(one.version().value),
        [(first, _), .., (last, _)] => {
            format!("{}: {} … {}", versions.len(), text(first.version().value), text(last.version().value))
        }
    }
}

type Bounded<'o, 's, R> = (&'o R, Option<Text<'s>>);

/// By minor, in the order in which they come.
fn by_minor<'o, 's, R: Versioned<'s>>(all: &[Bounded<'o, 's, R>]) -> Vec<(&'s str, Vec<Bounded<'o, 's, R>>)> {
    let mut minors: Vec<(&str, Vec<_>)> = Vec::new();
    for bounded in all {
        let minor = minor_of(bounded.0.version().value);
        match minors.last_mut().filter(|(last, _)| *last == minor) {
            Some((_, versions)) => versions.push(*bounded),
            None => minors.push((minor, vec![*bounded])),
        }
    }
    minors
}

/// The bounds that hide releases, each once.
fn bounds<R>(versions: &[Bounded<'_, '_, R>]) -> String {
    let mut seen = BTreeSet::new();
    let bounds = versions.iter().filter_map(|(_, bound)| *bound).map(|bound| bound.value);
    bounds.filter(|bound| seen.insert(*bound)).map(text).collect::<Vec<_>>().join(", ")
}
