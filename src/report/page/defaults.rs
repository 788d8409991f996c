//! Every rule of the defaults: which Ranchers it takes, and what they get.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::{
    badge::Badge,
    link::{self, link, text},
    subject::Page,
};
use crate::{
    consumer::DefaultVersion,
    model::{Distribution, Table, Text, field::Named, rke::RkeTable},
    show::{DefaultRow, Overview, RkeOverview, RuleOverview, SectionOverview, Shadow},
};

/// The rules of all distributions.
pub(super) fn defaults(page: &Page<'_, '_, '_>, overview: &Overview<'_, '_>) -> Markup {
    html! {
        @for section in &overview.sections { (of_section(page, section)) }
        @if let Some(rke) = &overview.rke { (of_rke(page, rke)) }
    }
}

fn of_section(page: &Page<'_, '_, '_>, section: &SectionOverview<'_>) -> Markup {
    let old = old_rules(page, section.distribution);
    let key = section.distribution.key();
    html! {
        section.dist {
            h3 { (key) }
            @if let Some((why, _)) = &section.fault { p.wrong { "Does not load: " (text(why)) } }
            @if section.rules.is_empty() {
                p { "No rule is for Rancher: the channel " code { "default" } " counts." }
            } @else {
                table {
                    caption { "Of the rules that a Rancher is in the last one counts." }
                    thead { tr {
                        th scope="col" { "Rancher" } th scope="col" { "Takes the newest of" } th scope="col" { "Which is" }
                    } }
                    tbody { @for rule in &section.rules { (row(rule, key, &section.rules, old.as_ref())) } }
                }
            }
        }
    }
}

fn row(rule: &RuleOverview<'_>, key: &str, all: &[RuleOverview<'_>], old: Option<&OldRules<'_>>) -> Markup {
    let [ranchers, versions] = rule.rule.texts();
    let badge = old.and_then(|old| match old.get(ranchers) {
        None => Some(Badge::New),
        Some(was) => (!was.contains(versions)).then_some(Badge::Changed),
    });
    html! {
        tr {
            th scope="row" {
                (struck(rule.shadow.is_some(), ranchers))
                (link::badge(badge))
            }
            td { (struck(rule.shadow.is_some(), versions)) }
            td {
                @if let Some(shadow) = &rule.shadow { (why(shadow, all)) }
                ul.names {
                    @for (ranchers, default) in &rule.takes {
                        @if let Some(ranchers) = ranchers.ranchers() {
                            li { (default_of(*default, key)) " for " (ranchers) }
                        }
                    }
                }
            }
        }
    }
}

fn struck(is_shadowed: bool, of: &str) -> Markup {
    html! { @if is_shadowed { s { code { (text(of)) } } } @else { code { (text(of)) } } }
}

fn default_of(default: DefaultVersion<'_>, key: &str) -> Markup {
    match default {
        DefaultVersion::Release(version) => html! {
            b.default { "★ " a href=(link(&[key, version])) { (text(version)) } }
        },
        DefaultVersion::Channel(Some(version)) => html! {
            span.wrong { "no release; the channel " code { "default" } " says " (text(version)) }
        },
        DefaultVersion::Channel(None) => html! { span.wrong { "no release" } },
    }
}

fn why(shadow: &Shadow, all: &[RuleOverview<'_>]) -> Markup {
    html! {
        p.why {
            @match shadow {
                Shadow::Ignored => { "A rule of this distribution is not a range, so Rancher ignores all of them." }
                Shadow::Empty => { "No Rancher is in this range." }
                Shadow::Later(rules) => {
                    "Never counts, because later rules have its Ranchers: "
                    @for (nth, rule) in rules.iter().filter_map(|rule| all.get(*rule)).enumerate() {
                        @if nth > 0 { ", " }
                        code { (text(rule.rule.texts()[0])) }
                    }
                }
            }
        }
    }
}

/// What the rules of another build say, by their Ranchers.
type OldRules<'s> = BTreeMap<&'s str, BTreeSet<&'s str>>;

/// The rules that the other build has, if there is one.
fn old_rules<'s>(page: &Page<'_, '_, 's>, distribution: Distribution) -> Option<OldRules<'s>> {
    let old = page.compared.as_ref()?.old.section(distribution);
    let mut rules = OldRules::new();
    for rule in old.into_iter().flat_map(|section| section.app_defaults()) {
        let [ranchers, versions] = rule.texts();
        rules.entry(ranchers).or_default().insert(versions);
    }
    Some(rules)
}

fn of_rke(page: &Page<'_, '_, '_>, rke: &RkeOverview<'_, '_>) -> Markup {
    let old = page.compared.as_ref().and_then(|compared| compared.old.rke.as_ref());
    let tables = [
        (RkeTable::RancherDefaultK8sVersions, "Rancher", &rke.rancher_defaults),
        (RkeTable::RKEDefaultK8sVersions, "RKE", &rke.rke_defaults),
    ];
    html! {
        section.dist {
            h3 { "rke" }
            @for (table, who, rows) in tables {
                @let old = old.and_then(|old| match table {
                    RkeTable::RancherDefaultK8sVersions => old.rancher_defaults.as_ref(),
                    _ => old.rke_defaults.as_ref(),
                });
                table {
                    caption { (table.name()) }
                    thead { tr { th scope="col" { (who) } th scope="col" { "Says" } th scope="col" { "Which is" } } }
                    tbody { @for row in rows { (rke_row(row, old.map(|old| was(old, row)))) } }
                }
            }
        }
    }
}

/// What another build says to the same Rancher.
fn was<'s>(old: &Table<'s, Text<'s>>, row: &DefaultRow<'_>) -> Option<&'s str> {
    old.row(row.key.value).map(|row| row.value.value)
}

fn rke_row(row: &DefaultRow<'_>, was: Option<Option<&str>>) -> Markup {
    let badge = was.and_then(|was| match was {
        None => Some(Badge::New),
        Some(was) => (was != row.value.value).then_some(Badge::Changed),
    });
    html! {
        tr {
            th scope="row" {
                code { (text(row.key.value)) }
                (link::badge(badge))
            }
            td { code { (text(row.value.value)) } }
            td {
                @match row.leads_to {
                    Some(version) => {
                        b.default { "★ " a href=(link(&["rke", version.value])) { (text(version.value)) } }
                    }
                    None => { span.wrong { "nothing that it offers" } }
                }
            }
        }
    }
}
