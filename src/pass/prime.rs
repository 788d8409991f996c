//! The enterprise build: a patch's versions on top of upstream's tables.
//!
//! Open-source Rancher reads the result as well, so nothing that upstream put in may change its meaning: the patch
//! adds versions under keys of their own, and the ranges that choose templates are cut so that every other version
//! keeps the one it had.

use std::{collections::BTreeMap, fmt::Write as _};

use sha2::{Digest, Sha256};

use super::{
    known_ranchers::KnownRanchers,
    ranges::{self, Row, Wanted},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, Span, words::did_you_mean},
    model::{
        Prime, PrimeRelease, Table, Text,
        mirror::split_tag,
        patch::{Patch, Release},
        range::Range,
        rke::{
            ImageField, Rke, ServiceOptions, SystemImages, TEMPLATE_KEYS, Templates, VersionInfo, minor_of,
        },
        version::Version,
    },
    source::Arena,
};

/// Adds a patch to the tables.
pub(super) fn apply<'s>(
    rke: &mut Rke<'s>,
    patch: Patch<'s>,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Prime<'s> {
    app_defaults(rke, &patch, diagnostics);
    let sound: Vec<_> = patch.releases.iter().filter(|release| is_sound(rke, release, diagnostics)).collect();
    // Templates first: what a reference has is looked up in the ranges as upstream wrote them.
    templates(rke, &sound, arena, diagnostics);
    let mut releases = Vec::new();
    for release in &sound {
        let images = images(rke, release);
        releases.push(PrimeRelease {
            version: release.version,
            reference: release.reference,
            images: images.images.clone(),
        });
        let images = renamed(images, &patch, arena);
        insert(&mut rke.system_images, release.version, images);
        if let Some(info) = info(rke, release) {
            insert(&mut rke.version_info, release.version, info);
        }
        let linux = release.service_options.as_ref();
        if let Some(options) = options(rke.service_options.as_ref(), release, linux) {
            insert(&mut rke.service_options, release.version, options);
        }
        let windows = release.windows_service_options.as_ref();
        if let Some(options) = options(rke.windows_service_options.as_ref(), release, windows) {
            insert(&mut rke.windows_service_options, release.version, options);
        }
    }
    for table in [&mut rke.service_options, &mut rke.windows_service_options] {
        settle(table);
    }
    settle(&mut rke.system_images);
    settle(&mut rke.version_info);
    Prime { patch, releases }
}

/// Adds a row; the table is in order again after [`settle`].
fn insert<'s, T>(table: &mut Option<Table<'s, T>>, key: Text<'s>, value: T) {
    table.get_or_insert_default().push(key, value);
}

fn settle<T>(table: &mut Option<Table<'_, T>>) {
    if let Some(table) = table {
        table.sort();
    }
}

/// Whether a release can stand beside what upstream has.
fn is_sound(rke: &Rke<'_>, release: &Release<'_>, diagnostics: &mut Diagnostics) -> bool {
    let images = rke.system_images.as_ref();
    let known = |version: &str| images.is_some_and(|images| images.get(version).is_some());
    let mut sound = true;
    if known(release.version.value) {
        let title = format!("`{}` is already an upstream version", release.version.value);
        diagnostics.report(
            Diagnostic::new(Rule::PatchVersion, title)
                .at(release.version.span, "")
                .help("give the release a version of its own, like `…-rancherprime1-1`"),
        );
        sound = false;
    }
    if let Some(reference) = release.reference
        && !known(reference.value)
    {
        let versions = images.into_iter().flat_map(Table::rows).map(|row| row.key.value);
        let help = did_you_mean(reference.value, versions, "name a version that upstream's tables have");
        let title = format!("there is no version `{}` to start from", reference.value);
        diagnostics.report(Diagnostic::new(Rule::PatchReference, title).at(reference.span, "").help(help));
        sound = false;
    }
    if let Some(reference) =
        release.reference.filter(|reference| minor_of(reference.value) != minor_of(release.version.value))
    {
        let title = format!("`{}` has another minor than `{}`", reference.value, release.version.value);
        diagnostics.report(
            Diagnostic::new(Rule::PatchReference, title)
                .at(reference.span, "")
                .at(release.version.span, "")
                .help("start from a version of the same minor"),
        );
        sound = false;
    }
    sound
}

/// `RancherDefaultK8sVersions`: Rancher looks up its exact version, so ranges become exact keys.
fn app_defaults<'s>(rke: &mut Rke<'s>, patch: &Patch<'s>, diagnostics: &mut Diagnostics) {
    if patch.app_defaults.is_empty() {
        return;
    }
    let mut known = KnownRanchers::of(rke.rancher_defaults.take());
    for default in &patch.app_defaults {
        for listed in &default.rancher_versions {
            let inside =
                Version::parse_tolerant(listed.value).is_ok_and(|version| default.range.contains(&version));
            if !inside {
                let title = format!("`{}` is not in `{}`", listed.value, default.app_version.value);
                diagnostics.report(
                    Diagnostic::new(Rule::DefaultRange, title)
                        .at(listed.span, "")
                        .at(default.app_version.span, "this range")
                        .help("list it where its range is, or widen the range"),
                );
            }
        }
        if default.rancher_versions.is_empty() && !known.has_one_in(&default.range) {
            let title = format!("no known version of Rancher is in `{}`", default.app_version.value);
            diagnostics.report(
                Diagnostic::new(Rule::DefaultRange, title)
                    .at(default.app_version.span, "")
                    .help("list the exact versions beside it: `rancherVersions: [2.5.17, 2.5.18]`"),
            );
        }
        for listed in &default.rancher_versions {
            known.add(*listed);
        }
    }
    rke.rancher_defaults = Some(Table::from_rows(known.with(&patch.app_defaults)));
}

/// The images of a release under their own names: the reference's, overlaid.
fn images<'s>(rke: &Rke<'s>, release: &Release<'s>) -> SystemImages<'s> {
    let reference = release.reference.and_then(|version| rke.system_images.as_ref()?.get(version.value));
    let mut images: BTreeMap<ImageField, Text<'s>> =
        reference.into_iter().flat_map(|images| images.images.iter().copied()).collect();
    images.extend(release.system_images.images.iter().copied());
    let unknown = reference.map(|images| images.unknown.clone()).unwrap_or_default();
    SystemImages { images: images.into_iter().collect(), unknown }
}

/// The images under the names that the first mirror option with a matching rule gives them. The registry that
/// they are copied to is not part of the name: Rancher and RKE put private registries before names themselves.
fn renamed<'s>(mut images: SystemImages<'s>, patch: &Patch<'s>, arena: &'s Arena) -> SystemImages<'s> {
    for (_, image) in &mut images.images {
        let (name, tag) = split_tag(image.value).map_or((image.value, None), |(name, tag)| (name, Some(tag)));
        let Some((_, new)) = patch.mirror_options.iter().find_map(|option| option.rename(name)) else {
            continue;
        };
        if new != name {
            let tag = tag.map(|tag| format!(":{tag}")).unwrap_or_default();
            image.value = arena.alloc_str(&format!("{new}{tag}"));
        }
    }
    images
}

/// `K8sVersionInfo`: the bounds of the patch over a copy of the reference's exact entry.
fn info<'s>(rke: &Rke<'s>, release: &Release<'s>) -> Option<VersionInfo<'s>> {
    let reference =
        release.reference.and_then(|version| rke.version_info.as_ref()?.get(version.value)).cloned();
    let (min, max) = (release.min_rancher_version, release.max_rancher_version);
    if reference.is_none() && min.is_none() && max.is_none() {
        return None;
    }
    let mut info = reference.unwrap_or_default();
    info.min_rancher_version = min.or(info.min_rancher_version);
    info.max_rancher_version = max.or(info.max_rancher_version);
    Some(info)
}

/// The options of a version, whole: consumers take the exact key instead of the minor's and merge nothing. Nothing
/// when those of the minor are right as they are.
fn options<'s>(
    table: Option<&Table<'s, ServiceOptions<'s>>>,
    release: &Release<'s>,
    overlay: Option<&ServiceOptions<'s>>,
) -> Option<ServiceOptions<'s>> {
    let overlay = overlay.filter(|overlay| overlay.components().iter().any(|(_, options)| options.is_some()));
    let exact = release.reference.and_then(|version| table?.get(version.value));
    if overlay.is_none() && exact.is_none() {
        return None;
    }
    let minor = minor_of(release.version.value);
    let mut options = exact.or_else(|| table?.get(minor)).cloned().unwrap_or_default();
    let ServiceOptions { etcd, kubeapi, kubelet, kubeproxy, kube_controller, scheduler, unknown: _ } =
        overlay.cloned().unwrap_or_default();
    for (under, over) in [
        (&mut options.etcd, etcd),
        (&mut options.kubeapi, kubeapi),
        (&mut options.kubelet, kubelet),
        (&mut options.kubeproxy, kubeproxy),
        (&mut options.kube_controller, kube_controller),
        (&mut options.scheduler, scheduler),
    ] {
        let Some(over) = over else { continue };
        let rows = under.take().into_iter().flat_map(Table::into_rows).chain(over.into_rows());
        // A later row takes the place of an earlier one.
        let merged: BTreeMap<&str, _> = rows.map(|(key, value)| (key.value, (key, value))).collect();
        *under = Some(Table::from_rows(merged.into_values()));
    }
    Some(options)
}

/// `K8sVersionedTemplates`: the texts of the patch, and ranges in which each release has its own.
fn templates<'s>(
    rke: &mut Rke<'s>,
    releases: &[&Release<'s>],
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) {
    let none = || releases.iter().all(|release| release.addon_templates.is_empty());
    if rke.templates.is_none() && none() {
        return;
    }
    let Templates { addons, texts: known } = rke.templates.take().unwrap_or_default();
    let mut addons: BTreeMap<&'s str, _> =
        addons.into_rows().map(|(addon, ranges)| (addon.value, (addon, ranges))).collect();
    let mut texts: BTreeMap<&'s str, Text<'s>> = BTreeMap::new();
    for release in releases {
        for (addon, text) in &release.addon_templates {
            addons.entry(addon.value).or_insert_with(|| {
                // No other version may get a template of an addon that only the patch has.
                rke.introduced.addons.push(*addon, Vec::new());
                (*addon, None)
            });
            texts.entry(template_key(addon.value, text.value, arena)).or_insert(*text);
        }
    }
    for (name, (addon, ranges)) in &mut addons {
        let changed = ranges_of(name, *addon, ranges.as_ref(), releases, arena, diagnostics);
        if let Some(changed) = changed {
            *ranges = Some(changed);
        }
    }
    rke.introduced.addons.sort();
    let texts = if texts.is_empty() {
        known
    } else {
        let own = texts.iter().map(|(key, text)| (Text { value: key, span: text.span }, *text));
        let first = Text { value: TEMPLATE_KEYS, span: releases[0].version.span };
        let (key, known) = known.unwrap_or((first, None));
        let known = known.into_iter().flat_map(Table::into_rows);
        let known = known.filter(|(key, _)| !texts.contains_key(key.value));
        Some((key, Some(Table::from_rows(known.chain(own)))))
    };
    rke.templates = Some(Templates { addons: Table::from_rows(addons.into_values()), texts });
}

/// The ranges of an addon after the patch; nothing when they stay as they are.
fn ranges_of<'s>(
    name: &str,
    addon: Text<'s>,
    ranges: Option<&Table<'s, Text<'s>>>,
    releases: &[&Release<'s>],
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Table<'s, Text<'s>>> {
    let written = ranges.into_iter().flat_map(Table::rows);
    // What does not parse is a finding of its own, and consumers skip it.
    let (parsed, refused): (Vec<_>, Vec<_>) =
        written.map(|row| (row, Range::parse(row.key.value))).partition(|(_, range)| range.is_ok());
    let rows: Vec<_> = parsed
        .iter()
        .filter_map(|(row, range)| {
            let set = range.as_ref().ok()?.set().clone();
            Some(Row { written: Some(row.key.value), set, template: row.value.value })
        })
        .collect();
    let template_of =
        |version: &Version| rows.iter().find(|row| row.set.contains(version)).map(|row| row.template);
    let mut wanted = Vec::new();
    // A range that is new or touched has its place where upstream wrote one of its template, or at the release.
    let mut places: BTreeMap<&str, Option<Span>> = BTreeMap::new();
    for release in releases {
        let own = release.addon_templates.iter().find(|(addon, _)| addon.value == name);
        let like =
            release.reference.and_then(|version| Version::parse(version.value.strip_prefix('v')?).ok());
        let template = match (own, &like) {
            (Some((_, text)), _) => Some(template_key(name, text.value, arena)),
            (None, Some(like)) => template_of(like),
            // It is what upstream's ranges give it.
            (None, None) => continue,
        };
        if let Some(template) = template {
            places.entry(template).or_insert(release.version.span);
        }
        wanted.push(Wanted { version: release.parsed.clone(), like, template });
    }
    let keys: BTreeMap<&str, (Text<'s>, Text<'s>)> =
        parsed.iter().map(|(row, _)| (row.key.value, (row.key, row.value))).collect();
    places.extend(keys.values().rev().map(|(key, template)| (template.value, key.span)));
    let assigned = ranges::assign(rows, &wanted);
    if assigned.len() == parsed.len() && assigned.iter().all(|row| row.written.is_some()) {
        return None;
    }
    let mut table: Vec<(Text<'s>, Text<'s>)> = refused.iter().map(|(row, _)| (row.key, row.value)).collect();
    for row in &assigned {
        if let Some(known) = row.written.and_then(|written| keys.get(written)) {
            table.push(*known);
            continue;
        }
        // Versions that no range can name were refused when they were read.
        let Some(text) = row.text() else {
            let title = format!("no range can express the versions of the template `{}`", row.template);
            diagnostics.report(
                Diagnostic::new(Rule::PatchVersion, title).at(addon.span, "").help("correct the ranges"),
            );
            continue;
        };
        let span = places.get(row.template).copied().unwrap_or(addon.span);
        table.push((Text { value: arena.alloc_str(&text), span }, Text { value: row.template, span }));
    }
    Some(Table::from_rows(table))
}

/// The key of a text: made from the text, so that what is behind a key can never change. Rancher names an object
/// after it, so it is in lower case and has at most 63 characters.
fn template_key<'s>(addon: &str, text: &str, arena: &'s Arena) -> &'s str {
    const DIGITS: usize = 40;
    let mut key: String = addon
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(63 - DIGITS - 1)
        .collect();
    key.push('-');
    for byte in &Sha256::digest(text.as_bytes())[..DIGITS / 2] {
        // Writing to a String does not fail.
        let _ = write!(key, "{byte:02x}");
    }
    arena.alloc_str(&key)
}
