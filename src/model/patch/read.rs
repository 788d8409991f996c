//! From the values of `rancher-prime-patch.yaml` to the patch. Every unknown key is an error: it would
//! silently be left out of a release.

use std::collections::BTreeMap;

use super::{
    AppDefault, Patch, Release,
    names::{AppPart, DefaultPart, MirrorPart, PatchPart, ReleasePart, RulePart},
};
use crate::{
    diagnostic::{Diagnostic, Rule, Span},
    model::{
        Text,
        field::Named,
        kubernetes::is_label,
        mirror::{MirrorOption, MirrorRule, Patterns, is_registry},
        range::{Range, VersionSet},
        reader::Reader,
        rke::{ServiceOptions, SystemImages, TEMPLATE_KEYS},
        version::Version,
    },
    source::{Arena, Node, Value},
};

/// The app whose defaults are Rancher's.
const RANCHER: &str = "rancher";

impl<'s> Patch<'s> {
    /// Reads the patch; what cannot be read is left out and a finding.
    pub(crate) fn read(reader: &mut Reader<'_>, node: &Node<'s>, arena: &'s Arena) -> Self {
        let mut patch = Self::default();
        let mut versions: BTreeMap<&str, Option<Span>> = BTreeMap::new();
        let mut patterns = Patterns::default();
        reader.parts(node, |reader, part: PatchPart, node| {
            for item in list(reader, node, part.name()) {
                match part {
                    PatchPart::AppDefaults => app_default(reader, item, arena, &mut patch.app_defaults),
                    PatchPart::MirrorOptions => {
                        patch.mirror_options.extend(mirror_option(reader, item, &mut patterns))
                    }
                    PatchPart::Releases => patch.releases.extend(release(reader, item, &mut versions)),
                }
            }
        });
        patch
    }
}

fn list<'s>(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> &'s [Node<'s>] {
    match node.value {
        Value::List(items) => items,
        Value::Null => &[],
        _ => {
            reader.mismatch(node, name, "a list");
            &[]
        }
    }
}

fn wrong(reader: &mut Reader<'_>, span: Option<Span>, title: impl Into<String>, help: impl Into<String>) {
    reader.report(Diagnostic::new(Rule::ValueType, title).at(span, "").help(help));
}

/// A string that says something; nothing for null.
fn text<'s>(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Option<Text<'s>> {
    match node.value {
        Value::Null => None,
        Value::String("") => {
            wrong(reader, node.span, format!("`{name}` has no value"), "write its value, or delete the key");
            None
        }
        Value::String(value) => Some(Text { value, span: node.span }),
        _ => {
            reader.mismatch(node, name, "a string");
            None
        }
    }
}

fn missing(reader: &mut Reader<'_>, span: Option<Span>, what: &str, name: &str) {
    wrong(reader, span, format!("{what} without `{name}`"), format!("add `{name}`"));
}

fn app_default<'s>(
    reader: &mut Reader<'_>,
    node: &Node<'s>,
    arena: &'s Arena,
    defaults: &mut Vec<AppDefault<'s>>,
) {
    let mut app = None;
    let mut items: &'s [Node<'s>] = &[];
    reader.parts(node, |reader, part: AppPart, node| match part {
        AppPart::AppName => app = text(reader, node, part.name()),
        AppPart::Defaults => items = list(reader, node, part.name()),
    });
    match app {
        None => missing(reader, node.span, "defaults", "appName"),
        Some(app) if app.value != RANCHER => {
            let title = format!("no consumer knows the app `{}`", app.value);
            wrong(reader, app.span, title, format!("write `{RANCHER}`"));
        }
        Some(_) => {}
    }
    for item in items {
        defaults.extend(default(reader, item, arena));
    }
}

fn default<'s>(reader: &mut Reader<'_>, node: &Node<'s>, arena: &'s Arena) -> Option<AppDefault<'s>> {
    // A part that is there without a value has its own finding.
    let (mut app_version, mut default_version) = (None, None);
    let mut rancher_versions = Vec::new();
    reader.parts(node, |reader, part: DefaultPart, node| match part {
        DefaultPart::AppVersion => app_version = Some(text(reader, node, part.name())),
        DefaultPart::DefaultVersion => default_version = Some(text(reader, node, part.name())),
        DefaultPart::RancherVersions => {
            for item in list(reader, node, part.name()) {
                rancher_versions.extend(rancher_version(reader, item, part.name()));
            }
        }
    });
    for (given, part) in
        [(&app_version, DefaultPart::AppVersion), (&default_version, DefaultPart::DefaultVersion)]
    {
        if given.is_none() {
            missing(reader, node.span, "a default", part.name());
        }
    }
    let (app_version, default_version) = (app_version??, default_version??);
    let range = match Range::parse(app_version.value) {
        Ok(range) => range,
        Err(error) => {
            let help = "write conditions like `>= 2.5.0-0 < 2.6.0-0`";
            wrong(reader, app_version.span, error.to_string(), help);
            return None;
        }
    };
    let number = default_version.value.strip_prefix('v').unwrap_or(default_version.value);
    let is_minor = number.strip_suffix(".x").is_some_and(|minor| {
        minor.split('.').count() == 2
            && minor.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    });
    if !is_minor {
        let title = format!("`{}` is not a Kubernetes minor", default_version.value);
        wrong(
            reader,
            default_version.span,
            title,
            "write it as `1.20.x`: Rancher takes the newest version of it",
        );
        return None;
    }
    let default_version = Text { value: arena.alloc_str(&format!("v{number}")), ..default_version };
    Some(AppDefault { span: node.span, app_version, range, default_version, rancher_versions })
}

/// A Rancher version, without a `v`: Rancher compares itself so.
fn rancher_version<'s>(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Option<Text<'s>> {
    let text = text(reader, node, name)?;
    if let Err(error) = Version::parse_tolerant(text.value) {
        let title = format!("`{}` is not a version of Rancher: {error}", text.value);
        wrong(reader, text.span, title, "write it like `2.7.5` or `2.7.5-rc0`");
        return None;
    }
    let value = text.value.trim();
    Some(Text { value: value.strip_prefix('v').unwrap_or(value), ..text })
}

fn mirror_option<'s>(
    reader: &mut Reader<'_>,
    node: &Node<'s>,
    patterns: &mut Patterns<'s>,
) -> Option<MirrorOption<'s>> {
    let mut target_registry = None;
    let mut rules = Vec::new();
    reader.parts(node, |reader, part: MirrorPart, node| match part {
        MirrorPart::TargetRegistry if node.value == Value::Null => {
            let help = "write \"\" for Docker Hub, or the host of a registry";
            wrong(reader, node.span, "`targetRegistry` has no value", help);
            target_registry = Some(Text { value: "", span: node.span });
        }
        MirrorPart::TargetRegistry => target_registry = Some(reader.text(node, part.name())),
        MirrorPart::Regex => {
            for item in list(reader, node, part.name()) {
                rules.extend(mirror_rule(reader, item, patterns));
            }
        }
    });
    let Some(target_registry) = target_registry else {
        missing(reader, node.span, "a mirror option", "targetRegistry");
        return None;
    };
    let registry = target_registry.value;
    if !registry.is_empty() && !is_registry(registry) {
        let title = format!("`{registry}` is not a registry");
        let help = "write a host like `registry.example.com` or `localhost:5000`, or \"\" for Docker Hub";
        wrong(reader, target_registry.span, title, help);
    }
    Some(MirrorOption { span: node.span, target_registry, rules })
}

fn mirror_rule<'s>(
    reader: &mut Reader<'_>,
    node: &Node<'s>,
    patterns: &mut Patterns<'s>,
) -> Option<MirrorRule<'s>> {
    let (mut matches, mut replacement) = (None, None);
    let mut whole = true;
    reader.parts(node, |reader, part: RulePart, node| {
        let text = text(reader, node, part.name());
        whole &= text.is_some();
        match part {
            RulePart::RegexMatch => matches = text,
            RulePart::RegexReplacement => replacement = text,
        }
    });
    for (given, part) in [(matches, RulePart::RegexMatch), (replacement, RulePart::RegexReplacement)] {
        if given.is_none() && whole {
            missing(reader, node.span, "a rule", part.name());
        }
    }
    let (matches, replacement) = (matches?, replacement?);
    match patterns.parse(matches.value) {
        Ok(pattern) if pattern.lacks(replacement.value).is_some() => {
            let lacking = pattern.lacks(replacement.value).unwrap_or_default();
            let title = format!("the pattern has no group `{lacking}`, so `${lacking}` would be empty");
            wrong(
                reader,
                replacement.span,
                title,
                "put what it stands for in parentheses, or write `${1}x` for `$1` before a letter",
            );
            None
        }
        Ok(pattern) => Some(MirrorRule { span: node.span, matches, pattern, replacement }),
        Err(error) => {
            // In quotes the pattern begins a byte later, and has no escapes but in double quotes.
            let written = matches.span.map_or(0, |span| span.range().len());
            let quote = written.checked_sub(matches.value.len());
            let span = matches.span.map(|span| match quote {
                Some(quote @ (0 | 2)) => {
                    let start = span.range().start + quote / 2;
                    Span::new(span.file, start + error.place.start, start + error.place.end)
                }
                _ => span,
            });
            let help = "write it as Go's `regexp` reads it: https://pkg.go.dev/regexp/syntax";
            wrong(reader, span, error.to_string(), help);
            None
        }
    }
}

fn release<'s>(
    reader: &mut Reader<'_>,
    node: &Node<'s>,
    versions: &mut BTreeMap<&'s str, Option<Span>>,
) -> Option<Release<'s>> {
    let (mut version, mut reference, mut min, mut max) = (None, None, None, None);
    let mut given = false;
    let (mut service_options, mut windows_service_options) = (None, None);
    let mut system_images = SystemImages::default();
    let mut addon_templates = Vec::new();
    let options = |reader: &mut Reader<'_>, node: &Node<'s>, name: &str| {
        (node.value != Value::Null).then(|| ServiceOptions::read(reader, node, name))
    };
    reader.parts(node, |reader, part: ReleasePart, node| match (part, part.name()) {
        (ReleasePart::Version, name) => (version, given) = (text(reader, node, name), true),
        (ReleasePart::ReferenceVersion, name) => reference = text(reader, node, name),
        (ReleasePart::MinChannelServerVersion, name) => min = rancher_version(reader, node, name),
        (ReleasePart::MaxChannelServerVersion, name) => max = rancher_version(reader, node, name),
        (ReleasePart::ServiceOptions, name) => service_options = options(reader, node, name),
        (ReleasePart::WindowsServiceOptions, name) => windows_service_options = options(reader, node, name),
        (ReleasePart::SystemImages, name) => system_images = images(reader, node, name),
        (ReleasePart::AddonTemplates, name) => {
            let templates = reader.texts(node, name);
            for (addon, template) in templates.into_iter().flat_map(crate::model::Table::into_rows) {
                if is_addon_name(addon.value) {
                    addon_templates.push((addon, template));
                } else {
                    let title = format!("`{}` cannot be the name of an addon", addon.value);
                    let help = "use up to 63 letters, digits, `-`, `_` and `.`: Rancher makes a label of it";
                    wrong(reader, addon.span, title, help);
                }
            }
        }
    });
    let Some(version) = version else {
        if !given {
            missing(reader, node.span, "a release", "version");
        }
        return None;
    };
    let parsed = rke_version(reader, version)?;
    if let Some(first) = versions.insert(version.value, version.span) {
        reader.report(
            Diagnostic::new(Rule::DuplicateVersion, format!("the patch has `{}` twice", version.value))
                .at(version.span, "again here")
                .at(first, "first here")
                .help("delete one of them"),
        );
        return None;
    }
    check_window(reader, min, max);
    Some(Release {
        span: node.span,
        version,
        parsed,
        reference,
        min_rancher_version: min,
        max_rancher_version: max,
        service_options,
        windows_service_options,
        system_images,
        addon_templates,
    })
}

/// A window that no Rancher is in.
fn check_window(reader: &mut Reader<'_>, min: Option<Text<'_>>, max: Option<Text<'_>>) {
    let number = |bound: Text<'_>| Version::parse_tolerant(bound.value).ok();
    let (Some(min), Some(max)) = (min, max) else { return };
    if number(min).zip(number(max)).is_some_and(|(lowest, highest)| lowest > highest) {
        let title = format!("no Rancher is above `{}` and below `{}`", min.value, max.value);
        wrong(reader, max.span, title, "swap them, or correct one");
    }
}

fn images<'s>(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> SystemImages<'s> {
    if let Value::Map(map) = node.value {
        for entry in
            map.entries().iter().filter(|entry| matches!(entry.node.value, Value::String("") | Value::Null))
        {
            let title = format!("`{}` names no image", entry.key);
            wrong(
                reader,
                entry.node.span,
                title,
                "write the image, or delete the key to keep that of the reference",
            );
        }
    }
    SystemImages::read(reader, node, name)
}

/// The version of an RKE release. Rancher cuts it at `-rancher` (`getSupportedK8sVersion`), and blang must parse it.
fn rke_version(reader: &mut Reader<'_>, version: Text<'_>) -> Option<Version> {
    let help = "write it like `v1.26.7-rancherprime1-1`";
    let Some(number) = version.value.strip_prefix('v') else {
        let title = format!("`{}` is not an RKE version: it does not begin with `v`", version.value);
        wrong(reader, version.span, title, help);
        return None;
    };
    let parsed = match Version::parse(number) {
        Ok(parsed) => parsed,
        Err(error) => {
            wrong(reader, version.span, format!("`{}` is not an RKE version: {error}", version.value), help);
            return None;
        }
    };
    if version.value.contains('+') {
        let title = format!("`{}` has a `+`, and what follows it is not compared", version.value);
        wrong(reader, version.span, title, help);
        return None;
    }
    if number.split_once('-').is_none_or(|(_, suffix)| !suffix.starts_with("rancher")) {
        let title = format!("`{}` is not an RKE version: `-rancher` must follow its numbers", version.value);
        wrong(reader, version.span, title, help);
        return None;
    }
    let set = VersionSet::exactly(&parsed);
    if set.to_range().is_none() || set.complement().to_range().is_none() {
        let title =
            format!("no range can name `{}`: blang reads an `x` after a point as any number", version.value);
        wrong(reader, version.span, title, "choose another last part");
        return None;
    }
    Some(parsed)
}

/// Whether Rancher can make a label of a name.
fn is_addon_name(name: &str) -> bool {
    is_label(name) && name != TEMPLATE_KEYS
}
