//! What a Rancher or an RKE offers, for people.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    consumer::{Consumer, DefaultVersion},
    diagnostic::{Shown, shown::shown, words::count},
    model::{Text, rke::minor_of},
    report::{
        layout::{BOLD, DIM, WRONG, table},
        show::Answers,
    },
    show::{ConsumerAnswer, Hidden, HiddenRelease, RkeOffers, SectionOffers},
};

pub(super) fn consumer(answer: &ConsumerAnswer<'_>, answers: &Answers<'_, '_, '_>) -> Shown {
    let ConsumerAnswer { consumer, version, sections, rke, line } = answer;
    let (who, newer) = match consumer {
        Consumer::Rancher => ("Rancher", "Ranchers"),
        Consumer::Rke => ("RKE", "RKEs"),
    };
    let mut text = shown!("{BOLD}{who} {version}{BOLD:#}\n"; BOLD, who, version);
    if let Some(line) = line {
        let line = line.to_string();
        text += shown!(
            "  {DIM}this build is for Rancher {line}; another line reads another one{DIM:#}\n";
            DIM, line
        );
    }
    for of_section in sections {
        text += section(of_section, newer, answers);
    }
    if let Some(RkeOffers { offered, current, default, hidden }) = rke {
        text += shown!("{BOLD}rke{BOLD:#}  {} offered", count(offered.len(), "version"); BOLD);
        text += match default {
            None => shown!(", {WRONG}none by default{WRONG:#}\n"; WRONG),
            Some((key, value, leads_to)) => {
                let at = answers.at(value.span);
                let to = leads_to
                    .map_or(shown!("{WRONG}nothing{WRONG:#}"; WRONG), |version| Shown::data(version.value));
                let (key, value) = (key.value, value.value);
                shown!(
                    ", by default {to}\n  `{key}` is `{value}`  {DIM}{at}{DIM:#}\n";
                    to, key, value, DIM, at
                )
            }
        };
        text += offers(offered, current, answers);
        text += not_offered(hidden, newer, answers);
    } else if *consumer == Consumer::Rke {
        text += "  the build has no RKE tables\n";
    } else if !consumer.knows_rke(version) {
        text += shown!("{BOLD}rke{BOLD:#}  none: Rancher 2.12 and later have no RKE1\n"; BOLD);
    }
    text
}

/// The releases of one distribution.
fn section(of_section: &SectionOffers<'_>, newer: &str, answers: &Answers<'_, '_, '_>) -> Shown {
    let mut text = Shown::new();
    let SectionOffers { distribution, offered, current, default, rule, hidden, fault, menu } = of_section;
    if let Some((why, at)) = fault {
        text += shown!(
            "{BOLD}{}{BOLD:#}  {WRONG}does not load, so nothing is offered{WRONG:#}\n  {}  {DIM}{}{DIM:#}\n",
            distribution.key(), why, answers.at(*at); BOLD, WRONG, DIM
        );
        return text;
    }
    text += shown!(
        "{BOLD}{}{BOLD:#}  {} offered",
        distribution.key(), count(offered.len(), "release"); BOLD
    );
    text += match default {
        DefaultVersion::Release(version) => shown!(", by default {}\n", version),
        DefaultVersion::Channel(Some(version)) => {
            shown!(", by default {WRONG}{}, of the channel `default`{WRONG:#}\n", version; WRONG)
        }
        DefaultVersion::Channel(None) => shown!(", {WRONG}none by default{WRONG:#}\n"; WRONG),
    };
    if let Some(rule) = rule {
        let at = answers.at(rule.default_version.map_or(rule.span, |version| version.span));
        let [ranchers, version] = rule.texts();
        text += shown!(
            "  the newest of `{version}` for Rancher `{ranchers}`  {DIM}{at}{DIM:#}\n";
            version, ranchers, DIM, at
        );
    }
    text += offers(offered, current, answers);
    let newest: BTreeSet<_> = current.iter().map(|newest| newest.value).collect();
    if menu.len() != current.len() || !menu.iter().all(|version| newest.contains(version.value)) {
        let menu = Shown::join(menu.iter().map(|version| Shown::data(version.value)), ", ");
        text += shown!("  {DIM}in the dashboard's menu:{DIM:#} {menu}\n"; DIM, menu);
    }
    text += not_offered(hidden, newer, answers);
    text
}

/// What is offered: a line for each minor with its newest.
fn offers(offered: &[Text<'_>], current: &[Text<'_>], answers: &Answers<'_, '_, '_>) -> Shown {
    let mut minors: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for version in offered {
        minors.entry(minor_of(version.value)).or_default().push(version.value);
    }
    let rows = current.iter().map(|newest| {
        let of_minor = minors.get(minor_of(newest.value)).into_iter().flatten();
        let others: Vec<_> = of_minor.copied().filter(|version| *version != newest.value).collect();
        let and_others =
            if others.is_empty() { Shown::new() } else { shown!("and {}", answers.names(&others)) };
        vec![Shown::data(minor_of(newest.value)), Shown::data(newest.value), and_others]
    });
    table(2, &rows.collect::<Vec<_>>())
}

fn not_offered(hidden: &[HiddenRelease<'_>], consumers: &str, answers: &Answers<'_, '_, '_>) -> Shown {
    let mut reasons: Vec<Hidden> = hidden.iter().map(|hidden| hidden.reason).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let mut text = Shown::new();
    for reason in reasons {
        // A line for each minor, in the order in which they come.
        let mut minors: Vec<(&str, Vec<&HiddenRelease<'_>>)> = Vec::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for hidden in hidden.iter().filter(|hidden| hidden.reason == reason) {
            let minor = minor_of(hidden.version.value);
            let place = *places.entry(minor).or_insert(minors.len());
            if place == minors.len() {
                minors.push((minor, Vec::new()));
            }
            minors[place].1.push(hidden);
        }
        let rows = minors.into_iter().map(|(minor, of_minor)| {
            let mut seen = BTreeSet::new();
            let bounds = of_minor.iter().filter_map(|hidden| hidden.bound).map(|bound| bound.value);
            let bounds: Vec<_> = bounds.filter(|bound| seen.insert(*bound)).collect();
            let names: Vec<_> = of_minor.iter().map(|hidden| hidden.version.value).collect();
            vec![Shown::data(minor), answers.names(&names), Shown::data(&bounds.join(", "))]
        });
        text += shown!("  {DIM}not offered, {}{DIM:#}\n", reason.words(consumers); DIM);
        text += table(4, &rows.collect::<Vec<_>>());
    }
    text
}
