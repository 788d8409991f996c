//! Channels that lead nowhere, or out of the air gap.
//!
//! channelserver compiles `latestRegexp` and `excludeRegexp` and fails on one that is none; with `github` it asks GitHub for
//! releases and fails without a network; and the `default` channel is what Rancher takes when no rule of
//! `appDefaults` leads to a release.

use std::collections::BTreeSet;

use super::{
    cause::has_close,
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule},
    model::mirror::Pattern,
    source::Value,
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        let key = distribution.key();
        let mut report = |title: String, span, help: &str, name: &str| {
            let about = subject(key, name);
            diagnostics.report(finding(Rule::Channel, &about, title, span, help));
        };
        if let Some(github) = section.map.get("github").filter(|entry| entry.node.value != Value::Null) {
            let help = "delete it: Rancher would ask GitHub, and offer nothing without a network";
            report("the releases come from GitHub".to_owned(), github.key_span, help, "github");
        }
        if let Some(base) = section.map.get("redirectBase")
            && let Some(text) = base.node.value.as_str().filter(|text| !text.is_empty())
            && !text.ends_with('/')
        {
            let title = format!("`{text}` does not end with `/`");
            report(title, base.node.span, "add `/` at the end", "redirectBase");
        }
        let versions: BTreeSet<_> =
            section.releases().filter_map(|release| release.version()).map(|v| v.value).collect();
        let mut has_default = false;
        for channel in section.map.value("channels").items() {
            let text = |key: &str| {
                let node = channel.value.fields().get(key)?.node;
                Some((node.value.as_str()?, node.span))
            };
            let name = text("name").map_or("", |(name, _)| name);
            for key in ["latestRegexp", "excludeRegexp"] {
                if let Some((pattern, span)) = text(key).filter(|(pattern, _)| !pattern.is_empty())
                    && let Err(error) = Pattern::parse(pattern)
                {
                    let title = format!("`{pattern}` is not a pattern: {error}");
                    report(title, span, "write it as Go's `regexp` reads it", name);
                }
            }
            if name != "default" {
                continue;
            }
            has_default = true;
            match text("latest") {
                Some((latest, span)) if !versions.contains(latest) => {
                    report(format!("there is no release `{latest}`"), span, "name one of the releases", name);
                }
                None if has_close(channel.value.fields(), "latest") => {}
                None => {
                    let title = "the `default` channel names no version".to_owned();
                    report(title, channel.span, "write its `latest`", name);
                }
                Some(_) => {}
            }
        }
        // No Rancher before 2.6 reads it.
        let asked_for = section.map.get("appDefaults").is_some();
        if !has_default && asked_for && !versions.is_empty() {
            let help = "add `{name: default, latest: VERSION}` to `channels`";
            report(format!("`{key}` has no channel `default`"), section.span, help, "default");
        }
    }
}
