//! Channels that lead to no release. channelserver answers with an error (404) where `latest` is empty and
//! `latestRegexp` matches nothing (`resolveChannels`).

use super::{Subject, finding, subject};
use crate::{
    diagnostic::{Diagnostics, Rule},
    model::{mirror::Pattern, version::Version},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        let versions: Vec<_> = section
            .releases()
            .filter_map(|release| release.version())
            .map(|version| version.value)
            .filter(|version| Version::parse_tolerant(version).is_ok())
            .collect();
        for channel in section.map.value("channels").items() {
            let fields = channel.value.fields();
            let text = |key| fields.text(key).map(|text| text.value).filter(|text| !text.is_empty());
            // What is wrong with the `default` channel is `channel`.
            if text("latest").is_some() || text("name") == Some("default") {
                continue;
            }
            let matching = |key| text(key).map(Pattern::parse);
            let resolves = match (matching("latestRegexp"), matching("excludeRegexp")) {
                // A pattern that is none is `channel`.
                (Some(Err(_)), _) | (_, Some(Err(_))) => true,
                (Some(Ok(latest)), exclude) => versions.iter().any(|version| {
                    let excluded = exclude.as_ref().is_some_and(|exclude| {
                        exclude.as_ref().is_ok_and(|exclude| exclude.matches(version))
                    });
                    latest.matches(version) && !excluded
                }),
                (None, _) => false,
            };
            if !resolves {
                let name = text("name").unwrap_or_default();
                let title = format!("the channel `{name}` leads to no release");
                let help = "write its `latest`, or a `latestRegexp` that a release matches";
                let about = subject(distribution.key(), name);
                diagnostics.report(finding(Rule::ChannelUnresolved, &about, title, channel.span, help));
            }
        }
    }
}
