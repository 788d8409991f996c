//! Channels that lead nowhere, or out of the air gap.
//!
//! channelserver compiles `latestRegexp` and `excludeRegexp` and fails on one that is none; with `github` it asks GitHub for
//! releases and fails without a network; and the `default` channel is what Rancher takes when no rule of
//! `appDefaults` leads to a release.

use std::collections::BTreeSet;

use super::{
    cause::has_close,
    finding::{finding, part, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Follows, Rule},
    model::{channel::ChannelData, mirror::Patterns},
    source::Value,
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        let key = distribution.key();
        of_section(key, section, diagnostics);
        let has_default = channels(key, section, diagnostics);
        // No Rancher before 2.6 reads it.
        let asked_for = section.map.get("appDefaults").is_some();
        if !has_default && asked_for && section.releases().next().is_some() {
            let help = "add `{name: default, latest: VERSION}` to `channels`";
            let (about, title) = (subject(key, "default"), format!("`{key}` has no channel `default`"));
            diagnostics.report(finding(Rule::Channel, &about, title, section.span, help));
        }
    }
}

/// What is wrong with the keys beside the lists.
fn of_section(key: &str, section: &ChannelData<'_>, diagnostics: &mut Diagnostics) {
    let fault = |title: String, span, help: &str, of: &str| {
        finding(Rule::Channel, &subject(key, of), title, span, help)
    };
    if let Some(github) = section.map.get("github").filter(|entry| entry.node.value != Value::Null) {
        let help = "delete it: Rancher would ask GitHub, and offer nothing without a network";
        diagnostics.report(fault(
            "the releases come from GitHub".to_owned(),
            github.key_span,
            help,
            "github",
        ));
    }
    if let Some(base) = section.map.get("redirectBase")
        && let Some(text) = base.node.value.as_str().filter(|text| !text.is_empty())
        && !text.ends_with('/')
    {
        let title = format!("`{text}` does not end with `/`");
        diagnostics.report(fault(title, base.node.span, "add `/` at the end", "redirectBase"));
    }
}

/// What is wrong with the channels; whether there is a `default` one.
fn channels(key: &str, section: &ChannelData<'_>, diagnostics: &mut Diagnostics) -> bool {
    let fault = |title: String, span, help: &str, (name, of): (&str, &str)| {
        let about = subject(key, name);
        let about = if of.is_empty() { about } else { part(&about, of) };
        finding(Rule::Channel, &about, title, span, help)
    };
    let versions: BTreeSet<_> =
        section.releases().filter_map(|release| release.version()).map(|v| v.value).collect();
    let mut has_default = false;
    let mut patterns = Patterns::default();
    for channel in section.map.value("channels").items() {
        let text = |key: &str| {
            let node = channel.value.fields().get(key)?.node;
            Some((node.value.as_str()?, node.span))
        };
        let name = text("name").map_or("", |(name, _)| name);
        for of in ["latestRegexp", "excludeRegexp"] {
            if let Some((pattern, span)) = text(of).filter(|(pattern, _)| !pattern.is_empty())
                && let Err(error) = patterns.parse(pattern)
            {
                let title = format!("`{pattern}` is not a pattern: {error}");
                diagnostics.report(fault(title, span, "write it as Go's `regexp` reads it", (name, of)));
            }
        }
        if name != "default" {
            continue;
        }
        has_default = true;
        match text("latest") {
            Some((latest, span)) if !versions.contains(latest) => {
                let title = format!("there is no release `{latest}`");
                let found = fault(title, span, "name one of the releases", (name, "latest"));
                diagnostics.report(found.judged_by(Follows::Releases(latest.to_owned())));
            }
            None if has_close(channel.value.fields(), "latest") => {}
            None => {
                let title = "the `default` channel names no version".to_owned();
                diagnostics.report(fault(title, channel.span, "write its `latest`", (name, "")));
            }
            Some(_) => {}
        }
    }
    has_default
}
