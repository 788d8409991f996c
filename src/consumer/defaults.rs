//! Which version a Rancher takes by default.
//!
//! `GetDefaultByRuntimeAndServerVersion` of Rancher's `pkg/channelserver`: of the `rancher` app the *last* range
//! that its version is in says what to take, one range that does not parse makes it ignore all, and where nothing
//! comes out of it the `default` channel counts.

use super::Window;
use crate::model::{
    Text,
    channel::{AppDefault, ChannelData},
    range::Range,
    version::Version,
};

/// What the default of a distribution depends on, parsed once.
#[derive(Debug)]
pub struct Defaults<'s> {
    /// The ranges of Ranchers, what to take there, and the rules; nothing when Rancher ignores them all.
    pub(super) rules: Vec<(Range, Option<Range>, AppDefault<'s>)>,
    pub(super) releases: Vec<(Window, Version, Text<'s>)>,
    pub(super) channel: Option<&'s str>,
}

/// The default of a Rancher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DefaultVersion<'s> {
    /// The newest release that the rules admit.
    Release(&'s str),
    /// No rule leads to a release: the version of the `default` channel, if there is one.
    Channel(Option<&'s str>),
}

impl<'s> Defaults<'s> {
    /// What a section says.
    pub fn of(section: &ChannelData<'s>) -> Self {
        let rules = section.app_defaults().map(|rule| {
            let version = rule.default_version.and_then(|version| Range::parse(version.value).ok());
            Some((Range::parse(rule.app_version?.value).ok()?, version, rule))
        });
        let releases = section.releases().filter_map(|release| {
            let version = release.version()?;
            Some((release.window(), release.number()?.clone(), version))
        });
        let mut channels = section.map.value("channels").items().iter().map(|channel| channel.value.fields());
        let channel = channels.find(|channel| channel.value("name").as_str() == Some("default"));
        Self {
            rules: rules.collect::<Option<Vec<_>>>().unwrap_or_default(),
            releases: releases.collect(),
            channel: channel.and_then(|channel| channel.value("latest").as_str()),
        }
    }

    /// The rule that counts for a Rancher: of those that admit it the last one (`GetDefaultByRuntimeAndServerVersion`).
    pub fn rule_of(&self, rancher: &Version) -> Option<AppDefault<'s>> {
        self.counting(rancher).map(|(.., rule)| *rule)
    }

    fn counting(&self, rancher: &Version) -> Option<&(Range, Option<Range>, AppDefault<'s>)> {
        self.rules.iter().rev().find(|(app, ..)| app.contains(rancher))
    }

    /// What a Rancher takes (`GetDefaultByRuntimeAndServerVersion`): the newest release that it sees and the rule admits.
    pub fn of_rancher(&self, rancher: &Version) -> DefaultVersion<'s> {
        let Some((_, Some(range), _)) = self.counting(rancher) else {
            return DefaultVersion::Channel(self.channel);
        };
        let mut newest: Option<(&Version, Text<'s>)> = None;
        for (window, version, text) in &self.releases {
            let newer = newest.is_none_or(|(newest, _)| version >= newest);
            if newer && range.contains(version) && window.admits(rancher) {
                newest = Some((version, *text));
            }
        }
        newest.map_or(DefaultVersion::Channel(self.channel), |(_, text)| DefaultVersion::Release(text.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        consumer::DefaultAnswers,
        diagnostic::Diagnostics,
        model::channel::Origin,
        source::{Arena, Sources, yaml},
    };

    /// What a Rancher takes by default of a channel file.
    #[track_caller]
    fn check(rules: &str, rancher: &str, expected: DefaultVersion<'_>) {
        let text = format!(
            "channels: [{{name: stable, latest: v9}}, {{name: default, latest: v1.22.1+k3s1}}]
appDefaults:
- {{appName: other, defaults: [{{appVersion: '>=0.0.0', defaultVersion: 1.22.x}}]}}
- {{appName: rancher, defaults: [{rules}]}}
releases:
- {{version: v1.22.1+k3s1, minChannelServerVersion: v2.6.0-alpha1, maxChannelServerVersion: v2.9.99}}
- {{version: v1.23.1+k3s1, minChannelServerVersion: v2.6.4-alpha1, maxChannelServerVersion: v2.7.99}}
- {{version: v1.23.1+k3s2, minChannelServerVersion: v2.6.4-alpha1, maxChannelServerVersion: v2.7.99}}
- {{version: v1.23.2+k3s1, minChannelServerVersion: v2.7.0, maxChannelServerVersion: v2.7.99}}
- {{version: v1.23.9+k3s1, minChannelServerVersion: v2.7.0}}
- {{version: v1.24.0-rc1+k3s1, minChannelServerVersion: v2.7.5, maxChannelServerVersion: v2.7.99}}
- {{version: nonsense, minChannelServerVersion: v2.6.0, maxChannelServerVersion: v2.9.99}}
"
        );
        let mut sources = Sources::default();
        let file = sources.add("channels.yaml", text);
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let node = yaml::parse(file, sources.text(file, &mut found).unwrap(), &arena, &mut found).unwrap();
        let section = ChannelData::read(&node, Origin::Own, &mut found).unwrap();
        let rancher = Version::parse_tolerant(rancher).unwrap();
        let defaults = Defaults::of(&section);
        assert_eq!(defaults.of_rancher(&rancher), expected, "{rancher}");
        // And so say all Ranchers together.
        let answers = DefaultAnswers::of(&defaults);
        for rancher in answers.turns().chain(answers.rule_turns()).chain([&rancher]) {
            assert_eq!(answers.of_rancher(rancher), defaults.of_rancher(rancher), "{rancher}");
            let rule = answers.rule_of(rancher).and_then(|nth| section.app_defaults().nth(nth));
            assert_eq!(rule, defaults.rule_of(rancher), "{rancher}");
        }
    }

    const RULES: &str = "{appVersion: '>=2.6.0-0 <2.6.4-0', defaultVersion: 1.22.x}, {appVersion: '>=2.6.4-0', defaultVersion: 1.23.x}";

    #[test]
    fn the_newest_release_that_the_rancher_sees_is_taken() {
        check(RULES, "2.6.3", DefaultVersion::Release("v1.22.1+k3s1"));
        // Of two that are equal to semver the last one in the list.
        check(RULES, "2.6.5", DefaultVersion::Release("v1.23.1+k3s2"));
        // No Rancher sees a release without a `max`.
        check(RULES, "2.7.1", DefaultVersion::Release("v1.23.2+k3s1"));
        // `1.23.x` is `<1.24.0`, which a candidate of 1.24.0 is.
        check(RULES, "2.7.5", DefaultVersion::Release("v1.24.0-rc1+k3s1"));
    }

    #[test]
    fn the_last_rule_that_fits_counts_and_where_none_leads_to_a_release_the_channel() {
        let channel = DefaultVersion::Channel(Some("v1.22.1+k3s1"));
        let both = format!("{RULES}, {{appVersion: '>=2.7.0', defaultVersion: 1.22.x}}");
        check(&both, "2.7.1", DefaultVersion::Release("v1.22.1+k3s1"));
        check(RULES, "2.8.0", channel);
        check(RULES, "2.5.0", channel);
        check("{appVersion: '>=2.6.0', defaultVersion: '~1.23.0'}", "2.6.5", channel);
        // One rule that does not parse makes Rancher ignore all of them.
        check(&format!("{RULES}, {{appVersion: ^2.9.0, defaultVersion: 1.22.x}}"), "2.6.5", channel);
        check("", "2.6.5", channel);
    }
}
