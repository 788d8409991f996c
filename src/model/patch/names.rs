//! The names of the parts of a patch.

use crate::model::field::named;

named! {
    /// The parts of the file.
    pub(super) enum PatchPart {
        AppDefaults = "appDefaults",
        MirrorOptions = "mirrorOptions",
        Releases = "releases",
    }
}

named! {
    /// The parts of the defaults of an app.
    pub(super) enum AppPart {
        AppName = "appName",
        Defaults = "defaults",
    }
}

named! {
    /// The parts of a default.
    pub(super) enum DefaultPart {
        AppVersion = "appVersion",
        DefaultVersion = "defaultVersion",
        RancherVersions = "rancherVersions",
    }
}

named! {
    /// The parts of a mirror option.
    pub(super) enum MirrorPart {
        TargetRegistry = "targetRegistry",
        Regex = "regex",
    }
}

named! {
    /// The parts of a mirror rule.
    pub(super) enum RulePart {
        RegexMatch = "regexMatch",
        RegexReplacement = "regexReplacement",
    }
}

named! {
    /// The parts of a release.
    pub(super) enum ReleasePart {
        Version = "version",
        ReferenceVersion = "referenceVersion",
        MinChannelServerVersion = "minChannelServerVersion",
        MaxChannelServerVersion = "maxChannelServerVersion",
        ServiceOptions = "serviceOptions",
        WindowsServiceOptions = "windowsServiceOptions",
        SystemImages = "systemImages",
        AddonTemplates = "addonTemplates",
    }
}
