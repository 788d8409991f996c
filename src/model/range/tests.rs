//! The grammar's refusals, and sets against brute force.

use proptest::prelude::*;

use super::{Range, RangeError, VersionSet};
use crate::model::version::Version;

fn version(text: &str) -> Version {
    Version::parse(text).unwrap()
}

fn range(text: &str) -> Range {
    Range::parse(text).unwrap()
}

#[track_caller]
fn matches(text: &str, inside: &[&str], outside: &[&str]) {
    let range = range(text);
    for text in inside {
        assert!(range.contains(&version(text)), "{} admits {text}", range.text());
    }
    for text in outside {
        assert!(!range.contains(&version(text)), "{} does not admit {text}", range.text());
    }
}

#[test]
fn a_wildcard_admits_the_pre_releases_of_the_next_minor() {
    matches(
        "1.20.x",
        &["1.20.0", "1.20.99", "1.21.0-rancher1-1", "1.21.0-rc1"],
        &["1.20.0-rancher1-1", "1.21.0"],
    );
    matches("v1.27.x", &["1.27.0"], &["1.27.1", "1.28.0-rc1"]);
    // blang joins the two halves with AND.
    assert!(range("!=1.20.x").set().is_empty());
}

#[test]
fn a_suffix_is_below_its_release() {
    matches(">=1.20.4-rancher1-1 <1.21.0", &["1.21.0-rancher1-1", "1.20.4"], &["1.20.3", "1.21.0"]);
}

#[test]
fn only_spaces_separate() {
    matches(">= 1.2.3   <  2.0.0", &["1.2.3"], &["2.0.0"]);
    matches("1.0.0 || 2.0.0", &["1.0.0", "2.0.0"], &["1.5.0"]);
    matches(">1.0.0 <2.0.0 !1.5.0 || >=3.0.0", &["1.4.0", "4.0.0"], &["1.5.0", "2.5.0"]);
}

#[test]
fn each_refusal_of_blangs_is_ours() {
    let refused = |text| Range::parse(text).unwrap_err();
    for text in ["", " ", "*", "x", "1"] {
        assert_eq!(refused(text), RangeError::Empty, "{text}");
    }
    assert_eq!(refused("|| 1.0.0"), RangeError::NothingBeforeOr);
    assert_eq!(refused("1.0.0 ||"), RangeError::NothingAfterOr);
    assert_eq!(refused("1.0.0 || x || 2.0.0"), RangeError::NothingBetweenOrs);
    assert!(matches!(refused(">= <1.0.0"), RangeError::Comparator(_)));
    assert!(matches!(refused("~1.2.3"), RangeError::Comparator(_)));
    assert!(matches!(refused("^1.2.3"), RangeError::Comparator(_)));
    assert!(matches!(refused(">=x"), RangeError::NoVersion(_)));
    for text in ["1.27", ">=1.27", ">1.0.0,<2.0.0", ">1.0.0\t<2.0.0", "1.0.0||2.0.0", ">=01.0.0", "1.0.0-"] {
        assert!(matches!(refused(text), RangeError::Version { .. }), "{text}");
    }
}

#[test]
fn sets_are_written_as_short_ranges() {
    let text = |set: &VersionSet| set.to_range().map(|range| range.text().to_owned());
    for written in ["1.2.3", "1.2.3-rc1", ">=1.2.3 <2.0.0", ">1.2.3-rc1", ">=0.0.0-0 <1.0.0 || >=2.0.0"] {
        assert_eq!(text(range(written).set()).as_deref(), Some(written));
    }
    assert_eq!(text(range("<=1.2.3-rc1").set()).as_deref(), Some(">=0.0.0-0 <=1.2.3-rc1"));
    assert_eq!(text(&VersionSet::EMPTY), None);
    // blang would read a wildcard where the `x` is.
    assert_eq!(
        text(&VersionSet::exactly(&version("1.2.3-max"))).as_deref(),
        Some(">=1.2.3-max <1.2.3-max.0")
    );
    assert_eq!(text(&VersionSet::exactly(&version("1.2.3-rc.x"))), None);
}

#[test]
fn emptiness_is_exact() {
    assert!(range(">1.2.3 <1.2.4-0").set().is_empty());
    assert!(range(">1.2.3-a <1.2.3-a.0").set().is_empty());
    assert!(!range(">1.2.3 <1.2.4-0.0").set().is_empty());
    assert!(range("<0.0.0-0").set().is_empty());
}

const SUFFIXES: [&str; 12] = [
    "",
    "-0",
    "-0.0",
    "-a",
    "-a.0",
    "-a.1",
    "-rancher1-1",
    "-rancher10-1",
    "-rancher2-1",
    "-rc1",
    "-max",
    "-rc1.0",
];

fn any_version() -> impl Strategy<Value = Version> {
    (0..2_u8, 0..3_u8, 0..3_u8, prop::sample::select(&SUFFIXES[..]))
        .prop_map(|(major, minor, patch, suffix)| version(&format!("{major}.{minor}.{patch}{suffix}")))
}

/// Every version that a set of [`any_version`]s can tell from its neighbours.
fn universe() -> Vec<Version> {
    let numbers =
        (0..3).flat_map(|major| (0..4).flat_map(move |minor| (0..4).map(move |patch| (major, minor, patch))));
    let versions = numbers.flat_map(|(major, minor, patch)| {
        SUFFIXES.map(|suffix| version(&format!("{major}.{minor}.{patch}{suffix}")))
    });
    versions.flat_map(|version| [version.successor().unwrap(), version]).collect()
}

type Build = fn(&Version) -> VersionSet;

fn set() -> impl Strategy<Value = VersionSet> {
    let conditions: [Build; 6] = [
        VersionSet::at_least,
        VersionSet::above,
        VersionSet::below,
        VersionSet::at_most,
        VersionSet::exactly,
        |version| VersionSet::exactly(version).complement(),
    ];
    let condition = (prop::sample::select(conditions.to_vec()), any_version())
        .prop_map(|(condition, version)| condition(&version));
    condition.prop_recursive(4, 24, 2, |inner| {
        (inner.clone(), inner, any::<bool>())
            .prop_map(|(a, b, union)| if union { a.union(&b) } else { a.intersection(&b) })
    })
}

proptest! {
    #[test]
    fn sets_are_what_brute_force_says(a in set(), b in set()) {
        let (union, both, only_a, not_a) = (a.union(&b), a.intersection(&b), a.difference(&b), a.complement());
        let mut b_is_in_a = true;
        let mut any = false;
        for version in universe() {
            let (in_a, in_b) = (a.contains(&version), b.contains(&version));
            prop_assert_eq!(union.contains(&version), in_a || in_b);
            prop_assert_eq!(both.contains(&version), in_a && in_b);
            prop_assert_eq!(only_a.contains(&version), in_a && !in_b);
            prop_assert_eq!(not_a.contains(&version), !in_a);
            b_is_in_a &= in_a || !in_b;
            any |= in_a;
        }
        prop_assert_eq!(a.includes(&b), b_is_in_a);
        prop_assert_eq!(a.is_empty(), !any);
        prop_assert_eq!(&not_a.complement(), &a, "a set has one form");
    }

    #[test]
    fn a_set_survives_being_written(set in set()) {
        match set.to_range() {
            Some(range) => prop_assert_eq!(range.set(), &set),
            None => prop_assert!(set.is_empty()),
        }
    }

    #[test]
    fn any_text_is_a_range_or_refused(text in "[0-9x.<>=!|v~ \\-+a\t]{0,24}") {
        if let Ok(range) = Range::parse(&text) {
            prop_assert_eq!(range.text(), text);
        }
    }
}

#[test]
fn a_range_of_many_conditions_is_read_at_once() {
    // Each `!=` makes two intervals of one; taken out one by one, this would take minutes.
    let versions = || (0..20_000).map(|patch| format!("1.2.{patch}"));
    let except: Vec<_> = versions().map(|version| format!("!={version}")).collect();
    let except = range(&except.join(" "));
    assert!(!except.contains(&version("1.2.19999")) && except.contains(&version("1.2.20000")));
    let any = range(&versions().collect::<Vec<_>>().join(" || "));
    assert_eq!(any.set(), &except.set().complement());
}

#[test]
fn sets_of_ranchers_are_said_for_people() {
    #[track_caller]
    fn check(text: &str, releases: Option<&str>, ranchers: Option<&str>) {
        let range = range(text);
        assert_eq!(range.set().releases().as_deref(), releases);
        assert_eq!(range.set().ranchers().as_deref(), ranchers);
    }
    for (text, said) in [
        (">=2.7.0-alpha1 <2.7.5-alpha1", "2.7.0 – 2.7.4"),
        (">=2.7.5 <=2.7.5", "2.7.5"),
        (">=2.7.0 <2.8.0-0", "2.7.0 – 2.7.99"),
        (">=2.7.0 <2.9.3-rc1 || >=2.10.0", "2.7.0 – 2.9.2, 2.10.0 and later"),
        (">=0.0.0-0 <2.5.0-0", "up to 2.4.99"),
        (">=0.0.0-0", "of any version"),
    ] {
        check(text, Some(said), Some(said));
    }
    check(">=2.7.5-alpha1 <2.7.5", None, Some(">=2.7.5-alpha1 <2.7.5"));
    // Nobody has these.
    check(">=2.7.5-0 <2.7.5-alpha1", None, None);
    check(">=2.7.100 <2.8.0-0", None, None);
}
