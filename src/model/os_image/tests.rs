//! What a Release is read as.

use super::read::{read_release, rfc3339};
use crate::source::{Arena, Sources};

/// What a Release is read as: what is wrong with it, with lines, those that name nothing behind.
fn read(text: &str) -> (Option<String>, Vec<String>) {
    let mut sources = Sources::default();
    let file = sources.add("release.yaml", text);
    let arena = Arena::new();
    let read = read_release(file, &sources, &arena);
    let said = read.found.iter().chain(read.beside.iter()).map(|finding| {
        let place = sources.place(finding.labels[0].span);
        format!("{}:{} {} {}", place.line, place.column, finding.rule, finding.title)
    });
    let components = read.release.as_ref().map(|release| {
        let all = release.components.values();
        all.map(|one| format!("{} {}", one.name.value, one.version.value)).collect::<Vec<_>>().join(", ")
    });
    let said = said.collect();
    (components, said)
}

const HEAD: &str =
    "apiVersion: release.giantswarm.io/v1alpha1\nkind: Release\nmetadata: {name: aws-34.5.0}\n";
const REST: &str = "  date: 2026-07-23T09:17:35Z\n  state: active\n";

#[track_caller]
fn check(components: &str, expected: Option<&str>, findings: &[&str]) {
    let (found, said) = read(&format!("{HEAD}spec:\n{components}{REST}"));
    assert_eq!(found.as_deref(), expected, "{components}");
    assert_eq!(said, findings, "{components}");
}

#[test]
fn components_are_read_in_any_order_of_keys() {
    check(
        "  components:\n  - {catalog: x, name: flatcar, version: 4593.2.4}\n  - {version: \"1.34.10\", name: kubernetes, reference: y}\n",
        Some("flatcar 4593.2.4, kubernetes 1.34.10"),
        &[],
    );
    check(
        "  components: [{name: a, version: 1.2.3-alpha+b}]\n  apps:\n  notice: x\n",
        Some("a 1.2.3-alpha+b"),
        &[],
    );
}

#[test]
fn versions_are_texts_and_semver() {
    check(
        "  components:\n  - {name: a, version: 1.10}\n  - {name: b, version: v1.2.3}\n  - {name: c, version: 1.2.3\"}\n  - {name: d, version: TBD}\n",
        None,
        &[
            "6:24 not-semver `a` has the version `1.10`, which is not semver: unexpected end of input while parsing minor version number",
            "7:24 not-semver `b` has the version `v1.2.3`, which is not semver: unexpected character 'v' while parsing major version number",
            "8:24 not-semver `c` has the version `1.2.3\"`, which is not semver: unexpected character '\"' after patch version number",
            "9:24 not-semver `d` has the version `TBD`, which is not semver: unexpected character 'T' while parsing major version number",
        ],
    );
    check(
        "  x: &x v1.0.0\n  components:\n  - {name: a, version: *x}\n  - {name: b, version: *x}\n",
        None,
        &[
            "5:9 not-semver `a` has the version `v1.0.0`, which is not semver: unexpected character 'v' while parsing major version number",
        ],
    );
    let large = "  components: [{name: a, version: 1.0.0-20260822091333123456789}]\n";
    check(large, Some("a 1.0.0-20260822091333123456789"), &[]);
}

#[test]
fn a_component_is_there_once_and_whole() {
    check(
        "  components:\n  - {name: a, version: 1.0.0}\n  - {name: a, version: 1.0.0}\n  - {name: a, version: 2.0.0}\n  - {name: b}\n  - {version: 1.0.0}\n  - c\n  - {name: d, verison: 1.0.0}\n",
        None,
        &[
            "9:12 release-resource the component `b` has no `version`",
            "10:5 release-resource this component has no `name`",
            "11:5 release-resource a component must be a map, and this is a string",
            "12:12 release-resource the component `d` has no `version`",
            "7:12 duplicate-component `aws-34.5.0` has the component `a` 3 times",
        ],
    );
    check("  component: []\n", None, &["4:1 release-resource `spec` has no `components`"]);
    check(
        "  components: {}\n",
        None,
        &["5:3 release-resource `components` must be a list, and this is a map"],
    );
    check("  components:\n", None, &["5:3 release-resource `components` is empty"]);
}

#[test]
fn what_is_no_release_is_one_finding() {
    for (text, expected) in [
        ("", "1:1 release-resource there is no Release in this file"),
        ("[]", "1:1 release-resource a Release must be a map, and this is a list"),
        (
            "kind: Kustomization\n",
            "1:7 release-resource this is not a Release, but of the kind `Kustomization`",
        ),
        ("a: b\n", "1:1 release-resource this is not a Release: it has no `kind`"),
    ] {
        assert_eq!(read(text), (None, vec![expected.to_owned()]), "{text}");
    }
    let (_, said) = read("kind: Release\napiVersion: v1\nmetadata: {name: capa-1.2.3}\n");
    assert_eq!(
        said,
        [
            "2:13 release-resource `v1` is not the API of Releases",
            "3:18 release-resource `capa-1.2.3` is not the name of a release: it begins with no provider",
            "1:1 release-resource this Release has no `spec`",
        ]
    );
}

#[test]
fn what_names_nothing_is_said_beside() {
    let text = format!(
        "{HEAD}spec:\n  components: [{{name: a, version: 1.0.0}}]\n  apps: [{{name: b, version: x}}]\n  state: activ\n  date: 2026-07-23\n"
    );
    let (components, said) = read(&text);
    assert_eq!(components.as_deref(), Some("a 1.0.0"));
    assert_eq!(
        said,
        [
            "7:10 release-resource `activ` is not a state",
            "8:9 release-resource `2026-07-23` is not a date of RFC 3339",
            "6:29 not-semver `b` has the version `x`, which is not semver: unexpected character 'x' while parsing major version number",
        ]
    );
}

#[test]
fn dates_are_those_of_go() {
    for text in ["2026-07-23T09:17:35Z", "2026-07-23T09:17:35.5+02:00"] {
        assert!(rfc3339(text).is_some(), "{text}");
    }
    for text in [
        "",
        "2026-07-23",
        "2026-07-23 09:17:35Z",
        "2026-07-23T09:17:35",
        "2026-13-23T09:17:35Z",
        "2026-07-23T09:17:35+0200",
    ] {
        assert!(rfc3339(text).is_none(), "{text}");
    }
}
