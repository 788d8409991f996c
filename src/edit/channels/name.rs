//! The names of lists: made as those in the file are.

use std::{cell::RefCell, collections::BTreeSet, ops::Range};

use super::view::View;
use crate::model::{ReleaseVersion, channel::ReleaseTable, field::Named};

/// Names that are not in a file yet.
pub(super) struct Names<'v> {
    taken: RefCell<BTreeSet<String>>,
    /// Those of the lists of each table.
    of_tables: Vec<(ReleaseTable, BTreeSet<&'v str>)>,
    /// `2024-10`: the round, where lists have its name.
    round: &'v str,
    /// What new lists are called, if the name is free.
    preferred: &'v [(ReleaseTable, String)],
}

impl<'v> Names<'v> {
    pub(super) fn of(view: &'v View<'_>, round: &'v str) -> Self {
        let taken = view.document.anchors.all().iter().map(|anchor| anchor.name.clone());
        let of_table = |table: ReleaseTable| {
            let lists = (0..view.entries.len()).filter_map(|nth| view.table(nth, table));
            (table, lists.filter_map(|id| view.anchor_of(id)).map(|anchor| view.name_of(anchor)).collect())
        };
        Self {
            taken: RefCell::new(taken.collect()),
            of_tables: ReleaseTable::all().map(of_table).collect(),
            round,
            preferred: &[],
        }
    }

    /// The same with names that are taken where they are free: those of another line.
    pub(super) fn preferring(self, preferred: &'v [(ReleaseTable, String)]) -> Self {
        Self { preferred, ..self }
    }

    /// A name for a new list of a release that is made from the list with a name, if that has one.
    pub(super) fn new_name(&self, table: ReleaseTable, from: Option<&str>, version: &str) -> String {
        let preferred = self.preferred.iter().find(|(of, _)| *of == table).map(|(_, name)| name);
        if let Some(name) = preferred.filter(|name| !self.taken.borrow().contains(*name)) {
            return self.free(name.clone());
        }
        let names = self.of_tables.iter().find(|(of, _)| *of == table).map(|(_, names)| names);
        let names = || names.into_iter().flatten().copied();
        if let Some((name, held)) = from.and_then(|name| Some((name, version_in(name)?))) {
            let new = like(&name[held.clone()], version);
            return self.free(format!("{}{new}{}", &name[..held.start], &name[held.end..]));
        }
        if let Some((name, held)) = from.and_then(|name| Some((name, month_in(name)?))) {
            return self.free(format!("{}{}{}", &name[..held.start], self.round, &name[held.end..]));
        }
        if let Some((name, held)) = names().filter_map(|name| Some((name, version_in(name)?))).next_back() {
            let new = like(&name[held.clone()], version);
            let start = if name[..held.start].ends_with('-') { "-" } else { "" };
            return self.free(format!("{}{start}{new}", table.name()));
        }
        let prefix = from.and_then(numbered).or_else(|| names().filter_map(numbered).next_back());
        let prefix = prefix.map_or_else(|| format!("{}-v", table.name()), |(prefix, _)| prefix.to_owned());
        // Above all numbers in the file: a name that is given again would hide the older list from all below.
        let taken = self.taken.borrow().clone();
        let numbers = taken.iter().filter_map(|name| numbered(name)).filter(|(other, _)| *other == prefix);
        let next = numbers.map(|(_, number)| number).max().map_or(1, |number| number.saturating_add(1));
        self.free(format!("{prefix}{next}"))
    }

    /// Whether a new list of a table has the version of its release in its name: the one that it is made from has, else the last.
    pub(super) fn by_version(&self, table: ReleaseTable, from: Option<usize>, view: &View<'_>) -> bool {
        let names = self.of_tables.iter().find(|(of, _)| *of == table).map(|(_, names)| names);
        match from {
            Some(anchor) if version_in(view.name_of(anchor)).is_some() => true,
            _ => names.into_iter().flatten().any(|name| version_in(name).is_some()),
        }
    }

    /// A name, or the next one of its kind that is free.
    fn free(&self, name: String) -> String {
        let mut nth = 2;
        let mut free = name.clone();
        while !self.taken.borrow_mut().insert(free.clone()) {
            free = format!("{name}-{nth}");
            nth += 1;
        }
        free
    }
}

/// `serverArgs-v` and `11` of `serverArgs-v11`.
fn numbered(name: &str) -> Option<(&str, u64)> {
    let prefix = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = name[prefix.len()..].parse().ok()?;
    (prefix.ends_with('v') || prefix.ends_with('-')).then_some((prefix, number))
}

/// Where a name has a version: `v1-30-5-rke2r1`, `v1-30-5-rc2-rke2r1`, `1-30-5`.
fn version_in(name: &str) -> Option<Range<usize>> {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let starts = name
        .char_indices()
        .filter(|(at, c)| c.is_ascii_digit() && !name[..*at].ends_with(|c: char| c.is_ascii_digit()));
    for (start, _) in starts {
        let mut end = start;
        let mut numbers = 0;
        loop {
            let length = digits(&name[end..]);
            if length == 0 || length > 3 {
                break;
            }
            numbers += 1;
            end += length;
            if numbers == 3 || !name[end..].starts_with('-') {
                break;
            }
            end += 1;
        }
        if numbers < 3 {
            continue;
        }
        for suffix in ["-rc", "-k3s", "-rke2r", "-rfor"] {
            let Some(rest) = name[end..].strip_prefix(suffix) else { continue };
            let length = digits(rest);
            if length > 0 {
                end += suffix.len() + length;
            }
        }
        let start = if name[..start].ends_with('v') { start - 1 } else { start };
        return Some(start..end);
    }
    None
}

/// Where a name has a month: `2024-10`.
fn month_in(name: &str) -> Option<Range<usize>> {
    let start = name.len().checked_sub("2024-10".len())?;
    let month = name.get(start..)?;
    let form = month
        .bytes()
        .enumerate()
        .all(|(nth, byte)| if nth == 4 { byte == b'-' } else { byte.is_ascii_digit() });
    (form && month.starts_with("20")).then_some(start..name.len())
}

/// A version in the form that another has in a name.
fn like(held: &str, version: &str) -> String {
    let Some(number) = ReleaseVersion::parse(version) else { return dashed(version) };
    let (major, minor, patch) = number.kubernetes;
    let mut name = format!("{}{major}-{minor}-{patch}", if held.starts_with('v') { "v" } else { "" });
    let has_suffix = held.contains("-rke2r") || held.contains("-k3s") || held.contains("-rfor");
    if let Some(candidate) = number.candidate.filter(|_| has_suffix || held.contains("-rc")) {
        name += &format!("-rc{candidate}");
    }
    if has_suffix {
        name += &format!("-{}{}", &number.distribution.suffix()[1..], number.build);
    }
    name
}

fn dashed(version: &str) -> String {
    version.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
}

/// The name of a list that has the version of its release, with another version in its place; nothing for one that has not.
/// Every form of it counts: with and without `v`, candidate and distribution.
pub(super) fn renamed(name: &str, from: &str, to: &str) -> Option<String> {
    let held = version_in(name)?;
    let (old, new) = (like(&name[held.clone()], from), like(&name[held.clone()], to));
    (name[held.clone()] == *old && old != new)
        .then(|| format!("{}{new}{}", &name[..held.start], &name[held.end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_in_a_name_is_found_in_all_its_forms() {
        for (name, expected) in [
            ("charts-v1-30-5-rke2r1", Some("v1-30-5-rke2r1")),
            ("chartsv1-30-5-rke2r12", Some("v1-30-5-rke2r12")),
            ("serverArgs-v1-22-4-rc2-rke2r1", Some("v1-22-4-rc2-rke2r1")),
            ("charts-1-33-9", Some("1-33-9")),
            ("charts-v2", None),
            ("server-2026-03", None),
            ("traefik-25", None),
        ] {
            assert_eq!(version_in(name).map(|held| &name[held]), expected, "{name}");
        }
    }

    #[test]
    fn a_name_follows_its_version() {
        let check = |name: &str, from: &str, to: &str, expected: Option<&str>| {
            assert_eq!(renamed(name, from, to).as_deref(), expected, "{name}");
        };
        check(
            "charts-v1-22-4-rc2-rke2r1",
            "v1.22.4-rc2+rke2r1",
            "v1.22.4+rke2r1",
            Some("charts-v1-22-4-rke2r1"),
        );
        check("charts-v1-22-4-rke2r1", "v1.22.4-rc2+rke2r1", "v1.22.4+rke2r1", None);
        check("charts-v1-22-40-rke2r1", "v1.22.4+rke2r1", "v1.22.5+rke2r1", None);
        check("charts-1-33-9", "v1.33.9+rke2r1", "v1.33.10+rke2r1", Some("charts-1-33-10"));
        check("charts-1-33-9", "v1.33.9+rke2r1", "v1.33.9+rke2r2", None);
    }

    #[test]
    fn months_are_months() {
        assert_eq!(month_in("server-2026-03"), Some(7..14));
        assert_eq!(month_in("charts-1-33-9"), None);
    }
}
