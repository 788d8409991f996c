//! Which image is copied where.

use std::collections::BTreeMap;

use super::images::NeededImage;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{
        Text,
        mirror::{MirrorOption, is_registry, split_tag},
    },
};

/// A copy of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy<'o, 's> {
    /// The image's name without its tag.
    pub source: &'s str,
    /// Where to: `[registry/]name`, without a tag.
    pub destination: String,
    /// The tag of both.
    pub tag: &'s str,
    /// The rule that gave the name: pattern and replacement.
    pub rule: Option<(&'o str, &'o str)>,
}

/// An image and its copies.
#[derive(Debug)]
pub struct Mirrored<'o, 's> {
    /// The image, and what it is needed for.
    pub needed: NeededImage<'s>,
    /// Its copies; none if it needs no copy.
    pub copies: Vec<Copy<'o, 's>>,
}

/// The copies of each image: one for each mirror option, and where no rule has a name for it one to
/// `target_registry`. Reports what no list can hold.
pub fn mirror<'o, 's>(
    images: Vec<NeededImage<'s>>,
    options: &'o [MirrorOption<'s>],
    target_registry: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Vec<Mirrored<'o, 's>> {
    let mut fed: BTreeMap<(String, &'s str), Text<'s>> = BTreeMap::new();
    let mut all = Vec::with_capacity(images.len());
    for needed in images {
        let image = needed.image;
        let mut copies: Vec<Copy<'o, 's>> = Vec::new();
        let Some((source, tag)) = split_tag(image.value).filter(|(name, tag)| can_be_listed(name, tag))
        else {
            diagnostics.report(unlistable(&image));
            continue;
        };
        let mut add = |registry: &str, name: &str, rule| {
            let destination =
                if registry.is_empty() { name.to_owned() } else { format!("{registry}/{name}") };
            if destination != source && !copies.iter().any(|copy| copy.destination == destination) {
                copies.push(Copy { source, destination, tag, rule });
            }
        };
        let mut renamed = false;
        for option in options {
            let registry = option.target_registry.value;
            match option.rename(source) {
                Some((nth, name)) => {
                    renamed = true;
                    let rule = &option.rules[nth];
                    add(registry, without_host(&name), Some((rule.matches.value, rule.replacement.value)));
                }
                None => add(registry, if registry.is_empty() { source } else { without_host(source) }, None),
            }
        }
        if let Some(registry) = target_registry.filter(|_| !renamed) {
            add(registry, without_host(source), None);
        }
        // What no list can hold is in no list, even if the finding is let through.
        copies.retain(|copy| {
            let name = &copy.destination;
            let listed = can_be_listed(name, tag);
            if !listed {
                let title = format!("`{}` would be copied to `{name}`, which no list can hold", image.value);
                diagnostics.report(
                    Diagnostic::new(Rule::MirrorName, title)
                        .at(image.span, "")
                        .help("change the rule so that it gives `project/name`"),
                );
            }
            if let Some(other) = fed.insert((name.clone(), tag), image)
                && other.value != image.value
            {
                let title =
                    format!("`{}` and `{}` would both be copied to `{name}:{tag}`", other.value, image.value);
                diagnostics.report(
                    Diagnostic::new(Rule::MirrorConflict, title)
                        .at(image.span, "")
                        .at(other.span, "")
                        .help("change the rules so that the names differ"),
                );
            }
            listed
        });
        all.push(Mirrored { needed, copies });
    }
    all
}

/// The name without the registry that it comes from: `docker.io/rancher/pause` is `rancher/pause` elsewhere.
fn without_host(name: &str) -> &str {
    match name.split_once('/') {
        Some((host, rest)) if is_host(host) => rest,
        _ => name,
    }
}

fn is_host(part: &str) -> bool {
    part.contains(['.', ':']) || part == "localhost"
}

/// Whether hangar's reader (`pkg/hangar/imagelist/imagelist.go`) reads a name and tag as intended: `[registry/]project/name`, no digest, and no
/// name of three parts without a host, whose first part it takes for one.
fn can_be_listed(name: &str, tag: &str) -> bool {
    let parts: Vec<_> = name.split('/').collect();
    let hosted = parts.len() > 1 && is_host(parts[0]);
    if hosted && !is_registry(parts[0]) {
        return false;
    }
    let parts = &parts[usize::from(hosted)..];
    let enough = if hosted { parts.len() >= 2 } else { parts.len() == 2 };
    let plain = |part: &&str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
    };
    let first = tag.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    enough && parts.iter().all(plain) && first && tag.len() <= 128 && plain(&tag)
}

fn unlistable(image: &Text<'_>) -> Diagnostic {
    let (title, help) = if image.value.contains('@') {
        (
            format!("`{}` has a digest", image.value),
            "write its tag: hangar copies `:latest` instead of a digest",
        )
    } else if split_tag(image.value).is_none() {
        (format!("`{}` has no tag", image.value), "write `project/name:tag`")
    } else {
        let help = "write `project/name:tag` or `registry.example.com/project/name:tag`";
        (format!("hangar does not read `{}` as intended", image.value), help)
    };
    Diagnostic::new(Rule::MirrorName, title).at(image.span, "").help(help)
}
