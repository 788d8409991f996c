//! `versions.yaml`: which Ranchers and RKEs offer a version or a minor, and what they take by default.

use super::{Defaults, NotEditedTree, Tree};
use crate::{
    diagnostic::words::did_you_mean,
    edit::{channels::scalar, page::Page, refusal::Refusal, splice::Splices},
    model::{RkeVersion, field::Named, rke::Bound, version::Version},
    repository::VersionsPart,
    source::yaml::{Form, Pair, WrittenId},
};

const FILE: &str = "versions.yaml";

/// The key of what everybody else takes.
const DEFAULT: &str = "default";

/// A table of the file.
fn table<'p, 's>(page: &'p Page<'s>, part: VersionsPart) -> Result<&'p Pair<'s>, Refusal> {
    let pair = page.document.root.and_then(|root| page.document.pair(root, part.name()));
    let is_block = |pair: &&Pair<'_>| matches!(page.written(pair.value).form, Form::Map { flow: false, .. });
    pair.filter(is_block).ok_or_else(|| {
        Refusal::new(
            format!("there is no block `{}` in this file", part.name()),
            "write its first line by hand; the next ones are written like it",
        )
    })
}

impl Tree {
    pub(super) fn set_bounds(
        &mut self,
        of: &str,
        bounds: &[(String, String)],
    ) -> Result<Vec<String>, NotEditedTree> {
        self.edit(FILE, |page, splices| {
            refuse_bounds(bounds)?;
            let info = table(page, VersionsPart::Info)?.value;
            let told = bounds.iter().map(|(name, value)| format!("`{name}` of `{of}` is {value}")).collect();
            let Some(pair) = page.document.pair(info, of) else {
                let indent =
                    |pairs: &[Pair<'_>]| pairs.first().map(|pair| page.column(pair.key.range().start));
                let pairs = page.document.pairs(info);
                let outer = indent(pairs).unwrap_or(2);
                let inner = pairs
                    .iter()
                    .find_map(|pair| indent(page.document.pairs(pair.value)))
                    .filter(|inner| *inner > outer)
                    .unwrap_or(outer + 2);
                let mut lines = vec![format!("{}{}:", " ".repeat(outer), scalar(of))];
                lines.extend(
                    bounds
                        .iter()
                        .map(|(name, value)| format!("{}{name}: {}", " ".repeat(inner), scalar(value))),
                );
                insert(page, info, place(page, info, of), lines, splices);
                return Ok(told);
            };
            for (name, value) in bounds {
                match page.document.pair(pair.value, name) {
                    Some(old) => splices.replace(page.inner(old.value), page.requoted(old.value, value)),
                    None => {
                        let pairs = page.document.pairs(pair.value);
                        match (&page.written(pair.value).form, pairs.last()) {
                            (Form::Map { flow: true, .. }, Some(_)) => {
                                let end = page.range(pair.value).end - 1;
                                splices.insert(end, format!(", {name}: {}", scalar(value)));
                            }
                            (Form::Map { .. }, Some(last)) => {
                                let column = page.column(pairs[0].key.range().start);
                                splices.insert(
                                    page.lines_of(last).end,
                                    format!(
                                        "{}{name}: {}{}",
                                        " ".repeat(column),
                                        scalar(value),
                                        page.newline
                                    ),
                                );
                            }
                            _ => {
                                return Err(Refusal::odd(
                                    page.range(pair.value),
                                    "bounds that are not a map",
                                ));
                            }
                        }
                    }
                }
            }
            Ok(told)
        })
    }

    pub(super) fn set_defaults(
        &mut self,
        version: &RkeVersion,
        wanted: &Defaults,
    ) -> Result<Vec<String>, NotEditedTree> {
        if *wanted == Defaults::default() {
            return Ok(Vec::new());
        }
        let minor = format!("{}.x", version.minor_name());
        self.edit(FILE, |page, splices| {
            let mut told = Vec::new();
            if wanted.rke {
                let version = version.to_string();
                told.extend(set(
                    page,
                    (VersionsPart::RkeDefaults, table(page, VersionsPart::RkeDefaults)?.value),
                    DEFAULT,
                    &version,
                    splices,
                ));
            }
            let defaults = table(page, VersionsPart::RancherDefaults).map(|pair| pair.value);
            let mut fresh = Vec::new();
            for rancher in &wanted.ranchers {
                let defaults = defaults.as_ref().map_err(Clone::clone)?;
                match page.document.pair(*defaults, rancher) {
                    Some(_) => told.extend(set(
                        page,
                        (VersionsPart::RancherDefaults, *defaults),
                        rancher,
                        &minor,
                        splices,
                    )),
                    None => fresh.push(rancher),
                }
            }
            if !fresh.is_empty() {
                let defaults = defaults.clone()?;
                let pairs = page.document.pairs(defaults);
                let column = pairs.first().map_or(2, |pair| page.column(pair.key.range().start));
                let lines =
                    fresh.iter().map(|rancher| format!("{}{}: {minor}", " ".repeat(column), scalar(rancher)));
                let last = pairs.iter().rposition(|pair| pair.name != DEFAULT);
                insert(page, defaults, last, lines.collect(), splices);
                told.extend(
                    fresh.iter().map(|rancher| format!("Rancher {rancher} takes `{minor}` by default")),
                );
            }
            if wanted.rancher {
                told.extend(set(page, (VersionsPart::RancherDefaults, defaults?), DEFAULT, &minor, splices));
            }
            Ok(told)
        })
    }

    /// What names a version by default follows it.
    pub(super) fn follow_defaults(
        &mut self,
        from: &RkeVersion,
        to: &RkeVersion,
    ) -> Result<Vec<String>, NotEditedTree> {
        if self.text(FILE)?.is_none() {
            return Ok(Vec::new());
        }
        let (from, to) = (from.to_string(), to.to_string());
        self.edit(FILE, |page, splices| {
            let Ok(defaults) = table(page, VersionsPart::RkeDefaults) else { return Ok(Vec::new()) };
            let mut told = Vec::new();
            for pair in page.document.pairs(defaults.value) {
                if page.written(pair.value).value.as_str() == Some(&from) {
                    splices.replace(page.inner(pair.value), page.requoted(pair.value, &to));
                    told.push(format!("RKE takes `{to}` instead of `{from}` by default"));
                }
            }
            Ok(told)
        })
    }
}

/// Refuses bounds that consumers do not read.
fn refuse_bounds(bounds: &[(String, String)]) -> Result<(), Refusal> {
    for (name, value) in bounds {
        if Bound::by_name(name).is_none() {
            let help = did_you_mean(name, Bound::all().map(Named::name), "it is none that consumers read");
            return Err(Refusal::new(format!("`{name}` is not a bound"), help));
        }
        if Version::parse_tolerant(value).is_err() {
            let help = "write it as `1.4.0-rc0` for RKE and `2.7.5-patch0` for Rancher";
            return Err(Refusal::new(format!("`{value}` is not a version"), help));
        }
    }
    Ok(())
}

/// Sets a key of a map, or puts it at its end.
fn set(
    page: &Page<'_>,
    (part, map): (VersionsPart, WrittenId),
    key: &str,
    value: &str,
    splices: &mut Splices,
) -> Option<String> {
    match page.document.pair(map, key) {
        Some(pair) => {
            let old = page.written(pair.value).value.as_str().unwrap_or_default();
            if old == value {
                return None;
            }
            splices.replace(page.inner(pair.value), page.requoted(pair.value, value));
            Some(format!("`{}.{key}`: {old} → {value}", part.name()))
        }
        None => {
            let column =
                page.document.pairs(map).first().map_or(2, |pair| page.column(pair.key.range().start));
            let last = page.document.pairs(map).len().checked_sub(1);
            insert(page, map, last, vec![format!("{}{}: {value}", " ".repeat(column), scalar(key))], splices);
            Some(format!("`{}.{key}`: {value}", part.name()))
        }
    }
}

/// Behind which pair a minor or version goes: the last that is below it, as versions.
pub(super) fn place(page: &Page<'_>, map: WrittenId, key: &str) -> Option<usize> {
    let number = |text: &str| Version::parse_tolerant(text).ok();
    let own = number(key);
    page.document.pairs(map).iter().rposition(|pair| number(pair.name) < own)
}

/// Puts lines behind a pair of a block, or before the first.
pub(super) fn insert(
    page: &Page<'_>,
    map: WrittenId,
    behind: Option<usize>,
    lines: Vec<String>,
    splices: &mut Splices,
) {
    let pairs = page.document.pairs(map);
    let at = match behind {
        Some(nth) => page.lines_of(&pairs[nth]).end,
        None => pairs.first().map_or(page.text.len(), |pair| page.lines_of(pair).start),
    };
    let missing = if page.text[..at].ends_with('\n') || at == 0 { "" } else { page.newline };
    let lines: String = lines.into_iter().map(|line| line + page.newline).collect();
    splices.insert(at, format!("{missing}{lines}"));
}
