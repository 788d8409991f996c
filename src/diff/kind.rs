//! The kinds of changes: a name to search for, a weight, and what consumers make of it.

/// How much a change matters to clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something that worked in the field does not any more, or differs from what is out there.
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
    ($($(#[doc = $doc:literal])+ $kind:ident = $name:literal, $weight:ident, $title:literal, $hits:literal;)+) => {
        /// A kind of change; the heaviest first.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[doc = $doc])+ $kind,)+
        }

        impl Kind {
            /// All kinds, in the order of the table.
            pub const ALL: &[Kind] = &[$(Kind::$kind),+];

            /// The name that stays the same.
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

            /// Whom it hits, and how; empty where nobody is.
            pub fn hits(self) -> &'static str {
                match self { $(Kind::$kind => $hits,)+ }
            }
        }
    };
}

// Where the sentences are from: shared knowledge of the consumers' sources, as named in `model` and `lint`.
kinds! {
    /// A section of data.json is gone.
    SectionRemoved = "section-lost", Breaking, "section removed",
        "its consumers find no version at all";
    /// A release of a distribution is gone.
    ReleaseRemoved = "release-removed", Breaking, "releases removed",
        "Rancher no longer offers them, and clusters on them get the arguments of other versions";
    /// A version of RKE is gone.
    VersionRemoved = "version-removed", Breaking, "versions removed",
        "RKE has no images for clusters on them";
    /// A version that is out has other images.
    ImagesChanged = "images-changed", Breaking, "images changed",
        "clusters on these versions are to run other images; upstream's validation refuses it";
    /// The text behind a template key differs.
    TemplateChanged = "template-changed", Breaking, "templates changed under their keys",
        "a Rancher that shipped with the key keeps its own text";
    /// A version has no template of an addon any more.
    TemplateLost = "template-lost", Breaking, "no template any more",
        "the addon fails to deploy on these versions";
    /// More than one range of an addon matches a version now.
    TemplateRandom = "template-random", Breaking, "more than one template now",
        "RKE and Rancher take one of them at random";
    /// A version's template is one whose key was there before.
    TemplateMoved = "template-moved", Breaking, "moved to a template that was there before",
        "a Rancher that shipped with the key goes on with what its own ranges say";
    /// The options behind a key differ.
    OptionsChanged = "options-changed", Breaking, "service options changed under their key",
        "a Rancher that shipped with the key keeps its own options";
    /// A key of the service options is gone.
    OptionsRemoved = "options-removed", Breaking, "service options removed",
        "RKE takes those of the minor, or refuses the version where they were the minor's";
    /// A Rancher that offered a release does not any more.
    WindowNarrowed = "window-narrowed", Breaking, "window narrowed",
        "the Ranchers that fall out offer these releases no longer";
    /// A Rancher or RKE that offered a version does not any more.
    BoundsNarrowed = "bounds-narrowed", Breaking, "bounds narrowed",
        "Ranchers or RKEs that fall out offer these versions no longer";
    /// A default resolves to nothing.
    DefaultLost = "default-lost", Breaking, "defaults lost",
        "Rancher falls back to another version, or refuses the refresh";
    /// No argument is left.
    ArgsGone = "args-gone", Breaking, "no arguments left",
        "Rancher 2.7 and later blocks clusters on these releases (`KDM release data is empty`)";
    /// An argument is gone.
    ArgsLost = "args-lost", Breaking, "arguments lost",
        "Rancher silently drops them from the clusters that set them";
    /// A chart is gone.
    ChartLost = "chart-lost", Breaking, "charts lost",
        "the dashboard shows no values for the chart";
    /// A feature version is gone, or no longer says that the feature is there.
    FeatureLost = "feature-lost", Breaking, "features lost",
        "Rancher takes clusters on these releases for ones without the feature";
    /// A channel is gone.
    ChannelRemoved = "channel-removed", Breaking, "channels removed",
        "whoever follows the channel finds no version";
    /// A Docker version is no longer accepted.
    DockerRemoved = "docker-removed", Breaking, "Docker versions removed",
        "RKE refuses hosts with them";
    /// A default resolves to another version.
    DefaultChanged = "default-changed", Notable, "defaults changed", "";
    /// The rule behind a default differs.
    DefaultRule = "default-rule", Notable, "default rules changed", "";
    /// A window admits more Ranchers, none less.
    WindowWidened = "window-widened", Notable, "window widened", "";
    /// Bounds admit more, nothing less.
    BoundsWidened = "bounds-widened", Notable, "bounds widened", "";
    /// A version's template has a new key.
    TemplateSwitched = "template-switched", Notable, "template switched", "";
    /// An argument is new in a release that is out.
    ArgsAdded = "args-added", Notable, "arguments added", "";
    /// An argument differs.
    ArgsChanged = "args-changed", Notable, "arguments changed", "";
    /// A chart of a release that is out differs.
    ChartChanged = "chart-changed", Notable, "charts changed", "";
    /// A feature version is new or differs.
    FeatureChanged = "feature-changed", Notable, "feature versions changed", "";
    /// A message is new, gone or differs.
    MessageChanged = "message-changed", Notable, "messages changed", "";
    /// A channel differs or is new.
    ChannelChanged = "channel-changed", Notable, "channels changed", "";
    /// Only the order differs.
    Reordered = "reordered", Notable, "only moved", "";
    /// A text that no key leads to is gone.
    TemplateRemoved = "template-removed", Notable, "templates removed", "";
    /// CIS benchmarks.
    CisChanged = "cis-changed", Notable, "CIS benchmarks changed", "";
    /// A part of a release that no rule knows.
    ReleaseChanged = "release-changed", Notable, "other parts of releases changed", "";
    /// A key that no consumer knows.
    OtherChanged = "other-changed", Notable, "other data changed", "";
    /// A section is new.
    SectionAdded = "section-added", Routine, "section added", "";
    /// A release is new.
    ReleaseAdded = "release-added", Routine, "releases added", "";
    /// A version of RKE is new.
    VersionAdded = "version-added", Routine, "versions added", "";
    /// Service options under a new key.
    OptionsAdded = "options-added", Routine, "service options added", "";
    /// Bounds of something that had none, and did not need any.
    BoundsAdded = "bounds-added", Routine, "bounds added", "";
    /// Docker versions are new.
    DockerAdded = "docker-added", Routine, "Docker versions added", "";
    /// A template text is new.
    TemplateAdded = "template-added", Routine, "templates added", "";
    /// The ranges of an addon differ; what follows from it for a version is a change of its own.
    RangesChanged = "ranges-changed", Routine, "template ranges changed", "";
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn kinds_are_named_once_and_stand_in_the_order_of_their_weight() {
        let mut names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        assert!(Kind::ALL.iter().map(|kind| kind.weight()).is_sorted());
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Kind::ALL.len());
    }
}
