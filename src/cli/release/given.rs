//! What the command line says of arguments, charts and features.

use crate::{
    diagnostic::Diagnostics,
    edit::channels::Given,
    model::{Distribution, ReleaseVersion},
    source::{Arena, Sources, yaml},
};

/// `X` and `Y` of a minor of Kubernetes.
pub(super) type Minor = (u64, u64);

/// `NAME=TYPE` or `NAME={…}`: an argument.
#[derive(Debug, Clone)]
pub(super) struct Argument {
    pub(super) name: String,
    pub(super) value: Given,
}

/// `[MINOR:]NAME=[REPO:]VERSION`: a chart.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    pub(super) minor: Option<(u64, u64)>,
    pub(super) name: String,
    pub(super) repo: Option<String>,
    pub(super) version: String,
}

/// `[MINOR:]V`: a bound.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    pub(super) minor: Option<(u64, u64)>,
    pub(super) value: String,
}

/// `NAME=V`: a feature.
#[derive(Debug, Clone)]
pub(super) struct Feature {
    pub(super) name: String,
    pub(super) version: String,
}

/// Whose version a text is, also where it is one that would not be entered today.
pub(super) fn distribution_of(version: &str) -> Option<Distribution> {
    let read = ReleaseVersion::parse(version).map(|version| version.distribution);
    read.or_else(|| {
        Distribution::ALL.into_iter().find(|distribution| version.contains(distribution.suffix()))
    })
}

/// Reads the name of a distribution.
pub(super) fn distribution(text: &str) -> Result<Distribution, String> {
    let found = Distribution::ALL.into_iter().find(|distribution| distribution.key() == text);
    found.ok_or_else(|| "write `k3s`, `rke2` or `rfo`".to_owned())
}

/// Reads `1.30`.
pub(super) fn minor(text: &str) -> Result<(u64, u64), String> {
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    let pair = text.strip_prefix('v').unwrap_or(text).split_once('.');
    let pair = pair.and_then(|(major, minor)| Some((number(major)?, number(minor)?)));
    pair.ok_or_else(|| "write a minor like `1.30`".to_owned())
}

fn named<'t>(text: &'t str, example: &str) -> Result<(&'t str, &'t str), String> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let is_name = name.len() <= 120 && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:".contains(c));
    if name.is_empty() || !is_name || value.trim().is_empty() || value.contains(char::is_control) {
        return Err(format!("write it like `{example}`"));
    }
    Ok((name, value.trim()))
}

pub(super) fn argument(text: &str) -> Result<Argument, String> {
    let (name, value) = named(text, "debug=boolean` or `cni={type: enum, options: [a, b]}")?;
    let value = if value.starts_with(['{', '[']) {
        yaml_of(value)?
    } else {
        Given::Map(vec![("type".to_owned(), Given::Text(value.to_owned()))])
    };
    Ok(Argument { name: name.to_owned(), value })
}

/// A value in YAML.
fn yaml_of(text: &str) -> Result<Given, String> {
    let mut sources = Sources::default();
    let file = sources.add("the command line", text);
    let (arena, mut found) = (Arena::new(), Diagnostics::default());
    let document = yaml::document(file, text, &arena, &mut found);
    let given = document
        .filter(|_| found.iter().next().is_none())
        .and_then(|(_, document)| Some(Given::of(&document, document.root?)));
    let why = || found.iter().next().map_or("it is empty".to_owned(), |finding| finding.title.to_string());
    given.ok_or_else(|| format!("this is not YAML: {}", why()))
}

pub(super) fn chart(text: &str) -> Result<Chart, String> {
    let (name, value) = named(text, "rke2-canal=v3.28.1-build2024091100")?;
    let (minor, name) = of_minor(name)?;
    let (repo, version) = match value.split_once(':') {
        Some((repo, version)) => (Some(repo.to_owned()), version),
        None => (None, value),
    };
    let is_word = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+".contains(c))
    };
    if !is_word(version) || !repo.as_deref().is_none_or(is_word) {
        return Err("write it like `rke2-canal=VERSION` or `rke2-canal=REPO:VERSION`".to_owned());
    }
    Ok(Chart { minor, name: name.to_owned(), repo, version: version.to_owned() })
}

/// `1.30` and `NAME` of `1.30:NAME`.
fn of_minor(text: &str) -> Result<(Option<Minor>, &str), String> {
    match text.split_once(':') {
        Some((of, rest)) => Ok((Some(minor(of)?), rest)),
        None => Ok((None, text)),
    }
}

pub(super) fn bound(text: &str) -> Result<Bound, String> {
    let (minor, value) = of_minor(text)?;
    Ok(Bound { minor, value: value.to_owned() })
}

pub(super) fn feature(text: &str) -> Result<Feature, String> {
    let (name, version) = named(text, "encryption-key-rotation=2.0.0")?;
    Ok(Feature { name: name.to_owned(), version: version.to_owned() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn arguments_are_types_or_definitions() {
        assert_eq!(argument("debug=boolean").unwrap().value.json(), r#"{"type":"boolean"}"#);
        let cni = argument(r#"cni={type: "enum", options: [a, "b"], default: false}"#).unwrap();
        assert_eq!(cni.value.flow(), "{type: enum, options: [a, b], default: false}");
        for wrong in ["debug", "=boolean", "debug=", "debug={type: boolean", "a b=c", "x={a: *b}"] {
            assert!(argument(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_chart_may_be_of_one_minor_and_of_a_repository() {
        let chart = chart("1.30:rke2-canal=rancher-rke2-charts:v3.28.1").unwrap();
        assert_eq!((chart.minor, chart.repo.as_deref()), (Some((1, 30)), Some("rancher-rke2-charts")));
        assert_eq!((chart.name.as_str(), chart.version.as_str()), ("rke2-canal", "v3.28.1"));
        assert!(super::chart("x:rke2-canal=1").is_err());
        assert!(super::chart("rke2-canal=a:").is_err());
    }
}
