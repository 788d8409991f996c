//! Versions whose template of an addon is another one.
//!
//! The ranges of an addon can change without any version noticing, and one moved bound can give fifty versions
//! another manifest. So for each version the choice is made as RKE makes it, in both builds.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    area::Area,
    build::Build,
    change::{Fact, Found},
    edit::Touched,
    kind::Kind,
    path::push_key,
};
use crate::{
    consumer::choice::Choices,
    diagnostic::Span,
    model::{
        Table,
        field::Named,
        rke::{Rke, RkeTable},
    },
    source::{Arena, Value},
};

/// Reports every version and addon with another template.
pub(super) fn compare<'s>(old: &Build<'s>, new: &Build<'s>, arena: &'s Arena) -> Vec<Found<'s>> {
    let (Some(old), Some(new)) = (&old.metadata.rke, &new.metadata.rke) else { return Vec::new() };
    let (before, after) = (chosen(old), chosen(new));
    let mut found = Vec::new();
    // An addon that only one of them has gives the versions of both nothing in the other.
    let nothing = |rke: &Rke<'s>, version: &str| {
        let images = rke.system_images.iter().flat_map(Table::rows);
        images
            .map(|row| row.key)
            .find(|key| key.value == version)
            .map(|key| Choice { keys: Vec::new(), place: key.span })
    };
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
    for (addon, version) in keys {
        let choice = |choices: &BTreeMap<_, Choice<'s>>, rke| {
            choices.get(&(addon, version)).cloned().or_else(|| nothing(rke, version))
        };
        let (Some(old_choice), Some(new_choice)) = (choice(&before, old), choice(&after, new)) else {
            continue;
        };
        if old_choice.keys == new_choice.keys {
            continue;
        }
        let (old_choice, new_choice) = (&old_choice, &new_choice);
        let (was, is) = (only(old_choice), only(new_choice));
        let text = |rke: &Rke<'s>, key: Option<&str>| key.and_then(|key| template(rke, key));
        let kind = match new_choice.keys.len() {
            0 => Kind::TemplateLost,
            1 if is.is_some_and(|is| template(new, is).is_none_or(str::is_empty)) => Kind::TemplateMissing,
            1 if was.is_some() && is.is_some_and(|is| template(old, is).is_some()) => Kind::TemplateMoved,
            1 => Kind::TemplateSwitched,
            _ => Kind::TemplateRandom,
        };
        let shown = |choice: &Choice<'s>| match &choice.keys[..] {
            [] => None,
            [key] => Some(Value::String(key)),
            keys => Some(Value::String(arena.alloc_str(&keys.join(" or ")))),
        };
        let mut path = RkeTable::K8sVersionedTemplates.name().to_owned();
        push_key(&mut path, addon);
        found.push(Found {
            fact: Fact {
                kind,
                area: Area::Rke,
                label: addon.to_owned(),
                old: shown(old_choice),
                new: shown(new_choice),
                hits: None,
                manifests: text(old, was).zip(text(new, is)),
            },
            path,
            version: Some(Touched {
                name: version,
                old_place: old_choice.place,
                new_place: new_choice.place,
            }),
            place: None,
        });
    }
    found
}

/// What a version gets of an addon.
#[derive(Clone)]
struct Choice<'s> {
    keys: Vec<&'s str>,
    place: Option<Span>,
}

/// By addon and version, for every version that has images.
fn chosen<'s>(rke: &Rke<'s>) -> BTreeMap<(&'s str, &'s str), Choice<'s>> {
    let choices = Choices::of(rke);
    let mut chosen = BTreeMap::new();
    for addon in &choices.addons {
        for (version, matches) in choices.keys.iter().zip(choices.matches(addon)) {
            let mut keys: Vec<_> = matches.iter().map(|choice| choice.template.value).collect();
            keys.sort_unstable();
            keys.dedup();
            let place = matches.first().map_or(addon.name.span, |choice| choice.written.span);
            chosen.insert((addon.name.value, version.value), Choice { keys, place });
        }
    }
    chosen
}

fn only<'s>(choice: &Choice<'s>) -> Option<&'s str> {
    if let [key] = choice.keys[..] { Some(key) } else { None }
}

fn template<'s>(rke: &Rke<'s>, key: &str) -> Option<&'s str> {
    Some(rke.texts()?.get(key)?.value)
}
