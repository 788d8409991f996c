//! The table of rules: a name to search for, a level, and what breaks for whom.

use std::fmt;

/// What a broken rule does to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Shown; the output is written anyway, because upstream's generator accepts it.
    Warn,
    /// An error that `--allow RULE` lets through.
    Deny,
    /// An error that nothing lets through: until it is corrected there is no value to write.
    Forbid,
}

/// How a rule counts in a repository: what `rules` in `data/kdm.yaml` says, else the profile of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// A finding of it stops the run.
    Error,
    /// A finding of it is shown, and stops nothing.
    Warn,
    /// It is not checked.
    Off,
}

impl Severity {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warn, Self::Off];

    /// The name in `data/kdm.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Off => "off",
        }
    }
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $rule:ident = $name:literal, $level:ident $($check:ident)?, $breaks:literal;)+) => {
        /// A rule that data can break.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $($(#[doc = $doc])+ $rule,)+
        }

        impl Rule {
            /// All rules, in the order of the table.
            pub const ALL: &[Rule] = &[$(Rule::$rule),+];

            /// The name that findings carry and that `--allow` takes.
            pub fn name(self) -> &'static str {
                match self { $(Rule::$rule => $name,)+ }
            }

            /// How hard the rule is.
            pub fn level(self) -> Level {
                match self { $(Rule::$rule => Level::$level,)+ }
            }

            /// Whether only `kdm check` looks for it (`Check` in the table): what must not be released, but is no reason
            /// not to build. Each finding of such a rule says what it is about, so that `allow` in `data/kdm.yaml` can
            /// except it.
            pub fn is_before_shipping(self) -> bool {
                match self { $(Rule::$rule => [$(stringify!($check))?].contains(&"Check"),)+ }
            }

            /// Whether it is about Releases and the names of node images (`Image` in the table), which only `kdm os-image`
            /// looks for.
            pub fn is_of_os_images(self) -> bool {
                match self { $(Rule::$rule => [$(stringify!($check))?].contains(&"Image"),)+ }
            }

            /// Whether its findings say what they are about, so that `allow` in `data/kdm.yaml` can except them.
            pub fn is_exceptable(self) -> bool {
                // `kdm check` makes errors of these.
                self.is_before_shipping()
                    || self.is_of_mirrors()
                    || matches!(self, Rule::TemplateGap | Rule::UnknownKey | Rule::Anchor)
            }

            /// Whether it is about image lists and regsync.yaml, which are made with what `allow` in `data/kdm.yaml` excepts.
            pub fn is_of_mirrors(self) -> bool {
                matches!(
                    self,
                    Rule::ImageListMissing
                        | Rule::ImageListEntry
                        | Rule::ImageListForm
                        | Rule::ImageListOther
                        | Rule::ImageListUnknown
                        | Rule::ImageListChart
                        | Rule::RegsyncBound
                        | Rule::RegsyncWindow
                        | Rule::RegsyncRemoved
                )
            }

            /// All that there is to say about it, as `kdm check --explain` prints it: what is found, what breaks, an
            /// example, what to do.
            pub fn essay(self) -> &'static str {
                match self {
                    $(Rule::$rule => include_str!(concat!("essays/", $name, ".md")),)+
                }
            }

            /// What breaks, and for whom.
            pub fn breaks(self) -> &'static str {
                match self { $(Rule::$rule => $breaks,)+ }
            }
        }
    };
}

rules! {
    /// A source file is not UTF-8.
    NotUtf8 = "not-utf8", Forbid,
        "upstream's generator refuses the whole file";
    /// git does not have what a revision names.
    Unreadable = "unreadable", Forbid,
        "what is in the file cannot be known, and without it the build would be another one";
    /// Bytes in a data.json that are not UTF-8.
    InvalidReplaced = "invalid-replaced", Warn,
        "Go replaces it too, and every consumer sees the replacement";
    /// A byte order mark before the text.
    ByteOrderMark = "byte-order-mark", Warn,
        "upstream's generator skips it; line tools like grep and diff do not";
    /// A character that YAML does not allow in a file.
    ControlCharacter = "control-character", Forbid,
        "upstream's generator refuses the whole file";
    /// Nothing but space and comments where data is needed.
    EmptyFile = "empty-file", Deny,
        "the whole section would vanish from data.json, and every Rancher that refreshes loses its versions";
    /// Lines left by `git merge`.
    ConflictMarker = "conflict-marker", Forbid,
        "no reader accepts the file; once it is committed, every consumer falls back to old data";
    /// The text is not YAML.
    YamlSyntax = "yaml-syntax", Forbid,
        "upstream's generator refuses the whole file";
    /// `*name` without a `&name` before it.
    UnknownAnchor = "unknown-anchor", Forbid,
        "upstream's generator refuses the whole file";
    /// An anchor whose value contains an alias to itself.
    RecursiveAnchor = "recursive-anchor", Forbid,
        "the value would be infinite; upstream's generator refuses the whole file";
    /// More comes out of aliases than yaml.v2 allows.
    ExcessiveAliasing = "excessive-aliasing", Forbid,
        "upstream's generator refuses the whole file";
    /// `<<` whose value is neither a map nor a list of maps.
    MergeNotAMap = "merge-not-a-map", Forbid,
        "upstream's generator refuses the whole file";
    /// The same key twice in one mapping.
    DuplicateKey = "duplicate-key", Warn,
        "every reader silently takes the last one, and the first one is lost";
    /// Two keys that differ as YAML values and are one key as JSON.
    AmbiguousKey = "ambiguous-key", Forbid,
        "upstream's generator takes one of them at random";
    /// A key that has no form as a JSON key.
    MapKey = "map-key", Forbid,
        "upstream's generator refuses the whole file";
    /// A tag that the value does not fit, or that is not read here.
    Tag = "tag", Forbid,
        "upstream's generator refuses the whole file, or reads a value that no channel file has";
    /// An anchor that gives a name of another value to a new one, or names nothing.
    Anchor = "anchor", Warn,
        "an alias below it means another value than the same alias above; PyYAML refuses the file";
    /// A `<<` after keys of its own mapping.
    MergeAfterKeys = "merge-after-keys", Warn,
        "it overwrites the keys above it; other YAML readers keep those keys";
    /// `.inf`, `.nan`, or a number that no float64 holds.
    NumberRange = "number-range", Forbid,
        "JSON has no such number; upstream's generator refuses the whole file";
    /// A second document after `---`.
    SecondDocument = "second-document", Warn,
        "every reader silently ignores it";
    /// Nested deeper than any real file.
    TooDeep = "too-deep", Forbid,
        "readers refuse data nested without bound, or crash on it";
    /// More values or findings than any real file has.
    TooMany = "too-many", Forbid,
        "what comes after is not looked at";
    /// The build is larger than any real one.
    OutputSize = "output-size", Forbid,
        "every Rancher loads the build again and again and holds it in memory";
    /// The text is not JSON.
    JsonSyntax = "json-syntax", Forbid,
        "Rancher, RKE and channelserver refuse the whole file and fall back to old data";
    /// The text is not Go.
    GoSyntax = "go-syntax", Forbid,
        "Go does not compile it, so upstream's generator does not run";
    /// Go that its compiler refuses: names, types, keys that appear twice.
    GoCompile = "go-compile", Forbid,
        "Go does not compile it, so upstream's generator does not run";
    /// Something between an entry point and its value that is outside of the part of Go that tables use.
    GoSubset = "go-subset", Forbid,
        "kdm reads the part of Go that upstream's tables are written in, and does not guess the rest";
    /// A key that a Go map lacks is read.
    GoZeroValue = "go-zero-value", Warn,
        "Go silently goes on with the empty string";
    /// The same key twice in one JSON object.
    DuplicateJsonKey = "duplicate-json-key", Forbid,
        "Go merges the two or takes the last one, depending on the type: consumers disagree";
    /// A key that a Go decoder takes for another one, because it ignores case.
    KeyCase = "key-case", Forbid,
        "Go's decoder ignores case and merges it into the other key";
    /// A value of an RKE table has a type that its Go struct does not take.
    TableType = "table-type", Forbid,
        "Rancher and RKE fail to decode the whole data.json";
    /// A value of one of kdm's own files has the wrong type or form.
    ValueType = "value-type", Forbid,
        "kdm does not guess what is meant";
    /// A field of a struct that Go does not know, in data that people wrote.
    UnknownKey = "unknown-key", Warn,
        "consumers ignore it, and what it was meant for is missing";
    /// A part of a file of our own that has no place in data.json.
    UnknownPart = "unknown-part", Forbid,
        "it would be lost";
    /// The same version or range in two places.
    DuplicateVersion = "duplicate-version", Forbid,
        "only one of them can be written";
    /// A version in the file of another minor.
    WrongMinor = "wrong-minor", Deny,
        "people who look for it, or update the minor, miss it";
    /// A key of the RKE system images that is not a version.
    VersionKey = "version-key", Deny,
        "Rancher aborts the whole refresh on it";
    /// An image without exactly one tag.
    ImageTag = "image-tag", Deny,
        "RKE panics on an image without a tag, and image lists break on a digest or a port";
    /// A range that blang does not parse.
    RangeSyntax = "range-syntax", Deny,
        "RKE and Rancher skip it silently, so its versions have no template; upstream's generator stops";
    /// Two ranges of an addon that match the same version.
    RangeOverlap = "range-overlap", Deny,
        "RKE and Rancher take one of the two templates at random";
    /// A version that no range of an addon matches.
    TemplateGap = "template-gap", Warn,
        "the addon fails to deploy on these versions";
    /// A template key without a text.
    TemplateMissing = "template-missing", Deny,
        "RKE deploys nothing instead of the addon, and Rancher fails to provision";
    /// A text that no range leads to.
    TemplateUnused = "template-unused", Warn,
        "it only makes data.json larger, and Rancher still stores an object for it";
    /// The Kubernetes image of a version is not that version's.
    HyperkubePrefix = "hyperkube-prefix", Deny,
        "RKE would deploy another version than its name says; upstream's generator stops";
    /// A default of RKE that has no images.
    RkeDefault = "rke-default", Deny,
        "RKE finds no images for the version that it takes by default; upstream's generator stops";
    /// A version that needs bounds of its own, and has none.
    MissingVersionInfo = "missing-version-info", Deny,
        "Ranchers and RKEs that cannot deploy the version still offer it; upstream's generator stops";
    /// A channel file that is not a map at the top.
    NotAMap = "not-a-map", Forbid,
        "upstream's generator refuses the whole file";
    /// A distribution that every consumer expects has no channel file.
    MissingSection = "missing-section", Deny,
        "upstream's generator stops, and a Rancher without RKE2 releases refuses the refresh";
    /// A value of the channel data has a type that channelserver does not take.
    ChannelType = "channel-type", Deny,
        "channelserver fails to load the whole section: Rancher offers no version of this distribution";
    /// A release without a version.
    MissingVersion = "missing-version", Deny,
        "consumers read its version as an empty string, and drop the release or stop";
    /// The build would drop a whole section that the file it replaces has.
    SectionLost = "section-lost", Deny,
        "consumers of the section find no version at all: Rancher refuses the refresh, or offers nothing";
    /// A released version that the build does not have.
    ReleaseRemoved = "release-removed", Deny Check,
        "Rancher no longer offers it, and clusters on it get the arguments of other versions";
    /// A released version that the build does not have, and that no Rancher of the build could use.
    ReleaseDropped = "release-dropped", Warn Check,
        "no Rancher that this build has releases for could use it; a released line must still have it";
    /// A released version of RKE that the build does not have.
    VersionRemoved = "version-removed", Deny Check,
        "RKE has no images for clusters on it";
    /// A released version of RKE has other images.
    ImagesChanged = "images-changed", Deny Check,
        "clusters on it would run other images; upstream's validation refuses it";
    /// The text behind a released template key differs.
    TemplateChanged = "template-changed", Deny Check,
        "a Rancher that shipped with the key keeps its own text";
    /// A released version has no template of an addon any more.
    TemplateLost = "template-lost", Deny Check,
        "the addon fails to deploy on the version";
    /// A released version's template is one whose key was released before.
    TemplateMoved = "template-moved", Deny Check,
        "a Rancher that shipped with the key keeps the template that its own ranges give";
    /// The service options behind a released key differ.
    OptionsChanged = "options-changed", Deny Check,
        "a Rancher that shipped with the key keeps its own options";
    /// A released key of the service options is gone.
    OptionsRemoved = "options-removed", Deny Check,
        "RKE takes the options of the minor; if those are gone, it refuses the version";
    /// A release has no arguments.
    ArgsGone = "args-gone", Deny Check,
        "Rancher 2.7 and later blocks clusters on it (`KDM release data is empty`)";
    /// A release lacks an argument that it had, or that the patch before it has.
    ArgsLost = "args-lost", Deny Check,
        "Rancher silently drops the argument from the clusters that set it";
    /// A release lacks a chart that it had, or that the patch before it has.
    ChartLost = "chart-lost", Deny Check,
        "the dashboard shows no values for the chart";
    /// A release lacks a feature version that it had, or that the patch before it has.
    FeatureLost = "feature-lost", Deny Check,
        "Rancher treats clusters on it as clusters without the feature";
    /// A release lacks a feature version that every release of its age has.
    FeatureMissing = "feature-missing", Deny Check,
        "Rancher does not rotate encryption keys on its clusters; upstream's validation refuses it";
    /// A released channel is gone.
    ChannelRemoved = "channel-removed", Deny Check,
        "clients that follow the channel find no version";
    /// A Docker version that was accepted is no longer accepted.
    DockerRemoved = "docker-removed", Deny Check,
        "RKE refuses hosts with this Docker version";
    /// A default no longer resolves. For a Rancher of another line that may be intended, so it stops nothing.
    DefaultLost = "default-lost", Warn Check,
        "there is no default version: Rancher refuses the refresh (RKE) or takes the `default` channel (K3s, RKE2)";
    /// A released version is for fewer Ranchers.
    WindowNarrowed = "window-narrowed", Warn Check,
        "Ranchers outside the new window no longer offer it";
    /// A released version of RKE is for fewer Ranchers or RKEs.
    BoundsNarrowed = "bounds-narrowed", Warn Check,
        "Ranchers or RKEs outside the new bounds no longer offer it";
    /// Something else of a released version differs.
    ReleasedChanged = "released-changed", Warn Check,
        "clusters already use it as it was released";
    /// A release whose version consumers do not read, or read as another one's.
    ReleaseVersion = "release-version", Deny Check,
        "Rancher skips the release, takes the first of two, or takes it for a release of another distribution";
    /// A release that its window hides.
    Window = "window", Deny Check,
        "channelserver, hangar or Rancher's image export silently drops the release";
    /// A release without arguments.
    ArgsEmpty = "args-empty", Deny Check,
        "Rancher 2.7 and later blocks clusters on it (`KDM release data is empty`)";
    /// An argument of a type that Rancher does not know.
    ArgType = "arg-type", Warn Check,
        "Rancher passes the value on as a string: only `boolean` is converted";
    /// The name of an argument is none that K3s or RKE2 has.
    ArgName = "arg-name", Warn Check,
        "K3s and RKE2 ignore the argument, or do not start with it";
    /// An argument that the minors beside have, and newer or older patches of this one.
    ArgsGap = "args-gap", Warn Check,
        "Rancher silently drops the argument from the clusters that set it";
    /// An argument whose options do not fit.
    ArgOptions = "arg-options", Warn Check,
        "the dashboard offers nothing, or a value that is not allowed";
    /// Releases that are not in ascending order.
    ReleaseOrder = "release-order", Warn Check,
        "scripts take the last release as the newest, and Rancher takes the last of two equal ones";
    /// A candidate in a released tree.
    PreRelease = "pre-release", Warn Check,
        "clusters can be given a version that was never released";
    /// A default of K3s or RKE2 that Rancher cannot follow.
    AppDefault = "app-default", Deny Check,
        "Rancher takes the version of the `default` channel, or another version than intended";
    /// A default of K3s or RKE2 that some of its Ranchers cannot follow.
    DefaultGap = "default-gap", Warn Check,
        "these Ranchers take the version of the `default` channel";
    /// A channel that leads nowhere, or out of the air gap.
    Channel = "channel", Deny Check,
        "channelserver fails to load the section, or Rancher has no fallback version";
    /// A message that upstream's validation refuses.
    Message = "message", Warn Check,
        "upstream's validation refuses the file";
    /// A key that becomes the name or label of a Kubernetes object, and cannot be one.
    ObjectName = "object-name", Deny Check,
        "Kubernetes refuses the object that Rancher makes of it, and Rancher aborts the whole refresh";
    /// A version of RKE without `-rancher` after its three numbers.
    VersionForm = "version-form", Deny Check,
        "Rancher reads the Kubernetes version before `-rancher`; one version without it breaks this for all";
    /// A version of RKE lacks an image that every version needs.
    ImageMissing = "image-missing", Deny Check,
        "RKE panics, or deploys clusters without the image: nothing checks this before";
    /// An image of RKE that is not below `rancher/`.
    ImagePrefix = "image-prefix", Deny Check,
        "clusters pull the image of a stranger, and Rancher's image export stops at it";
    /// Images of a version that do not fit together.
    ImageFamily = "image-family", Warn Check,
        "clusters run parts that were never tested together";
    /// A tag that RKE reads as a version, but that is not one.
    ImageVersion = "image-version", Deny Check,
        "RKE panics when it reads the version from the tag";
    /// A version of RKE whose minor has no service options.
    OptionsMissing = "options-missing", Deny Check,
        "RKE refuses the version, and Rancher's image lists silently lack its images";
    /// A version of RKE whose minor has no options for Windows.
    WindowsOptionsMissing = "windows-options-missing", Warn Check,
        "its Windows nodes fail, and Rancher's image lists silently lack the images of Windows";
    /// Service options of one version that lack what its minor has.
    OptionsPartial = "options-partial", Warn Check,
        "RKE takes only these options, not those of the minor: the components run without the missing ones";
    /// Docker versions that RKE cannot read, or does not find.
    DockerInfo = "docker-info", Deny Check,
        "RKE rejects the hosts: it finds no Docker version that it accepts";
    /// A default of RKE that RKE itself drops.
    DefaultHidden = "default-hidden", Deny Check,
        "`rke up` without a version fails";
    /// A default under a name that nothing reads.
    DefaultKey = "default-key", Warn Check,
        "RKE and Rancher look for their exact version, then for `default`: nothing reads this one";
    /// A default of Rancher for RKE that does not resolve.
    RancherDefault = "rancher-default", Deny Check,
        "Rancher refuses the whole refresh and keeps its old data";
    /// A bound of a version of RKE that is read as something else than a version.
    BoundSyntax = "bound-syntax", Deny Check,
        "RKE and Rancher compare it anyway, and hide or show versions by accident";
    /// A bound that its consumers do not read.
    BoundIgnored = "bound-ignored", Warn Check,
        "RKE reads `min` and `deprecate` of full versions and `max` of minors only: the bound has no effect there";
    /// A version of RKE that has bounds neither of its own nor of its minor.
    Unbounded = "unbounded", Warn Check,
        "every Rancher and RKE offers it, even those that cannot deploy it";
    /// A key of the version info or the options that belongs to no version.
    KeyUnused = "key-unused", Warn Check,
        "nothing reads it; if the key is misspelt, its version lacks these values";
    /// Versions of RKE that the templates and RKE's own choice put in different order.
    OrderDisagrees = "order-disagrees", Warn Check,
        "the version that RKE takes as the newest gets the template of an older one";
    /// A tie of two versions where RKE and Rancher choose the newest.
    VersionTie = "version-tie", Deny Check,
        "RKE and Rancher offer one of the two at random";
    /// A bound of a template's range that is not written like a version.
    RangeBound = "range-bound", Warn Check,
        "the range begins or ends at another version than intended";
    /// CIS tables that the scan cannot follow.
    Cis = "cis", Deny Check,
        "Rancher 2.4 to 2.6 fails to scan a cluster of this version";
    /// A text that is larger than Kubernetes stores.
    ObjectSize = "object-size", Warn Check,
        "Kubernetes may refuse the object that Rancher makes of it";
    /// A template that Go does not parse.
    TemplateSyntax = "template-syntax", Deny Check,
        "RKE panics (`template.Must`), also for versions that it deployed before";
    /// A template uses a field that its addon is not given.
    TemplateField = "template-field", Deny Check,
        "the addon fails to deploy, or its manifest has `<no value>` in it";
    /// A template uses an image that a version which picks it does not have.
    TemplateImage = "template-image", Deny Check,
        "the manifest has an empty `image:`, and the addon does not start";
    /// A `min` that candidates of its own Rancher are below.
    WindowMin = "window-min", Warn Check,
        "Ranchers hide the release, or offer one that they were never tested with";
    /// A `max` of a line after this one.
    WindowMax = "window-max", Warn Check,
        "no Rancher that reads this build needs it; copied to the next line, it offers releases not meant for that line";
    /// K3s and RKE2 of the same Kubernetes patch are for different Ranchers.
    WindowDiffers = "window-differs", Warn Check,
        "a Rancher offers the patch for one distribution and hides it for the other";
    /// An entry that is written so that upstream's scripts do not see it.
    EntryForm = "entry-form", Warn Check,
        "its images are not mirrored, and nobody compares it with the release branch";
    /// A chart without a repository or a version that can be fetched.
    Chart = "chart", Warn Check,
        "the dashboard finds no values for the chart; upstream's validation refuses it";
    /// A new patch of RKE2 has the charts of the one before it.
    ChartSame = "chart-same", Warn Check,
        "the dashboard shows the values of charts that the patch was not built with";
    /// A chart is older than in the patch before.
    ChartOlder = "chart-older", Warn Check,
        "the dashboard shows the values of an older chart than the patch was built with";
    /// A chart comes from another repository than in the patch before.
    ChartRepo = "chart-repo", Warn Check,
        "the dashboard looks for the chart in the wrong place, and shows no values for it";
    /// The newest patch of a minor is for fewer Ranchers than the one before it.
    WindowNewest = "window-newest", Warn Check,
        "clusters of the other Ranchers cannot take the newest patch";
    /// A patch number far above that of the patch before.
    VersionJump = "version-jump", Warn Check,
        "Rancher offers a version that does not exist, as the newest of its minor";
    /// K3s and RKE2, or two lines, do not have the same patches of a round.
    RoundDiffers = "round-differs", Warn Check,
        "clusters of one distribution or line lack a patch that the others have";
    /// Two defaults that should be of one minor are not.
    DefaultDiffers = "default-differs", Warn Check,
        "new clusters of one kind get an older Kubernetes than those of the other";
    /// A channel that leads to no release.
    ChannelUnresolved = "channel-unresolved", Warn Check,
        "clients that follow the channel get an error (404)";
    /// A feature version that is not a version.
    FeatureVersion = "feature-version", Deny Check,
        "Rancher's planner stops with an error on clusters of the release";
    /// The default of a Rancher is a candidate.
    DefaultCandidate = "default-candidate", Deny Check,
        "every new cluster gets a version that was never released";
    /// The name or default of an argument that YAML reads as a boolean or a number.
    ScalarChanged = "scalar-changed", Warn Check,
        "consumers get another name or value than the written one";
    /// A release differs from the same release of another line.
    LineDiffers = "line-differs", Warn Check,
        "Ranchers of the two lines give clusters of one version different arguments, charts or features";
    /// An exception in `data/kdm.yaml` that excepts nothing.
    AllowanceUnused = "allowance-unused", Warn,
        "it would silently let the next finding at this place through";
    /// A release of the patch that cannot stand beside upstream's versions.
    PatchVersion = "patch-version", Forbid,
        "an upstream version would change its meaning for every Rancher that reads the result";
    /// A release of the patch starts from a version that is not there.
    PatchReference = "patch-reference", Forbid,
        "the release would have neither images nor templates";
    /// A version that sorts below the ones it stands on.
    PatchOrder = "patch-order", Deny,
        "upstream's ranges and every comparison of versions take it for an older release";
    /// A default for Rancher versions of which no exact name is known.
    DefaultRange = "default-range", Deny,
        "Rancher looks up its exact version, so a default under no exact version has no effect";
    /// A default of Rancher that resolves to no version.
    DefaultUnresolved = "default-unresolved", Deny,
        "Rancher refuses the whole refresh and keeps its old data";
    /// A version that ties with another one where RKE and Rancher choose the newest.
    CurrentTie = "current-tie", Warn,
        "RKE and Rancher offer one of the two at random";
    /// A version of the patch that the version it starts from always beats.
    NeverCurrent = "never-current", Warn,
        "RKE and Rancher never offer it as the newest of its minor";
    /// The alpine image of RKE's default version is not rancher/rke-tools.
    AlpineImage = "alpine-image", Warn,
        "RKE uses the tag of this image for `rancher/rke-tools` of other versions, where it does not exist";
    /// A template of an addon that Rancher does not hand to its clusters.
    NotDelivered = "not-delivered", Warn,
        "Rancher passes only eight addons to its clusters; for the others RKE uses its built-in templates";
    /// A release that stands on its own and lacks images.
    IncompleteRelease = "incomplete-release", Deny,
        "RKE and Rancher offer the version, and its clusters lack the missing images";
    /// Of several fields that share an image in the reference only some are replaced.
    ForgottenImage = "forgotten-image", Warn,
        "fields that share one image would come from two builds";
    /// A mirror rule that matched no image.
    MirrorUnused = "mirror-unused", Warn,
        "it has no effect, and the images that it was meant for keep their names";
    /// An image that no image list can hold, before or after its rules.
    MirrorName = "mirror-name", Deny,
        "image-tool and hangar read the line as another image and copy that, or nothing";
    /// A release whose image list is not in the folder of lists, or has nothing in it.
    ImageListMissing = "image-list-missing", Deny,
        "its images are not mirrored, and its clusters do not start without a network";
    /// A line of an image list that is no image with exactly one tag.
    ImageListEntry = "image-list-entry", Deny,
        "upstream's generator stops, and what the line is meant for is not mirrored";
    /// An image list with more in it than images.
    ImageListForm = "image-list-form", Warn,
        "upstream's generator takes it into the name or tag of an image, which no registry then has";
    /// An image list of another release than the one it is in the folder of.
    ImageListOther = "image-list-other", Deny,
        "the images of the release are not mirrored, and its clusters do not start without a network";
    /// Image lists of a version that the build does not have.
    ImageListUnknown = "image-list-unknown", Warn,
        "nothing reads them; if the name of the folder is misspelt, its release has no lists";
    /// A release with a chart whose images are in none of its lists.
    ImageListChart = "image-list-chart", Warn Check,
        "the chart does not start on clusters without a network";
    /// A bound of a release or version that is not a version, where it is asked whether its images are mirrored.
    RegsyncBound = "regsync-bound", Deny,
        "upstream's generator of regsync.yaml stops";
    /// Versions that the Ranchers of the line are offered, outside of the range whose images are mirrored.
    RegsyncWindow = "regsync-window", Warn,
        "their images are not mirrored, and clusters that pull from the mirror do not get them";
    /// An entry of an older regsync.yaml that has no place in the new one.
    RegsyncEntry = "regsync-entry", Deny,
        "what the entry mirrors would be missing, or nobody would see that it is";
    /// An image that an older regsync.yaml has, and the new one does not.
    RegsyncRemoved = "regsync-removed", Deny,
        "upstream's validation refuses it: clusters may still pull the image from the mirror";
    /// Two images that would be copied to one name.
    MirrorConflict = "mirror-conflict", Deny,
        "the copy that comes last wins, and clusters run the wrong image";
    /// A file that is close to one that is read, and that nothing reads.
    StrayFile = "stray-file", Deny,
        "what it says is not in the build";
    /// A mirror rule that renames another part of a name than it is meant for.
    MirrorPattern = "mirror-pattern", Warn,
        "images are copied to names that no cluster asks for";
    /// The tree of RKE tables is not what was imported.
    UpstreamEdited = "upstream-edited", Warn,
        "the RKE part of data.json is not what upstream published, and the next import undoes the edits";
    /// RKE tables that are not the pinned ones.
    UpstreamPin = "upstream-pin", Deny,
        "the build would use another upstream state than the one that was reviewed and pinned";
    /// An edit that `kdm release` does not make.
    EditRefused = "edit-refused", Forbid,
        "the files stay as they are";
    /// A file that is not a Release as its CRD wants it.
    ReleaseResource = "release-resource", Forbid Image,
        "the CRD refuses the file, and no management cluster gets the Release";
    /// A version of a component or an app that is not semver.
    NotSemver = "not-semver", Forbid Image,
        "the CRD refuses the Release; where it is taken, the name of the image is another one in Helm than in the operator";
    /// A component that a Release has twice.
    DuplicateComponent = "duplicate-component", Forbid Image,
        "the operator takes the first one and Helm the last: they name two images, and nodes wait for the one that is not built";
    /// A component that the name of the image needs, and that is not there.
    MissingComponent = "missing-component", Forbid Image,
        "Helm writes `N/A` in its place, no pipeline has built such an image, and the nodes do not come up";
    /// A Release that no rule names an image of.
    NoRule = "no-rule", Forbid Image,
        "the name of the image that its nodes boot is not known";
    /// Two files that are the same Release.
    ReleaseTwice = "release-twice", Deny Image,
        "which of them a management cluster gets depends on who applies them last";
    /// A Release in the folder of another one.
    NameMismatch = "name-mismatch", Deny Image,
        "who looks for the Release by its folder gets another one";
    /// A Release whose major is not the minor of its Kubernetes.
    MinorMismatch = "minor-mismatch", Deny Image,
        "who reads the number of the Release expects another Kubernetes";
    /// A component that is older than in the release before.
    Downgrade = "downgrade", Deny Image,
        "nodes get an older system than they have; kubelets above the API server are not supported";
    /// A patch release that renames the image.
    PatchRolls = "patch-rolls", Deny Image,
        "clusters that take a patch without a thought get all their nodes replaced";
    /// A minor release that renames the image where that is forbidden.
    MinorRolls = "minor-rolls", Deny Image,
        "clusters that take a minor release get all their nodes replaced";
    /// A released Release that names another image than before.
    ImageRenamed = "image-renamed", Deny Image,
        "clusters that run the release get their nodes replaced without an upgrade";
    /// A name that is too long for where it goes.
    NameTooLong = "name-too-long", Deny Image,
        "the provider refuses the image, or Kubernetes the object that is named after it";
    /// A name with characters that it must not have where it goes.
    NameCharacters = "name-characters", Deny Image,
        "the provider refuses the image, or Kubernetes the object that is named after it";
    /// A component that names images by a counter.
    DeprecatedComponent = "deprecated-component", Warn Image,
        "only the first number of it is in the name: an image that is built anew with a higher minor is never rolled out";
    /// A component that has changed, and the image has not.
    ComponentIgnored = "component-ignored", Warn Image,
        "anyone who expects new nodes waits in vain";
    /// Components that come or go with a release.
    ComponentSetChanged = "component-set-changed", Warn Image,
        "what reads the Release by the names of its components finds one that it does not know, or misses one";
    /// The same version with another image at another provider.
    ProvidersDiffer = "providers-differ", Warn Image,
        "clusters of one release run different systems, and more than one image must be built";
    /// A section is taken from elsewhere because its channel file is not there.
    TakenOver = "taken-over", Warn,
        "edits elsewhere have no effect on it";
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_kebab_case() {
        let mut names: Vec<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert!(
            names
                .iter()
                .all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
        );
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn every_essay_is_of_its_rule_and_every_rule_has_one() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/essays");
        let files = std::fs::read_dir(folder).expect("the folder is there").count();
        assert_eq!(files, Rule::ALL.len());
        for rule in Rule::ALL {
            assert!(rule.essay().starts_with(&format!("# {rule}\n\n")), "{rule}");
            assert!(rule.essay().lines().all(|line| line.chars().count() <= 100), "{rule}");
            for part in ["\n\nWhat breaks: ", "\n\nWhat to do: "] {
                assert_eq!(rule.essay().matches(part).count(), 1, "{rule} {part}");
            }
        }
    }
}
