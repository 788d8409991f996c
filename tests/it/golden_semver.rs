//! Recorded answers of blang/semver v3.5.1. Skipped, loudly, without `KDM_GOLDEN`.

use std::{cmp::Ordering, fs};

use crate::support::golden;
use kdm::model::{range::Range, version::Version};

fn rows(table: &str) -> Option<Vec<[String; 3]>> {
    let path = golden("recorded answers of blang/semver")?.join("semver").join(table);
    let text = fs::read_to_string(path).unwrap();
    let rows = text.lines().filter(|row| !row.starts_with('#')).map(|row| {
        let columns: Vec<_> = row.split('\t').map(str::to_owned).collect();
        columns.try_into().unwrap_or_else(|columns| panic!("{columns:?}"))
    });
    Some(rows.collect())
}

#[test]
fn comparisons_are_the_references() {
    let Some(rows) = rows("compare.tsv") else { return };
    let mut wrong = Vec::new();
    for [a, b, expected] in &rows {
        let found = match (Version::parse_tolerant(a), Version::parse_tolerant(b)) {
            (Ok(a), Ok(b)) => match a.cmp(&b) {
                Ordering::Less => "-1",
                Ordering::Equal => "0",
                Ordering::Greater => "1",
            },
            _ => "ERR",
        };
        if found != expected && !(found == "ERR" && expected.starts_with("ERR")) {
            wrong.push(format!("{a:?} {b:?}: {found}, not {expected}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert_eq!(rows.len(), 8000);
}

#[track_caller]
fn check_ranges(table: &str, count: usize) {
    let Some(rows) = rows(table) else { return };
    let mut wrong = Vec::new();
    for [range, version, expected] in &rows {
        let found = match (Range::parse(range), Version::parse_tolerant(version)) {
            (Err(_), _) => "RANGEERR",
            (_, Err(_)) => "VERERR",
            (Ok(range), Ok(version)) if range.contains(&version) => "true",
            _ => "false",
        };
        if expected.split(' ').next() != Some(found) {
            wrong.push(format!("{range:?} {version:?}: {found}, not {expected}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert_eq!(rows.len(), count);
}

#[test]
fn real_ranges_mean_what_the_reference_makes_of_them() {
    check_ranges("ranges.tsv", 8000);
}

#[test]
fn generated_ranges_mean_what_the_reference_makes_of_them() {
    check_ranges("ranges-fuzz.tsv", 6000);
}

/// All versions of the golden data, and what lies right above and below each.
fn versions_and_neighbours(rows: &[[String; 3]]) -> Vec<Version> {
    let mut versions: Vec<_> = rows.iter().filter_map(|row| Version::parse_tolerant(&row[1]).ok()).collect();
    versions.extend(versions.iter().filter_map(Version::successor).collect::<Vec<_>>());
    versions.push(Version::lowest());
    versions.sort();
    versions.dedup();
    versions
}

#[test]
fn sets_of_real_ranges_are_what_brute_force_says() {
    let Some(mut rows) = rows("ranges.tsv") else { return };
    rows.extend(self::rows("ranges-fuzz.tsv").unwrap());
    let versions = versions_and_neighbours(&rows);
    let mut texts: Vec<_> = rows.iter().map(|row| row[0].clone()).collect();
    texts.sort();
    texts.dedup();
    let ranges: Vec<_> = texts.iter().filter_map(|text| Range::parse(text).ok()).collect();
    assert!(ranges.len() > 500 && versions.len() > 500, "{} {}", ranges.len(), versions.len());
    for (nth, a) in ranges.iter().enumerate() {
        assert_eq!(a.set().is_empty(), a.set().to_range().is_none(), "{}", a.text());
        if let Some(written) = a.set().to_range() {
            assert_eq!(written.set(), a.set(), "{} as {}", a.text(), written.text());
        }
        // Each with a few others, far and near.
        for b in ranges.iter().skip(nth).step_by(ranges.len() / 7) {
            let (union, both) = (a.set().union(b.set()), a.set().intersection(b.set()));
            let (only_a, none) = (a.set().difference(b.set()), union.complement());
            for version in &versions {
                let (in_a, in_b) = (a.contains(version), b.contains(version));
                let context = || format!("{} and {}: {version}", a.text(), b.text());
                assert_eq!(union.contains(version), in_a || in_b, "{}", context());
                assert_eq!(both.contains(version), in_a && in_b, "{}", context());
                assert_eq!(only_a.contains(version), in_a && !in_b, "{}", context());
                assert_eq!(none.contains(version), !in_a && !in_b, "{}", context());
            }
        }
    }
}
