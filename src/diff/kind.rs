//! The kinds of changes: a name to search for, a weight, and the rule that one of a released build breaks.

use crate::diagnostic::Rule;

/// How much a change matters to clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something that worked does not work any more, or differs from what is released.
    Breaking,
    /// Consumers do something else than before.
    Notable,
    /// What every build brings.
    Routine,
}

impl Weight {
    /// All of them, the heaviest first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Notable, Self::Routine];

    /// The name in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Notable => "notable",
            Self::Routine => "routine",
        }
    }
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $name:literal, $weight:ident, $title:literal, $rule:ident $(($of:ident))?;)+) => {
        /// A kind of change; the heaviest first.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[doc = $doc])+ $kind,)+
        }

        impl Kind {
            /// All kinds, in the order of the table.
            pub const ALL: &[Kind] = &[$(Kind::$kind),+];

            /// The name that stays the same; of what breaks clusters that of its rule.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name,)+ }
            }

            /// How much it matters.
            pub fn weight(self) -> Weight {
                match self { $(Kind::$kind => Weight::$weight,)+ }
            }

            /// What happened, as the beginning of a sentence.
            pub fn title(self) -> &'static str {
                match self { $(Kind::$kind => $title,)+ }
            }

            /// The rule that it breaks where the old build was released.
            pub fn rule(self) -> Option<Rule> {
                match self { $(Kind::$kind => $rule $((Rule::$of))?,)+ }
            }
        }
    };
}

impl Kind {
    /// Whom it affects, and how; empty if nobody.
    pub fn hits(self) -> &'static str {
        match self.rule() {
            Some(rule) if self.weight() == Weight::Breaking => rule.breaks(),
            _ => "",
        }
    }
}

kinds! {
    /// A section of data.json is gone.
    SectionLost = "section-lost", Breaking, "section removed", Some(SectionLost);
    /// A release of a distribution is gone.
    ReleaseRemoved = "release-removed", Breaking, "releases removed", Some(ReleaseRemoved);
    /// A version of RKE is gone.
    VersionRemoved = "version-removed", Breaking, "versions removed", Some(VersionRemoved);
    /// A version that is out has other images.
    ImagesChanged = "images-changed", Breaking, "images changed", Some(ImagesChanged);
    /// The text behind a template key differs.
    TemplateChanged = "template-changed", Breaking, "templates changed under their keys", Some(TemplateChanged);
    /// A text that ranges lead to is gone.
    TemplateMissing = "template-missing", Breaking, "templates removed that are still chosen", Some(TemplateMissing);
    /// A version has no template of an addon any more.
    TemplateLost = "template-lost", Breaking, "no template any more", Some(TemplateLost);
    /// More than one range of an addon matches a version now.
    TemplateRandom = "range-overlap", Breaking, "more than one template now", Some(RangeOverlap);
    /// A version's template is one whose key was there before.
    TemplateMoved = "template-moved", Breaking, "moved to a template that was there before", Some(TemplateMoved);
    /// The options behind a key differ.
    OptionsChanged = "options-changed", Breaking, "service options changed under their key", Some(OptionsChanged);
    /// A key of the service options is gone.
    OptionsRemoved = "options-removed", Breaking, "service options removed", Some(OptionsRemoved);
    /// A Rancher that offered a release does not any more.
    WindowNarrowed = "window-narrowed", Breaking, "window narrowed", Some(WindowNarrowed);
    /// A Rancher or RKE that offered a version does not any more.
    BoundsNarrowed = "bounds-narrowed", Breaking, "bounds narrowed", Some(BoundsNarrowed);
    /// A default resolves to nothing.
    DefaultLost = "default-lost", Breaking, "defaults lost", Some(DefaultLost);
    /// No argument is left.
    ArgsGone = "args-gone", Breaking, "no arguments left", Some(ArgsGone);
    /// An argument is gone.
    ArgsLost = "args-lost", Breaking, "arguments lost", Some(ArgsLost);
    /// A chart is gone.
    ChartLost = "chart-lost", Breaking, "charts lost", Some(ChartLost);
    /// A feature version is gone, or no longer says that the feature is there.
    FeatureLost = "feature-lost", Breaking, "features lost", Some(FeatureLost);
    /// A channel is gone.
    ChannelRemoved = "channel-removed", Breaking, "channels removed", Some(ChannelRemoved);
    /// A Docker version is no longer accepted.
    DockerRemoved = "docker-removed", Breaking, "Docker versions removed", Some(DockerRemoved);
    /// A default resolves to another version.
    DefaultChanged = "default-changed", Notable, "defaults changed", None;
    /// The rule behind a default differs.
    DefaultRule = "default-rule", Notable, "default rules changed", None;
    /// A window admits more Ranchers, none less.
    WindowWidened = "window-widened", Notable, "window widened", Some(ReleasedChanged);
    /// Bounds differ, and nobody loses a version.
    BoundsChanged = "bounds-changed", Notable, "bounds changed", Some(ReleasedChanged);
    /// A version's template has a new key.
    TemplateSwitched = "template-switched", Notable, "template switched", Some(ReleasedChanged);
    /// Versions that are out got options under their own key, in place of those of their minor.
    OptionsOverridden = "options-overridden", Notable, "service options of their own", Some(ReleasedChanged);
    /// An argument is new in a release that is out.
    ArgsAdded = "args-added", Notable, "arguments added", Some(ReleasedChanged);
    /// An argument differs.
    ArgsChanged = "args-changed", Notable, "arguments changed", Some(ReleasedChanged);
    /// A chart of a release that is out differs.
    ChartChanged = "chart-changed", Notable, "charts changed", Some(ReleasedChanged);
    /// A feature version is new or differs.
    FeatureChanged = "feature-changed", Notable, "feature versions changed", Some(ReleasedChanged);
    /// A message is new, gone or differs.
    MessageChanged = "message-changed", Notable, "messages changed", Some(ReleasedChanged);
    /// A channel differs or is new.
    ChannelChanged = "channel-changed", Notable, "channels changed", None;
    /// Only the order differs.
    Reordered = "reordered", Notable, "only moved", None;
    /// A text that no range leads to is gone.
    TemplateRemoved = "template-removed", Notable, "templates removed", Some(ReleasedChanged);
    /// CIS benchmarks.
    CisChanged = "cis-changed", Notable, "CIS benchmarks changed", Some(ReleasedChanged);
    /// A part of a release that has no kind of its own.
    ReleaseChanged = "release-changed", Notable, "other parts of releases changed", Some(ReleasedChanged);
    /// A key that no consumer knows.
    OtherChanged = "other-changed", Notable, "other data changed", None;
    /// A section is new.
    SectionAdded = "section-added", Routine, "section added", None;
    /// A release is new.
    ReleaseAdded = "release-added", Routine, "releases added", None;
    /// A candidate is gone, and its release, or a later candidate, is there.
    ReleasePromoted = "release-promoted", Routine, "candidates that became releases", None;
    /// A version of RKE is new.
    VersionAdded = "version-added", Routine, "versions added", None;
    /// Service options under a new key, of nothing that is out.
    OptionsAdded = "options-added", Routine, "service options added", None;
    /// Bounds of something that had none, and did not need any.
    BoundsAdded = "bounds-added", Routine, "bounds added", None;
    /// Docker versions are new.
    DockerAdded = "docker-added", Routine, "Docker versions added", None;
    /// A template text is new.
    TemplateAdded = "template-added", Routine, "templates added", None;
    /// The ranges of an addon differ; what follows from it for a version is a change of its own.
    RangesChanged = "ranges-changed", Routine, "template ranges changed", None;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_once_and_stand_in_the_order_of_their_weight() {
        let mut names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        assert!(Kind::ALL.iter().map(|kind| kind.weight()).is_sorted());
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Kind::ALL.len());
    }

    #[test]
    fn what_breaks_clusters_has_a_rule_of_its_name() {
        for kind in Kind::ALL {
            let rule = kind.rule().map(Rule::name);
            match kind.weight() {
                Weight::Breaking => assert_eq!(rule, Some(kind.name())),
                _ => assert!(rule.is_none_or(|rule| rule == Rule::ReleasedChanged.name()), "{kind:?}"),
            }
        }
    }
}
