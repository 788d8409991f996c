//! A candidate becomes the next one or the release, a release becomes the next build or patch: the entry stays, its version
//! changes, and with it the names of its lists that hold the version.

use std::collections::BTreeSet;

use super::{name::renamed, outcome::Edit, view::View};
use crate::{diagnostic::words::did_you_mean, edit::refusal::Refusal, model::ReleaseVersion};

pub(super) fn rename(
    view: &View<'_>,
    pairs: &[(String, String)],
    (comment, force): (Option<&str>, bool),
) -> Result<Edit, Refusal> {
    let mut edit = Edit::default();
    let leaving: BTreeSet<&str> = pairs.iter().map(|(from, _)| from.as_str()).collect();
    let mut coming = BTreeSet::new();
    let mut taken: BTreeSet<String> =
        view.document.anchors.all().iter().map(|anchor| anchor.name.clone()).collect();
    for (from, to) in pairs {
        let nth = view.named(from)?;
        let place = view.pair(nth, "version").map(|pair| (pair.value, view.range(pair.value)));
        let Some((version, place)) = place else { continue };
        let distribution = ReleaseVersion::parse(to).map(|number| number.distribution);
        if distribution.is_none()
            || distribution
                != view.entries[nth].number.map_or(distribution, |number| Some(number.distribution))
        {
            let help = "write a version of the same distribution, like `v1.30.5+rke2r1`";
            return Err(
                Refusal::new(format!("`{from}` cannot become `{to}`"), help).at(place, "this release")
            );
        }
        let minor = |version: Option<ReleaseVersion>| version.map(|version| version.minor());
        let own = minor(view.entries[nth].number);
        if !force && own.is_some() && own != minor(ReleaseVersion::parse(to)) {
            let help = "add it as a release of its own, and remove the old one; or say `--force`";
            let title =
                format!("`{to}` is of another minor than `{from}`, and would stand in the wrong place");
            return Err(Refusal::new(title, help).at(place, "this release"));
        }
        let other = view.find(to).filter(|_| !leaving.contains(to.as_str()));
        if other.is_some() || !coming.insert(to.as_str()) {
            let other =
                other.and_then(|other| view.pair(other, "version")).map(|pair| view.range(pair.value));
            let refusal = Refusal::new(
                format!("`{from}` cannot become `{to}`, which is there already"),
                "remove one of the two: `kdm release remove VERSION`",
            );
            return Err(match other {
                Some(other) => refusal.at(other, "this one").at(place, "and this one"),
                None => refusal.at(place, ""),
            });
        }
        edit.splices.replace(view.inner(version), view.requoted(version, to));
        if let (Some(comment), Some(dash)) = (comment, view.entries[nth].dash) {
            edit.splices.insert(view.entries[nth].lines.start, view.commented(dash, comment));
        }
        rename_lists(view, nth, (from, to), &mut taken, &mut edit);
        follow_channels(view, (from, to), &mut edit);
        edit.renamed.push((from.clone(), to.clone()));
        edit.told.push(format!("`{from}` becomes `{to}`"));
    }
    Ok(edit)
}

/// Gives the lists of a release that hold its version their new names, with every use: one that is forgotten makes the file
/// unreadable.
fn rename_lists(
    view: &View<'_>,
    nth: usize,
    (from, to): (&str, &str),
    taken: &mut BTreeSet<String>,
    edit: &mut Edit,
) {
    let lines = &view.entries[nth].lines;
    for anchor in view.anchors_in(lines) {
        let written = &view.document.anchors.all()[anchor];
        let Some(new) = renamed(&written.name, from, to) else { continue };
        // A name that is given again would hide a list from those below.
        if !taken.insert(new.clone()) {
            edit.told.push(format!("the list `{}` keeps its name: `{new}` is taken", written.name));
            continue;
        }
        edit.splices.replace(written.at.range(), format!("&{new}"));
        for one in view.uses_of(anchor) {
            edit.splices.replace(view.range(one.id), format!("*{new}"));
        }
    }
}

/// Gives a list another name.
pub(super) fn rename_list(view: &View<'_>, from: &str, to: &str) -> Result<Edit, Refusal> {
    let anchors = view.document.anchors.all();
    let place = |nth: usize| anchors[nth].at.range();
    let all: Vec<usize> = (0..anchors.len()).filter(|nth| anchors[*nth].name == from).collect();
    let &[nth] = &all[..] else {
        let known = anchors.iter().map(|anchor| anchor.name.as_str());
        return Err(match all[..] {
            [first, second, ..] => Refusal::new(
                format!("`{from}` is defined twice"),
                "rename one of them by hand: which is meant, nobody can tell",
            )
            .at(place(first), "here")
            .at(place(second), "and here"),
            _ => Refusal::new(
                format!("there is no list `{from}` in this file"),
                did_you_mean(from, known, "name one that is in the file"),
            ),
        });
    };
    if let Some(other) = anchors.iter().position(|anchor| anchor.name == to) {
        return Err(Refusal::new(
            format!("the name `{to}` is taken"),
            "choose another one: a name that is given again hides the older list from all below",
        )
        .at(place(other), "here"));
    }
    if !to.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') || to.is_empty() {
        return Err(Refusal::new(
            format!("`{to}` is not a name for a list"),
            "use letters, digits, `-` and `_`",
        ));
    }
    let mut edit = Edit { told: vec![format!("the list `{from}` becomes `{to}`")], ..Edit::default() };
    edit.splices.replace(place(nth), format!("&{to}"));
    for one in view.uses_of(nth) {
        edit.splices.replace(view.range(one.id), format!("*{to}"));
    }
    Ok(edit)
}

/// A channel that names a release goes with it.
fn follow_channels(view: &View<'_>, (from, to): (&str, &str), edit: &mut Edit) {
    for (name, latest) in super::channel::channels(view) {
        if view.written(latest).value.as_str() == Some(from) {
            edit.splices.replace(view.inner(latest), view.requoted(latest, to));
            edit.told.push(format!("the channel `{name}` names it"));
            edit.touches_channels = true;
        }
    }
}
